// Entries of the outbox and notifications as rows.

internal import Model

extension OutboxEntry {
    static let columns = "id, alert, sequence, receiver, alert_group, body, created_at"

    init(_ row: borrowing Statement) {
        self.init(
            id: row.integer(0), alert: AlertID(text: row.text(1)), sequence: row.integer(2), receiver: row.text(3),
            group: row.text(4), body: row.bytes(5), createdAt: row.time(6))
    }
}

extension Notification {
    static let columns = """
        id, message_id, receiver, subject, shape, kind, alerts, body, attempts, not_before, created_at
        """

    init(_ row: borrowing Statement) throws(StoreError) {
        guard let kind = Kind(rawValue: row.text(5)), let alerts = Notification.alerts(row.bytes(6)) else {
            throw .malformed(table: "notification", detail: row.text(1))
        }
        self.init(
            messageID: row.text(1), receiver: row.text(2), subject: row.text(3), shape: row.text(4), kind: kind,
            alerts: alerts, body: row.bytes(7), notBefore: row.time(9), createdAt: row.time(10))
        (id, attempts) = (row.integer(0), row.integer(8))
    }

    /// Ids as a list in JSON.
    var alertsJSON: [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in for alert in alerts { writer.value(alert.text) } }
        return writer.bytes
    }

    static func alerts(_ bytes: [UInt8]) -> [AlertID]? {
        let found = (try? JSONValue(parsing: bytes))?.array?.map { $0.string.map(AlertID.init(text:)) }
        guard let found, found.allSatisfy({ $0 != nil }) else { return nil }
        return found.compactMap(\.self)
    }
}
