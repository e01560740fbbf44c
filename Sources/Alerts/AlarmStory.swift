// What an alert says of itself where no metric of events does.

internal import Model

/// The words of a built-in rule.
package struct AlarmStory: Equatable, Sendable {
    /// What stands as the metric of the evidence.
    package var metric: String
    /// What is wrong, or that nothing is any more.
    package var summary: String
    /// Why it is as severe as it is.
    package var ground: String

    package init(metric: String, summary: String, ground: String) {
        (self.metric, self.summary, self.ground) = (metric, summary, ground)
    }

    func sentence(_ kind: AlertTransition.Kind, _ severity: Severity) -> String {
        guard kind != .resolved else { return summary }
        return severity.name + (kind == .reopened ? ", again: " : ": ") + summary
    }
}
