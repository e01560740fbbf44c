// A notification that is to be made.

package import Model

/// What a notification will tell: entries of one subject, or, when it has none, what still fires.
package struct Draft: Equatable, Sendable {
    package var receiver: String
    /// As the address has it; empty: alone.
    package var group: String
    package var subject: String
    package var kind: Notification.Kind
    /// In the order of their ids.
    package var entries: [OutboxEntry]

    /// More entries than that go into several notifications.
    package static let entriesMax = 100

    /// The notification without an id. `telling` are the alerts that it speaks of.
    package func notification(
        _ body: [UInt8], shape: String, telling alerts: [AlertID], at now: EventTime
    ) -> Notification {
        let parts =
            kind == .again
            ? ["repeat", subject, String(now.microseconds)]
            : entries.flatMap { [$0.alert.text, String($0.sequence)] }
        return Notification(
            messageID: Notification.messageID(receiver: receiver, shape: shape, of: parts), receiver: receiver,
            subject: subject, shape: shape, kind: kind, alerts: alerts, body: body, notBefore: now,
            createdAt: entries.map(\.createdAt).min() ?? now)
    }
}

extension Receiver.Kind {
    /// By this a notification knows whether its bytes are made for the receiver as it is now.
    package var shape: String {
        switch self {
        case .webhook: "webhook"
        case .alertmanagerWebhook: "alertmanager-webhook"
        case .alertmanager: "alertmanager"
        case .pagerDuty: "pagerduty"
        case .slack: "slack"
        case .kafka: "kafka"
        }
    }
}
