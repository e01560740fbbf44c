// What a start reads back.

internal import Model
internal import Panes

extension Session {
    func load(panesSince: EventTime) throws(StoreError) -> Restored {
        var state = StoredState()
        var damaged: [Restored.DamagedState] = []
        state.positions = try connection.positions()
        state.closedThrough = try connection.closedThrough()
        state.panes = try panes(since: panesSince)
        state.counters = try connection.counters()
        state.gaps = try connection.gaps()
        let row = try connection.prepare("SELECT rule, scope, bytes, crc FROM state ORDER BY rule, scope")
        while try row.step() {
            let (rule, key, bytes) = (row.text(0), row.bytes(1), row.bytes(2))
            if let scope = Scope(key: key), row.integer(3) == checksum(row.bytes(0), key, bytes) {
                state.states.append(StateRow(rule: rule, scope: scope, bytes: bytes))
            } else {
                damaged.append(.init(rule: rule, scope: String(decoding: key, as: UTF8.self)))
            }
        }
        return Restored(state: state, damaged: damaged)
    }

    private func panes(since: EventTime) throws(StoreError) -> [PaneRow] {
        var panes: [PaneRow] = []
        try connection.eachPane(from: since, until: EventTime(microseconds: .max), of: Scope([])) { panes.append($0) }
        return panes
    }

    func pendingOutbox(receiver: String, after: Int64, limit: Int) throws(StoreError) -> [OutboxEntry] {
        var entries: [OutboxEntry] = []
        let row = try connection.prepare(
            """
            SELECT id, alert, sequence, body FROM outbox
            WHERE receiver = ?1 AND state = 'pending' AND id > ?2 ORDER BY id LIMIT ?3
            """)
        try row.bind(1, receiver)
        try row.bind(2, after)
        try row.bind(3, Int64(max(limit, 0)))
        while try row.step() {
            entries.append(
                OutboxEntry(
                    id: row.integer(0), alert: AlertID(text: row.text(1)), sequence: row.integer(2),
                    receiver: receiver, body: row.bytes(3)))
        }
        return entries
    }

    /// One statement, so its own transaction; a baseline never changes, so the owner's epoch does not matter.
    func save(_ baseline: Baseline) throws(StoreError) -> Bool {
        let row = try connection.prepare(
            """
            INSERT INTO baseline (id, name, model, source, from_time, to_time, body)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING
            """)
        try row.bind(1, baseline.id)
        try row.bind(2, baseline.name)
        try row.bind(3, baseline.model)
        try row.bind(4, baseline.source)
        try row.bind(5, baseline.from)
        try row.bind(6, baseline.to)
        try row.bind(7, blob: baseline.body)
        try row.run()
        return connection.changeCount == 1
    }
}
