// Stopping anywhere and starting again is as if nothing had happened.

import Model
import Panes
import Platform
import Seeds
import Testing

@testable import Pipeline

@Suite struct RestartTests {
    /// Reads `log` with a stop after each count in `cuts`; what was read after the last checkpoint is lost each time.
    private func interrupted(
        _ log: MemoryLog, _ order: [Int], cuts: [Int], batch: Int, shards: [Int], lost: Int
    ) throws -> MemoryStore {
        var store = MemoryStore()
        for (index, cut) in cuts.enumerated() {
            var stage = try Stage(shards: shards[index % shards.count], store: store)
            #expect(stage.unwanted == [])
            var reader = MemoryReader(log: log, order: order, from: store.allPositions)
            stage.read(&reader, batch: batch, count: cut)
            stage.checkpoint()
            store = stage.store
            // Work that no checkpoint took along: it must leave no trace.
            stage.read(&reader, batch: batch, count: lost, cadence: .max)
        }
        var stage = try Stage(shards: shards[cuts.count % shards.count], store: store)
        var reader = MemoryReader(log: log, order: order, from: store.allPositions)
        stage.read(&reader, batch: batch)
        stage.finish()
        #expect(stage.restarts.isEmpty)
        #expect(stage.pipeline.counters.isConserved)
        return stage.store
    }

    @Test func oneStopAnywhereChangesNothing() throws {
        var random = SeededRandom(announcing: "oneStopAnywhereChangesNothing")
        let log = story(records: 500, using: &random)
        let order = interleaving(of: log, using: &random)
        let wanted = try run(log, order: order, batch: 9).dump
        for _ in 0..<100 {
            let cut = Int.random(in: 1..<log.count, using: &random)
            let store = try interrupted(log, order, cuts: [cut], batch: 9, shards: [1], lost: 40)
            expectSame(store.dump, wanted, "stopped after \(cut) of \(log.count)")
        }
    }

    @Test func manyStopsWithOtherShardCountsChangeNothing() throws {
        var random = SeededRandom(announcing: "manyStopsWithOtherShardCountsChangeNothing")
        let log = story(records: 500, using: &random)
        let order = interleaving(of: log, using: &random)
        let wanted = try run(log, order: order, batch: 9).dump
        for round in 0..<40 {
            let cuts = (0..<Int.random(in: 2...12, using: &random)).map { _ in Int.random(in: 1...80, using: &random) }
            let shards = (0...cuts.count).map { _ in [1, 2, 3, 8].randomElement(using: &random) ?? 1 }
            let store = try interrupted(log, order, cuts: cuts, batch: [1, 9, 64][round % 3], shards: shards, lost: 7)
            expectSame(store.dump, wanted, "stops after \(cuts) with \(shards) shards")
        }
    }
}
