// Records that are no events, and event times that jump.

import Model
import Panes
import Platform
import Testing

@testable import Pipeline

@Suite struct HardRecordTests {
    @Test func recordsWithoutAnEventAreRejectedWithTheirReason() throws {
        let log = MemoryLog(partitions: 1)
        log.append(nil, to: 0)
        log.append([], to: 0)
        log.append(" \n", to: 0)
        log.append(event(wall.seconds - start.seconds + 301), to: 0)
        log.append(event(wall.seconds - start.seconds + 300), to: 0)
        log.append("{", to: 0)
        var stage = try Stage()
        stage.announce(1)
        stage.step((0..<6).map { log.record(0, $0) })
        stage.checkpoint()
        #expect(stage.store.rejects.map(\.reason) == ["null", "empty", "empty", "future", "json_syntax"])
        #expect(stage.store.rejects.map(\.offset) == [0, 1, 2, 3, 5])
        #expect(stage.store.rejects.map(\.size).prefix(3) == [0, 0, 2])
        #expect(stage.store.rejects[3].detail == "time")
        #expect(stage.store.counter("rejected", "future") == 1)
        #expect(stage.pipeline.counters.counted == 1)
        #expect(stage.pipeline.counters.isConserved)
    }

    @Test func futureStampMovesNoWatermark() throws {
        let log = MemoryLog(partitions: 1)
        log.append(event(0), to: 0)
        log.append(event(wall.seconds - start.seconds + 1000), to: 0)
        log.append(event(1), to: 0)
        var stage = try Stage()
        stage.announce(1)
        stage.step((0..<3).map { log.record(0, $0) })
        stage.checkpoint()
        #expect(stage.store.allPositions[0].newest == at(1))
        #expect(stage.pipeline.counters.late == 0)
    }

    @Test func canaryMovesNoWatermarkAndEntersNoPane() throws {
        let log = MemoryLog(partitions: 1)
        log.append(event(500, isCanary: true), to: 0)
        log.append(event(0), to: 0)
        var stage = try Stage()
        stage.announce(1)
        stage.step((0..<2).map { log.record(0, $0) })
        stage.finish()
        #expect(stage.pipeline.counters.canary == 1)
        #expect(stage.store.panes.values.map(\.accumulator.tally.events) == [1])
        #expect(stage.store.closedThrough == at(10))
    }

    @Test func floodOfBadRecordsIsASampleAndACount() throws {
        let log = MemoryLog(partitions: 1)
        for index in 0..<3000 { log.append(index % 2 == 0 ? nil : Array("x".utf8), to: 0) }
        var stage = try Stage()
        stage.announce(1)
        for round in 0..<3 {
            stage.step((round * 1000..<(round + 1) * 1000).map { log.record(0, Int64($0)) })
            stage.checkpoint()
        }
        #expect(stage.store.rejectsPerCheckpointMax == 2 * Pipeline.rejectsPerCheckpointMax)
        #expect(stage.store.rejects.count == 6 * Pipeline.rejectsPerCheckpointMax)
        #expect(stage.store.counter("rejected", "null") == 1500)
        #expect(stage.store.counter("rejected", "json_syntax") == 1500)
    }

    @Test func nothingNewMeansNoCheckpoint() throws {
        let log = MemoryLog(partitions: 1)
        log.append(event(0), to: 0)
        var stage = try Stage()
        stage.announce(1)
        stage.step([log.record(0, 0)])
        #expect(stage.pipeline.takeCheckpoint() != nil)
        stage.step()
        #expect(stage.pipeline.takeCheckpoint() == nil)
    }

    /// Event time may leap from 2002 to today: that is 76 million panes, of which at most a window's worth are stepped.
    @Test(.timeLimit(.minutes(1))) func jumpOverYearsIsBoundedWorkAndAlertsTurnStale() throws {
        let past = -750_000_000.0
        let log = MemoryLog(partitions: 1)
        for index in 0..<100 { log.append(event(past + Double(index), refused: false), to: 0) }
        log.append(event(0, refused: false), to: 0)
        log.append(event(100_000_000, refused: false), to: 0)
        var stage = try Stage()
        stage.announce(1)
        stage.step((0..<100).map { log.record(0, $0) })
        stage.checkpoint()
        let fired = stage.store.transitions.filter { $0.kind == .firing }
        #expect(Set(fired.map(\.alert.rule)) == ["by-model", "by-category", "by-place"])
        stage.step([log.record(0, 100)])
        stage.checkpoint()
        #expect(stage.store.closedThrough == at(-10))
        let rest = stage.store.transitions.dropFirst(fired.count).filter { $0.kind != .escalated }
        #expect(rest.map(\.kind) == [.stale, .stale, .stale])
        #expect(rest.allSatisfy { $0.alert.resolvedAt == nil && $0.alert.updatedAt < at(past + 500) })
        stage.step([log.record(0, 101)])
        stage.checkpoint()
        #expect(stage.store.transitions.allSatisfy { $0.kind != .resolved })
        let next = try Stage(store: stage.store)
        #expect(next.unwanted == [])
    }

    /// Past the bound, cells share one: nothing is lost, and the store says so.
    @Test func cellsPastTheBoundAreCountedTogether() throws {
        let log = MemoryLog(partitions: 1)
        for index in 0..<50 { log.append(event(0, model: "m\(index)"), to: 0) }
        var stage = try Stage(rules: [byModel]) { $0.seriesMax = 10 }
        stage.announce(1)
        stage.step((0..<50).map { log.record(0, $0) })
        stage.finish()
        #expect(stage.store.panes.count == 11)
        let other = Scope([(.model, Shard.overflowName), (.category, Shard.overflowName)])
        #expect(stage.store.panes.first { $0.key.scope == other }?.value.accumulator.tally.events == 40)
    }
}

extension EventTime {
    fileprivate var seconds: Double { Double(microseconds) / 1_000_000 }
}
