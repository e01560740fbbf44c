// Alerts with the sequence of their newest transition: what an order, or a start with other rules, needs to know.

package import Model

extension Reader {
    /// By as much of its id as makes it unique. Nil when there is none.
    package func recorded(idPrefix prefix: String) throws(StoreError) -> RecordedAlert? {
        let row = try connection.prepare(
            "SELECT \(Alert.columns), sequence FROM alert WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 5")
        try row.bind(1, prefix)
        // Ids are hexadecimal, so none goes on with a byte above this.
        try row.bind(2, prefix + "~")
        let matches = try connection.recorded(row)
        guard matches.count < 2 else { throw .ambiguous(prefix: prefix, matches: matches.map(\.alert.id.text)) }
        return matches.first
    }

    /// Every alert that is not over, in the order of ids.
    package func openAlerts() throws(StoreError) -> [RecordedAlert] {
        let row = try connection.prepare(
            "SELECT \(Alert.columns), sequence FROM alert WHERE state IN ('firing', 'stale') ORDER BY id")
        return try connection.recorded(row)
    }
}

extension Connection {
    fileprivate func recorded(_ row: borrowing Statement) throws(StoreError) -> [RecordedAlert] {
        var alerts: [RecordedAlert] = []
        let place = Int32(Alert.columns.split(separator: ",").count)
        while try row.step() { alerts.append(RecordedAlert(alert: try Alert(row), sequence: row.integer(place))) }
        return alerts
    }
}
