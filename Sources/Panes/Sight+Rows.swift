// Sight from what the store keeps.

package import Model

extension Sight {
    /// What the newest verdicts and the alerts that are not over say of it, in any order.
    package init(_ rows: [VerdictRow], open alerts: [Alert]) {
        self.init()
        for row in rows { note(rule: row.rule, scope: row.scope, verdict: row.verdict) }
        for alert in alerts { note(alert) }
    }

    /// What people are shown for a series.
    package func shown(_ row: VerdictRow) -> Shown { shown(rule: row.rule, scope: row.scope, verdict: row.verdict) }
}
