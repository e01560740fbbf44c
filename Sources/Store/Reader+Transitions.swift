// The history of all alerts in the order of its commits.

package import Model

/// One step of one alert, as it stands in the record.
package struct StoredTransition: Sendable {
    /// Rises with every commit; where to go on from.
    package let id: Int64
    package let kind: AlertTransition.Kind
    /// The alert as it is now.
    package let alert: Alert
    /// `monitord.alert/1`, as it was after the step.
    package let json: [UInt8]
    /// What it was after the step.
    package let at: EventTime
    package let severity: Severity
    package let state: Alert.State
    package let value: Double?
    package let baselineValue: Double?
    package let ratio: Double?
    package let events: Int64
    package let notice: String
    package let summary: String
    /// Of a person; like every text here but the JSON, cut at a NUL, as SQLite's JSON functions do.
    package let author: String?
    package let comment: String?
}

extension Reader {
    /// The place behind the last step that is recorded; 0 in an empty store.
    package func lastTransition() throws(StoreError) -> Int64 {
        try connection.integer("SELECT coalesce(max(id), 0) FROM alert_transition") ?? 0
    }

    /// Hands over the steps behind the place `after`, of alerts that `filter` wants, whatever their state, that were
    /// made in [since, until) of the filter; one at a time, at most its limit. The filter's severity is that of the
    /// step.
    package func eachTransition(
        after: Int64, _ filter: AlertFilter, _ body: (StoredTransition) -> Void
    ) throws(StoreError) {
        let row = try connection.prepare(
            """
            \(StoredTransition.select)
            WHERE step.id > ?1 AND step.at >= ?2 AND step.at < ?3\(filter.rule == nil ? "" : " AND alert.rule = ?4")
            ORDER BY step.id
            """)
        try row.bind(1, after)
        try row.bind(2, filter.since?.microseconds ?? .min)
        try row.bind(3, filter.until?.microseconds ?? .max)
        if let rule = filter.rule { try row.bind(4, rule) }
        let search = AlertSearch(filter)
        var count = 0
        while count < filter.limit, try row.step() {
            let step = try StoredTransition(row)
            guard step.severity >= filter.minimumSeverity, search.holds(step.alert.scope),
                search.ofAlert.allSatisfy({ $0.matches(step.field) })
            else { continue }
            count += 1
            body(step)
        }
    }
}

extension Reader {
    /// Every step of one alert, in order.
    package func history(of id: AlertID) throws(StoreError) -> [StoredTransition] {
        let row = try connection.prepare("\(StoredTransition.select) WHERE step.alert = ?1 ORDER BY step.sequence")
        try row.bind(1, id.text)
        var steps: [StoredTransition] = []
        while try row.step() { steps.append(try StoredTransition(row)) }
        return steps
    }
}

extension StoredTransition {
    fileprivate static let select = """
        SELECT \(Alert.columns.split(separator: ", ").map { "alert.\($0)" }.joined(separator: ", ")),
            step.id, step.kind, step.at, step.json, json_extract(json, '$.alert.severity'),
            json_extract(json, '$.alert.state'), json_extract(json, '$.alert.evidence.value'),
            json_extract(json, '$.alert.evidence.baseline_value'), json_extract(json, '$.alert.evidence.ratio'),
            json_extract(json, '$.alert.evidence.events'), json_extract(json, '$.alert.notice'),
            json_extract(json, '$.alert.summary'), json_extract(json, '$.note.by'), json_extract(json, '$.note.comment')
        FROM alert_transition AS step JOIN alert ON alert.id = step.alert
        """

    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        let alert = try Alert(row)
        let first = Int32(Alert.columns.split(separator: ", ").count)
        (self.alert, id, at, json) = (alert, row.integer(first), row.time(first + 2), row.bytes(first + 3))
        guard let kind = AlertTransition.Kind(rawValue: row.text(first + 1)) else {
            throw .malformed(table: "alert_transition", detail: "kind of \(alert.id.text)")
        }
        self.kind = kind
        severity = Severity(name: row.text(first + 4)) ?? alert.severity
        state = Alert.State(rawValue: row.text(first + 5)) ?? alert.state
        (value, baselineValue) = (row.realOrNil(first + 6), row.realOrNil(first + 7))
        (ratio, events) = (row.realOrNil(first + 8), row.integer(first + 9))
        // Older versions knew nothing but pages.
        notice = row.textOrNil(first + 10) ?? Alert.Notice.page.name
        summary = row.text(first + 11)
        (author, comment) = (row.textOrNil(first + 12), row.textOrNil(first + 13))
    }

    /// A field by name, as it was after the step where that may differ.
    fileprivate func field(_ name: String) -> String? {
        switch name {
        case "severity": severity.name
        case "state": state.rawValue
        case "notice": notice
        default: alert.field(name)
        }
    }
}
