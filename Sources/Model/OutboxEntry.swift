// One transition that waits for one receiver.

/// A transition on its way to one receiver: delivered at least once, in the order of `id`.
package struct OutboxEntry: Equatable, Sendable {
    /// Rises with every entry; the mark to hand back once it is delivered.
    package let id: Int64
    /// Of a control message: the incident's.
    package let alert: AlertID
    package let sequence: Int64
    package let receiver: String
    /// As the address had it; empty: told alone.
    package let group: String
    /// The transition as JSON, `monitord.alert/1`.
    package let body: [UInt8]
    /// When it was committed, by the wall clock.
    package let createdAt: EventTime

    package init(
        id: Int64, alert: AlertID, sequence: Int64, receiver: String, group: String = "", body: [UInt8],
        createdAt: EventTime
    ) {
        (self.id, self.alert, self.sequence, self.receiver) = (id, alert, sequence, receiver)
        (self.group, self.body, self.createdAt) = (group, body, createdAt)
    }

    /// What the notification that tells of it is about.
    package var subject: String { group.isEmpty ? alert.text : group }
}

extension Alert.Notice {
    /// The receiver that is the record, standard output: every transition goes to it, in order.
    package static let record = "stdout"
}

/// What waits in the outbox, as far as one look goes: of each receiver the oldest.
package struct OutboxView: Equatable, Sendable {
    /// Not made into notifications yet; by receiver, then by id.
    package var entries: [OutboxEntry] = []
    /// Not taken yet; by receiver, then by id.
    package var notifications: [Notification] = []
    /// Whether there is more than that.
    package var isCut = false

    package init() {}
}

/// Keeps back what must not be made into notifications yet: what is about the same as a notification that waits, and
/// whatever comes after it of the same alert. Entries pass in the order of their ids.
package struct OutboxSieve: Sendable {
    /// By their bytes: names that only look the same are two.
    private var subjects: Set<[UInt8]> = []
    private var alerts: Set<AlertID> = []

    package init() {}

    /// A notification of news waits.
    package mutating func block(subject: String, alerts: [AlertID]) {
        subjects.insert(Array(subject.utf8))
        self.alerts.formUnion(alerts)
    }

    package mutating func passes(alert: AlertID, subject: String) -> Bool {
        guard !alerts.contains(alert) else { return false }
        guard subjects.contains(Array(subject.utf8)) else { return true }
        alerts.insert(alert)
        return false
    }
}
