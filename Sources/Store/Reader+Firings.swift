// Alerts as they were when they fired: the row of an alert that is over has the numbers of its end.

package import Model

extension Reader {
    /// Alerts of one model, newest first, each with the numbers of the transition that gave it its severity.
    package func firings(model: String, limit: Int) throws(StoreError) -> [Alert] {
        try snapshot { () throws(StoreError) -> [Alert] in
            var filter = AlertFilter()
            filter.states = Alert.State.allCases
            filter.scope = [(.model, model)]
            filter.limit = limit
            let row = try connection.prepare(
                """
                SELECT json_extract(json, '$.alert.evidence.value'), json_extract(json, '$.alert.evidence.line'),
                    json_extract(json, '$.alert.evidence.baseline_value'),
                    json_extract(json, '$.alert.evidence.ratio'), json_extract(json, '$.alert.evidence.baseline'),
                    json_extract(json, '$.alert.evidence.events')
                FROM alert_transition WHERE alert = ?1 AND kind IN ('firing', 'escalated')
                ORDER BY sequence DESC LIMIT 1
                """)
            var alerts = try alerts(filter)
            for place in alerts.indices {
                try row.bind(1, alerts[place].id.text)
                guard try row.step() else { continue }
                alerts[place].evidence.value = row.realOrNil(0)
                alerts[place].evidence.line = row.realOrNil(1)
                alerts[place].evidence.baselineValue = row.realOrNil(2)
                alerts[place].evidence.ratio = row.realOrNil(3)
                alerts[place].evidence.baselineID = row.textOrNil(4)
                alerts[place].evidence.events = row.integer(5)
                row.reset()
            }
            return alerts
        }
    }
}
