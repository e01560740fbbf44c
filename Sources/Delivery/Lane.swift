// One receiver and what waits for it.

internal import Model

/// What the courier knows of one receiver. Notifications go in the order of their ids wherever two have an alert or a
/// subject in common; others may pass each other.
struct Lane: Sendable {
    var receiver: Receiver
    /// Not made into notifications, by id.
    var entries: [OutboxEntry] = []
    /// Made, by id; those on their way among them.
    var notifications: [Notification] = []
    /// On their way, by id.
    var inFlight: Set<Int64> = []
    /// What became of attempts and is not durable yet.
    var settlements: [Settlement] = []
    var breaker = Breaker()
    /// For Alertmanager: when all that fires is sent next; nil: it is on its way.
    var nextPush: EventTime?
    var delivered: Int64 = 0
    var failures: Int64 = 0
    var lastError = ""
    var lastDelivery: EventTime?

    /// More than these are not made ahead of their sending.
    static let madeMax = 128

    init(receiver: Receiver) {
        self.receiver = receiver
    }

    /// Attempts of which nobody knows yet what came of them, or of which the store does not know that they arrived:
    /// after a crash these come twice.
    var busy: Int {
        inFlight.count + settlements.count { $0.state == .delivered }
    }

    func isEnded(_ id: Int64) -> Bool { settlements.contains { $0.id == id && $0.state != .pending } }

    /// What may be sent now, oldest first.
    func sendable(at now: EventTime) -> [Notification] {
        var (found, before) = ([Notification](), Taken())
        for notification in notifications {
            let isFree = !before.meets(notification) && !inFlight.contains(notification.id)
            if isFree, !isEnded(notification.id), isDue(notification.notBefore, at: now) { found.append(notification) }
            before.insert(notification)
        }
        return found
    }

    /// Those whose time is over: they were tried, or the receiver is known to be out of order.
    func expired(at now: EventTime) -> [Notification] {
        notifications.filter { notification in
            now - notification.createdAt > receiver.ageMax && !inFlight.contains(notification.id)
                && !isEnded(notification.id) && (notification.attempts > 0 || breaker.failures > 0)
        }
    }

    /// Takes the store's word for everything but what is on its way or not settled.
    mutating func see(_ seen: [Notification], _ entries: [OutboxEntry]) {
        let kept = notifications.filter { held in
            (inFlight.contains(held.id) || isEnded(held.id)) && !seen.contains { $0.id == held.id }
        }
        notifications = kept + seen
        notifications.sort { $0.id < $1.id }
        for settlement in settlements where settlement.state == .pending { apply(settlement) }
        self.entries = entries
    }

    mutating func apply(_ settlement: Settlement) {
        guard let place = notifications.firstIndex(where: { $0.id == settlement.id }) else { return }
        notifications[place].attempts = settlement.attempts
        notifications[place].notBefore = settlement.notBefore
    }
}

/// The alerts and subjects of what must go first.
struct Taken {
    private var alerts: Set<AlertID> = []
    /// By their bytes: names that only look the same are two.
    private var subjects: Set<[UInt8]> = []

    func meets(_ notification: Notification) -> Bool {
        subjects.contains(Array(notification.subject.utf8)) || notification.alerts.contains { alerts.contains($0) }
    }

    func has(alert: AlertID) -> Bool { alerts.contains(alert) }
    func has(subject: String) -> Bool { subjects.contains(Array(subject.utf8)) }

    mutating func insert(_ notification: Notification) {
        insert(subject: notification.subject)
        for alert in notification.alerts { insert(alert: alert) }
    }

    mutating func insert(alert: AlertID) { alerts.insert(alert) }
    mutating func insert(subject: String) { subjects.insert(Array(subject.utf8)) }
}
