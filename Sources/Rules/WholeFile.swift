// Files that are there whole or not at all, for commands.

import Glibc

/// Puts `bytes` in the place of a file, or makes it with mode 0640. What is no regular file is refused: a rename would
/// put a file in the place of a device.
package func writeWhole(_ bytes: [UInt8], to path: String) throws(FileError) {
    var status = stat()
    if lstat(try pathForKernel(path), &status) == 0, status.st_mode & S_IFMT != S_IFREG {
        throw FileError(path: path, reason: "not a regular file")
    }
    try replaceFile(path, bytes)
}
