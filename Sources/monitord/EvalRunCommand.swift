// `monitord eval run`: every item of a suite, asked once, without a store and without a daemon.

internal import Alerts
internal import Canaries
internal import Daemon
internal import Evaluations
internal import Glibc
internal import Model
internal import Platform
internal import Rules

enum EvalRunCommand {
    private static let concurrencyDefault = 4
    private static let concurrencyMax = 64
    private static let repeatsMax = 20

    static let command = Command(
        name: "eval run", purpose: "ask a target every item of a suite, and write the report",
        options: [
            Option(name: "suite", value: "FILE", purpose: "the suite's file"),
            Option(name: "target", value: "NAME", purpose: "whom to ask: a [[target]] of the configuration"),
            Option(name: "output", short: "o", value: "FILE", purpose: "where the report goes"),
            Option(name: "url", value: "URL", purpose: "ask there, in place of the target's url"),
            Option(name: "concurrency", value: "N", purpose: "requests at a time, 1 to 64; default 4"),
            Option(name: "repeats", value: "N", purpose: "ask each item N times, 1 to 20; default 1"),
            Option(name: "resume", purpose: "keep what the report has, and ask what it lacks"),
            Option(
                name: "answers", value: "FILE",
                purpose: "also write the answers, JSON lines, to a file that only its owner can read"),
            Command.config, Command.store,
        ],
        notes: [
            "The report holds verdicts, latencies and tokens, and neither prompts nor answers. Each item is asked in",
            "its first wording. A busy or absent endpoint is asked again, at most four times in all.",
            "The exit status is 0 when every item was measured, 1 when one of a suite with zero tolerance failed,",
            "and 3 when one was not measured: not measured is never a pass.",
            "  monitord eval run --suite suites/golden.toml --target tuned -o tuned.json",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let path = arguments["suite"], let name = arguments["target"], let output = arguments["output"] else {
            throw .usage(
                "a suite, a target and a file are needed: monitord eval run --suite FILE --target NAME -o FILE")
        }
        let concurrency = try arguments.integer("concurrency", in: 1...concurrencyMax) ?? concurrencyDefault
        let repeats = try arguments.integer("repeats", in: 1...repeatsMax) ?? 1
        let suite = try EvalCommand.suite(path, arguments)
        let configuration = try Setup.configuration(arguments)
        let target = try target(name, configuration, arguments)
        let judge = try Setup.judge(of: configuration)
        var report = blank(suite, target, judge, repeats, at: Clocks.wall())
        try take(old: output, into: &report, arguments)
        let answers = try arguments["answers"].map { path throws(CommandFailure) in try AnswerFile(path) }
        if let path = arguments["answers"] {
            Console.insist("monitord: answers of the model are written to \(visible(path)); delete them when read")
        }
        Console.say(visible("\(suite.name): \(counted(suite.items.count, "item")), sha256 \(suite.hash)"))
        // The place of the report must not turn out to be none when all has been asked.
        try EvalCommand.write(report.bytes, to: output)
        Signals.block()
        guard
            var runner = EvalRunner(
                suite: suite, target: target, judge: judge, key: key(arguments, configuration),
                concurrency: concurrency, patterns: try patterns(), report: report, answers: answers)
        else { throw CommandFailure(status: ExitStatus.software, message: "libcurl cannot be started") }
        let isWhole = try runner.run(saving: output, arguments)
        report = runner.report
        try EvalCommand.write(report.bytes, to: output)
        tell(report, output, arguments)
        if !isWhole { return ExitStatus.interrupted }
        if suite.isZeroTolerance, report.failed > 0 { return ExitStatus.negative }
        return report.unmeasured == 0 ? ExitStatus.ok : ExitStatus.warned
    }

    private static func patterns() throws(CommandFailure) -> TextPatterns {
        guard let patterns = TextPatterns() else {
            throw CommandFailure(status: ExitStatus.software, message: "the refusal patterns cannot be compiled")
        }
        return patterns
    }

    private static func target(
        _ name: String, _ configuration: Configuration, _ arguments: Arguments
    ) throws(CommandFailure) -> Target {
        var target = try Setup.target(name, configuration)
        guard let url = arguments["url"] else { return target }
        if let fault = urlFault(url, allowsPlaintext: target.endpoint.allowsPlaintext) {
            throw .usage("--url: \(fault.message)", help: [fault.help])
        }
        target.endpoint.url = url
        return target
    }

    /// The installation's key where there is one, so that equal answers have equal hashes over all reports. Where there
    /// is none, as in CI, one for this run alone.
    private static func key(_ arguments: Arguments, _ configuration: Configuration) -> Sealed {
        let store = arguments["db"] ?? configuration.store.path
        if let key = try? canaryKey(configuration.canaries.key?.value, store: store, makes: false) { return key }
        Console.say("monitord: no key of this installation: hashes of answers mean something in this report alone")
        var random = SystemRandomNumberGenerator()
        return Sealed((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// Every row is there from the beginning, as one that was not measured.
    private static func blank(
        _ suite: Suite, _ target: Target, _ judge: CanaryPlan.Judge?, _ repeats: Int, at now: EventTime
    ) -> EvaluationReport {
        let asked = target.parameters
        let parameters = AskingParameters(
            temperature: asked.temperature, topP: asked.topP, maxTokens: asked.maxTokens, hasSeed: asked.hasSeed,
            systemHash: target.system.map { hexadecimal(sha256($0.bytes)) } ?? "", repeats: Int64(repeats))
        let mark = SuiteMark(
            name: suite.name, kind: suite.kind, hash: suite.hash, items: Int64(suite.items.count),
            isZeroTolerance: suite.isZeroTolerance)
        var report = EvaluationReport(
            suite: mark, target: target.name, role: target.role.rawValue, model: target.model,
            requestedModel: target.requested ?? target.model, parameters: parameters, version: VersionCommand.number,
            startedAt: now, endedAt: now)
        report.judges = EvalRunner.judges(judge)
        for item in suite.items {
            for attempt in 0..<repeats {
                var row = EvaluationCase(
                    id: item.id, category: item.category, buckets: item.buckets, weight: item.weight,
                    expectation: item.expectation.word, attempt: Int64(attempt))
                row.reason = "not asked"
                report.cases.append(row)
            }
        }
        return report
    }

    /// With `--resume` what the report measured already; without, a report that is there stays.
    private static func take(
        old path: String, into report: inout EvaluationReport, _ arguments: Arguments
    ) throws(CommandFailure) {
        guard access(path, F_OK) == 0 else { return }
        guard arguments[flag: "resume"] else {
            throw .usage(
                "\(path) is there already",
                help: ["name another file, or go on with this one: --resume"])
        }
        let old = try EvalCommand.report(path).report
        let faults = report.differences(fromOld: old)
        guard faults.isEmpty else {
            throw CommandFailure(
                status: ExitStatus.unusable, message: "\(path) is of other questions", help: faults)
        }
        report.takeMeasured(from: old)
        Console.say("monitord: \(report.cases.count - report.unmeasured) of \(report.cases.count) are measured already")
    }

    private static func tell(_ report: EvaluationReport, _ output: String, _ arguments: Arguments) {
        if arguments.wantsJSON {
            Console.json { writer in writer.object { report.writeHead(to: &$0) } }
            return
        }
        let counts = "\(report.passed) passed, \(report.failed) failed, \(report.unmeasured) not measured"
        Console.line(visible("\(report.suite.name) at \(report.target): \(counts); \(output)"))
        guard report.unmeasured > 0 else { return }
        var reasons: [String: Int] = [:]
        for row in report.cases where !row.isMeasured { reasons[row.reason, default: 0] += 1 }
        for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            Console.insist(visible("monitord: not measured: \(count) \(reason)"))
        }
    }
}
