// What an alert is about, and how it is told to a person.

package import Model

/// A rule applied to one series, with the baseline that it is held against.
package struct Alarm: Sendable {
    package var rule: Rule
    package var scope: Scope
    package var baselineID: String?

    package init(rule: Rule, scope: Scope, baselineID: String?) {
        self.rule = rule
        self.scope = scope
        self.baselineID = baselineID
    }

    func evidence(of verdict: Verdict, severity: Severity) -> Evidence {
        Evidence(
            rate: verdict.rate, baselineRate: verdict.baselineRate, ratio: verdict.ratio,
            threshold: threshold(of: severity), events: verdict.events, effectiveEvents: verdict.effectiveEvents,
            window: rule.window, baselineID: baselineID)
    }

    /// One sentence: what, how far, past which line, on how many events.
    func summary(of verdict: Verdict, kind: AlertTransition.Kind, severity: Severity) -> String {
        let subject = "refusals of \(scope[.model] ?? "?")\(place)"
        guard kind != .stale else {
            return "\(subject): no event in the last \(rule.window.durationText); the alert stays open"
        }
        if case .learning(let reason) = verdict.state {
            return "\(severity.name): \(subject): events are back, \(reason.rawValue)"
        }
        guard verdict.state != .insufficient, let rate = verdict.rate, let baseline = verdict.baselineRate,
            let ratio = verdict.ratio
        else {
            let count = "\(verdict.events) of \(verdict.needed) in \(rule.window.durationText)"
            return "\(severity.name): \(subject): events are back, too few to judge (\(count))"
        }
        let evidence = "n = \(verdict.events) in \(rule.window.durationText)"
        let numbers = "\(percent(rate)) against \(percent(baseline)) in the baseline, \(evidence)"
        guard kind != .resolved else { return "\(subject) are back at \(percent(ratio)) of baseline (\(numbers))" }
        let line = severity >= .high ? "critical" : "warning"
        // An alert keeps its highest severity: when events come back, its line need not be crossed any more.
        let crossed = threshold(of: severity).flatMap { ratio < $0 ? $0 : nil }
        let past = crossed.map { ", past the \(line) line of \(percent($0))" } ?? ""
        return "\(severity.name): \(subject) are at \(percent(ratio)) of baseline\(past) (\(numbers))"
    }

    private var place: String {
        let rest = scope.values.filter { $0.dimension != .model && !$0.value.isEmpty }
        return rest.isEmpty ? "" : " (" + rest.map { "\($0.dimension.name) \($0.value)" }.joined(separator: ", ") + ")"
    }

    private func threshold(of severity: Severity) -> Double? {
        severity >= .high ? rule.critical?.below : rule.warning?.below
    }
}

/// A share as a percentage with one decimal, rounded half up: `0.7137` is `71.4 %`.
package func percent(_ share: Double) -> String {
    guard share.isFinite, abs(share) < 1e12 else { return "?" }
    let tenths = Int64((share * 1000).rounded())
    let magnitude = tenths.magnitude
    return "\(tenths < 0 ? "-" : "")\(magnitude / 10).\(magnitude % 10) %"
}
