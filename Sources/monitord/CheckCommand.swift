// `monitord check`: everything that is wrong, before it runs.

internal import Canaries
internal import Glibc
internal import Model
internal import Panes
internal import Rules

enum CheckCommand {
    static let command = Command(
        name: "check",
        purpose: "check the configuration, rules, suites and gates, and say everything that is wrong at once",
        operands: "[FILE ...]", operandsMax: 1000,
        options: [
            Option(
                name: "format", value: "FORMAT", purpose: "human, json, or github for annotations of a pull request",
                completes: .words(["human", "json", "github"])),
            Option(name: "lint-fatal", purpose: "exit with 3 when there is a warning and no error"),
            Option(
                name: "baselines", value: "DIR", purpose: "also warn of rules that these baselines cannot serve"),
            Option(
                name: "db", value: "DIR", purpose: "also warn of rules that the traffic of this store cannot serve"),
            Option(
                name: "against", value: "DIR",
                purpose: "also say which detector states of this store a start with these rules would keep"),
            Command.config,
        ],
        notes: [
            "With files of rules, suites or gates as operands, only those are checked; with -c the configuration as",
            "well, and whether suites name its targets. Of a secret it looks at who may read it, not at what it is.",
            "- is standard input. A comment '# monitord: allow MD0603' at a line, or alone above it, allows what that",
            "warning is about. With --against nothing is changed: RESET keeps the alert and begins its evidence anew,",
            "DROPPED forgets the state and ends its alert.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let format = try CheckFormat(arguments)
        var diagnostics: [Diagnostic] = []
        var paths = arguments.operands
        var checked = Configuration()
        var suitePaths: [String] = []
        var knowsTargets = false
        if paths.isEmpty || arguments["config"] != nil {
            let path = arguments["config"] ?? getenv("MONITORD_CONFIG").map { String(cString: $0) } ?? Setup.defaultPath
            let (configuration, findings) = loadConfiguration(path: path)
            diagnostics += findings
            if let configuration {
                diagnostics += Setup.kafkaFindings(configuration, path: path)
                diagnostics += configuration.secretFindings(path: path) + Setup.nobodyAsked(configuration)
                checked = configuration
                knowsTargets = true
                if paths.isEmpty {
                    paths = configuration.rules.files
                    suitePaths = Setup.suitePaths(configuration)
                }
            }
        }
        let (sources, unread) = ruleFiles(paths: paths, takesInput: true)
        let (more, unreadSuites) = ruleFiles(paths: suitePaths)
        diagnostics += unread + unreadSuites
        let files = sources.filter { SourceKind(of: $0) == .rules }
        let suiteFiles = sources.filter { SourceKind(of: $0) == .suite } + more
        let (suites, suiteFindings) = parseSuites(
            suiteFiles, targets: knowsTargets ? checked.targets.map(\.target.name) : nil)
        let gateFiles = sources.filter { SourceKind(of: $0) == .gates }
        diagnostics += suiteFindings + gateFiles.flatMap { parseGates($0).diagnostics }
        let (set, findings) = parseRules(files, paneWidth: checked.panes.width)
        diagnostics += findings + parseRuleTests(files, set: set, paneWidth: checked.panes.width).diagnostics
        if !diagnostics.hasErrors, let fault = Setup.budgetFault(set, checked) {
            diagnostics.append(
                Diagnostic(
                    severity: .error, code: .badBudget, message: fault.message, file: paths.first ?? "",
                    help: [fault.help]))
        }
        if !diagnostics.hasErrors { diagnostics += try lints(arguments, checked, set, files) }
        diagnostics = withoutAllowed(diagnostics, in: files + suiteFiles + gateFiles)
        var survey: StateSurvey?
        if let directory = arguments["against"], !diagnostics.hasErrors {
            survey = try StateSurvey(arguments, directory, checked, set)
        }
        format.print(diagnostics, survey, ruleCount: set.rules.count, suiteCount: suites.count, arguments)
        if diagnostics.hasErrors { return ExitStatus.negative }
        return arguments[flag: "lint-fatal"] && !diagnostics.isEmpty ? ExitStatus.warned : ExitStatus.ok
    }

    private static func lints(
        _ arguments: Arguments, _ configuration: Configuration, _ set: RuleSet, _ files: [SourceFile]
    ) throws(CommandFailure) -> [Diagnostic] {
        let locations = RuleLocations(files)
        var found = lintRules(set, locations)
        var baselines: [Baseline]?
        if arguments["baselines"] != nil {
            baselines = try RulesCommand.current(arguments, configuration)
        }
        let rows = arguments["db"] != nil ? try TrafficLints.verdicts(arguments) : nil
        if baselines != nil || rows != nil {
            found +=
                TrafficLints(
                    set: set, configuration: configuration, baselines: baselines, rows: rows, locations: locations
                ).findings
        }
        return found
    }
}
