// What was asked of the model survives, and counts once.

import Model
import Panes
import Testing

@testable import Store

@Suite struct CanaryTests {
    private func commit(_ runs: [CanaryRun], _ results: [CanaryResult] = [], to store: Store) throws {
        var checkpoint = Checkpoint()
        (checkpoint.canaryRuns, checkpoint.canaryResults) = (runs, results)
        _ = try store.commit(checkpoint, now: wall, receivers: [])
    }

    private func loaded(_ store: Store) throws -> StoredState { try store.load(panesSince: noon).state }

    @Test func everythingOfARunSurvivesAReopen() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        try store.close()
        let state = try loaded(scratch.open())
        #expect(state.canaryRuns == fullCanaryRuns().reversed())
        #expect(state.canaryRuns[0].items[0].id.utf8.elementsEqual(hostile.utf8))
        let sorted = fullCanaryResults()
        #expect(state.canaryResults == sorted)
        let reader = try Reader(directory: scratch.state)
        let open = fullCanaryRuns()[1]
        #expect(try reader.canaryRun(idPrefix: String(open.id.prefix(9))) == open)
        #expect(try reader.canaryResults(run: open.id) == sorted)
        #expect(try reader.canaryRun(idPrefix: "zz") == nil)
        #expect(throws: StoreError.self) { try reader.canaryRun(idPrefix: "") }
    }

    @Test func whatTheLastHourHasCostIsRead() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var runs: [CanaryRun] = []
        var results: [CanaryResult] = []
        for (place, minutes) in [0, 59, 60, 61].enumerated() {
            var run = fullCanaryRuns()[1], result = fullCanaryResults()[0]
            run = CanaryRun(
                suite: "s", kind: .direct, target: "t", model: "m", occasion: "slot:\(place)", slot: Int64(place),
                suiteHash: run.suiteHash, dueAt: noon, startedAt: noon, deadline: noon, state: .complete)
            run.endedAt = noon - .seconds(Int64(minutes) * 60)
            result.run = run.id
            runs.append(run)
            results.append(result)
        }
        try commit(runs, results, to: store)
        #expect(Set(try loaded(store).canaryResults.map(\.run)) == Set(runs.prefix(2).map(\.id)))
    }

    @Test func theFirstResultOfAnAttemptStays() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        try commit(fullCanaryRuns(), fullCanaryResults(), to: store)
        var again = fullCanaryResults()
        for place in again.indices { (again[place].verdict, again[place].reason) = (.passed, "later") }
        try commit([], again, to: store)
        #expect(try loaded(store).canaryResults == fullCanaryResults())
    }

    @Test func aRunIsWrittenWholeAndItsItemsOnce() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let intended = fullCanaryRuns()[1]
        try commit([intended], to: store)
        var ended = intended
        (ended.state, ended.endedAt, ended.reason) = (.complete, noon + .seconds(4000), "x")
        (ended.passed, ended.failed) = (1, 1)
        ended.items[0].category = "changed"
        ended.items.append(CanaryRun.Item(id: "c", category: "", variant: 0, promptHash: "", print: 1, requests: []))
        try commit([ended], to: store)
        var expected = ended
        expected.items = intended.items
        #expect(try loaded(store).canaryRuns == [expected])
        try commit([intended], to: store)
        #expect(try loaded(store).canaryRuns == [intended], "the newest row is the run")
    }

    @Test func aStartKnowsTheNewestTheOpenAndThoseOfTheLastWeek() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let week: Int64 = 7 * 24
        let runs = [
            canaryRun("weekly", at: 0), canaryRun("weekly", at: 1, occasion: "order:1"),
            canaryRun("weekly", at: 0, target: "base"),
            canaryRun("open", at: 2, state: .intended), canaryRun("open", at: 3),
            canaryRun(at: 3), canaryRun(at: 4), canaryRun(at: 5), canaryRun(at: week + 4),
        ]
        try commit(runs, to: store)
        let found = try loaded(store).canaryRuns
        let kept = [8, 7, 6, 4, 3, 1, 0, 2].map { runs[$0].id }
        #expect(
            Set(found.map(\.id)) == Set(kept), "only a run of more than a week ago that another followed is left out")
        #expect(found.map(\.dueAt) == found.map(\.dueAt).sorted(by: >))
    }

    @Test func runsAreFoundNewestFirst() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let runs = (0..<6).map { canaryRun(at: $0, state: $0 == 5 ? .missed : .complete) } + [canaryRun("daily", at: 2)]
        try commit(runs, to: store)
        let reader = try Reader(directory: scratch.state)
        func slots(_ filter: CanaryRunFilter) throws -> [Int64?] { try reader.canaryRuns(filter).map(\.slot) }
        var filter = CanaryRunFilter(suite: "direct", target: "support")
        #expect(try slots(filter) == [5, 4, 3, 2, 1, 0])
        (filter.since, filter.until) = (runs[1].dueAt, runs[4].dueAt)
        #expect(try slots(filter) == [3, 2, 1])
        filter.limit = 2
        #expect(try slots(filter) == [3, 2])
        #expect(try slots(CanaryRunFilter(suite: "daily")) == [2])
        #expect(try slots(CanaryRunFilter(target: "other")).isEmpty)
        filter = CanaryRunFilter()
        filter.states = [.missed]
        #expect(try slots(filter) == [5])
        let newest = try reader.newestCanaryRuns().map(\.id)
        #expect(newest == [runs[6].id, runs[5].id])
        try commit([canaryRun(at: 9, occasion: "order:1")], to: store)
        let scheduled = try reader.newestCanaryRuns(scheduled: true).map(\.id)
        #expect(scheduled == newest, "a person's run says nothing of the schedule")
        #expect(try reader.newestCanaryRuns().last?.slot == nil)
    }

    @Test func aTallyCountsRunsAndWhatBecameOfTheirItems() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var runs = CanaryRun.State.allCases.enumerated().map { canaryRun(at: Int64($0.offset), state: $0.element) }
        for place in runs.indices {
            (runs[place].planned, runs[place].passed, runs[place].flaky, runs[place].failed) = (10, 4, 3, 2)
        }
        try commit(runs + [canaryRun("early", at: -1)], to: store)
        var expected = CanaryTally()
        (expected.running, expected.complete, expected.incomplete, expected.missed, expected.skipped) = (1, 1, 1, 1, 1)
        (expected.failed, expected.flaky, expected.notMeasured) = (10, 15, 4)
        let tally = try Reader(directory: scratch.state).canaryTally(since: noon)
        #expect(tally == expected && tally.runs == 5)
    }

    @Test func everyRequestThatMayAppearInTheStreamIsKnown() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        try commit(fullCanaryRuns(), fullCanaryResults(), to: store)
        var found: [String] = []
        let reader = try Reader(directory: scratch.state)
        try reader.eachCanaryRequest(since: nil) { found.append("\($0) \($1)") }
        #expect(found == ["r0 false", "r1 true", "r2 false"])
        found = []
        try reader.eachCanaryRequest(since: noon + .seconds(3601)) { found.append("\($0) \($1)") }
        #expect(found.isEmpty)
    }

    @Test func aRowThatNoMonitordWritesIsAnError() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        try commit(fullCanaryRuns(), fullCanaryResults(), to: store)
        let connection = "UPDATE canary_run SET"
        for (break_, mend) in [
            ("\(connection) state = 'odd'", "\(connection) state = 'intended'"),
            ("\(connection) kind = ''", "\(connection) kind = 'direct'"),
            ("\(connection) passed = -1", "\(connection) passed = 0"),
            ("\(connection) failed = 9223372036854775807", "\(connection) failed = 0"),
            ("UPDATE canary_item SET requests = '[1]'", "UPDATE canary_item SET requests = '[]'"),
            ("UPDATE canary_item SET requests = '{'", "UPDATE canary_item SET requests = '[]'"),
            ("UPDATE canary_result SET outcome = 'odd'", "UPDATE canary_result SET outcome = 'error'"),
            ("UPDATE canary_result SET verdict = ''", "UPDATE canary_result SET verdict = 'passed'"),
        ] {
            try store.live().connection.execute(break_)
            #expect(throws: StoreError.self, "\(break_)") { try store.load(panesSince: noon) }
            try store.live().connection.execute(mend)
            _ = try store.load(panesSince: noon)
        }
    }

    /// Prompts, answers and keys have no place in the store: only what is named here is kept of a canary.
    @Test func noColumnOfACanaryHoldsWords() throws {
        let scratch = Scratch()
        try scratch.make()
        let connection = try Connection(path: scratch.database, mode: .reader)
        var columns: [String] = []
        let column = try connection.prepare(
            """
            SELECT c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name LIKE 'canary%'
            """)
        while try column.step() { columns.append(column.text(0)) }
        #expect(columns.count > 30)
        let aboutWords = columns.filter { name in
            ["prompt", "answer", "message", "text", "content", "key", "wording"].contains { name.contains($0) }
        }
        #expect(Set(aboutWords) == ["prompt_hash", "answer_hash", "answer_bytes"])
    }

    @Test func aKilledWriterKeepsItsIntentions() throws {
        let scratch = Scratch(), other = Scratch()
        let store = try scratch.open()
        try commit(fullCanaryRuns(), fullCanaryResults(), to: store)
        scratch.copyAsKilled(to: other)
        let state = try loaded(other.open())
        #expect(state.canaryRuns == fullCanaryRuns().reversed() && state.canaryResults == fullCanaryResults())
        try store.close()
    }
}
