// What people and new plans do to the outbox.

internal import Model

extension Session {
    /// Ended rows go after that long.
    static let deliveriesKept = TimeSpan.seconds(30 * 86400)
    /// Rows that one transaction deletes.
    static let prunedAtOnce: Int64 = 500

    /// Tries dead notifications again. Nil: all. One that was overtaken stays: what it says is not so any more.
    func retry(_ messageID: String?, now: EventTime) throws(StoreError) -> (retried: Int64, overtaken: Int64) {
        try transaction(now: now) { () throws(StoreError) -> (retried: Int64, overtaken: Int64) in
            let found = try connection.prepare(
                """
                SELECT id, EXISTS (
                    SELECT 1 FROM outbox AS told JOIN outbox AS later
                        ON later.alert = told.alert AND later.receiver = told.receiver
                            AND later.sequence > told.sequence AND later.state = 'delivered'
                    WHERE told.notification = dead.id)
                FROM notification AS dead WHERE state = 'dead' AND (?1 IS NULL OR message_id = ?1) ORDER BY id
                """)
            try found.bind(1, messageID)
            var (ids, overtaken): ([Int64], Int64) = ([], 0)
            while try found.step() {
                if found.integer(1) == 1 { overtaken += 1 } else { ids.append(found.integer(0)) }
            }
            let row = try connection.prepare(
                """
                UPDATE notification SET state = 'pending', attempts = 0, not_before = ?2, created_at = ?2,
                    ended_at = NULL WHERE id = ?1
                """)
            let entries = try connection.prepare(
                "UPDATE outbox SET state = 'composed', delivered_at = NULL WHERE notification = ?1")
            for id in ids {
                try row.bind(1, id)
                try row.bind(2, now)
                try row.run()
                try entries.bind(1, id)
                try entries.run()
            }
            return (Int64(ids.count), overtaken)
        }
    }

    /// Gives a notification up that is pending or dead. False when it is neither.
    func drop(_ messageID: String, reason: String, now: EventTime) throws(StoreError) -> Bool {
        try transaction(now: now) { () throws(StoreError) -> Bool in
            let found = try connection.prepare(
                "SELECT id FROM notification WHERE message_id = ?1 AND state IN ('pending', 'dead')")
            try found.bind(1, messageID)
            guard try found.step() else { return false }
            let id = found.integer(0)
            found.reset()
            try drop(id, reason: reason, now: now)
            return true
        }
    }

    /// Gives up all that waits for a receiver. Returns how much that was.
    func drop(receiver: String, reason: String, now: EventTime) throws(StoreError) -> Int64 {
        try transaction(now: now) { () throws(StoreError) -> Int64 in
            let found = try connection.prepare(
                "SELECT id FROM notification WHERE state = 'pending' AND receiver = ?1 ORDER BY id")
            try found.bind(1, receiver)
            var ids: [Int64] = []
            while try found.step() { ids.append(found.integer(0)) }
            for id in ids { try drop(id, reason: reason, now: now) }
            let entries = try connection.prepare(
                "UPDATE outbox SET state = 'dropped', delivered_at = ?2 WHERE receiver = ?1 AND state = 'pending'")
            try entries.bind(1, receiver)
            try entries.bind(2, now)
            try entries.run()
            return Int64(ids.count) + connection.changeCount
        }
    }

    private func drop(_ id: Int64, reason: String, now: EventTime) throws(StoreError) {
        let row = try connection.prepare(
            "UPDATE notification SET state = 'dropped', ended_at = ?2, last_error = ?3 WHERE id = ?1")
        try row.bind(1, id)
        try row.bind(2, now)
        try row.bind(3, reason)
        try row.run()
        try end(entriesOf: id, .dropped, now: now)
    }

    /// Takes notifications apart again, so that their entries are told in another shape.
    func takeApart(_ ids: [Int64], now: EventTime) throws(StoreError) {
        try transaction(now: now) { () throws(StoreError) in
            let entries = try connection.prepare(
                "UPDATE outbox SET state = 'pending', notification = NULL WHERE notification = ?1")
            let row = try connection.prepare("DELETE FROM notification WHERE id = ?1 AND state = 'pending'")
            for id in ids {
                try entries.bind(1, id)
                try entries.run()
                try row.bind(1, id)
                try row.run()
            }
        }
    }

    /// Deletes some of what ended long ago, but nothing of alerts that are not over. Whether there may be more.
    func pruneDeliveries(now: EventTime) throws(StoreError) -> Bool {
        try transaction(now: now) { () throws(StoreError) -> Bool in
            let entries = try connection.prepare(
                """
                DELETE FROM outbox WHERE id IN (
                    SELECT id FROM outbox WHERE delivered_at < ?1 AND NOT EXISTS (
                        SELECT 1 FROM alert WHERE alert.id = outbox.alert AND alert.state IN ('firing', 'stale'))
                    ORDER BY delivered_at LIMIT ?2)
                """)
            try entries.bind(1, now - Session.deliveriesKept)
            try entries.bind(2, Session.prunedAtOnce)
            try entries.run()
            let deleted = connection.changeCount
            let rows = try connection.prepare(
                """
                DELETE FROM notification WHERE id IN (
                    SELECT id FROM notification WHERE ended_at < ?1 AND NOT EXISTS (
                        SELECT 1 FROM outbox WHERE outbox.notification = notification.id)
                    ORDER BY ended_at LIMIT ?2)
                """)
            try rows.bind(1, now - Session.deliveriesKept)
            try rows.bind(2, Session.prunedAtOnce)
            try rows.run()
            return max(deleted, connection.changeCount) >= Session.prunedAtOnce
        }
    }
}
