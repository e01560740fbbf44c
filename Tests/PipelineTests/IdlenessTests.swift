// Partitions without news: who holds panes open, and for how long.

import Model
import Panes
import Platform
import Testing

@testable import Pipeline

@Suite struct IdlenessTests {
    private let log: MemoryLog

    init() {
        log = MemoryLog(partitions: 2)
        for second in [0.0, 100, 200, 300] { log.append(event(second), to: 0) }
        for second in [0.0, 85, 95] { log.append(event(second), to: 1) }
    }

    /// Partition 0 has moved on to second 100; partition 1 has one event at second 0.
    private func slowPartition() throws -> Stage {
        var stage = try Stage()
        stage.announce(2)
        stage.step([log.record(0, 0), log.record(1, 0), log.record(0, 1)])
        stage.checkpoint()
        return stage
    }

    @Test func silentPartitionHoldsPanesUntilItIsIdle() throws {
        var stage = try slowPartition()
        #expect(stage.store.closedThrough == nil)
        stage.step([], [.end(partition: 1, isFinal: false)])
        stage.monotonic = .seconds(29)
        stage.step()
        stage.checkpoint()
        #expect(stage.store.closedThrough == nil)
        stage.monotonic = .seconds(30)
        stage.step()
        stage.checkpoint()
        #expect(stage.store.closedThrough == at(90))
        #expect(stage.store.journal == [JournalRow(kind: "idle", detail: "events/1 at 1", at: wall)])
        #expect(stage.store.allPositions[1].floor == at(90))
        stage.step([log.record(1, 1), log.record(1, 2)])
        #expect(stage.pipeline.counters.late == 1)
        #expect(stage.pipeline.counters.counted == 4)
        stage.step([log.record(0, 2)])
        stage.checkpoint()
        #expect(stage.store.closedThrough == at(90), "it has news, so it holds panes again")
    }

    @Test func partitionThatIsNotAtItsEndIsNeverIdle() throws {
        var stage = try slowPartition()
        stage.monotonic = .seconds(100_000)
        stage.step()
        stage.checkpoint()
        #expect(stage.store.closedThrough == nil)
        #expect(stage.store.journal == [])
    }

    @Test func lossOfTheBrokerIsNotSilence() throws {
        var stage = try slowPartition()
        stage.step([], [.end(partition: 1, isFinal: false)])
        stage.step([], [.disconnected])
        stage.monotonic = .seconds(100_000)
        stage.step()
        #expect(stage.pipeline.partitions.allSatisfy { !$0.isIdle })
        stage.step([], [.connected])
        #expect(stage.pipeline.partitions.allSatisfy { !$0.isIdle }, "what was its end may not be its end any more")
        stage.monotonic = .seconds(100_029)
        stage.step()
        #expect(stage.pipeline.partitions.allSatisfy { !$0.isIdle }, "what was written meanwhile needs time to arrive")
        stage.monotonic = .seconds(100_030)
        stage.step()
        stage.checkpoint()
        #expect(stage.store.closedThrough == at(90))
    }

    @Test func partitionWithoutEventsHoldsNothingOnceAtItsEnd() throws {
        let log = MemoryLog(partitions: 2)
        for second in [0.0, 100] { log.append(event(second), to: 0) }
        log.append("garbage", to: 1)
        for isGarbageFirst in [false, true] {
            var stage = try Stage()
            stage.announce(2)
            stage.step(isGarbageFirst ? [log.record(1, 0)] : [])
            stage.step([log.record(0, 0), log.record(0, 1)])
            stage.checkpoint()
            #expect(stage.store.closedThrough == nil)
            stage.step([], [.end(partition: 1, isFinal: false)])
            stage.checkpoint()
            #expect(stage.store.closedThrough == at(90))
            #expect(stage.store.journal.map(\.kind) == ["idle"])
        }
    }

    @Test func whenAllAreIdleTheNewestPaneClosesAndNoOther() throws {
        var stage = try slowPartition()
        stage.step([], [.end(partition: 0, isFinal: false), .end(partition: 1, isFinal: false)])
        stage.monotonic = .seconds(30)
        stage.step()
        stage.monotonic = .seconds(90_000)
        stage.step()
        stage.checkpoint()
        #expect(stage.store.closedThrough == at(110))
        #expect(stage.store.allPositions.map(\.floor) == [at(110), at(110)])
        stage.step([log.record(0, 2)])
        stage.checkpoint()
        #expect(stage.store.closedThrough == at(190), "the other is still idle")
        #expect(stage.store.allPositions[1].floor == at(190))
    }

    @Test func idleFloorSurvivesARestart() throws {
        var stage = try slowPartition()
        stage.step([], [.end(partition: 1, isFinal: false)])
        stage.monotonic = .seconds(30)
        stage.step()
        stage.checkpoint()
        var next = try Stage(store: stage.store)
        next.announce(2)
        next.step([log.record(1, 0), log.record(1, 1), log.record(1, 2)])
        #expect(next.restarts.isEmpty)
        #expect(next.pipeline.counters.late == 1)
    }

    @Test func newcomerIsLateBeforeWhatIsClosed() throws {
        let log = MemoryLog(partitions: 2)
        for second in [0.0, 100] { log.append(event(second), to: 0) }
        for second in [89.0, 90] { log.append(event(second), to: 1) }
        var stage = try Stage()
        stage.announce(1)
        stage.step([log.record(0, 0), log.record(0, 1)])
        stage.step([log.record(1, 0), log.record(1, 1)], [.partition(topic: MemoryLog.topic, partition: 1)])
        stage.checkpoint()
        #expect(stage.store.journal.map(\.kind) == ["partition"])
        #expect(stage.pipeline.counters.late == 1)
        #expect(stage.pipeline.counters.counted == 3)
    }
}
