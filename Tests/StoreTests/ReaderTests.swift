// What the command line sees.

import Glibc
import Model
import Panes
import Testing

@testable import Store

@Suite struct ReaderTests {
    @Test func aReaderFollowsALivingWriter() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let reader = try Reader(directory: scratch.state)
        let before = try reader.alerts()
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        let after = try reader.alerts()
        #expect(before.isEmpty)
        #expect(after == [alert()])
        #expect(reader.access == .live)
        #expect(throws: StoreError.self) { try reader.connection.execute("DELETE FROM alert") }
    }

    @Test func aReaderWorksAfterACleanClose() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        try store.close()
        let reader = try Reader(directory: scratch.state)
        let (counters, gaps, positions) = (try reader.counters(), try reader.gaps(), try reader.positions())
        #expect(counters == fullCheckpoint().counters)
        #expect(gaps == fullCheckpoint().gaps)
        #expect(positions == fullCheckpoint().positions)
        let connection = try Connection(path: scratch.database, mode: .immutable)
        let alerts = try connection.integer("SELECT count(*) FROM alert")
        #expect(alerts == 1)
    }

    @Test func panesAreFoundByTimeAndScope() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var checkpoint = Checkpoint()
        for index in 0..<60 {
            let scope = scope(["a", "b"][index % 2], [nil, "", "hate"][index % 3])
            let accumulator = index % 5 == 0 ? fullAccumulator() : Accumulator(tally: tally(refused: 1, complied: 2))
            checkpoint.panes.append(
                PaneRow(
                    scope: scope, start: noon + .seconds(Int64(index / 6 * 10)), accumulator: accumulator,
                    measures: index % 5 == 0 ? [Measure(.latency), Measure(signal: "toxicity")] : []))
        }
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        let reader = try Reader(directory: scratch.state)
        let wanted = [Scope([]), scope("a"), scope("a", "hate"), scope("b", ""), scope("c"), scope("A")]
        for wanted in wanted {
            for (from, until) in [(0, 1000), (20, 60), (25, 26), (60, 20)] {
                let expected = checkpoint.panes.filter { row in
                    wanted.values.allSatisfy { (row.scope[$0.dimension] ?? "") == $0.value }
                        && row.start >= noon + .seconds(Int64(from)) && row.start < noon + .seconds(Int64(until))
                }.sorted { $0.start == $1.start ? Scope.precedes($0.scope, $1.scope) : $0.start < $1.start }
                var found: [PaneRow] = []
                try reader.eachPane(
                    from: noon + .seconds(Int64(from)), until: noon + .seconds(Int64(until)), of: wanted
                ) { found.append($0) }
                #expect(found == expected)
            }
        }
    }

    /// Root may write anywhere, so this says something only for other users.
    @Test(.enabled(if: geteuid() != 0)) func aReadOnlyDirectoryIsReadAsItIs() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        try store.close()
        chmod(scratch.state, 0o500)
        defer { chmod(scratch.state, 0o700) }
        let reader = try Reader(directory: scratch.state)
        let alerts = try reader.alerts()
        #expect(reader.access == .immutable)
        #expect(alerts.count == 1)
        chmod(scratch.database, 0)
        #expect(throws: StoreError.system(path: scratch.database, call: "open", errno: EACCES)) {
            _ = try Reader(directory: scratch.state)
        }
    }

    @Test func aReaderIgnoresWhatOnlyWritersMustRefuse() throws {
        let scratch = Scratch()
        try scratch.make()
        chmod(scratch.state, 0o777)
        _ = try Reader(directory: scratch.state).alerts()
        #expect(throws: StoreError.missing(path: scratch.root + "/monitord.db")) {
            _ = try Reader(directory: scratch.root)
        }
    }

    @Test func filtersAgreeWithAPlainSearch() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var all: [Alert] = []
        for index in 0..<240 {
            let category: String? = [nil, "", "hate", "\"category\":\"hate\""][index % 4]
            var one = alert(
                "rule\(index % 3)", scope("m\(index % 5)", category), state: Alert.State.allCases[index / 3 % 3],
                severity: Severity.allCases[index / 9 % 4], fired: noon + .seconds(Int64(index / 2)))
            if index % 7 == 0 { one.labels = [Label(name: "team", value: "x")] }
            all.append(one)
        }
        var checkpoint = Checkpoint()
        checkpoint.transitions = all.map { AlertTransition(kind: .firing, sequence: 1, alert: $0) }
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        let reader = try Reader(directory: scratch.state)
        for filter in try filters() {
            let expected = all.filter { alert in
                filter.states.contains(alert.state) && alert.severity >= filter.minimumSeverity
                    && (filter.rule == nil || filter.rule == alert.rule)
                    && filter.scope.allSatisfy { (alert.scope[$0.dimension] ?? "") == $0.value }
                    && filter.matching.allSatisfy { $0.matches(alert.field) }
                    && (filter.since.map { alert.firedAt >= $0 } ?? true)
                    && (filter.until.map { alert.firedAt < $0 } ?? true)
            }.sorted { ($1.firedAt, $0.id.text) < ($0.firedAt, $1.id.text) }.prefix(filter.limit)
            let found = try reader.alerts(filter)
            #expect(found == Array(expected))
        }
    }

    private func filters() throws -> [AlertFilter] {
        var filters = [AlertFilter](repeating: AlertFilter(), count: 9)
        filters[1].states = Alert.State.allCases
        filters[1].limit = 1000
        filters[2].minimumSeverity = .high
        filters[3].rule = "rule1"
        filters[3].scope = [(.category, "")]
        filters[4].scope = [(.model, "m2"), (.category, "hate")]
        filters[5].scope = [(.category, "\"category\":\"hate\"")]
        filters[6].since = noon + .seconds(30)
        filters[6].until = noon + .seconds(60)
        filters[7].states = []
        filters[8].limit = -1
        // Of series, of alerts, and both; with and without resolved ones, of which there are many.
        let words = [
            ["model=~m[12]"], ["model!=m0", "category=hate"], ["rule=~.*[12]", "severity<=medium"], ["team!=x"],
            ["team=x"], ["model=~m.", "state=resolved", "rule!=rule0"], ["category="], ["model=nobody"],
        ]
        for matchers in words {
            for (states, limit) in [([.firing], 100), (Alert.State.allCases, 1000), (Alert.State.allCases, 7)] {
                var filter = AlertFilter()
                filter.matching = try matchers.map { try Filter(matchers: [$0]) }
                (filter.states, filter.limit) = (states, limit)
                filters.append(filter)
                filter.scope = [(.model, "m2")]
                filter.rule = "rule1"
                (filter.since, filter.until) = (noon + .seconds(10), noon + .seconds(100))
                filter.minimumSeverity = .medium
                filters.append(filter)
            }
        }
        return filters.map { filter in
            var filter = filter
            filter.limit = max(filter.limit, 0)
            return filter
        }
    }

    @Test func anAlertIsFoundByTheStartOfItsId() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var checkpoint = Checkpoint()
        var (one, two) = (alert("a"), alert("b"))
        (one.id, two.id) = (AlertID(text: "abc1"), AlertID(text: "abc2"))
        checkpoint.transitions = [
            AlertTransition(kind: .firing, sequence: 1, alert: one),
            AlertTransition(kind: .firing, sequence: 1, alert: two),
            AlertTransition(kind: .stale, sequence: 2, alert: one),
        ]
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        let reader = try Reader(directory: scratch.state)
        let found = try reader.alert(idPrefix: "abc1")
        let none = try reader.alert(idPrefix: "ff")
        #expect(found?.transitions == [checkpoint.transitions[0].json, checkpoint.transitions[2].json])
        #expect(found?.alert == one)
        #expect(none == nil)
        #expect(throws: StoreError.ambiguous(prefix: "ab", matches: ["abc1", "abc2"])) {
            try reader.alert(idPrefix: "ab")
        }
    }

    /// What a filter asks of a row is what it asks of the alert.
    @Test func aRowHasTheFieldsOfItsAlert() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var checkpoint = Checkpoint()
        checkpoint.transitions = [
            AlertTransition(kind: .firing, sequence: 1, alert: alert()),
            AlertTransition(kind: .firing, sequence: 1, alert: fullAlert()),
        ]
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        let row = try store.live().connection.prepare("SELECT \(Alert.columns) FROM alert")
        var count = 0
        while try row.step() {
            let alert = try Alert(row)
            for name in Alert.fieldNames + Dimension.allCases.map(\.name) + ["team", "empty", "nothing", "summary"] {
                #expect(row.alertField(name) == alert.field(name), "\(name)")
                count += 1
            }
        }
        #expect(count > 40)
    }

    @Test func transitionsAreFollowedInTheOrderOfTheirCommits() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let reader = try Reader(directory: scratch.state)
        var (place, seen): (Int64, [String]) = (try reader.lastTransition(), [])
        // SQLite's JSON functions end a text at NUL.
        let odd = String(hostile.filter { $0 != "\u{0}" })
        let note = Note(at: wall, by: odd, text: odd)
        for round in 1...3 {
            var checkpoint = Checkpoint()
            for name in ["b", "a"] {
                var each = alert(name, severity: round == 1 ? .medium : .high)
                each.updatedAt = noon + .seconds(Int64(round))
                each.evidence.value = Double(round)
                checkpoint.transitions.append(
                    AlertTransition(
                        kind: round == 1 ? .firing : .noted, sequence: Int64(round), alert: each,
                        note: round == 3 ? note : nil))
            }
            _ = try store.commit(checkpoint, now: wall, receivers: [])
            try reader.eachTransition(after: place, AlertFilter()) { step in
                seen.append("\(step.alert.rule)\(step.severity.name)\(step.value ?? 0)")
                #expect(step.id > place && step.at == noon + .seconds(Int64(round)))
                #expect(step.author == (round == 3 ? odd : nil) && step.comment == (round == 3 ? odd : nil))
            }
            place = try reader.lastTransition()
        }
        #expect(seen == ["bmedium1.0", "amedium1.0", "bhigh2.0", "ahigh2.0", "bhigh3.0", "ahigh3.0"])
        var filter = AlertFilter()
        filter.matching = [try Filter(matchers: ["severity=medium"])]
        filter.rule = "a"
        seen = []
        try reader.eachTransition(after: 0, filter) { seen.append("\($0.alert.rule) \($0.kind.rawValue)") }
        #expect(seen == ["a firing"])
        (filter.matching, filter.since, filter.until) = ([], noon + .seconds(2), noon + .seconds(3))
        try reader.eachTransition(after: 0, filter) { seen.append("\($0.at.rfc3339)") }
        #expect(seen.count == 2)
        #expect(try reader.history(of: alert("b").id).map(\.kind) == [.firing, .noted, .noted])
    }

    @Test func firingsHaveTheNumbersOfTheirSeverity() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var checkpoint = Checkpoint()
        func step(_ kind: AlertTransition.Kind, _ sequence: Int64, _ value: Double) -> AlertTransition {
            var own = alert(state: kind == .resolved ? .resolved : .firing)
            (own.evidence.value, own.evidence.line) = (value, value + 0.5)
            return AlertTransition(kind: kind, sequence: sequence, alert: own)
        }
        checkpoint.transitions = [
            step(.firing, 1, 0.3), step(.escalated, 2, 0.125), step(.stale, 3, 0.5), step(.resolved, 4, 0.9),
            AlertTransition(kind: .firing, sequence: 1, alert: alert("refusals", scope("other"))),
        ]
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        let reader = try Reader(directory: scratch.state)
        let firings = try reader.firings(model: "llama-ft", limit: 10)
        #expect(firings.map(\.evidence.value) == [0.125] && firings.map(\.evidence.line) == [0.625])
        #expect(firings.map(\.state) == [.resolved] && firings.map(\.evidence.baselineID) == ["00ff"])
        #expect(firings.map(\.evidence.events) == [512])
    }

    @Test func manyAlertsAreNeverScannedOrSorted() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let key = String(decoding: scope("m").key, as: UTF8.self)
        try store.live().connection.execute(
            """
            INSERT INTO alert (\(Alert.columns))
            WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
            SELECT lower(hex(randomblob(16))), 'rule' || (i % 20), '\(key)', iif(i % 50, 'resolved', 'firing'),
                i % 4, 1, i, i, NULL, i, 'refusal_rate', 0.1, 0.2, 0.5, 0.75, 10, 10.0, 60000000, NULL, NULL,
                'summary', NULL, 'share', '', 'traffic', NULL, 'page', NULL, NULL, NULL, NULL, NULL, '', '', '{}', '{}'
            FROM n
            """)
        let reader = try Reader(directory: scratch.state)
        var byRule = AlertFilter()
        byRule.rule = "rule7"
        byRule.since = noon
        var ofSeries = AlertFilter()
        ofSeries.states = Alert.State.allCases
        ofSeries.matching = [try Filter(matchers: ["model=m"])]
        let newest = try reader.alerts(ofSeries)
        #expect(newest.map(\.firedAt.microseconds) == (0..<100).map { 99_999 - $0 })
        for filter in [AlertFilter(), byRule] {
            let query = AlertQuery(filter)
            let plan = try reader.connection.prepare("EXPLAIN QUERY PLAN " + query.sql)
            while try plan.step() {
                let line = plan.text(3)
                #expect(!line.contains("SCAN") && !line.contains("TEMP B-TREE"), "\(line)")
            }
        }
        let alerts = try reader.alerts()
        #expect(alerts.count == 100)
        #expect(alerts.first?.firedAt == EventTime(microseconds: 99_950))
    }
}
