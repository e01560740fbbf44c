// `monitord baseline`: what a model did when it was known to be good.

internal import Model
internal import Panes
internal import Platform
internal import Rules

enum BaselineCommand {
    static let all: [Command] = [
        BaselineLearnCommand.command, BaselineListCommand.command, BaselineShowCommand.command,
        BaselineDiffCommand.command, BaselinePromoteCommand.command, BaselineRollbackCommand.command,
        BaselineExportCommand.command, BaselineImportCommand.command,
    ]

    static let rules = Option(
        name: "rules", value: "PATH", purpose: "rule file, directory or pattern, for past alerts", isRepeatable: true)

    static func directory(_ arguments: Arguments) throws(CommandFailure) -> BaselineDirectory {
        Setup.baselineDirectory(arguments, try Setup.configuration(arguments))
    }

    /// The directory, made when it is missing.
    static func madeDirectory(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> BaselineDirectory {
        let directory = Setup.baselineDirectory(arguments, configuration)
        do throws(SystemError) {
            try makeDirectory(directory.path)
        } catch {
            throw CommandFailure(
                status: ExitStatus.configuration, message: error.text, help: ["name another with --baselines DIR"])
        }
        return directory
    }

    static func find(_ arguments: Arguments) throws(CommandFailure) -> Baseline {
        guard let word = arguments.operands.first else {
            throw .usage("which baseline? give an ID or a NAME", help: ["see: monitord baseline list"])
        }
        return try find(word, try directory(arguments), arguments)
    }

    static func find(
        _ word: String, _ directory: BaselineDirectory, _ arguments: Arguments
    ) throws(CommandFailure) -> Baseline {
        do throws(BaselineDirectoryError) {
            return try directory.read(word)
        } catch {
            throw Setup.failure(error, arguments)
        }
    }

    /// `before-deploy (961d6521)`.
    static func title(_ baseline: Baseline) -> String { "\(baseline.name) (\(baseline.id.prefix(8)))" }

    /// A category's name, or what stands for none.
    static func categoryText(_ category: String?) -> String {
        category.map { $0.isEmpty ? "\"\"" : $0 } ?? "(all)"
    }

    /// The fields that every command tells of a baseline. The caller opens the object.
    static func writeHead(_ baseline: Baseline, to writer: inout JSONWriter) {
        writer.field("id", baseline.id)
        writer.field("name", baseline.name)
        writer.field("model", baseline.model)
        writer.field("format", baseline.format)
        writer.field("source", baseline.source)
        writer.field("from", baseline.from.rfc3339)
        writer.field("to", baseline.to.rfc3339)
        writer.field("decided", baseline.tally.decided)
        if let rate = baseline.tally.refusalRate { writer.field("refusal_rate", rate) }
    }
}
