// What goes to one receiver: made once, kept, and sent until it is taken or given up.

/// Bytes on their way to a receiver, with the transitions that they tell of.
package struct Notification: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case news
        /// What still fires, told again.
        case again = "repeat"
    }

    package enum State: String, CaseIterable, Sendable {
        case pending, delivered, dead, dropped
    }

    /// In the store; rises with every one. 0 before it is there.
    package var id: Int64 = 0
    /// Under which the other side knows it, the same in every attempt.
    package var messageID: String
    package var receiver: String
    /// The group that it tells of, or the id of its alert: those of one subject go out one after the other.
    package var subject: String
    /// What its bytes are made for: another shape of the receiver needs other bytes.
    package var shape: String
    package var kind: Kind
    package var alerts: [AlertID]
    package var body: [UInt8]
    package var attempts: Int64 = 0
    /// No attempt before this, by the wall clock.
    package var notBefore: EventTime
    /// When the first of what it tells was committed, by the wall clock.
    package var createdAt: EventTime

    package init(
        messageID: String, receiver: String, subject: String, shape: String, kind: Kind, alerts: [AlertID],
        body: [UInt8], notBefore: EventTime, createdAt: EventTime
    ) {
        (self.messageID, self.receiver, self.subject, self.shape) = (messageID, receiver, subject, shape)
        (self.kind, self.alerts, self.body) = (kind, alerts, body)
        (self.notBefore, self.createdAt) = (notBefore, createdAt)
    }

    /// The first 128 bits of SHA-256 over the receiver and what it is told: rows of the outbox, or the time of a
    /// repetition. Making it again gives the same.
    package static func messageID(receiver: String, shape: String, of parts: [String]) -> String {
        var preimage = Array("monitord.notification/1".utf8)
        for part in [receiver, shape] + parts { preimage += [0] + Array(part.utf8) }
        return hexadecimal(sha256(preimage).prefix(16))
    }
}

/// What became of an attempt, to be made durable.
package struct Settlement: Equatable, Sendable {
    /// The notification's.
    package var id: Int64
    package var state: Notification.State
    package var attempts: Int64
    package var notBefore: EventTime
    /// Empty when it was delivered. No secret is in it.
    package var error: String

    package init(id: Int64, state: Notification.State, attempts: Int64, notBefore: EventTime, error: String) {
        (self.id, self.state, self.attempts) = (id, state, attempts)
        (self.notBefore, self.error) = (notBefore, error)
    }
}
