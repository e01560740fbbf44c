// `monitord test`: whether the rules say what their [[test]] tables promise.

internal import Daemon
internal import Glibc
internal import Model
internal import Pipeline
internal import Platform
internal import Rules

enum TestCommand {
    static let command = Command(
        name: "test",
        purpose: "run the [[test]] tables of rule files: made events, a virtual clock, no broker, no store",
        operands: "[FILE | DIRECTORY ...]", operandsMax: 1000,
        options: [
            Option(name: "run", value: "REGEX", purpose: "only tests in whose `RULE: NAME` this pattern is found"),
            Option(name: "verbose", short: "v", purpose: "the course of verdicts and alerts of each test"),
            Option(name: "junit", value: "FILE", purpose: "also write a JUnit report; - is standard output"),
            Command.config,
        ],
        notes: [
            "Without operands, rules.files of the configuration. All files together are one set of rules: thresholds",
            "follow from the budget and from how many rules share it. docs/testing-rules.md has the language.",
            "Exit status: 0 all passed, 1 one failed, 5 no test has that name, 78 a file has an error.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let configuration = try Setup.configuration(arguments)
        let paths = arguments.operands.isEmpty ? configuration.rules.files : arguments.operands
        let width = configuration.panes.width
        let (set, findings) = loadRules(paths: paths, paneWidth: width)
        let (tests, more) = loadRuleTests(paths: paths, set: set, paneWidth: width)
        let diagnostics = findings + more
        Setup.report(diagnostics, arguments)
        guard !diagnostics.hasErrors else { throw Setup.refused(diagnostics) }
        if let fault = Setup.budgetFault(set, configuration) {
            throw CommandFailure(status: ExitStatus.configuration, message: fault.message, help: [fault.help])
        }
        let chosen = try select(tests, arguments)
        let began = Clocks.monotonic()
        var results: [RuleTestResult] = []
        let report = TestReport(arguments)
        // Rules are tried out here, and nothing of monitord itself.
        var settings = Setup.pipelineSettings(configuration)
        settings.watch = nil
        for test in chosen {
            let result = Daemon.run(test, of: set, settings: settings)
            report.tell(result)
            results.append(result)
        }
        report.conclude(results, elapsed: Clocks.monotonic() - began, fileCount: Set(chosen.map(\.file)).count)
        if let path = arguments["junit"] { try write(JUnit.report(results), to: path) }
        return results.allSatisfy(\.isPassed) ? ExitStatus.ok : ExitStatus.negative
    }

    private static func select(_ tests: [RuleTest], _ arguments: Arguments) throws(CommandFailure) -> [RuleTest] {
        guard let text = arguments["run"] else { return tests }
        let pattern: Pattern
        do throws(FilterError) {
            pattern = try Pattern(".*(\(text)).*")
        } catch {
            throw .usage("--run: '\(text)' is no pattern: \(error.reason)", help: [error.help].compactMap { $0 })
        }
        let chosen = tests.filter { pattern.matches(TestReport.title($0)) }
        guard !chosen.isEmpty else {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no test has '\(text)' in its RULE: NAME",
                help: ["monitord test -v lists them all"])
        }
        return chosen
    }

    private static func write(_ text: String, to path: String) throws(CommandFailure) {
        if path == "-" { return Console.bytes(Array(text.utf8)) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, writeAll(descriptor, Array(text.utf8)) else {
            throw CommandFailure(
                status: ExitStatus.inputOutput, message: "\(path): \(String(cString: strerror(errno)))",
                help: ["name another file with --junit"])
        }
    }
}
