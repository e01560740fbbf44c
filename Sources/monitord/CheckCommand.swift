// `monitord check`: everything that is wrong, before it runs.

internal import Glibc
internal import Model
internal import Rules

enum CheckCommand {
    static let command = Command(
        name: "check", purpose: "check the configuration and the rules, and say everything that is wrong at once",
        operands: "[RULE FILE ...]", operandsMax: 1000,
        options: [Command.config],
        notes: [
            "With rule files or directories as operands, only those are checked; with -c the configuration as well."
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        var diagnostics: [Diagnostic] = []
        var paths = arguments.operands
        var checked = Configuration()
        if paths.isEmpty || arguments["config"] != nil {
            let path = arguments["config"] ?? getenv("MONITORD_CONFIG").map { String(cString: $0) } ?? Setup.defaultPath
            let (configuration, findings) = loadConfiguration(path: path)
            diagnostics += findings
            if let configuration {
                diagnostics += Setup.kafkaFindings(configuration, path: path)
                checked = configuration
                if paths.isEmpty { paths = configuration.rules.files }
            }
        }
        let width = checked.panes.width
        let (set, findings) = paths.isEmpty ? (RuleSet(rules: []), []) : loadRules(paths: paths, paneWidth: width)
        diagnostics += findings
        diagnostics += loadRuleTests(paths: paths, set: set, paneWidth: width).diagnostics
        if !diagnostics.hasErrors, let fault = Setup.budgetFault(set, checked) {
            diagnostics.append(
                Diagnostic(
                    severity: .error, code: .badBudget, message: fault.message, file: paths.first ?? "",
                    help: [fault.help]))
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for diagnostic in diagnostics { diagnostic.write(to: &writer) }
                }
            }
        } else {
            let isColourful = Console.isColourful(arguments)
            for diagnostic in diagnostics { Console.line(diagnostic.text(colour: isColourful) + "\n") }
            let errors = diagnostics.count { $0.severity == .error }
            let warnings = diagnostics.count - errors
            let counts = [counted(set.rules.count, "rule"), counted(errors, "error"), counted(warnings, "warning")]
            Console.say(counts.joined(separator: ", "))
        }
        return diagnostics.hasErrors ? ExitStatus.negative : ExitStatus.ok
    }
}
