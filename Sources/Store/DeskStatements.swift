// Writes incidents, silences and tasks, with statements that are compiled once.

internal import Model

/// What people and alerts made of each other. Rows are written whole: running one twice is running it once.
/// A class, since the initialiser of a noncopyable struct cannot throw halfway.
final class DeskStatements {
    private let incident, incidentAlert, incidentStep, incidentNote: Statement
    private let alertTrim, noteTrim: Statement
    private let silence, task: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        incident = try connection.prepare(Incident.upsert)
        incidentAlert = try connection.prepare(
            """
            INSERT INTO incident_alert (incident, place, alert) VALUES (?1, ?2, ?3)
            ON CONFLICT (incident, place) DO UPDATE SET alert = excluded.alert
            """)
        incidentStep = try connection.prepare(
            """
            INSERT INTO incident_step (incident, place, step, done_at, done_by, finding)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (incident, place) DO UPDATE SET
                step = excluded.step, done_at = excluded.done_at, done_by = excluded.done_by,
                finding = excluded.finding
            """)
        incidentNote = try connection.prepare(
            """
            INSERT INTO incident_note (incident, place, at, author, note) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (incident, place) DO UPDATE SET
                at = excluded.at, author = excluded.author, note = excluded.note
            """)
        alertTrim = try connection.prepare("DELETE FROM incident_alert WHERE incident = ?1 AND place >= ?2")
        noteTrim = try connection.prepare("DELETE FROM incident_note WHERE incident = ?1 AND place >= ?2")
        silence = try connection.prepare(Silence.upsert)
        task = try connection.prepare(ReviewTask.upsert)
    }

    func write(_ incidents: [Incident]) throws(StoreError) {
        for value in incidents {
            try value.bind(to: incident)
            try incident.run()
            try trim(alertTrim, value.id, value.alerts.count)
            for (place, alert) in value.alerts.enumerated() {
                try bind(incidentAlert, value.id, place)
                try incidentAlert.bind(3, alert.text)
                try incidentAlert.run()
            }
            for (place, step) in value.steps.enumerated() {
                try bind(incidentStep, value.id, place)
                try incidentStep.bind(3, step.name.rawValue)
                try incidentStep.bind(4, note: step.done)
                try incidentStep.run()
            }
            try trim(noteTrim, value.id, value.notes.count)
            for (place, note) in value.notes.enumerated() {
                try bind(incidentNote, value.id, place)
                try incidentNote.bind(3, note: note)
                try incidentNote.run()
            }
        }
    }

    func write(_ silences: [Silence]) throws(StoreError) {
        for value in silences {
            try value.bind(to: silence)
            try silence.run()
        }
    }

    func write(_ tasks: [ReviewTask]) throws(StoreError) {
        for value in tasks {
            try value.bind(to: task)
            try task.run()
        }
    }

    private func bind(_ row: borrowing Statement, _ incident: String, _ place: Int) throws(StoreError) {
        try row.bind(1, incident)
        try row.bind(2, Int64(place))
    }

    /// Takes away what stands behind the end of a list.
    private func trim(_ row: borrowing Statement, _ incident: String, _ count: Int) throws(StoreError) {
        try bind(row, incident, count)
        try row.run()
    }
}
