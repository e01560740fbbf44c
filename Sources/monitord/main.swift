// Finds the command and runs it.

import Glibc

exit(CommandLineTool.run(Array(CommandLine.arguments.dropFirst())))
