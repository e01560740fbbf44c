// `monitord backtest`: rules over events that are there already.

internal import Backtests
internal import Daemon
internal import Glibc
internal import Model
internal import Pipeline
internal import Platform
internal import Rules

enum BacktestCommand {
    static let command = Command(
        name: "backtest", purpose: "judge old events by any rules: alerts, false alarms, delays, sweeps",
        operands: "[RULES...]", operandsMax: 256, completes: .file,
        options: input + [
            Option(
                name: "expect", value: "FILE",
                purpose: "labelled incidents as CSV or JSON lines: model, from, until and, if known, category, name"),
            Option(
                name: "sweep", value: "KEY=VALUES",
                purpose: "try values of a key of a rule, as FROM:TO:STEP or A,B,C; more sweeps make a grid",
                isRepeatable: true),
            Option(name: "print-transitions", purpose: "print only what run would print, line by line"),
        ] + output,
        notes: [
            "RULES are rule files or directories; default rules.files of the configuration. No store is touched, and",
            "what a topic's group has committed stays as it is. The same events give the same alerts as run, byte for",
            "byte. A window is empty when the period begins: begin one window earlier than you want to look at.",
            "Ctrl-C prints what was found so far, and the exit status is 130.",
            "  monitord backtest rules --input yesterday.jsonl --expect incidents.csv",
            "  monitord backtest rules --from-kafka --since -7d --report html -o report.html",
            "  monitord backtest rules --input week.jsonl --sweep refusal-rate.critical.below=0.60:0.85:0.05",
        ],
        run: run)

    static let all = [command, BacktestDiffCommand.command]

    static let input: [Option] = [
        Option(
            name: "input", value: "FILE", purpose: "lines of a file, or - for standard input; more files make one log",
            isRepeatable: true),
        Option(name: "from-kafka", purpose: "read the configured topics from the start of the period to their end"),
        Option(name: "since", value: "TIME", purpose: "only events at or after, in event time"),
        Option(name: "until", value: "TIME", purpose: "only events before, in event time"),
        Option(
            name: "timeout", value: "SPAN",
            purpose: "give up when nothing has arrived from Kafka for this long; default 30s"),
        Command.config, Command.baselines,
    ]

    static let output: [Option] = [
        Option(name: "report", value: "text|md|html|json", purpose: "the form of the report; default text"),
        Option(name: "output", short: "o", value: "FILE", purpose: "write the report there, not to standard output"),
        Option(
            name: "progress", value: "auto|bar|plain|json|none",
            purpose: "on standard error: a bar on a terminal, a line every 10 s elsewhere"),
    ]

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let configuration = try Setup.configuration(arguments)
        let now = Clocks.wall()
        let incidents = try expected(arguments, now)
        let isPrinting = arguments[flag: "print-transitions"]
        let form = try BacktestOutput(arguments)
        let files = try ruleFiles(arguments.operands, arguments, configuration)
        let sweep = try BacktestSweep(arguments[all: "sweep"], files, arguments, configuration)
        guard !isPrinting || sweep == nil else { throw .usage("--print-transitions and --sweep exclude each other") }
        let sets = if let sweep { sweep.sets } else { [try Self.set(files, arguments, configuration)] }
        let result = try BacktestRun(sets, arguments, configuration, now).result { line in
            if isPrinting { Console.bytes(line() + [0x0A]) }
        }
        if isPrinting, arguments["output"] == nil { return result.status }
        var report = try result.report(set: 0, incidents: incidents)
        if let sweep {
            report.sweep = sweep.table(result, incidents)
            report.stories = []
        }
        try form.write(page: report.page) { report.write(to: &$0) }
        return result.status
    }

    private static func expected(
        _ arguments: Arguments, _ now: EventTime
    ) throws(CommandFailure) -> [LabelledIncident]? {
        guard let path = arguments["expect"] else { return nil }
        let bytes = try SeriesInput.bytes(path: path)
        do throws(LabelError) {
            return try LabelledIncident.parse(bytes, now: now)
        } catch {
            throw CommandFailure(
                status: ExitStatus.configuration, message: "\(path):\(error.line): \(error.message)",
                help: [error.help])
        }
    }

    /// The rule files that the words of the command line name, or else the configuration.
    static func ruleFiles(
        _ words: [String], _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> [SourceFile] {
        let (files, diagnostics) = Rules.ruleFiles(paths: words.isEmpty ? configuration.rules.files : words)
        Setup.report(diagnostics, arguments)
        guard !diagnostics.hasErrors else { throw Setup.refused(diagnostics) }
        return files
    }

    static func set(
        _ files: [SourceFile], _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> RuleSet {
        let (set, diagnostics) = parseRules(files, paneWidth: configuration.panes.width)
        Setup.report(diagnostics, arguments)
        guard !diagnostics.hasErrors else { throw Setup.refused(diagnostics) }
        if let fault = Setup.budgetFault(set, configuration) {
            throw CommandFailure(status: ExitStatus.configuration, message: fault.message, help: [fault.help])
        }
        guard !set.rules.isEmpty else {
            throw CommandFailure(
                status: ExitStatus.configuration, message: "no rule to judge by",
                help: ["name rule files: monitord backtest rules --input FILE"])
        }
        return set
    }
}

/// Where the report goes, and as what.
struct BacktestOutput {
    private enum Form: String, CaseIterable {
        case text, md, html, json
    }

    private let form: Form
    private let path: String?

    init(_ arguments: Arguments) throws(CommandFailure) {
        let word = arguments["report"] ?? (arguments.wantsJSON ? "json" : "text")
        guard let form = Form(rawValue: word) else {
            throw .usage(
                "--report: '\(word)' is no form of a report", help: advice(nil, "one of", Form.allCases.map(\.rawValue))
            )
        }
        self.form = form
        path = arguments["output"]
    }

    func write(page: Page, json: (inout JSONWriter) -> Void) throws(CommandFailure) {
        if form == .json, path == nil { return Console.json(json) }
        var bytes: [UInt8]
        switch form {
        case .text:
            if path == nil { return Console.line(String(page.text.dropLast())) }
            bytes = Array(page.text.utf8)
        case .md: bytes = Array(page.markdown.utf8)
        case .html: bytes = Array(page.html.utf8)
        case .json:
            var writer = JSONWriter()
            json(&writer)
            bytes = writer.bytes + [0x0A]
        }
        guard let path else { return Console.bytes(bytes) }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw CommandFailure(status: ExitStatus.inputOutput, message: SystemError.last(path).text)
        }
        defer { close(file) }
        guard writeAll(file, bytes) else {
            throw CommandFailure(status: ExitStatus.inputOutput, message: SystemError.last(path).text)
        }
    }
}
