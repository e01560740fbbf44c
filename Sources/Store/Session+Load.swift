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
        var scopes: [Int64: Scope] = [:]
        let cell = try connection.prepare("SELECT id, scope FROM cell")
        while try cell.step() {
            guard let scope = Scope(key: cell.bytes(1)) else {
                throw .malformed(table: "cell", detail: "scope of cell \(cell.integer(0))")
            }
            scopes[cell.integer(0)] = scope
        }
        let measures = try measureLists()
        var panes: [PaneRow] = []
        // Text compares by its bytes, which is the order of `Scope.precedes`.
        let row = try connection.prepare(
            """
            SELECT pane.start, pane.cell, refused, partial, complied, blocked, error, unknown, weights, measures,
                contents
            FROM pane JOIN cell ON cell.id = pane.cell WHERE pane.start >= ?1 ORDER BY pane.start, cell.scope
            """)
        try row.bind(1, since)
        while try row.step() {
            var tally = Tally.zero
            for index in 0..<6 { tally.counts[index] = row.integer(2 + Int32(index)) }
            let list = row.isNull(9) ? [] : measures[row.integer(9)]
            guard let scope = scopes[row.integer(1)], tally.restoreWeights(row.isNull(8) ? nil : row.bytes(8)),
                let list, let accumulator = Accumulator(tally, contents: row.isNull(10) ? nil : row.bytes(10))
            else {
                throw .malformed(table: "pane", detail: "pane at \(row.time(0).rfc3339), cell \(row.integer(1))")
            }
            panes.append(PaneRow(scope: scope, start: row.time(0), accumulator: accumulator, measures: list))
        }
        return panes
    }

    private func measureLists() throws(StoreError) -> [Int64: [Measure]] {
        var lists: [Int64: [Measure]] = [:]
        let row = try connection.prepare("SELECT id, names FROM measure_list")
        while try row.step() {
            let names = row.text(1).split(separator: " ")
            let measures = names.compactMap { Measure(name: String($0)) }
            guard measures.count == names.count else {
                throw .malformed(table: "measure_list", detail: "names of list \(row.integer(0))")
            }
            lists[row.integer(0)] = measures
        }
        return lists
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
