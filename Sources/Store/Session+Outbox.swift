// The outbox as the delivery thread works it: looked at, made into notifications, settled, tidied.

internal import Model

extension Session {
    /// Of one receiver, in one look.
    static let entriesSeen = 64
    static let notificationsSeen = 128
    /// Entries that a look goes past because a notification of their subject is on its way.
    static let entriesScanned = 5000

    /// What waits for receivers other than the record.
    func outboxView() throws(StoreError) -> OutboxView {
        var view = OutboxView()
        for receiver in try waitingReceivers() {
            let entries = try entries(of: receiver)
            view.entries += entries
            if entries.count == Session.entriesSeen { view.isCut = true }
            let notifications = try connection.prepare(
                """
                SELECT \(Notification.columns) FROM notification WHERE state = 'pending' AND receiver = ?1
                ORDER BY id LIMIT ?2
                """)
            try notifications.bind(1, receiver)
            try notifications.bind(2, Int64(Session.notificationsSeen))
            while try notifications.step() { view.notifications.append(try Notification(notifications)) }
        }
        return view
    }

    /// The oldest that may be made into notifications.
    private func entries(of receiver: String) throws(StoreError) -> [OutboxEntry] {
        var sieve = OutboxSieve()
        let waiting = try connection.prepare(
            """
            SELECT subject, alerts FROM notification WHERE state = 'pending' AND receiver = ?1 AND kind = 'news'
            ORDER BY id LIMIT ?2
            """)
        try waiting.bind(1, receiver)
        try waiting.bind(2, Int64(Session.entriesScanned))
        while try waiting.step() {
            sieve.block(subject: waiting.text(0), alerts: Notification.alerts(waiting.bytes(1)) ?? [])
        }
        let row = try connection.prepare(
            """
            SELECT \(OutboxEntry.columns) FROM outbox WHERE receiver = ?1 AND state = 'pending' ORDER BY id LIMIT ?2
            """)
        try row.bind(1, receiver)
        try row.bind(2, Int64(Session.entriesScanned))
        var entries: [OutboxEntry] = []
        while try row.step() {
            let entry = OutboxEntry(row)
            guard sieve.passes(alert: entry.alert, subject: entry.subject) else { continue }
            entries.append(entry)
            if entries.count == Session.entriesSeen { break }
        }
        row.reset()
        return entries
    }

    /// One step of the index for each, however much waits.
    private func waitingReceivers() throws(StoreError) -> [String] {
        let next = try connection.prepare(
            """
            SELECT min(receiver) FROM (
                SELECT * FROM (SELECT receiver FROM outbox WHERE state = 'pending' AND receiver > ?1
                    AND receiver <> '\(Alert.Notice.record)' ORDER BY receiver LIMIT 1)
                UNION ALL
                SELECT * FROM (SELECT receiver FROM notification WHERE state = 'pending' AND receiver > ?1
                    ORDER BY receiver LIMIT 1))
            """)
        var (found, last): ([String], String) = ([], "")
        while true {
            try next.bind(1, last)
            guard try next.step(), let receiver = next.textOrNil(0) else { return found }
            next.reset()
            found.append(receiver)
            last = receiver
        }
    }

    /// Makes notifications durable, each with the entries that it tells of. Returns them with their ids.
    func compose(
        _ made: [(notification: Notification, entries: [Int64])], now: EventTime
    ) throws(StoreError) -> [Notification] {
        try transaction(now: now) { () throws(StoreError) -> [Notification] in
            let insert = try connection.prepare(
                """
                INSERT INTO notification (
                    message_id, receiver, subject, shape, kind, state, alerts, body, attempts, not_before, created_at,
                    last_error)
                VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6, ?7, 0, ?8, ?9, '')
                """)
            let take = try connection.prepare(
                "UPDATE outbox SET state = 'composed', notification = ?2 WHERE id = ?1 AND state = 'pending'")
            var stored: [Notification] = []
            for (notification, entries) in made {
                try insert.bind(1, notification.messageID)
                try insert.bind(2, notification.receiver)
                try insert.bind(3, notification.subject)
                try insert.bind(4, notification.shape)
                try insert.bind(5, notification.kind.rawValue)
                try insert.bind(6, text: notification.alertsJSON)
                try insert.bind(7, blob: notification.body)
                try insert.bind(8, notification.notBefore)
                try insert.bind(9, notification.createdAt)
                try insert.run()
                var notification = notification
                notification.id = connection.lastInsertedRow
                for entry in entries {
                    try take.bind(1, entry)
                    try take.bind(2, notification.id)
                    try take.run()
                    guard connection.changeCount == 1 else {
                        throw .malformed(table: "outbox", detail: "entry \(entry) is not pending")
                    }
                }
                stored.append(notification)
            }
            return stored
        }
    }

    /// Makes durable what became of attempts. One that is not pending any more is passed over.
    func settle(_ settlements: [Settlement], now: EventTime) throws(StoreError) {
        try transaction(now: now) { () throws(StoreError) in
            let row = try connection.prepare(
                """
                UPDATE notification SET state = ?2, attempts = ?3, not_before = ?4, last_error = ?5,
                    ended_at = CASE ?2 WHEN 'pending' THEN NULL ELSE ?6 END,
                    body = CASE ?2 WHEN 'delivered' THEN NULL ELSE body END
                WHERE id = ?1 AND state = 'pending'
                """)
            for settlement in settlements {
                try row.bind(1, settlement.id)
                try row.bind(2, settlement.state.rawValue)
                try row.bind(3, settlement.attempts)
                try row.bind(4, settlement.notBefore)
                try row.bind(5, settlement.error)
                try row.bind(6, now)
                try row.run()
                guard connection.changeCount == 1, settlement.state != .pending else { continue }
                try end(entriesOf: settlement.id, settlement.state, now: now)
            }
        }
    }

    /// Only inside a transaction.
    func end(entriesOf notification: Int64, _ state: Notification.State, now: EventTime) throws(StoreError) {
        let row = try connection.prepare(
            """
            UPDATE outbox SET state = ?2, delivered_at = ?3, body = CASE ?2 WHEN 'delivered' THEN NULL ELSE body END
            WHERE notification = ?1
            """)
        try row.bind(1, notification)
        try row.bind(2, state.rawValue)
        try row.bind(3, now)
        try row.run()
    }
}
