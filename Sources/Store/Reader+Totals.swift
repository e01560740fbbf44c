// Totals over the store, for whoever counts.

package import Model

/// How many transitions of one kind, at one severity, alerts of one rule have made.
package struct TransitionCount: Equatable, Sendable {
    package let rule: String
    /// As it was after the transition.
    package let severity: String
    package let kind: String
    package let count: Int64
}

/// Runs of one suite at one target that ended in one way.
package struct CanaryOutcomeCount: Equatable, Sendable {
    package let suite: String
    package let target: String
    package let state: String
    package let count: Int64
    /// When the last of them ended with every item passed.
    package let passedAt: EventTime?
}

extension Reader {
    /// Alerts that fire, by severity; a severity that none has is not there.
    package func firingCounts() throws(StoreError) -> [(severity: Severity, count: Int64)] {
        let row = try connection.prepare(
            "SELECT severity, count(*) FROM alert WHERE state = 'firing' GROUP BY severity ORDER BY severity")
        var counts: [(severity: Severity, count: Int64)] = []
        while try row.step() {
            guard let severity = UInt8(exactly: row.integer(0)).flatMap(Severity.init(rawValue:)) else {
                throw .malformed(table: "alert", detail: "severity \(row.integer(0))")
            }
            counts.append((severity, row.integer(1)))
        }
        return counts
    }

    /// Of the transitions with ids in (after, through].
    package func transitionCounts(after: Int64, through: Int64) throws(StoreError) -> [TransitionCount] {
        let row = try connection.prepare(
            """
            SELECT alert.rule, coalesce(json_extract(step.json, '$.alert.severity'), ''), step.kind, count(*)
            FROM alert_transition AS step JOIN alert ON alert.id = step.alert
            WHERE step.id > ?1 AND step.id <= ?2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """)
        try row.bind(1, after)
        try row.bind(2, through)
        var counts: [TransitionCount] = []
        while try row.step() {
            counts.append(
                TransitionCount(rule: row.text(0), severity: row.text(1), kind: row.text(2), count: row.integer(3)))
        }
        return counts
    }

    /// Over all runs that are in the store, by suite, target and state.
    package func canaryOutcomeCounts() throws(StoreError) -> [CanaryOutcomeCount] {
        let row = try connection.prepare(
            """
            SELECT suite, target, state, count(*),
                max(CASE WHEN state = 'complete' AND passed = planned THEN ended_at END)
            FROM canary_run GROUP BY suite, target, state ORDER BY suite, target, state
            """)
        var counts: [CanaryOutcomeCount] = []
        while try row.step() {
            counts.append(
                CanaryOutcomeCount(
                    suite: row.text(0), target: row.text(1), state: row.text(2), count: row.integer(3),
                    passedAt: row.timeOrNil(4)))
        }
        return counts
    }
}
