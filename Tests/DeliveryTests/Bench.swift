// A store and receivers of a test's own, under a clock that the test moves.

import Delivery
import Model
import Seeds

/// Plays the delivery thread against a store that forgets what it was not told, and receivers that do as they like.
struct Bench {
    var courier: Courier
    var now = EventTime(microseconds: 1_763_640_000_000_000)
    var random: SeededRandom
    /// The store.
    var entries: [OutboxEntry] = []
    var notifications: [Notification] = []
    var ended: [(notification: Notification, state: Notification.State, error: String)] = []
    var told: [Int64: [OutboxEntry]] = [:]
    private var nextID: Int64 = 1
    /// On their way.
    var flying: [Notification] = []
    /// What receivers took, in that order, with the entries in it.
    var taken: [(notification: Notification, entries: [OutboxEntry])] = []
    /// Every attempt.
    var attempts: [(at: EventTime, notification: Notification)] = []

    init(_ plan: DeliveryPlan, seed: UInt64 = 1) {
        courier = Courier(plan: plan, now: now)
        random = SeededRandom(seed: seed)
    }

    mutating func commit(_ alert: String, _ sequence: Int64, to receiver: String = "hook", group: String = "") {
        nextID += 1
        entries.append(
            OutboxEntry(
                id: nextID, alert: AlertID(text: alert), sequence: sequence, receiver: receiver, group: group,
                body: Array("\(alert) \(sequence)".utf8), createdAt: now))
    }

    /// Everything that needs no answer: what is due goes out.
    mutating func step() {
        look()
        for draft in courier.drafts(at: now) {
            nextID += 1
            var made = draft.notification(
                draft.entries.flatMap(\.body), shape: shape(draft.receiver),
                telling: draft.entries.isEmpty ? [AlertID(text: draft.subject)] : draft.entries.map(\.alert), at: now)
            made.id = nextID
            told[made.id] = draft.entries
            entries.removeAll { draft.entries.contains($0) }
            notifications.append(made)
            courier.admit([made])
        }
        for send in courier.sends(at: now) {
            flying.append(send)
            attempts.append((now, send))
        }
    }

    /// What came of attempts becomes durable, and what waits is seen.
    mutating func look() {
        let settlements = courier.settlements
        for settlement in settlements {
            guard let place = notifications.firstIndex(where: { $0.id == settlement.id }) else { continue }
            notifications[place].attempts = settlement.attempts
            notifications[place].notBefore = settlement.notBefore
            if settlement.state == .pending { continue }
            ended.append((notifications.remove(at: place), settlement.state, settlement.error))
        }
        courier.settled(settlements)
        var view = OutboxView()
        for receiver in Set(entries.map(\.receiver)).sorted() {
            var sieve = OutboxSieve()
            for waiting in notifications where waiting.kind == .news && waiting.receiver == receiver {
                sieve.block(subject: waiting.subject, alerts: waiting.alerts)
            }
            view.entries += entries.filter {
                $0.receiver == receiver && sieve.passes(alert: $0.alert, subject: $0.subject)
            }
        }
        view.notifications = notifications
        let (gone, misshapen) = courier.see(view)
        entries.removeAll { gone.contains($0.receiver) }
        notifications.removeAll { gone.contains($0.receiver) }
        for id in misshapen {
            notifications.removeAll { $0.id == id }
            entries += told[id] ?? []
            entries.sort { $0.id < $1.id }
        }
    }

    /// The first that is on its way to be answered; `place` when another one is meant.
    mutating func answer(_ answer: DeliveryAnswer, at place: Int = 0) {
        let notification = flying.remove(at: place)
        if answer == .delivered { taken.append((notification, told[notification.id] ?? [])) }
        courier.take(answer, of: notification, at: now, random: &random)
    }

    mutating func wait(_ span: TimeSpan) { now = now + span }

    /// A new process: what was not durable is forgotten.
    mutating func crash() {
        courier = Courier(plan: courier.plan, now: now)
        flying = []
    }

    private func shape(_ receiver: String) -> String {
        courier.receiver(receiver)?.kind.shape ?? Rollback.receiver
    }

    /// What a receiver took of one alert, in that order, without repeats of the same notification.
    func story(of alert: String, to receiver: String = "hook") -> [Int64] {
        var seen: Set<Int64> = []
        return taken.filter { $0.notification.receiver == receiver && seen.insert($0.notification.id).inserted }
            .flatMap(\.entries).filter { $0.alert.text == alert }.map(\.sequence)
    }
}

func plan(_ receivers: [Receiver], _ routes: [Route] = []) -> DeliveryPlan {
    var plan = DeliveryPlan()
    (plan.receivers, plan.routes) = (receivers, routes)
    return plan
}

func hook(_ name: String = "hook", concurrency: Int = 4) -> Receiver {
    var receiver = Receiver(name: name, kind: .webhook, url: "https://receiver.example/")
    receiver.concurrency = concurrency
    return receiver
}
