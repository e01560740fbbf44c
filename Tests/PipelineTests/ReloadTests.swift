// A reload is a restart that keeps the partitions.

import Model
import Panes
import Platform
import Seeds
import Testing

@testable import Pipeline

@Suite struct ReloadTests {
    private static let strict = [
        Rule(
            name: "by-model", metric: .refusalRate, dimensions: [.model], window: .seconds(300), confirm: .none,
            warning: Threshold(below: 0.9, hold: .seconds(30)), critical: Threshold(below: 0.6, hold: .zero),
            minimumEvents: 10, keepFiringFor: .seconds(30)), byPlace,
    ]

    /// Everything up to `cut` with the old rules, the rest with the new ones, in a pipeline of its own.
    private func changed(
        _ log: MemoryLog, _ order: [Int], cut: Int, shards: Int, byReload: Bool
    ) throws -> MemoryStore {
        var stage = try Stage(rules: [byModel, byCategory], shards: shards)
        var reader = MemoryReader(log: log, order: order)
        stage.read(&reader, batch: 7, count: cut)
        stage.checkpoint()
        var next = try Stage(rules: Self.strict, shards: shards, store: stage.store)
        if byReload {
            // The source goes on where it is: it announces nothing and sends no record again.
            let isTaken = next.pipeline.takeOver(from: stage.pipeline, wall: wall, monotonic: .zero)
            #expect(isTaken)
        } else {
            reader = MemoryReader(log: log, order: order, from: stage.store.allPositions)
        }
        next.read(&reader, batch: 7)
        next.finish()
        #expect(next.restarts.isEmpty)
        #expect(next.pipeline.counters.isConserved)
        return next.store
    }

    @Test func reloadAtAnOffsetIsARestartAtThatOffset() throws {
        var random = SeededRandom(announcing: "reloadAtAnOffsetIsARestartAtThatOffset")
        let log = story(records: 500, using: &random)
        let order = interleaving(of: log, using: &random)
        var alerts: Set<Int> = []
        for round in 0..<40 {
            let cut = Int.random(in: 1..<log.count, using: &random)
            let shards = [1, 3][round % 2]
            let reloaded = try changed(log, order, cut: cut, shards: shards, byReload: true)
            let restarted = try changed(log, order, cut: cut, shards: shards, byReload: false)
            expectSame(reloaded.dump, restarted.dump, "changed after \(cut) of \(log.count), \(shards) shards")
            alerts.insert(reloaded.transitions.count)
        }
        // The rules and the place of the change matter, or the comparison would prove nothing.
        #expect(alerts.count > 1)
    }

    @Test func reloadOfTheSameRulesChangesNothing() throws {
        var random = SeededRandom(announcing: "reloadOfTheSameRulesChangesNothing")
        let log = story(records: 500, using: &random)
        let order = interleaving(of: log, using: &random)
        let wanted = try run(log, order: order, batch: 9).dump
        for _ in 0..<40 {
            var stage = try Stage()
            var reader = MemoryReader(log: log, order: order)
            let cut = Int.random(in: 1..<log.count, using: &random)
            stage.read(&reader, batch: 9, count: cut)
            stage.checkpoint()
            var next = try Stage(store: stage.store)
            let isTaken = next.pipeline.takeOver(from: stage.pipeline, wall: wall, monotonic: .zero)
            #expect(isTaken)
            next.read(&reader, batch: 9)
            next.finish()
            expectSame(next.store.dump, wanted, "reloaded after \(cut) of \(log.count)")
        }
    }

    /// What a source says once is not said again to the new pipeline.
    @Test func endsAndIdlenessAreKept() throws {
        let log = MemoryLog(partitions: 2)
        for second in [0.0, 15, 30] { log.append(event(second), to: 0) }
        var stage = try Stage()
        stage.announce(2)
        stage.step([], [.end(partition: 1, isFinal: false)])
        stage.checkpoint()
        var next = try Stage(store: stage.store)
        _ = next.pipeline.takeOver(from: stage.pipeline, wall: wall, monotonic: .zero)
        next.step((0..<3).map { log.record(0, $0) })
        next.checkpoint()
        // The second partition, at its end and without a time of its own, holds nothing back.
        #expect(next.store.closedThrough == at(20))
    }

    @Test func pipelineThatWasNotRestoredIsRefused() throws {
        let log = MemoryLog(partitions: 1)
        log.append(event(0), to: 0)
        var stage = try Stage()
        stage.announce(1)
        stage.step([log.record(0, 0)])
        var next = try Stage(store: stage.store)
        let isTaken = next.pipeline.takeOver(from: stage.pipeline, wall: wall, monotonic: .zero)
        #expect(!isTaken)
    }

    /// A line that was moved begins its evidence anew; a breach that was open stays open, so its alert is not taken for
    /// over because somebody edited a number.
    @Test func movedLineKeepsTheAlert() throws {
        let log = MemoryLog(partitions: 1)
        for index in 0..<600 { log.append(event(Double(index), refused: index < 200 || index % 3 == 0), to: 0) }
        let rule = { (line: Double) in
            Rule(
                name: "r", metric: .refusalRate, dimensions: [.model], window: .seconds(120),
                warning: Threshold(below: line, hold: .zero), critical: nil, minimumEvents: 10)
        }
        var stage = try Stage(rules: [rule(0.9)])
        stage.announce(1)
        stage.step((0..<500).map { log.record(0, $0) })
        stage.checkpoint()
        #expect(stage.store.transitions.map(\.kind) == [.firing])
        var next = try Stage(rules: [rule(0.85)], store: stage.store)
        #expect(next.unwanted.isEmpty)
        _ = next.pipeline.takeOver(from: stage.pipeline, wall: wall, monotonic: .zero)
        next.step((500..<600).map { log.record(0, $0) })
        next.checkpoint()
        #expect(next.store.transitions.map(\.kind) == [.firing])
    }
}
