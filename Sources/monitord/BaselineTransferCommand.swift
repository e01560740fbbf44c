// `monitord baseline export` and `import`: baselines that travel as files.

internal import Glibc
internal import Model
internal import Panes
internal import Platform
internal import Rules

enum BaselineExportCommand {
    static let command = Command(
        name: "baseline export", purpose: "write a baseline's file to standard output or to a new file",
        operands: "ID | NAME  [FILE]", operandsMax: 2, options: [Command.config, Command.baselines],
        notes: ["The bytes are the same on every machine. A file that is there already is left alone."], run: export)

    private static func export(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let baseline = try BaselineCommand.find(arguments)
        guard arguments.operands.count > 1, arguments.operands[1] != "-" else {
            Console.bytes(BaselineDirectory.exported(baseline))
            return ExitStatus.ok
        }
        do throws(BaselineDirectoryError) {
            try BaselineDirectory.export(baseline, to: arguments.operands[1])
        } catch {
            guard case .file(let file) = error else { throw Setup.failure(error, arguments) }
            throw CommandFailure(status: ExitStatus.inputOutput, message: "\(file.path): \(file.reason)")
        }
        return ExitStatus.ok
    }
}

enum BaselineImportCommand {
    static let command = Command(
        name: "baseline import", purpose: "add a baseline from a file, without promoting it", operands: "FILE | -",
        operandsMax: 1, options: [Command.config, Command.baselines],
        notes: [
            "The id is computed again from the content: a file that was cut off or edited is refused. Importing the",
            "same baseline twice changes nothing.",
        ],
        run: add)

    private static func add(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let path = arguments.operands.first else {
            throw .usage("which file? give its path, or - for standard input")
        }
        let source = try read(path)
        let configuration = try Setup.configuration(arguments)
        let directory = try BaselineCommand.madeDirectory(arguments, configuration)
        let (baseline, isNew) = try added(source, directory, arguments)
        if arguments.wantsJSON {
            Console.json { writer in
                writer.object { writer in
                    BaselineCommand.writeHead(baseline, to: &writer)
                    writer.field("imported", isNew)
                }
            }
        }
        let title = visible("\(BaselineCommand.title(baseline)) of \(baseline.model)")
        Console.say(
            isNew
                ? "\(title) was added; make it current with monitord baseline promote \(baseline.id.prefix(8))"
                : "\(title) is here already; nothing was changed")
        return ExitStatus.ok
    }

    private static func read(_ path: String) throws(CommandFailure) -> SourceFile {
        do throws(FileError) {
            return path == "-"
                ? try SourceFile(readingPipe: STDIN_FILENO, path: "standard input") : try SourceFile(reading: path)
        } catch {
            throw CommandFailure(status: ExitStatus.noInput, message: "\(error.path): \(error.reason)")
        }
    }

    private static func added(
        _ source: SourceFile, _ directory: BaselineDirectory, _ arguments: Arguments
    ) throws(CommandFailure) -> (baseline: Baseline, isNew: Bool) {
        do throws(BaselineDirectoryError) {
            return try directory.add(source)
        } catch .invalid(let diagnostics) {
            Setup.report(diagnostics, arguments)
            throw CommandFailure(
                status: ExitStatus.negative, message: "\(source.path) is no sound baseline; nothing was added")
        } catch {
            throw Setup.failure(error, arguments)
        }
    }
}
