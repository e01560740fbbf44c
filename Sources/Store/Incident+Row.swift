// An incident as one row and three lists.

internal import Model

extension Incident {
    static let upsert = """
        INSERT INTO incident (
            id, model, state, severity, opened_at, onset, quiet_at, planes, closed_at, closed_by, cause
        ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        ON CONFLICT (id) DO UPDATE SET
            model = excluded.model, state = excluded.state, severity = excluded.severity,
            opened_at = excluded.opened_at, onset = excluded.onset, quiet_at = excluded.quiet_at,
            planes = excluded.planes, closed_at = excluded.closed_at, closed_by = excluded.closed_by,
            cause = excluded.cause
        """

    static let columns = """
        id, model, state, severity, opened_at, onset, quiet_at, planes, closed_at, closed_by, cause
        """

    func bind(to row: borrowing Statement) throws(StoreError) {
        try row.bind(1, id)
        try row.bind(2, model)
        try row.bind(3, state.rawValue)
        try row.bind(4, Int64(severity.rawValue))
        try row.bind(5, openedAt)
        try row.bind(6, onset)
        try row.bind(7, quietAt)
        // No plane's name has a space.
        try row.bind(8, planes.map(\.rawValue).joined(separator: " "))
        try row.bind(9, note: closing)
    }

    /// From a row of `columns`, without its lists.
    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        let id = row.text(0)
        guard let state = State(rawValue: row.text(2)) else {
            throw .malformed(table: "incident", detail: "state of \(id)")
        }
        guard let severity = UInt8(exactly: row.integer(3)).flatMap(Severity.init(rawValue:)) else {
            throw .malformed(table: "incident", detail: "severity of \(id)")
        }
        let words = row.text(7).split(separator: " ")
        let planes = words.compactMap { Plane(rawValue: String($0)) }
        guard planes.count == words.count else { throw .malformed(table: "incident", detail: "planes of \(id)") }
        self.init(
            id: id, model: row.text(1), state: state, severity: severity, openedAt: row.time(4), onset: row.time(5),
            quietAt: row.timeOrNil(6), alerts: [], planes: planes, steps: [], notes: [], closing: row.noteOrNil(8))
    }
}

extension Connection {
    /// Those that `row` finds, with their lists.
    func incidents(_ row: borrowing Statement) throws(StoreError) -> [Incident] {
        var incidents: [Incident] = []
        while try row.step() { incidents.append(try Incident(row)) }
        let alerts = try prepare("SELECT alert FROM incident_alert WHERE incident = ?1 ORDER BY place")
        let steps = try prepare(
            "SELECT step, done_at, done_by, finding FROM incident_step WHERE incident = ?1 ORDER BY place")
        let notes = try prepare("SELECT at, author, note FROM incident_note WHERE incident = ?1 ORDER BY place")
        for place in incidents.indices {
            let id = incidents[place].id
            try alerts.bind(1, id)
            while try alerts.step() { incidents[place].alerts.append(AlertID(text: alerts.text(0))) }
            try steps.bind(1, id)
            while try steps.step() {
                guard let name = Incident.Step.Name(rawValue: steps.text(0)) else {
                    throw .malformed(table: "incident_step", detail: "step of \(id)")
                }
                incidents[place].steps.append(Incident.Step(name: name, done: steps.noteOrNil(1)))
            }
            try notes.bind(1, id)
            while try notes.step() {
                incidents[place].notes.append(Note(at: notes.time(0), by: notes.text(1), text: notes.text(2)))
            }
        }
        return incidents
    }
}
