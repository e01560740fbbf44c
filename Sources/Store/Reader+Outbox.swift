// The outbox as people look at it.

package import Model

/// One line of the outbox: a notification, or a transition that is not made into one.
package struct OutboxLine: Equatable, Sendable {
    /// What `webhook-id` says; empty for a transition.
    package let messageID: String
    package let receiver: String
    package let subject: String
    /// `news`, `repeat`, or `transition`.
    package let kind: String
    package let state: Notification.State
    package let alerts: [AlertID]
    package let attempts: Int64
    package let notBefore: EventTime?
    package let createdAt: EventTime
    package let endedAt: EventTime?
    package let lastError: String
}

/// Which lines are wanted.
package struct OutboxFilter: Sendable {
    /// Nil: all.
    package var receiver: String?
    /// Empty: all.
    package var states: [Notification.State] = []
    package var limit = 1000

    package init() {}
}

extension Reader {
    /// Newest first.
    package func outboxLines(_ filter: OutboxFilter) throws(StoreError) -> [OutboxLine] {
        let states = filter.states.isEmpty ? Notification.State.allCases : filter.states
        let list = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let row = try connection.prepare(
            """
            SELECT message_id, receiver, subject, kind, state, alerts, attempts, not_before, created_at, ended_at,
                last_error, id
            FROM notification WHERE state IN (\(list)) AND (?1 IS NULL OR receiver = ?1)
            UNION ALL
            SELECT '', receiver, CASE alert_group WHEN '' THEN alert ELSE alert_group END, 'transition', state,
                json_array(alert), 0, NULL, created_at, delivered_at, '', id
            FROM outbox
            WHERE state IN ('pending', 'dropped') AND state IN (\(list)) AND notification IS NULL
                AND receiver <> '\(Alert.Notice.record)' AND (?1 IS NULL OR receiver = ?1)
            ORDER BY 9 DESC, 12 DESC LIMIT ?2
            """)
        try row.bind(1, filter.receiver)
        try row.bind(2, Int64(filter.limit))
        var lines: [OutboxLine] = []
        while try row.step() {
            guard let state = Notification.State(rawValue: row.text(4)), let alerts = Notification.alerts(row.bytes(5))
            else { throw .malformed(table: "notification", detail: row.text(0)) }
            lines.append(
                OutboxLine(
                    messageID: row.text(0), receiver: row.text(1), subject: row.text(2), kind: row.text(3),
                    state: state, alerts: alerts, attempts: row.integer(6), notBefore: row.timeOrNil(7),
                    createdAt: row.time(8), endedAt: row.timeOrNil(9), lastError: row.text(10)))
        }
        return lines
    }

    /// The whole id of a notification, by as much of it as makes it unique, and its state. Nil when there is none.
    package func notification(
        idPrefix prefix: String
    ) throws(StoreError) -> (messageID: String, state: Notification.State)? {
        let row = try connection.prepare(
            "SELECT message_id, state FROM notification WHERE message_id >= ?1 AND message_id < ?2 LIMIT 5")
        try row.bind(1, prefix)
        // Ids are hexadecimal, so none goes on with a byte above this.
        try row.bind(2, prefix + "~")
        var found: [(messageID: String, state: Notification.State)] = []
        while try row.step() {
            guard let state = Notification.State(rawValue: row.text(1)) else {
                throw .malformed(table: "notification", detail: row.text(0))
            }
            found.append((row.text(0), state))
        }
        guard found.count < 2 else { throw .ambiguous(prefix: prefix, matches: found.map(\.messageID)) }
        return found.first
    }

    /// By receiver: what waits and what is dead.
    package func outboxCounts() throws(StoreError) -> [OutboxCount] { try connection.outboxCounts() }
}
