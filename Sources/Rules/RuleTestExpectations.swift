// What a test expects: `expect`, `delay` and `false_alarms`.

internal import Model

struct RuleTestExpectations {
    /// Of the inputs; nil when only a run will tell.
    let end: TimeSpan?
    let set: RuleSet

    func read(_ table: inout TableReader, _ test: inout RuleTest, _ log: inout DiagnosticLog) {
        let errorsBefore = errorCount(log)
        let readers = table.tables("expect", topic: "test.expect", &log)
        for reader in readers {
            if let expectation = expectation(reader, test, &log) { test.expectations.append(expectation) }
        }
        test.delay = delay(&table, test, &log)
        test.falseAlarms = falseAlarms(&table, test, &log)
        let hasNone = readers.isEmpty && test.delay == nil && test.falseAlarms == nil
        if hasNone, errorCount(log) == errorsBefore {
            log.error(
                .testExpectsNothing, "\(table.title) expects nothing", at: table.place,
                help: ["add expect = [{ by = \"42m\", severity = \"medium\" }]; a test that cannot fail tests nothing"])
        }
    }

    private func expectation(
        _ reader: TableReader, _ test: RuleTest, _ log: inout DiagnosticLog
    ) -> RuleTest.Expectation? {
        var table = reader
        let errorsBefore = errorCount(log)
        let rule = table.string("rule", &log)
        if let rule {
            let isKnown = RuleTestTable.known(rule, set, table.title, &log)
            if isKnown, !test.rules.isEmpty, !test.rules.contains(where: { $0.utf8.elementsEqual(rule.value.utf8) }) {
                log.error(
                    .unknownRule, "rule `\(rule.value)` does not run in this test", at: rule.place,
                    help: ["add it to `rules` of the test"])
            }
        }
        let names = RuleTestInput.names(&table, over: [:], &log)
        let claim = claim(&table, &log)
        table.reportUnknownKeys(&log)
        guard errorCount(log) == errorsBefore else { return nil }
        guard let claim else {
            log.error(
                .badExpectation, "this is not an expectation", at: table.place,
                help: [
                    "write { until = \"30m\", none = true }, { by = \"42m\", severity = \"medium\" },",
                    "{ at = \"48m\", state = \"firing\" }, { until = \"2h\", pages = 1 } or "
                        + "{ at = \"5m\", verdict = \"ok\" }",
                ])
            return nil
        }
        return RuleTest.Expectation(claim: claim, rule: rule?.value, names: names, line: reader.place.line)
    }

    private func claim(
        _ table: inout TableReader, _ log: inout DiagnosticLog
    ) -> RuleTest.Expectation.Claim? {
        let isNone = table.flag("none", &log)
        let pages = table.integer("pages", in: 0...1_000_000, &log)
        let verdict = table.word("verdict", among: Self.verdicts, &log)
        let at = time("at", &table, &log)
        let by = time("by", &table, &log)
        let from = time("from", &table, &log)
        let after = time("after", &table, &log)
        let until = time("until", &table, &log)
        let severity = table.word("severity", among: Severity.allCases.map(\.name), &log)
            .flatMap { Severity(name: $0.value) }
        let state = table.word("state", among: Alert.State.allCases.map(\.rawValue), &log)
            .flatMap { Alert.State(rawValue: $0.value) }
        let notice = table.word("notice", among: Alert.Notice.names, &log)?.value
        let given = Set(table.table.entries.map(\.key)).subtracting(["rule", "series"])
        func only(_ keys: String...) -> Bool { given.isSubset(of: keys) }
        let wanted = RuleTest.Wanted(state: state ?? .firing, severity: severity, notice: notice)
        let isSaid = severity != nil || state != nil || notice != nil
        if isNone == true, let until, only("none", "from", "until", "severity") {
            return .none(from: from ?? .zero, until: until, severity: severity)
        }
        if let pages, let until, only("pages", "from", "until") {
            return .pages(Int(pages), from: from ?? .zero, until: until)
        }
        if let verdict, let at, only("verdict", "at") { return .verdict(verdict.value, at: at) }
        if let at, isSaid, only("at", "severity", "state", "notice") { return .at(at, wanted) }
        if let by, isSaid, only("by", "after", "severity", "state", "notice") {
            return .by(by, after: after ?? TimeSpan(microseconds: -1), wanted)
        }
        return nil
    }

    private static let verdicts = ["learning", "insufficient", "stale", "ok", "warning", "critical"]

    /// A time within the test.
    private func time(
        _ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog
    ) -> TimeSpan? {
        guard let time = table.duration(key, &log) else { return nil }
        guard let end, time.value > end else { return time.value }
        log.error(
            .testTooShort, "`\(key)` is after the end of the test", at: time.place,
            help: ["the inputs end after \(end.durationText): make them longer, or expect it sooner"])
        return time.value
    }

    private func delay(
        _ table: inout TableReader, _ test: RuleTest, _ log: inout DiagnosticLog
    ) -> RuleTest.DelayBound? {
        let title = "`delay` of \(table.title)"
        guard var inner = table.table("delay", title: title, topic: "test.delay", &log) else { return nil }
        for key in ["change", "median_max"] { inner.require(key, &log) }
        let change = time("change", &inner, &log)
        let median = inner.duration("median_max", &log)
        let runs = inner.integer("runs", in: 3...10_000, &log) ?? 50
        let severity = inner.word("severity", among: Severity.allCases.map(\.name), &log)
            .flatMap { Severity(name: $0.value) }
        inner.reportUnknownKeys(&log)
        refuseFile(test, inner, &log)
        guard let change, let median else { return nil }
        if let end, change <= end, change + median.value > end {
            log.error(
                .testTooShort, "`change` and `median_max` together are after the end of the test", at: median.place,
                help: ["the inputs end after \(end.durationText): make them longer"])
        }
        return RuleTest.DelayBound(
            change: change, medianMax: median.value, runs: Int(runs), severity: severity, line: inner.place.line)
    }

    private func falseAlarms(
        _ table: inout TableReader, _ test: RuleTest, _ log: inout DiagnosticLog
    ) -> RuleTest.FalseAlarmBound? {
        let title = "`false_alarms` of \(table.title)"
        guard var inner = table.table("false_alarms", title: title, topic: "test.false_alarms", &log) else {
            return nil
        }
        for key in ["duration", "max"] { inner.require(key, &log) }
        let duration = inner.duration("duration", in: .seconds(60)...TimeSpan.seconds(90 * 86_400), &log)
        let runs = inner.integer("runs", in: 1...10_000, &log) ?? 20
        let max = inner.integer("max", in: 0...1_000_000, &log)
        inner.reportUnknownKeys(&log)
        refuseFile(test, inner, &log)
        guard let duration, let max else { return nil }
        return RuleTest.FalseAlarmBound(
            duration: duration.value, runs: Int(runs), max: Int(max), line: inner.place.line)
    }

    private func refuseFile(_ test: RuleTest, _ table: TableReader, _ log: inout DiagnosticLog) {
        guard test.hasFile else { return }
        log.error(
            .keyMismatch, "\(table.title) needs made inputs", at: table.place,
            help: ["a file has one course only: nothing in it can be drawn again"])
    }
}
