// `monitord baseline`: what a model did when it was known to be good.

internal import Model
internal import Panes
internal import Rules

enum BaselineCommand {
    static let all: [Command] = [
        BaselineLearnCommand.command, BaselineListCommand.command, BaselineShowCommand.command,
        BaselinePromoteCommand.command,
    ]

    static func directory(_ arguments: Arguments) throws(CommandFailure) -> BaselineDirectory {
        Setup.baselineDirectory(arguments, try Setup.configuration(arguments))
    }

    static func find(_ arguments: Arguments) throws(CommandFailure) -> Baseline {
        guard let word = arguments.operands.first else {
            throw .usage("which baseline? give an ID or a NAME", help: ["see: monitord baseline list"])
        }
        let directory = try self.directory(arguments)
        do throws(BaselineDirectoryError) {
            return try directory.read(word)
        } catch {
            throw Setup.failure(error, arguments)
        }
    }

    static func decided(_ baseline: Baseline) -> Int64 { baseline.cells.reduce(0) { $0 + $1.tally.decided } }

    static func rate(_ baseline: Baseline) -> Double? {
        var merged = Tally.zero
        for cell in baseline.cells { merged.merge(cell.tally) }
        return merged.refusalRate
    }

    static func write(
        _ baseline: Baseline, to writer: inout JSONWriter, isCurrent: Bool? = nil, withCells: Bool = false
    ) {
        writer.object { writer in
            writer.field("id", baseline.id)
            writer.field("name", baseline.name)
            writer.field("model", baseline.model)
            writer.field("source", baseline.source)
            writer.field("from", baseline.from.rfc3339)
            writer.field("to", baseline.to.rfc3339)
            writer.field("decided", decided(baseline))
            if let rate = rate(baseline) { writer.field("refusal_rate", rate) }
            if let isCurrent { writer.field("current", isCurrent) }
            guard withCells else { return }
            writer.key("cells")
            writer.array { writer in
                for cell in baseline.cells {
                    writer.object { writer in
                        writer.key("series")
                        writer.raw(cell.scope.key)
                        for outcome in Outcome.allCases { writer.field("\(outcome.name)", cell.tally[outcome]) }
                        if let rate = cell.tally.refusalRate { writer.field("refusal_rate", rate) }
                    }
                }
            }
        }
    }
}
