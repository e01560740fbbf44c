// The columns of `alert`, written and read in one order.

internal import Model

extension Alert {
    static let columns = """
        id, rule, scope, state, severity, sequence, breached_at, fired_at, resolved_at, updated_at, \
        metric, value, baseline_value, ratio, line, events, effective_events, window_microseconds, baseline, \
        finding, summary, runbook_url, unit
        """

    /// Writes the alert as it is after transition `?6`, unless a later one is there already.
    static let upsert = """
        INSERT INTO alert (\(columns))
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
            ?21, ?22, ?23)
        ON CONFLICT (id) DO UPDATE SET
            state = excluded.state, severity = excluded.severity, sequence = excluded.sequence,
            breached_at = excluded.breached_at, fired_at = excluded.fired_at, resolved_at = excluded.resolved_at,
            updated_at = excluded.updated_at, metric = excluded.metric, value = excluded.value,
            baseline_value = excluded.baseline_value, ratio = excluded.ratio, line = excluded.line,
            events = excluded.events, effective_events = excluded.effective_events,
            window_microseconds = excluded.window_microseconds, baseline = excluded.baseline,
            finding = excluded.finding, summary = excluded.summary, runbook_url = excluded.runbook_url,
            unit = excluded.unit
        WHERE excluded.sequence > alert.sequence
        """

    func bind(to row: borrowing Statement, sequence: Int64) throws(StoreError) {
        try row.bind(1, id.text)
        try row.bind(2, rule)
        try row.bind(3, text: scope.key)
        try row.bind(4, state.rawValue)
        try row.bind(5, Int64(severity.rawValue))
        try row.bind(6, sequence)
        try row.bind(7, breachedAt)
        try row.bind(8, firedAt)
        try row.bind(9, resolvedAt)
        try row.bind(10, updatedAt)
        try row.bind(11, evidence.metric)
        try row.bind(12, evidence.value)
        try row.bind(13, evidence.baselineValue)
        try row.bind(14, evidence.ratio)
        try row.bind(15, evidence.line)
        try row.bind(16, evidence.events)
        try row.bind(17, evidence.effectiveEvents)
        try row.bind(18, evidence.window.microseconds)
        try row.bind(19, evidence.baselineID)
        try row.bind(20, blob: evidence.finding?.blob)
        try row.bind(21, summary)
        try row.bind(22, runbookURL)
        try row.bind(23, evidence.isShare ? "share" : "number")
    }

    /// From a row of `columns`.
    init(_ row: borrowing Statement) throws(StoreError) {
        let id = row.text(0)
        guard let scope = Scope(key: row.bytes(2)) else { throw .malformed(table: "alert", detail: "scope of \(id)") }
        guard let state = State(rawValue: row.text(3)) else {
            throw .malformed(table: "alert", detail: "state of \(id)")
        }
        guard let severity = UInt8(exactly: row.integer(4)).flatMap(Severity.init(rawValue:)) else {
            throw .malformed(table: "alert", detail: "severity of \(id)")
        }
        self.init(
            id: AlertID(text: id), rule: row.text(1), scope: scope, state: state, severity: severity,
            breachedAt: row.time(6), firedAt: row.time(7), resolvedAt: row.timeOrNil(8), updatedAt: row.time(9),
            evidence: Evidence(
                metric: row.text(10), value: row.realOrNil(11), baselineValue: row.realOrNil(12),
                ratio: row.realOrNil(13), line: row.realOrNil(14), events: row.integer(15),
                effectiveEvents: row.realOrNil(16) ?? .nan, window: TimeSpan(microseconds: row.integer(17)),
                baselineID: row.textOrNil(18), finding: try Finding.stored(row.bytesOrNil(19), alert: id)),
            summary: row.text(20), runbookURL: row.textOrNil(21))
        evidence.isShare = row.text(22) != "number"
    }
}

extension Finding {
    fileprivate var blob: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    fileprivate static func stored(_ blob: [UInt8]?, alert: String) throws(StoreError) -> Finding? {
        guard let blob else { return nil }
        var reader = ByteReader(blob)
        guard let finding = try? Finding(from: &reader), reader.isAtEnd else {
            throw .malformed(table: "alert", detail: "finding of \(alert)")
        }
        return finding
    }
}
