// What receivers know: the newest that each was told of every alert that matters to it.

package import Model

/// The newest transition of an alert that a receiver was told, or is being told.
package struct ToldRow: Equatable, Sendable {
    package let group: String
    package let alert: AlertID
    /// `monitord.alert/1`.
    package let json: [UInt8]

    /// As in `OutboxEntry`.
    package var subject: String { group.isEmpty ? alert.text : group }
}

extension Connection {
    /// Rows of the outbox in which those are looked for that were told lately.
    static let recentEntries: Int64 = 2000
    static let toldMax: Int64 = 2000

    /// Of alerts that are not over, and of those told since `since`; by alert.
    func told(_ receiver: String, since: EventTime) throws(StoreError) -> [ToldRow] {
        let row = try prepare(
            """
            SELECT entry.alert_group, entry.alert, step.json FROM (
                SELECT alert, max(sequence) AS sequence FROM outbox
                WHERE receiver = ?1 AND state IN ('composed', 'delivered') AND alert IN (
                    SELECT id FROM alert WHERE state IN ('firing', 'stale')
                    UNION
                    SELECT alert FROM outbox
                    WHERE id > (SELECT coalesce(max(id), 0) FROM outbox) - ?3 AND receiver = ?1 AND created_at >= ?2)
                GROUP BY alert) AS newest
            JOIN outbox AS entry
                ON entry.alert = newest.alert AND entry.sequence = newest.sequence AND entry.receiver = ?1
            JOIN alert_transition AS step ON step.alert = newest.alert AND step.sequence = newest.sequence
            ORDER BY entry.alert LIMIT ?4
            """)
        try row.bind(1, receiver)
        try row.bind(2, since)
        try row.bind(3, Connection.recentEntries)
        try row.bind(4, Connection.toldMax)
        var rows: [ToldRow] = []
        while try row.step() {
            rows.append(ToldRow(group: row.text(0), alert: AlertID(text: row.text(1)), json: row.bytes(2)))
        }
        return rows
    }

    /// When something of a subject was last delivered to a receiver.
    func lastDelivery(_ receiver: String, subject: String) throws(StoreError) -> EventTime? {
        let row = try prepare(
            "SELECT max(ended_at) FROM notification WHERE receiver = ?1 AND subject = ?2 AND state = 'delivered'")
        try row.bind(1, receiver)
        try row.bind(2, subject)
        return try row.step() ? row.timeOrNil(0) : nil
    }

    /// By receiver, standard output among them: what waits and what is dead.
    func outboxCounts() throws(StoreError) -> [OutboxCount] {
        let row = try prepare(
            """
            SELECT receiver, sum(pending), min(CASE pending WHEN 0 THEN NULL ELSE oldest END), sum(dead) FROM (
                SELECT receiver, count(*) AS pending, min(created_at) AS oldest, 0 AS dead FROM outbox
                WHERE state = 'pending' GROUP BY receiver
                UNION ALL
                SELECT receiver, count(*), min(created_at), 0 FROM notification
                WHERE state = 'pending' GROUP BY receiver
                UNION ALL
                SELECT receiver, 0, NULL, count(*) FROM notification WHERE state = 'dead' GROUP BY receiver)
            GROUP BY receiver ORDER BY receiver
            """)
        var counts: [OutboxCount] = []
        while try row.step() {
            counts.append(
                OutboxCount(
                    receiver: row.text(0), pending: row.integer(1), oldestPending: row.timeOrNil(2),
                    dead: row.integer(3)))
        }
        return counts
    }
}

/// What waits for one receiver, and what was given up.
package struct OutboxCount: Equatable, Sendable {
    package let receiver: String
    /// Notifications, and transitions that are not made into one yet.
    package let pending: Int64
    package let oldestPending: EventTime?
    package let dead: Int64
}
