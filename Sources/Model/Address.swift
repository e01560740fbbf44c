// To whom a transition goes.

/// One receiver of a transition, and the group of alerts in which it is told.
package struct Address: Equatable, Sendable {
    /// The receiver's name, as the outbox has it.
    package var receiver: String
    /// Alerts of one receiver with equal groups are told together. Empty: this one is told alone.
    package var group: String

    package init(receiver: String, group: String = "") {
        self.receiver = receiver
        self.group = group
    }
}
