// The outbox: nothing is lost between a commit, its notification and the mark that it was taken.

import Model
import Panes
import Testing

@testable import Store

@Suite struct OutboxTests {
    private func checkpoint(_ steps: [(rule: String, sequence: Int64, group: String)]) -> Checkpoint {
        var checkpoint = Checkpoint()
        for step in steps {
            checkpoint.transitions.append(
                AlertTransition(
                    kind: step.sequence == 1 ? .firing : .escalated, sequence: step.sequence, alert: alert(step.rule)))
            checkpoint.addresses.append([
                Address(receiver: "stdout"), Address(receiver: "hook", group: step.group),
            ])
        }
        return checkpoint
    }

    private func notification(_ entries: [OutboxEntry], kind: Notification.Kind = .news) -> Notification {
        Notification(
            messageID: Notification.messageID(receiver: "hook", shape: "slack", of: entries.map { "\($0.id)" }),
            receiver: "hook", subject: entries[0].subject, shape: "slack", kind: kind, alerts: entries.map(\.alert),
            body: Array("text".utf8), notBefore: wall, createdAt: entries[0].createdAt)
    }

    private func settlement(
        _ id: Int64, _ state: Notification.State, error: String = "", attempts: Int64 = 1
    ) -> Settlement {
        Settlement(id: id, state: state, attempts: attempts, notBefore: wall + .seconds(9), error: error)
    }

    @Test func whatIsMadeIsThereAgainAfterAKill() throws {
        let scratch = Scratch(), other = Scratch()
        let store = try scratch.open()
        _ = try store.commit(checkpoint([("a", 1, "g"), ("b", 1, "g"), ("c", 1, "")]), now: wall)
        let view = try store.outboxView()
        #expect(view.entries.map(\.receiver) == ["hook", "hook", "hook"] && view.notifications.isEmpty)
        let made = notification(Array(view.entries.prefix(2)))
        let kept = try store.compose([(made, view.entries.prefix(2).map(\.id))], now: wall)
        try store.settle([settlement(kept[0].id, .pending, error: "HTTP 500")], now: wall)
        scratch.copyAsKilled(to: other)
        let again = try other.open()
        let found = try again.outboxView()
        #expect(found.entries == [view.entries[2]])
        #expect(found.notifications.map(\.messageID) == [made.messageID] && found.notifications[0].body == made.body)
        #expect(found.notifications[0].attempts == 1 && found.notifications[0].notBefore == wall + .seconds(9))
        #expect(found.notifications[0].alerts == view.entries.prefix(2).map(\.alert))
        try again.settle([settlement(kept[0].id, .delivered)], now: wall)
        let rest = try again.outboxView()
        #expect(rest.notifications.isEmpty && rest.entries == [view.entries[2]])
        let bodies = try again.live().connection.integer(
            "SELECT count(*) FROM notification WHERE body IS NOT NULL OR state <> 'delivered'")
        #expect(bodies == 0)
    }

    @Test func entriesOfASubjectWaitForItsNotification() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(checkpoint([("a", 1, "g")]), now: wall)
        let first = try store.outboxView().entries
        let kept = try store.compose([(notification(first), first.map(\.id))], now: wall)
        _ = try store.commit(checkpoint([("a", 2, "g"), ("b", 1, "h")]), now: wall)
        #expect(try store.outboxView().entries.map(\.group) == ["h"])
        // A repetition keeps nobody waiting.
        let other = try store.outboxView().entries
        _ = try store.compose([(notification(other, kind: .again), [])], now: wall)
        #expect(try store.outboxView().entries.map(\.group) == ["h"])
        try store.settle([settlement(kept[0].id, .dead, error: "HTTP 400")], now: wall)
        #expect(try store.outboxView().entries.map(\.group) == ["g", "h"])
    }

    @Test func anEntryIsMadeIntoOneNotification() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(checkpoint([("a", 1, "g")]), now: wall)
        let entries = try store.outboxView().entries
        _ = try store.compose([(notification(entries), entries.map(\.id))], now: wall)
        var again = notification(entries)
        again.messageID = "other"
        #expect(throws: StoreError.self) { _ = try store.compose([(again, entries.map(\.id))], now: wall) }
        #expect(try store.outboxView().notifications.count == 1)
    }

    @Test func whatWasGivenUpIsTriedAgainUnlessItWasOvertaken() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(checkpoint([("a", 1, ""), ("b", 1, "")]), now: wall)
        let first = try store.outboxView().entries
        let made = try store.compose(first.map { (notification([$0]), [$0.id]) }, now: wall)
        try store.settle(made.map { settlement($0.id, .dead, error: "HTTP 404") }, now: wall)
        _ = try store.commit(checkpoint([("a", 2, "")]), now: wall)
        let second = try store.outboxView().entries
        let later = try store.compose(second.map { (notification([$0]), [$0.id]) }, now: wall)
        try store.settle([settlement(later[0].id, .delivered)], now: wall)
        let (retried, overtaken) = try store.retry(nil, now: wall + .seconds(60))
        #expect(retried == 1 && overtaken == 1)
        let waiting = try store.outboxView().notifications
        #expect(waiting.map(\.messageID) == [made[1].messageID] && waiting[0].attempts == 0)
        #expect(waiting[0].createdAt == wall + .seconds(60))
        let counts = try store.outboxCounts()
        #expect(counts.map(\.receiver) == ["hook", "stdout"] && counts.map(\.dead) == [1, 0])
        // One that is tried again; standard output had three.
        #expect(counts.map(\.pending) == [1, 3] && counts[0].oldestPending == wall + .seconds(60))
    }

    @Test func whatIsDroppedIsNamed() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(checkpoint([("a", 1, ""), ("b", 1, ""), ("c", 1, "")]), now: wall)
        let entries = try store.outboxView().entries
        let made = try store.compose(entries.prefix(2).map { (notification([$0]), [$0.id]) }, now: wall)
        #expect(try store.drop(made[0].messageID, reason: "wrong", now: wall))
        #expect(try store.drop(made[0].messageID, reason: "wrong", now: wall) == false)
        #expect(try store.drop(receiver: "hook", reason: "gone", now: wall) == 2)
        let view = try store.outboxView()
        #expect(view == OutboxView())
        let lines = try Reader(directory: scratch.state).outboxLines(OutboxFilter())
        #expect(lines.count == 3 && lines.allSatisfy { $0.state == .dropped })
        #expect(Set(lines.map(\.lastError)) == ["wrong", "gone", ""])
        let found = try Reader(directory: scratch.state).notification(idPrefix: String(made[1].messageID.prefix(8)))
        #expect(found?.messageID == made[1].messageID && found?.state == .dropped)
    }

    @Test func anotherShapeIsMadeOfTheSameEntries() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(checkpoint([("a", 1, "")]), now: wall)
        let entries = try store.outboxView().entries
        let made = try store.compose([(notification(entries), entries.map(\.id))], now: wall)
        try store.takeApart(made.map(\.id), now: wall)
        let view = try store.outboxView()
        #expect(view.entries == entries && view.notifications.isEmpty)
    }

    @Test func aReceiverIsKnownByWhatItWasTold() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(checkpoint([("a", 1, "g"), ("b", 1, "g")]), now: wall)
        #expect(try store.told("hook", since: wall).isEmpty)
        let entries = try store.outboxView().entries
        let made = try store.compose([(notification([entries[0]]), [entries[0].id])], now: wall)
        #expect(try store.told("hook", since: wall).map(\.alert) == [entries[0].alert])
        #expect(try store.told("hook", since: wall)[0].json == entries[0].body)
        #expect(try store.lastDelivery("hook", subject: "g") == nil)
        try store.settle([settlement(made[0].id, .delivered)], now: wall + .seconds(3))
        #expect(try store.lastDelivery("hook", subject: "g") == wall + .seconds(3))
        #expect(try store.told("stdout", since: wall).isEmpty)
    }

    @Test func whatEndedLongAgoGoesUnlessItsAlertGoesOn() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var over = alert("over")
        (over.state, over.resolvedAt) = (.resolved, noon)
        var checkpoint = checkpoint([("a", 1, "")])
        checkpoint.transitions.append(AlertTransition(kind: .resolved, sequence: 1, alert: over))
        checkpoint.addresses.append([Address(receiver: "stdout"), Address(receiver: "hook")])
        _ = try store.commit(checkpoint, now: wall)
        let entries = try store.outboxView().entries
        let made = try store.compose(entries.map { (notification([$0]), [$0.id]) }, now: wall)
        try store.settle(made.map { settlement($0.id, .delivered) }, now: wall)
        try store.markDelivered(store.pendingOutbox(receiver: "stdout").map(\.id), now: wall)
        let count = "SELECT (SELECT count(*) FROM outbox) * 10 + (SELECT count(*) FROM notification)"
        #expect(try store.pruneDeliveries(now: wall + .seconds(29 * 86400)) == false)
        #expect(try store.live().connection.integer(count) == 42)
        #expect(try store.pruneDeliveries(now: wall + .seconds(31 * 86400)) == false)
        #expect(try store.live().connection.integer(count) == 21)
        #expect(try store.told("hook", since: wall).map(\.alert) == [alert("a").id])
    }

    @Test func anOverlongBacklogOfOneReceiverHidesNoOther() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(
            checkpoint((0..<200).map { ("r\($0)", 1, $0 < 100 ? "g" : "h") }), now: wall)
        var view = try store.outboxView()
        #expect(view.entries.count == Session.entriesSeen && view.isCut)
        _ = try store.compose([(notification(view.entries), view.entries.map(\.id))], now: wall)
        // The rest of its group hides nobody.
        view = try store.outboxView()
        #expect(view.entries.allSatisfy { $0.group == "h" } && view.entries.count == Session.entriesSeen)
        var other = Checkpoint()
        other.transitions = [AlertTransition(kind: .firing, sequence: 1, alert: alert("late"))]
        other.addresses = [[Address(receiver: "a-receiver"), Address(receiver: "zulu")]]
        _ = try store.commit(other, now: wall)
        let receivers = try store.outboxView().entries.map(\.receiver)
        #expect(receivers.first == "a-receiver" && receivers.last == "zulu")
    }

    @Test func nothingIsMarkedForAnotherOwner() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(checkpoint([("a", 1, "")]), now: wall)
        try store.live().connection.execute("UPDATE owner SET epoch = epoch + 1")
        let entries = try store.outboxView().entries
        #expect(throws: StoreError.self) {
            _ = try store.compose([(notification(entries), entries.map(\.id))], now: wall)
        }
        #expect(try store.outboxView().entries == entries)
    }
}
