// One [[test]] table, key by key.

internal import Model

enum RuleTestTable {
    /// Nil when the table has an error.
    static func read(
        _ reader: TableReader, file: String, _ set: RuleSet, _ paneWidth: TimeSpan, _ log: inout DiagnosticLog
    ) -> RuleTest? {
        var table = reader
        let errorsBefore = errorCount(log)
        for key in ["name", "input"] { table.require(key, &log) }
        let name = table.line("name", &log)
        let rules = ruleNames(&table, set, &log)
        let seed = table.integer("seed", in: 0...Int64.max, &log) ?? 1
        let outcomes = table.word("outcomes", among: ["exact", "drawn"], &log)?.value
        let step = stepLength(&table, paneWidth, &log)
        let common = RuleTestInput.names(&table, over: [.model: RuleTest.modelDefault], &log)
        let baselines = table.tables("baseline", topic: "test.baseline", &log).compactMap {
            RuleTestInput.reference($0, common, &log)
        }
        let errorsBeforeInputs = errorCount(log)
        let drafts = table.tables("input", topic: "test.input", &log).compactMap {
            RuleTestInput.input($0, common, file: file, &log)
        }
        let count = drafts.map { if case .made(let made) = $0 { made.stepCount } else { 0 } }.max() ?? 0
        var test = RuleTest(
            name: name?.value ?? "", file: file, line: reader.place.line, rules: rules.map(\.value),
            seed: UInt64(seed), isDrawn: outcomes?.utf8.elementsEqual("drawn".utf8) ?? false, step: step,
            start: RuleTest.startDefault, baselines: baselines, inputs: drafts.map { $0.finished(count) },
            expectations: [])
        // What is wrong with an input says nothing of when the test ends.
        let isLengthKnown = errorCount(log) == errorsBeforeInputs && !drafts.isEmpty && !test.hasFile
        test.models = table.tables("model", topic: "test.model", &log).compactMap { parseModel($0, &log)?.model }
        RuleTestExpectations(end: isLengthKnown ? test.length : nil, set: set).read(&table, &test, &log)
        table.reportUnknownKeys(&log)
        guard errorCount(log) == errorsBefore, !log.isFull else { return nil }
        check(test, rules, set, paneWidth, reader.place, &log)
        return errorCount(log) == errorsBefore ? test : nil
    }

    /// `rule`, or `rules`; none means all.
    private static func ruleNames(
        _ table: inout TableReader, _ set: RuleSet, _ log: inout DiagnosticLog
    ) -> [Located<String>] {
        let one = table.string("rule", &log)
        let many = table.lines("rules", &log) ?? []
        if let one, !many.isEmpty {
            log.error(
                .keyMismatch, "\(table.title) has both `rule` and `rules`", at: one.place, help: ["keep one of them"])
        }
        let names = (one.map { [$0] } ?? []) + many
        for name in names { known(name, set, table.title, &log) }
        return names
    }

    @discardableResult
    static func known(
        _ name: Located<String>, _ set: RuleSet, _ title: String, _ log: inout DiagnosticLog
    ) -> Bool {
        if set.rules.contains(where: { $0.name.utf8.elementsEqual(name.value.utf8) }) { return true }
        guard let written = log.writtenRules, !written.contains(where: { $0.utf8.elementsEqual(name.value.utf8) })
        else { return true }
        log.error(
            .unknownRule, "no rule `\(name.value)` for \(title)", at: name.place,
            label: nearest(to: name.value, among: set.rules.map(\.name)).map { "did you mean `\($0)`?" },
            help: ["a test may name rules of any file that is tested with it"])
        return false
    }

    private static func stepLength(
        _ table: inout TableReader, _ paneWidth: TimeSpan, _ log: inout DiagnosticLog
    ) -> TimeSpan {
        guard let step = table.duration("step", in: .seconds(1)...TimeSpan.seconds(86_400), &log) else {
            return .seconds(60)
        }
        guard step.value.microseconds % paneWidth.microseconds == 0 else {
            log.error(
                .windowNotPanes, "`step` is not a whole number of panes", at: step.place,
                help: ["a pane is \(paneWidth.durationText) wide: `width` in [panes]"])
            return .seconds(60)
        }
        return step.value
    }

    /// A test that cannot fail is worse than none: it promises what nobody looked at.
    private static func check(
        _ test: RuleTest, _ names: [Located<String>], _ set: RuleSet, _ paneWidth: TimeSpan, _ place: Place,
        _ log: inout DiagnosticLog
    ) {
        for name in names where !test.hasFile {
            guard let rule = set.rules.first(where: { $0.name.utf8.elementsEqual(name.value.utf8) }),
                let subject = subject(of: rule.metric)
            else { continue }
            let isGiven = test.inputs.contains { input in
                if case .made(let made) = input { made.levels.contains { $0.subject == subject } } else { false }
            }
            if !isGiven {
                log.error(
                    .testMismatch, "no input gives `\(subject.name)`, which rule `\(rule.name)` looks at",
                    at: name.place, help: ["add `\(subject.name)` to an input of this test"])
            }
        }
        guard test.work(paneWidth) <= RuleTest.workMax else {
            log.error(
                .testTooLarge, "the test would take more than \(RuleTest.workMax / 1_000_000) million steps",
                at: place, help: ["lower `runs`, `duration`, or the events of the inputs"])
            return
        }
    }

    private static func subject(of metric: Metric) -> RuleTest.Subject? {
        switch metric {
        case .refusalRate: .refusals
        case .errorRate: .errors
        case .blockedRate: .blocked
        case .measure(let measure): .measure(measure)
        case .events, .mix, .trainingAge, .evaluationAge: nil
        }
    }
}

extension RuleTest {
    /// A minute of one processor, about.
    static let workMax = 100_000_000

    /// Events and panes of all runs together.
    func work(_ paneWidth: TimeSpan) -> Int {
        let minutes = Double(step.microseconds) / 60e6
        var whole = 0.0
        var firstRate = 0.0
        for case .made(let made) in inputs {
            whole += made.eventsPerMinute.reduce(0) { $0 + ($1 ?? 0) } * minutes
            firstRate += made.eventsPerMinute.first.flatMap { $0 } ?? 0
        }
        let panesPerMinute = 60e6 / Double(paneWidth.microseconds)
        let one = whole + Double(stepCount) * minutes * panesPerMinute
        var sum = one * Double(1 + (delay?.runs ?? 0))
        if let bound = falseAlarms {
            sum += Double(bound.runs) * Double(bound.duration.microseconds) / 60e6 * (firstRate + panesPerMinute)
        }
        return Int(min(sum, 1e15))
    }
}
