// How `monitord check` says what it found: to people, to programs, to GitHub.

internal import Alerts
internal import Model
internal import Rules

enum CheckFormat: String {
    case human, json, github

    init(_ arguments: Arguments) throws(CommandFailure) {
        let word = arguments["format"]
        guard let format = CheckFormat(rawValue: word ?? (arguments.wantsJSON ? "json" : "human")) else {
            throw .usage("--format is none of human, json, github")
        }
        guard !arguments.wantsJSON || format == .json else {
            throw .usage("--json and --format \(format.rawValue) exclude each other")
        }
        self = format
    }

    func print(
        _ diagnostics: [Diagnostic], _ survey: StateSurvey?, ruleCount: Int, suiteCount: Int, _ arguments: Arguments
    ) {
        switch self {
        case .json:
            Console.json { writer in
                guard let survey else { return write(diagnostics, to: &writer) }
                writer.object { writer in
                    writer.key("diagnostics")
                    write(diagnostics, to: &writer)
                    writer.key("states")
                    survey.write(to: &writer)
                }
            }
            return
        case .human:
            let isColourful = Console.isColourful(arguments)
            for diagnostic in diagnostics { Console.line(diagnostic.text(colour: isColourful) + "\n") }
            survey?.print()
        case .github:
            for diagnostic in diagnostics { Console.line(diagnostic.workflowCommand) }
        }
        let errors = diagnostics.count { $0.severity == .error }
        let counts =
            [counted(ruleCount, "rule")] + (suiteCount > 0 ? [counted(suiteCount, "suite")] : [])
            + [counted(errors, "error"), counted(diagnostics.count - errors, "warning")]
        Console.say(counts.joined(separator: ", "))
    }

    private func write(_ diagnostics: [Diagnostic], to writer: inout JSONWriter) {
        writer.array { writer in
            for diagnostic in diagnostics { diagnostic.write(to: &writer) }
        }
    }
}
