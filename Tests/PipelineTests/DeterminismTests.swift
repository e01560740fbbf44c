// The same records give the same bytes, however they are cut, mixed, sharded or interrupted.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

@Suite struct DeterminismTests {
    @Test func storyIsEventful() throws {
        var random = SeededRandom(seed: 1)
        let log = story(records: 1500, using: &random)
        let store = try run(log, order: interleaving(of: log, using: &random), batch: 64)
        let kinds = Set(store.transitions.map(\.kind))
        #expect(kinds == [.firing, .escalated, .stale, .resumed, .resolved, .reopened])
        #expect(Set(store.transitions.map(\.alert.rule)) == ["by-model", "by-category", "by-place"])
        for name in ["counted", "late", "canary"] { #expect(store.counter(name) > 0, "\(name)") }
    }

    /// Ids say what the event was: of a fall in refusals those are named that were answered, by the model of the alert,
    /// from the window before it.
    @Test func alertsNameEventsThatTheyAreAbout() throws {
        var random = SeededRandom(announcing: "alertsNameEventsThatTheyAreAbout")
        let log = story(records: 1500, using: &random)
        let store = try run(log, order: log.oneAfterAnother, batch: 64)
        var named = 0
        for transition in store.transitions where [.firing, .escalated, .reopened].contains(transition.kind) {
            let alert = transition.alert
            let examples = alert.evidence.finding?.examples ?? []
            #expect(!examples.isEmpty && examples.count <= Finding.examplesMax, "\(alert.rule)")
            for example in examples {
                let parts = example.split(separator: "/")
                #expect(parts.count == 4 && parts[2].utf8.elementsEqual("false".utf8), "\(example)")
                #expect(alert.scope[.model].map { $0.utf8.elementsEqual(parts[0].utf8) } == true, "\(example)")
                if let category = alert.scope[.category] { #expect(category.utf8.elementsEqual(parts[1].utf8)) }
                let time = EventTime(microseconds: try #require(Int64(parts[3])))
                #expect(time < alert.updatedAt && alert.updatedAt - time <= alert.evidence.window)
                named += 1
            }
        }
        #expect(named > 20)
    }

    @Test func batchSizeChangesNothing() throws {
        var random = SeededRandom(announcing: "batchSizeChangesNothing")
        let log = story(records: 2000, using: &random)
        let order = interleaving(of: log, using: &random)
        let wanted = try run(log, order: order, batch: 1).dump
        for size in [7, 4096] { expectSame(try run(log, order: order, batch: size).dump, wanted, "batches of \(size)") }
    }

    @Test func interleavingBatchSizeAndShardsChangeNothing() throws {
        var random = SeededRandom(announcing: "interleavingBatchSizeAndShardsChangeNothing")
        let log = story(records: 700, using: &random)
        let wanted = try run(log, order: log.oneAfterAnother, batch: 7).dump
        for round in 0..<200 {
            let (size, shards) = ([1, 7, 4096][round % 3], [1, 2, 8][round / 3 % 3])
            let order = interleaving(of: log, using: &random)
            let dump = try run(log, order: order, batch: size, shards: shards).dump
            expectSame(dump, wanted, "round \(round): batches of \(size), \(shards) shards")
        }
    }

    @Test func checkpointCadenceChangesNothing() throws {
        var random = SeededRandom(announcing: "checkpointCadenceChangesNothing")
        let log = story(records: 1500, using: &random)
        let order = interleaving(of: log, using: &random)
        for shards in [1, 3] {
            let wanted = try run(log, order: order, batch: 5, shards: shards, cadence: .max).dump
            for cadence in [1, 2, 50] {
                let dump = try run(log, order: order, batch: 5, shards: shards, cadence: cadence).dump
                expectSame(dump, wanted, "a checkpoint each \(cadence) batches, \(shards) shards")
            }
        }
    }

    /// The store while panes are open must add up too: it is what a start after a crash would find.
    @Test func openPanesInTheStoreAddUp() throws {
        var random = SeededRandom(announcing: "openPanesInTheStoreAddUp")
        let log = story(records: 600, using: &random)
        var stage = try Stage(shards: 3)
        var reader = MemoryReader(log: log, order: interleaving(of: log, using: &random))
        while !reader.isAtEnd {
            stage.read(&reader, batch: 4, count: 12, cadence: 1)
            let sum = stage.store.panes.values.reduce(0) { $0 + $1.accumulator.tally.events }
            #expect(sum == stage.store.counter("counted"))
        }
    }

    @Test func everyRecordIsCountedOnceWhateverItHolds() throws {
        var random = SeededRandom(announcing: "everyRecordIsCountedOnceWhateverItHolds")
        for share in [0, 0.3, 1.0] {
            let log = story(records: 800, garbage: share, using: &random)
            let store = try run(log, order: interleaving(of: log, using: &random), batch: 33, shards: 2)
            let rejected = RejectReasons.all.reduce(0) { $0 + store.counter("rejected", $1) }
            #expect(store.counter("records") == Int64(log.count))
            let sum = store.counter("counted") + store.counter("late") + store.counter("canary") + rejected
            #expect(store.counter("records") == sum)
            #expect(share == 0 ? rejected == 0 : rejected > 0)
            let kept = store.panes.values.reduce(0) { $0 + $1.accumulator.tally.events }
            #expect(kept == store.counter("counted"))
        }
    }
}
