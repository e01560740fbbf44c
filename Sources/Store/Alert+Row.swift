// The columns of `alert`, written and read in one order.

internal import Model

extension Alert {
    static let columns = """
        id, rule, scope, state, severity, sequence, breached_at, fired_at, resolved_at, updated_at, \
        metric, value, baseline_value, ratio, line, events, effective_events, window_microseconds, baseline, \
        finding, summary, runbook_url, unit, reason, plane, incident, notice, quieted_by, ack_verdict, ack_at, \
        ack_author, ack_comment, rule_revision, rules_hash, labels, annotations
        """

    /// Writes the alert as it is after transition `?6`, unless a later one is there already.
    static let upsert = """
        INSERT INTO alert (\(columns))
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
            ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36)
        ON CONFLICT (id) DO UPDATE SET
            state = excluded.state, severity = excluded.severity, sequence = excluded.sequence,
            breached_at = excluded.breached_at, fired_at = excluded.fired_at, resolved_at = excluded.resolved_at,
            updated_at = excluded.updated_at, metric = excluded.metric, value = excluded.value,
            baseline_value = excluded.baseline_value, ratio = excluded.ratio, line = excluded.line,
            events = excluded.events, effective_events = excluded.effective_events,
            window_microseconds = excluded.window_microseconds, baseline = excluded.baseline,
            finding = excluded.finding, summary = excluded.summary, runbook_url = excluded.runbook_url,
            unit = excluded.unit, reason = excluded.reason, plane = excluded.plane, incident = excluded.incident,
            notice = excluded.notice, quieted_by = excluded.quieted_by, ack_verdict = excluded.ack_verdict,
            ack_at = excluded.ack_at, ack_author = excluded.ack_author, ack_comment = excluded.ack_comment,
            rule_revision = excluded.rule_revision, rules_hash = excluded.rules_hash, labels = excluded.labels,
            annotations = excluded.annotations
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
        try bindJudgement(to: row)
    }

    private func bindJudgement(to row: borrowing Statement) throws(StoreError) {
        try row.bind(24, reason)
        try row.bind(25, plane.rawValue)
        try row.bind(26, incident)
        try row.bind(27, notice.name)
        try row.bind(28, notice.quietedBy)
        try row.bind(29, acknowledgement?.verdict.rawValue)
        try row.bind(30, acknowledgement?.note.at)
        try row.bind(31, acknowledgement?.note.by)
        try row.bind(32, acknowledgement?.note.text)
        try row.bind(33, ruleRevision)
        try row.bind(34, rulesHash)
        try row.bind(35, text: labels.object)
        try row.bind(36, text: annotations.object)
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
        try readJudgement(row)
    }

    private mutating func readJudgement(_ row: borrowing Statement) throws(StoreError) {
        reason = row.text(23)
        incident = row.textOrNil(25)
        (ruleRevision, rulesHash) = (row.text(32), row.text(33))
        guard let plane = Plane(rawValue: row.text(24)) else {
            throw .malformed(table: "alert", detail: "plane of \(id.text)")
        }
        guard let notice = Notice(name: row.text(26), quietedBy: row.textOrNil(27)) else {
            throw .malformed(table: "alert", detail: "notice of \(id.text)")
        }
        (self.plane, self.notice) = (plane, notice)
        if let word = row.textOrNil(28) {
            guard let verdict = Acknowledgement.Verdict(rawValue: word) else {
                throw .malformed(table: "alert", detail: "ack_verdict of \(id.text)")
            }
            acknowledgement = Acknowledgement(
                verdict: verdict, note: Note(at: row.time(29), by: row.text(30), text: row.text(31)))
        }
        guard let labels = [Label](object: row.bytes(34)), let annotations = [Label](object: row.bytes(35)) else {
            throw .malformed(table: "alert", detail: "labels of \(id.text)")
        }
        (self.labels, self.annotations) = (labels, annotations)
    }
}

extension [Label] {
    /// A JSON object.
    fileprivate var object: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            for label in self { writer.field(label.name, label.value) }
        }
        return writer.bytes
    }

    fileprivate init?(object: [UInt8]) {
        guard let pairs = TextObject.pairs(object) else { return nil }
        self = pairs.map { Label(name: $0.name, value: $0.text) }
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

extension Statement {
    /// A field by name from a row of `Alert.columns`, without making an alert of it: as `Alert.field` says it.
    func alertField(_ name: String) -> String? {
        switch name {
        case "id": return text(0)
        case "rule": return text(1)
        case "state": return text(3)
        case "severity": return UInt8(exactly: integer(4)).flatMap(Severity.init(rawValue:))?.name
        case "metric": return text(10)
        case "plane": return text(24)
        case "incident": return textOrNil(25)
        case "notice": return text(26)
        default: break
        }
        let isDimension = Dimension(name: name) != nil
        let pairs = TextObject.pairs(bytes(isDimension ? 2 : 34)) ?? []
        return pairs.first { $0.name.utf8.elementsEqual(name.utf8) }?.text
    }
}
