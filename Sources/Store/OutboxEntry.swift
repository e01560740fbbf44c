// One notification that waits for its receiver.

package import Model

/// A transition on its way to one receiver: delivered at least once, in the order of `id`.
package struct OutboxEntry: Equatable, Sendable {
    /// Rises with every entry; the mark to hand back once it is delivered.
    package let id: Int64
    package let alert: AlertID
    package let sequence: Int64
    package let receiver: String
    /// The transition as JSON, `monitord.alert/1`.
    package let body: [UInt8]

    package init(id: Int64, alert: AlertID, sequence: Int64, receiver: String, body: [UInt8]) {
        self.id = id
        self.alert = alert
        self.sequence = sequence
        self.receiver = receiver
        self.body = body
    }
}

extension Alert.Notice {
    /// The receiver that is the record: every transition goes to it, in order.
    package static let record = "stdout"

    /// Whether a transition with this notice goes to `receiver`: the record takes all, everybody else pages, and what
    /// became of the alerts that they were paged with.
    package func isFor(receiver: String) -> Bool {
        if receiver.utf8.elementsEqual(Self.record.utf8) { return true }
        switch self {
        case .page, .update: return true
        case .log, .silenced, .inhibited, .flapping: return false
        }
    }
}
