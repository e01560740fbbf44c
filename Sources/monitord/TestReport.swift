// What `monitord test` prints of each test, and at the end.

internal import Alerts
internal import Daemon
internal import Model

struct TestReport {
    private let isColourful: Bool
    private let isVerbose: Bool
    private let isJSON: Bool
    /// The report for machines has standard output to itself.
    private let isQuiet: Bool

    init(_ arguments: Arguments) {
        isColourful = Console.isColourful(arguments)
        isVerbose = arguments[flag: "verbose"]
        isJSON = arguments.wantsJSON
        isQuiet = arguments.wantsJSON || arguments["junit"] == "-"
    }

    /// `refusal-rate: a slide is found`.
    static func title(_ test: RuleTest) -> String {
        (test.rules.isEmpty ? "" : test.rules.joined(separator: ", ") + ": ") + test.name
    }

    func tell(_ result: RuleTestResult) {
        if isQuiet { return }
        let word = result.isPassed ? coloured("ok    ", 32) : coloured("FAILED", 31)
        Console.line("\(word)  \(visible(Self.title(result.test)))  (\(milliseconds(result)) ms)")
        if let failure = result.failure {
            Console.line("  \(result.test.file):\(result.test.line): \(visible(failure))")
        }
        for check in result.checks where !check.isMet {
            Console.line("  \(result.test.file):\(check.line)")
            Console.line("  " + coloured("- expected  \(check.wanted)", 32))
            Console.line("  " + coloured("+ got       \(visible(check.got))", 31))
        }
        if isVerbose { tellCourse(result) }
    }

    /// Verdicts and alerts in the order of their times.
    private func tellCourse(_ result: RuleTestResult) {
        let course = result.course
        let changes = course.changes.map { change in
            (at: change.at, text: "\(change.rule) \(labels(change.scope)): \(numbers(change.verdict))")
        }
        let steps = course.transitions.map { transition in
            (
                at: course.time(of: transition),
                text: "\(transition.alert.rule) \(labels(transition.alert.scope)): \(transition.words.uppercased())"
                    + " \(transition.alert.summary)"
            )
        }
        let lines = (changes + steps).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        for (_, line) in lines { Console.line("    \(line.at.durationText)  \(visible(line.text))") }
        for check in result.checks where check.isMet {
            Console.line("    met: \(check.wanted)" + (check.got.isEmpty ? "" : " (\(check.got))"))
        }
    }

    private func numbers(_ verdict: Verdict) -> String {
        var text = verdict.words
        if let value = verdict.value { text += ", \(valueText(value, isShare: verdict.isShare))" }
        if let baseline = verdict.baselineValue { text += " of \(valueText(baseline, isShare: verdict.isShare))" }
        return text + ", \(grouped(verdict.events)) events"
    }

    func conclude(_ results: [RuleTestResult], elapsed: TimeSpan, fileCount: Int) {
        let failed = results.count { !$0.isPassed }
        if isJSON {
            Console.json { writer in write(results, elapsed, to: &writer) }
        } else if !isQuiet {
            let seconds = Double((elapsed.microseconds + 50_000) / 100_000) / 10
            Console.line("\(results.count - failed) passed, \(failed) failed in \(figure(seconds)) s")
        }
        if results.isEmpty { Console.say("no [[test]] in these files") }
    }

    private func coloured(_ text: String, _ colour: Int) -> String {
        isColourful ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
    }

    private func milliseconds(_ result: RuleTestResult) -> String { grouped(result.elapsed.microseconds / 1000) }

    private func write(_ results: [RuleTestResult], _ elapsed: TimeSpan, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("passed", results.count(where: \.isPassed))
            writer.field("failed", results.count { !$0.isPassed })
            writer.field("seconds", elapsed.seconds)
            writer.key("tests")
            writer.array { writer in
                for result in results { write(result, to: &writer) }
            }
        }
    }

    private func write(_ result: RuleTestResult, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", result.test.name)
            writer.field("file", result.test.file)
            writer.field("line", result.test.line)
            writer.key("rules")
            writer.array { writer in
                for rule in result.test.rules { writer.value(rule) }
            }
            writer.field("passed", result.isPassed)
            writer.field("seconds", result.elapsed.seconds)
            if let failure = result.failure { writer.field("failure", failure) }
            writer.key("expectations")
            writer.array { writer in
                for check in result.checks {
                    writer.object { writer in
                        writer.field("line", check.line)
                        writer.field("expected", check.wanted)
                        writer.field("met", check.isMet)
                        if !check.got.isEmpty { writer.field("got", check.got) }
                    }
                }
            }
            writer.key("alerts")
            writer.array { writer in
                for transition in result.course.transitions { write(transition, result.course, to: &writer) }
            }
        }
    }

    private func write(_ transition: AlertTransition, _ course: RuleTestCourse, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("at", course.time(of: transition).durationText)
            writer.field("transition", transition.kind.rawValue)
            writer.field("rule", transition.alert.rule)
            writer.key("series")
            writer.raw(transition.alert.scope.key)
            writer.field("state", transition.alert.state.rawValue)
            writer.field("severity", transition.alert.severity.name)
            writer.field("notice", transition.alert.notice.name)
            writer.field("summary", transition.alert.summary)
        }
    }
}
