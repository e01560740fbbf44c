// A start that differs from the last one: other rules, other inputs, other settings.

import Model
import Panes
import Platform
import Testing

@testable import Pipeline

@Suite struct OtherStartTests {
    private func events(in store: MemoryStore) -> Int64 {
        store.panes.values.reduce(0) { $0 + $1.accumulator.tally.events }
    }

    /// Rules decide which dimensions cells have. What a pane holds must not be counted under both keys.
    @Test(arguments: [
        [[byModel], [byPlace], [byModel], [byModel]], [[byPlace], [byModel], [byModel], [byPlace]],
        [[byPlace], [byPlace], [byModel], [byModel]],
    ])
    func openPanesSurviveAChangeOfDimensions(rules: [[Rule]]) throws {
        let log = MemoryLog(partitions: 1)
        for index in 0..<12 {
            log.append(
                event(Double(index), category: index % 2 == 0 ? "fraud" : "weapons", environment: "e\(index % 3)"),
                to: 0)
        }
        log.append(event(100), to: 0)
        var store = MemoryStore()
        for (index, rules) in rules.enumerated() {
            var stage = try Stage(rules: rules, store: store)
            stage.announce(1)
            stage.step((index * 3..<index * 3 + 3).map { log.record(0, Int64($0)) })
            stage.checkpoint()
            store = stage.store
            #expect(events(in: store) == Int64(index * 3 + 3))
        }
        var stage = try Stage(rules: [byModel], store: store)
        stage.announce(1)
        stage.step([log.record(0, 12)])
        stage.checkpoint()
        #expect(stage.store.closedThrough == at(90))
        #expect(events(in: stage.store) == 13)
        let window = stage.store.verdict("by-model", Scope([(.model, "alpha")]))
        #expect(window?.events == 12)
    }

    @Test func closedPanesSurviveAChangeOfDimensions() throws {
        let log = MemoryLog(partitions: 1)
        for index in 0..<12 { log.append(event(0, environment: "e\(index % 3)"), to: 0) }
        for second in [100.0, 120] { log.append(event(second), to: 0) }
        var store = MemoryStore()
        for (index, rules) in [[byPlace, byModel], [byModel], [byPlace, byModel]].enumerated() {
            var stage = try Stage(rules: rules, store: store)
            stage.announce(1)
            stage.step(index == 0 ? (0..<13).map { log.record(0, $0) } : index == 2 ? [log.record(0, 13)] : [])
            stage.checkpoint()
            store = stage.store
            if index != 1 {
                #expect(store.verdict("by-model", Scope([(.model, "alpha")]))?.events == (index == 0 ? 12 : 13))
            }
        }
        #expect(events(in: store) == 14)
    }

    @Test func openPanesSurviveAChangeOfPaneWidth() throws {
        let log = MemoryLog(partitions: 1)
        for second in [1.0, 2, 11, 12, 21, 22, 31, 32] { log.append(event(second), to: 0) }
        var store = MemoryStore()
        for (index, width) in [Int64(10), 60, 10, 30].enumerated() {
            var stage = try Stage(rules: [byModel], store: store) {
                $0.grid = PaneGrid(width: .seconds(width))
                $0.lateness = .seconds(60)
            }
            stage.announce(1)
            stage.step([log.record(0, Int64(index * 2)), log.record(0, Int64(index * 2 + 1))])
            stage.checkpoint()
            store = stage.store
            #expect(events(in: store) == Int64(index * 2 + 2))
        }
    }

    /// A file is read, then a newer one, then the first again: its partition is behind what is closed.
    @Test func inputFromBeforeWhatIsClosedIsLate() throws {
        let log = MemoryLog(partitions: 2)
        for second in [0.0, 100, 101] { log.append(event(second), to: 0) }
        for second in [5000.0, 5100] { log.append(event(second), to: 1) }
        var first = try Stage()
        first.step([log.record(0, 0), log.record(0, 1)], [.partition(topic: "old", partition: 0)])
        first.finish()
        var second = try Stage(store: first.store)
        second.step(
            [log.record(1, 0), log.record(1, 1)].map {
                Record(partition: 0, offset: $0.offset, next: $0.next, payload: $0.payload)
            },
            [.partition(topic: "new", partition: 0)])
        second.finish()
        var third = try Stage(store: second.store)
        third.step([log.record(0, 2)], [.partition(topic: "old", partition: 0)])
        third.finish()
        #expect(third.pipeline.counters.late == 1)
        #expect(third.pipeline.counters.isConserved)
        #expect(third.store.journal.map(\.kind) == ["partition", "partition"])
    }

    @Test func longerLatenessDoesNotReopenClosedPanes() throws {
        let log = MemoryLog(partitions: 1)
        for second in [0.0, 100, 50, 95] { log.append(event(second), to: 0) }
        var first = try Stage()
        first.announce(1)
        first.step([log.record(0, 0), log.record(0, 1)])
        first.checkpoint()
        var second = try Stage(store: first.store) { $0.lateness = .seconds(80) }
        second.announce(1)
        second.step([log.record(0, 2), log.record(0, 3)])
        second.finish()
        #expect(second.pipeline.counters.late == 1)
        #expect(second.pipeline.counters.counted == 3)
    }

    @Test func stateOfARuleThatIsGoneIsReported() throws {
        let log = MemoryLog(partitions: 1)
        for index in 0..<40 { log.append(event(Double(index), refused: false), to: 0) }
        log.append(event(100, refused: false), to: 0)
        var stage = try Stage(rules: [byModel])
        stage.announce(1)
        stage.step((0..<41).map { log.record(0, $0) })
        stage.checkpoint()
        #expect(stage.store.transitions.map(\.kind) == [.firing])
        let next = try Stage(rules: [byCategory], store: stage.store)
        #expect(next.unwanted.map(\.rule) == ["by-model"])
    }

    /// Stale stays stale: a series that had events and has none is not the same as one that never had any.
    @Test func staleSeriesIsStillStaleAfterARestart() throws {
        let log = MemoryLog(partitions: 1)
        for index in 0..<40 { log.append(event(Double(index)), to: 0) }
        for second in [150.0, 160] { log.append(event(second, model: "beta"), to: 0) }
        let wanted = Verdict.State.stale
        var stage = try Stage(rules: [byModel, byPlace])
        stage.announce(1)
        stage.step((0..<41).map { log.record(0, $0) })
        stage.checkpoint()
        let scope = Scope([(.model, "alpha"), (.environment, "")])
        #expect(stage.store.verdict("by-place", scope)?.state == wanted)
        var next = try Stage(rules: [byModel, byPlace], store: stage.store)
        next.announce(1)
        next.step([log.record(0, 41)])
        next.checkpoint()
        #expect(next.store.verdict("by-place", scope)?.state == wanted)
    }
}
