// Incidents, silences, tasks and life cycles, as the command line sees them.

package import Model
package import Panes

extension Reader {
    /// In any of `states`, of `model` unless that is nil; the one opened last first.
    package func incidents(
        in states: [Incident.State] = [.open, .quiet], model: String? = nil, limit: Int = 100
    ) throws(StoreError) -> [Incident] {
        try snapshot { () throws(StoreError) -> [Incident] in
            // Words of our own.
            let words = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let row = try connection.prepare(
                """
                SELECT \(Incident.columns) FROM incident WHERE state IN (\(words)) AND (?1 IS NULL OR model = ?1)
                ORDER BY opened_at DESC, id LIMIT ?2
                """)
            try row.bind(1, model)
            try row.bind(2, Int64(max(limit, 0)))
            return try connection.incidents(row)
        }
    }

    /// By as much of its id as makes it unique. Nil when there is none.
    package func incident(idPrefix prefix: String) throws(StoreError) -> Incident? {
        try snapshot { () throws(StoreError) -> Incident? in
            let row = try connection.prepare(
                "SELECT \(Incident.columns) FROM incident WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 5")
            try row.bind(1, prefix)
            // Ids are hexadecimal, so none goes on with a byte above this.
            try row.bind(2, prefix + "~")
            let matches = try connection.incidents(row)
            guard matches.count < 2 else { throw .ambiguous(prefix: prefix, matches: matches.map(\.id)) }
            return matches.first
        }
    }

    /// The alert with this whole id. Nil when there is none.
    package func alert(id: AlertID) throws(StoreError) -> Alert? {
        try recorded(id)?.alert
    }

    /// The alert with this whole id as it is recorded: where an order about it goes on from. Nil when there is none.
    package func recorded(_ id: AlertID) throws(StoreError) -> RecordedAlert? {
        let row = try connection.prepare("SELECT \(Alert.columns) FROM alert WHERE id = ?1")
        try row.bind(1, id.text)
        return try row.step() ? RecordedAlert(alert: try Alert(row), sequence: row.integer(5)) : nil
    }

    /// Silences that were given by order and are not over at `time`, or all of them; by their end, the last one first.
    package func silences(endingAfter time: EventTime? = nil) throws(StoreError) -> StoredSilences {
        let row = try connection.prepare(
            """
            SELECT \(Silence.columns) FROM silence
            WHERE ?1 IS NULL OR min(until_time, coalesce(expired_at, until_time)) > ?1
            ORDER BY until_time DESC, id
            """)
        try row.bind(1, time)
        return try connection.silences(row)
    }

    /// In the order in which they were raised.
    package func tasks(open isOpen: Bool) throws(StoreError) -> [ReviewTask] {
        let row = try connection.prepare(
            """
            SELECT \(ReviewTask.columns) FROM task WHERE \(isOpen ? "done_at IS NULL" : "1") ORDER BY raised_at, id
            """)
        return try connection.tasks(row)
    }

    /// Life cycles as a start would find them, by rule and scope: without those whose checksum is wrong.
    package func states() throws(StoreError) -> [StateRow] { try connection.states().whole }
}
