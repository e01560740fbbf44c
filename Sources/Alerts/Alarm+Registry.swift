// Alerts about what `[[model]]` says of a model, or does not say.

internal import Model

extension Alarm {
    /// How old the weights are, or how long ago somebody last looked at them.
    func age(_ verdict: Verdict, _ kind: AlertTransition.Kind, _ severity: Severity) -> String {
        let model = scope[.model] ?? "?"
        let what = rule.metric == .trainingAge ? "trained" : "evaluated"
        guard kind != .stale else { return "\(model): no event any more; the alert stays open" }
        guard let days = verdict.value else { return "\(model): no [[model]] names it any more" }
        let age = "\(model) was last \(what) \(figure(days)) days ago"
        if kind == .resolved { return age }
        let line = severity >= .high ? rule.critical : rule.warning
        let limit = line?.above.map {
            ", past the \(severity >= .high ? "critical" : "warning") line of \(figure($0)) days"
        }
        return "\(severity.name): \(age)\(limit ?? "")"
    }

    func unregistered(
        _ verdict: Verdict, _ kind: AlertTransition.Kind, _ severity: Severity, _ length: String
    ) -> String {
        let model = scope[.model] ?? "?"
        let asWhat = rule.detect.wantsFineTune ? " as a fine-tune" : ""
        switch kind {
        case .stale: return "\(model): no event in the last \(length); the alert stays open"
        case .resolved: return "\(model) is a model that a [[model]] names\(asWhat) now"
        default:
            return "\(severity.name): no [[model]] names \(model)\(asWhat), and it had \(verdict.events) requests in "
                + length
        }
    }
}
