// What a start reads back.

internal import Model
internal import Panes

extension Session {
    func load(panesSince: EventTime) throws(StoreError) -> Restored {
        var state = StoredState()
        state.positions = try connection.positions()
        state.closedThrough = try connection.closedThrough()
        state.panes = try panes(since: panesSince)
        state.counters = try connection.counters()
        state.gaps = try connection.gaps()
        let (whole, damaged) = try connection.states()
        state.states = whole
        state.incidents = try connection.incidents(
            connection.prepare(
                "SELECT \(Incident.columns) FROM incident WHERE state <> 'closed' ORDER BY opened_at, id"))
        state.tasks = try connection.tasks(
            connection.prepare("SELECT \(ReviewTask.columns) FROM task ORDER BY raised_at, id"))
        state.canaryRuns = try connection.canaryRunsAtStart()
        state.canaryResults = try connection.canaryResultsAtStart()
        let silences = try silences(
            since: (state.closedThrough ?? EventTime(microseconds: .min)) - Session.silenceMemory)
        state.silences = silences.silences
        return Restored(state: state, damaged: damaged, unusableSilences: silences.unusable)
    }

    /// How long a start goes on to know a silence that is over.
    static let silenceMemory = TimeSpan.seconds(30 * 86400)

    private func silences(since: EventTime) throws(StoreError) -> StoredSilences {
        let row = try connection.prepare(
            """
            SELECT \(Silence.columns) FROM silence WHERE min(until_time, coalesce(expired_at, until_time)) > ?1
            ORDER BY from_time, id
            """)
        try row.bind(1, since)
        return try connection.silences(row)
    }

    private func panes(since: EventTime) throws(StoreError) -> [PaneRow] {
        var panes: [PaneRow] = []
        let end = EventTime(microseconds: .max)
        try connection.eachPane(from: since, until: end, of: Scope([]), samples: true) { panes.append($0) }
        return panes
    }

    func pendingOutbox(receiver: String, after: Int64, limit: Int) throws(StoreError) -> [OutboxEntry] {
        var entries: [OutboxEntry] = []
        let row = try connection.prepare(
            """
            SELECT \(OutboxEntry.columns) FROM outbox
            WHERE receiver = ?1 AND state = 'pending' AND id > ?2 ORDER BY id LIMIT ?3
            """)
        try row.bind(1, receiver)
        try row.bind(2, after)
        try row.bind(3, Int64(max(limit, 0)))
        while try row.step() { entries.append(OutboxEntry(row)) }
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
