// The statements of a commit, compiled once.

internal import Model
internal import Panes

/// One field per statement. All write absolute values: running one twice is running it once.
/// A class, since the initialiser of a noncopyable struct cannot throw halfway.
final class CommitStatements {
    let beat, closedThrough, position, cellFind, cellInsert, measureListInsert, pane, counter: Statement
    let reject, rejectTrim, gap, journal: Statement
    let state, stateDelete, verdict, transition, alert, outbox, delivered: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        beat = try connection.prepare("UPDATE owner SET beat = ?1 WHERE epoch = ?2")
        closedThrough = try connection.prepare("UPDATE progress SET closed_through = ?1")
        position = try connection.prepare(
            """
            INSERT INTO position (topic, partition, next, anchor, newest, floor) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (topic, partition) DO UPDATE SET
                next = excluded.next, anchor = excluded.anchor, newest = excluded.newest, floor = excluded.floor
            """)
        cellFind = try connection.prepare("SELECT id FROM cell WHERE scope = ?1")
        cellInsert = try connection.prepare("INSERT INTO cell (scope) VALUES (?1)")
        measureListInsert = try connection.prepare(
            "INSERT INTO measure_list (names) VALUES (?1) ON CONFLICT DO NOTHING")
        pane = try connection.prepare(
            """
            INSERT INTO pane (
                start, cell, refused, partial, complied, blocked, error, unknown, weights, measures, contents)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT (start, cell) DO UPDATE SET
                refused = excluded.refused, partial = excluded.partial, complied = excluded.complied,
                blocked = excluded.blocked, error = excluded.error, unknown = excluded.unknown,
                weights = excluded.weights, measures = excluded.measures, contents = excluded.contents
            """)
        counter = try connection.prepare(
            """
            INSERT INTO counter (name, key, value) VALUES (?1, ?2, ?3)
            ON CONFLICT (name, key) DO UPDATE SET value = excluded.value
            """)
        reject = try connection.prepare(
            """
            INSERT INTO reject (topic, partition, offset, size, reason, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (reason, topic, partition, offset) DO UPDATE SET size = excluded.size, detail = excluded.detail
            """)
        rejectTrim = try connection.prepare(
            """
            DELETE FROM reject WHERE reason = ?1 AND id <= (
                SELECT id FROM reject WHERE reason = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """)
        gap = try connection.prepare(
            """
            INSERT INTO gap (topic, partition, from_offset, to_offset, kind, at, recorded_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (topic, partition, from_offset, kind) DO UPDATE SET
                to_offset = excluded.to_offset, at = excluded.at
            """)
        journal = try connection.prepare(
            """
            INSERT INTO journal (at, kind, detail) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING
            """)
        state = try connection.prepare(
            """
            INSERT INTO state (rule, scope, bytes, crc) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (rule, scope) DO UPDATE SET bytes = excluded.bytes, crc = excluded.crc
            """)
        stateDelete = try connection.prepare("DELETE FROM state WHERE rule = ?1 AND scope = ?2")
        verdict = try connection.prepare(VerdictRow.upsert)
        transition = try connection.prepare(
            """
            INSERT INTO alert_transition (alert, sequence, kind, at, json) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (alert, sequence) DO NOTHING
            """)
        alert = try connection.prepare(Alert.upsert)
        outbox = try connection.prepare(
            """
            INSERT INTO outbox (alert, sequence, receiver, alert_group, state, body, created_at)
            VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6) ON CONFLICT (alert, sequence, receiver) DO NOTHING
            """)
        delivered = try connection.prepare(
            """
            UPDATE outbox SET state = 'delivered', delivered_at = ?2, body = NULL WHERE id = ?1 AND state = 'pending'
            """)
    }
}
