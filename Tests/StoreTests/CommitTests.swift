// What goes in comes out, once.

import Model
import Panes
import Testing

@testable import Store

@Suite struct CommitTests {
    @Test func everythingSurvivesAReopen() throws {
        let scratch = Scratch()
        let checkpoint = fullCheckpoint()
        let store = try scratch.open()
        _ = try store.commit(checkpoint, now: wall, receivers: ["stdout"])
        try store.close()

        let again = try scratch.open()
        let restored = try again.load(panesSince: noon)
        #expect(restored.damaged.isEmpty)
        #expect(restored.state.positions == checkpoint.positions)
        #expect(restored.state.closedThrough == noon)
        #expect(restored.state.panes == checkpoint.panes)
        #expect(restored.state.counters == checkpoint.counters)
        #expect(restored.state.states == checkpoint.states)
        #expect(restored.state.gaps == checkpoint.gaps)
        let later = try again.load(panesSince: noon + .seconds(60)).state.panes
        #expect(later == Array(checkpoint.panes.suffix(1)))

        let reader = try Reader(directory: scratch.state)
        let alerts = try reader.alerts()
        #expect(alerts == [alert()])
        #expect(alerts.first?.summary.utf8.elementsEqual(alert().summary.utf8) == true)
        let (verdicts, rejects) = (try reader.verdicts(), try reader.rejects(limit: 10))
        #expect(verdicts == checkpoint.verdicts)
        #expect(rejects == checkpoint.rejects)
    }

    @Test func committingTwiceIsCommittingOnce() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var checkpoint = fullCheckpoint()
        checkpoint.rejects = (0..<250).map {
            RejectRow(topic: "events", partition: 0, offset: $0, size: 1, reason: "utf8", detail: "")
        }
        let first = try store.commit(checkpoint, now: wall, receivers: ["stdout", "hook"])
        let before = try dump(store.live().connection)
        let second = try store.commit(checkpoint, now: wall + .seconds(9), receivers: ["stdout", "hook"])
        let after = try dump(store.live().connection)
        #expect(first.map(\.receiver) == ["stdout", "hook"])
        #expect(first.allSatisfy { $0.body == checkpoint.transitions[0].json })
        #expect(second.isEmpty)
        #expect(before == after)
    }

    @Test func howCheckpointsAreCutDoesNotShowInTheAlerts() throws {
        let whole = Scratch(), parts = Scratch()
        var resolved = alert(state: .resolved)
        resolved.updatedAt = noon + .seconds(90)
        let steps = [
            AlertTransition(kind: .firing, sequence: 1, alert: alert()),
            AlertTransition(kind: .resolved, sequence: 2, alert: resolved),
            AlertTransition(kind: .firing, sequence: 1, alert: alert("other")),
        ]
        var all = Checkpoint()
        all.transitions = steps
        let one = try whole.open()
        _ = try one.commit(all, now: wall, receivers: [])
        let other = try parts.open()
        for (index, step) in (steps + steps.prefix(1)).enumerated() {
            var part = Checkpoint()
            part.transitions = [step]
            _ = try other.commit(part, now: wall + .seconds(Int64(index)), receivers: ["stdout"])
        }
        let tables = ["alert", "alert_transition"]
        let (left, right) = (try dump(one.live().connection, tables), try dump(other.live().connection, tables))
        #expect(left == right)
        #expect(left.count == 5)
    }

    @Test func outboxKeepsWhatIsNotDelivered() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var checkpoint = Checkpoint()
        checkpoint.transitions = ["a", "b", "c"].map { AlertTransition(kind: .firing, sequence: 1, alert: alert($0)) }
        let entries = try store.commit(checkpoint, now: wall, receivers: ["hook"])
        try store.markDelivered([entries[0].id, 999], now: wall)
        _ = try store.commit(Checkpoint(), now: wall, receivers: ["hook"], delivered: [entries[2].id])
        try store.close()
        let again = try scratch.open()
        let pending = try again.pendingOutbox(receiver: "hook")
        let others = try again.pendingOutbox(receiver: "stdout")
        let beyond = try again.pendingOutbox(receiver: "hook", after: entries[1].id)
        #expect(pending == [entries[1]])
        #expect(others.isEmpty)
        #expect(beyond.isEmpty)
    }

    @Test func anotherOwnerEndsTheWriting() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let epoch = try #require(store.epoch)
        try store.live().connection.execute("UPDATE owner SET epoch = epoch + 1")
        let before = try dump(store.live().connection)
        #expect(throws: StoreError.ownerLost(epoch: epoch)) {
            try store.commit(fullCheckpoint(), now: wall, receivers: ["stdout"])
        }
        let after = try dump(store.live().connection)
        #expect(before == after)
    }

    @Test func rejectsAreASampleOfTheNewest() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        for batch in 0..<5 {
            var checkpoint = Checkpoint()
            checkpoint.rejects = (0..<70).flatMap { index in
                ["utf8", "size"].map { reason in
                    RejectRow(
                        topic: "events", partition: 0, offset: Int64(batch * 70 + index), size: 1, reason: reason,
                        detail: "")
                }
            }
            _ = try store.commit(checkpoint, now: wall, receivers: [])
        }
        let rejects = try store.live().connection.rejects(limit: 1000)
        #expect(rejects.count == 200)
        #expect(rejects.map(\.offset).min() == 250)
        #expect(rejects.first?.offset == 349)
    }

    @Test func aNilStateRemovesTheRowAndABadChecksumIsReported() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var checkpoint = Checkpoint()
        checkpoint.states = ["x", "y", "z"].map { StateRow(rule: $0, scope: scope("m"), bytes: [1, 2, 3]) }
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        checkpoint.states = [StateRow(rule: "x", scope: scope("m"), bytes: nil)]
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        try store.live().connection.execute("UPDATE state SET bytes = x'010203ff' WHERE rule = 'y'")
        let restored = try store.load(panesSince: noon)
        #expect(restored.state.states.map(\.rule) == ["z"])
        #expect(restored.damaged.map(\.rule) == ["y"])
    }

    @Test func aFullDiskLosesNothing() throws {
        let scratch = Scratch(), reference = Scratch()
        let store = try scratch.open()
        var checkpoint = fullCheckpoint()
        for index in 0..<2000 {
            checkpoint.panes.append(
                PaneRow(
                    scope: scope("model-\(index)"), start: noon,
                    accumulator: Accumulator(tally: tally(refused: 1, complied: 1))))
        }
        let pages = try store.live().connection.integer("PRAGMA page_count") ?? 0
        let before = try dump(store.live().connection)
        _ = try store.live().connection.integer("PRAGMA max_page_count = \(pages + 3)")
        let failure = #expect(throws: StoreError.self) {
            try store.commit(checkpoint, now: wall, receivers: ["stdout"])
        }
        guard case .database(let fault)? = failure else { throw failure ?? StoreError.closed }
        #expect(fault.kind == .diskFull)
        #expect(failure?.description.contains("free some space") == true)
        let between = try dump(store.live().connection)
        #expect(before == between)

        _ = try store.live().connection.integer("PRAGMA max_page_count = 1000000")
        _ = try store.commit(checkpoint, now: wall, receivers: ["stdout"])
        let calm = try reference.open()
        _ = try calm.commit(checkpoint, now: wall, receivers: ["stdout"])
        let (left, right) = (try dump(store.live().connection), try dump(calm.live().connection))
        #expect(left == right)
    }

    @Test func baselinesAreKeptOnceAndChecked() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let baseline = Baseline(
            name: "v1", model: "b", source: "file", from: noon, to: noon + .seconds(5),
            cells: [
                .init(scope: scope("b", "z"), tally: tally(refused: 9, complied: 1, weight: 300)),
                .init(scope: scope("b", "a"), tally: tally(refused: 1, complied: 1)),
            ])
        let full = fullAccumulator()
        let values = [Measure(.latency), Measure(signal: "toxicity")].enumerated().map { place, measure in
            Baseline.Values(measure: measure, histogram: full.totals.histogram(place))
        }
        let second = Baseline(
            name: "v2", model: "b", source: "file", from: noon, to: noon + .seconds(5),
            cells: [.init(scope: scope("b", "z"), tally: full.tally, values: values, users: 7, panes: 9)])
        let saves = [try store.save(baseline), try store.save(baseline), try store.save(second)]
        #expect(saves == [true, false, true])
        let reader = try Reader(directory: scratch.state)
        let (all, one) = (try reader.baselines(), try reader.baseline(id: baseline.id))
        #expect(all == [baseline, second])
        #expect(one == baseline)
        try store.live().connection.execute("UPDATE baseline SET model = 'c'")
        #expect(
            throws: StoreError.malformed(
                table: "baseline", detail: "\(baseline.id) does not match its content")
        ) { try store.baselines() }
    }

    @Test func theLogIsMovedOnceItIsLarge() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let directory = try StateDirectory(path: scratch.state)
        for round in 0..<8 {
            var checkpoint = Checkpoint()
            checkpoint.states = (0..<250).map { index in
                StateRow(
                    rule: "r", scope: scope("m\(index)"), bytes: [UInt8](repeating: UInt8(round), count: 6000))
            }
            _ = try store.commit(checkpoint, now: wall, receivers: [])
        }
        #expect(store.checkpointFailure == nil)
        #expect(directory.size(of: directory.log) < 10 << 20)
        try store.close()
        #expect(directory.size(of: directory.log) == 0)
        #expect(throws: StoreError.closed) { try store.load(panesSince: noon) }
    }
}
