// Records that were never seen, and logs that are not the same log any more.

import Model
import Panes
import Platform
import Testing

@testable import Pipeline

@Suite struct GapTests {
    private func log(_ seconds: [Double]) -> MemoryLog {
        let log = MemoryLog(partitions: 1)
        for second in seconds { log.append(event(second), to: 0) }
        return log
    }

    private func record(_ log: MemoryLog, _ index: Int64, at offset: Int64) -> Record {
        Record(partition: 0, offset: offset, next: offset + 1, payload: log.record(0, index).payload)
    }

    private func gap(to: Int64?, resume: Int64, kind: String = "retention") -> SourceNotice {
        .gap(partition: 0, to: to, resume: resume, kind: kind)
    }

    @Test func gapFiresAndResolvesAfterTheLongestWindow() throws {
        let log = log([0, 20, 100, 311, 331, 500])
        var stage = try Stage()
        stage.announce(1)
        stage.step([log.record(0, 0), log.record(0, 1)])
        stage.step([], [gap(to: 1000, resume: 1000)])
        stage.checkpoint()
        let row = GapRow(topic: "events", partition: 0, from: 2, to: 1000, kind: "retention", at: at(20))
        #expect(stage.store.gaps == [row])
        #expect(stage.store.allPositions[0].next == 1000)
        #expect(stage.store.transitions.map(\.kind) == [.firing])
        #expect(stage.store.transitions[0].alert.rule == "log-gap")
        #expect(stage.store.transitions[0].alert.firedAt == at(20))
        // The first event after the gap is of second 20 too: until 320 some window lacks records.
        stage.step([record(log, 1, at: 1000), record(log, 3, at: 1001)])
        #expect(stage.pipeline.hasTransitions == false)
        stage.step([record(log, 4, at: 1002)])
        stage.checkpoint()
        #expect(stage.store.transitions.map(\.kind) == [.firing, .resolved])
        #expect(stage.store.transitions.last?.alert.resolvedAt == at(320))
        #expect(stage.pipeline.counters.counted == 5)
    }

    /// The lost records lie between the last event before the gap and the first after it.
    @Test func gapOverALongOutageLastsOneWindowFromTheFirstEventAfterIt() throws {
        let log = log([0, 86_400, 86_600, 86_720])
        for isRestarted in [false, true] {
            var stage = try Stage()
            stage.announce(1)
            stage.step([log.record(0, 0)])
            stage.step([], [gap(to: 500, resume: 500)])
            stage.checkpoint()
            if isRestarted {
                stage = try Stage(store: stage.store)
                stage.announce(1)
            }
            stage.step([record(log, 1, at: 500)])
            stage.step([record(log, 2, at: 501)])
            stage.checkpoint()
            #expect(stage.store.transitions.map(\.kind) == [.firing], "windows still lack records")
            stage.step([record(log, 3, at: 502)])
            stage.checkpoint()
            #expect(stage.store.transitions.last?.alert.resolvedAt == at(86_700))
        }
    }

    @Test func gapBeforeTheFirstEventSurvivesARestart() throws {
        let log = log([0, 200, 400])
        var stage = try Stage()
        stage.announce(1)
        stage.step([], [gap(to: nil, resume: 7, kind: "log_truncated")])
        stage.checkpoint()
        #expect(stage.store.transitions.map(\.kind) == [.firing])
        var next = try Stage(store: stage.store)
        #expect(next.unwanted == [])
        next.announce(1)
        next.step([record(log, 0, at: 7), record(log, 1, at: 8)])
        #expect(next.pipeline.hasTransitions == false)
        next.step([record(log, 2, at: 9)])
        next.checkpoint()
        #expect(next.store.transitions.map(\.kind) == [.firing, .resolved])
        #expect(next.store.transitions.last?.alert.resolvedAt == at(300))
    }

    /// How far event time jumps at once depends on batches; when an alert resolves must not.
    @Test func gapResolvesAtTheSamePaneHoweverTimeJumps() throws {
        let log = log([0, 9, 5000, 10_000])
        for sizes in [[1, 1], [2]] {
            var stage = try Stage()
            stage.announce(1)
            stage.step([log.record(0, 0), log.record(0, 1)])
            stage.step([], [gap(to: 100, resume: 100)])
            stage.step([record(log, 1, at: 100)])
            var index: Int64 = 2
            for size in sizes {
                stage.step((0..<size).map { record(log, index + Int64($0), at: 99 + index + Int64($0)) })
                index += Int64(size)
            }
            stage.checkpoint()
            #expect(stage.store.transitions.last?.alert.resolvedAt == at(310))
        }
    }

    @Test func recordsBeforeAGapInTheSameBatchCount() throws {
        let log = log([0, 1, 2, 3])
        var stage = try Stage()
        stage.announce(1)
        stage.step([log.record(0, 0)])
        stage.step([log.record(0, 1), log.record(0, 2)], [gap(to: 50, resume: 50)])
        stage.step([record(log, 3, at: 50)])
        stage.checkpoint()
        #expect(stage.pipeline.counters.counted == 4)
        #expect(stage.pipeline.counters.refetched == 0)
        #expect(stage.store.gaps.map(\.from) == [3])
    }

    /// An alert's id comes from its first pane, so two alerts must not share one.
    @Test func secondGapOfAnIdlePartitionIsAnAlertOfItsOwn() throws {
        let log = MemoryLog(partitions: 2)
        log.append(event(0), to: 0)
        for second in [0.0, 400, 800] { log.append(event(second), to: 1) }
        var stage = try Stage()
        stage.announce(2)
        stage.step([log.record(0, 0), log.record(1, 0)])
        stage.step([], [gap(to: 10, resume: 10), .end(partition: 0, isFinal: false)])
        stage.monotonic = .seconds(60)
        stage.step([log.record(1, 1)])
        stage.checkpoint()
        #expect(stage.store.transitions.map(\.kind) == [.firing, .resolved])
        stage.step([], [gap(to: 20, resume: 20)])
        stage.step([log.record(1, 2)])
        stage.checkpoint()
        #expect(stage.store.transitions.map(\.kind) == [.firing, .resolved, .firing, .resolved])
    }

    @Test func otherRecordBeforeTheNextOneMeansAnotherLog() throws {
        let log = log([0, 1, 2, 3, 4])
        var stage = try Stage()
        stage.announce(1)
        stage.step([log.record(0, 0), log.record(0, 1), log.record(0, 2)])
        stage.checkpoint()
        var next = try Stage(store: stage.store)
        next.announce(1)
        next.step([record(log, 4, at: 2), record(log, 3, at: 3), record(log, 3, at: 4)])
        #expect(next.restarts.map(\.partition) == [0])
        #expect(next.restarts.map(\.offset) == [0])
        #expect(next.pipeline.counters.records == 3, "the rest of the batch comes again")
        next.checkpoint()
        #expect(next.store.gaps.map(\.kind) == ["log_diverged"])
        #expect(next.store.gaps.map(\.from) == [3])
        #expect(next.store.allPositions[0].next == 0)
        #expect(next.store.transitions.map(\.alert.rule) == ["log-gap"])
        next.step([record(log, 3, at: 0), record(log, 4, at: 1)])
        #expect(next.pipeline.counters.records == 5)
        #expect(next.restarts.count == 1)
    }

    @Test func sameRecordBeforeTheNextOneIsCountedOnce() throws {
        let log = log([0, 1, 2, 3, 4])
        var stage = try Stage()
        stage.announce(1)
        stage.step([log.record(0, 0), log.record(0, 1), log.record(0, 2)])
        stage.checkpoint()
        for from in [Int64(2), 1, 0] {
            var next = try Stage(store: stage.store)
            next.announce(1)
            next.step((from..<5).map { log.record(0, $0) })
            next.checkpoint()
            #expect(next.restarts.isEmpty)
            #expect(next.pipeline.counters.counted == 5)
            #expect(next.pipeline.counters.refetched == 2 - from)
            #expect(next.store.gaps == [])
        }
    }

    /// A source may deliver old records behind new ones; the anchor must stay the newest record's.
    @Test func refetchedRecordAtTheEndOfABatchDoesNotSpoilTheAnchor() throws {
        let log = log([0, 1, 2, 3])
        var stage = try Stage()
        stage.announce(1)
        stage.step([log.record(0, 0)])
        stage.step([log.record(0, 1), log.record(0, 2), log.record(0, 0)])
        stage.checkpoint()
        var next = try Stage(store: stage.store)
        next.announce(1)
        next.step([log.record(0, 2), log.record(0, 3)])
        #expect(next.restarts.isEmpty)
        #expect(next.pipeline.counters.counted == 4)
        #expect(next.pipeline.counters.refetched == 1)
    }
}
