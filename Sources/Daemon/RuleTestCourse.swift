// What happened in a rule test, and what it means for an expectation.

package import Model

/// The alerts and verdicts of one run, in the order of event time.
package struct RuleTestCourse: Sendable {
    /// A verdict that differs in its state from the one before.
    package struct Change: Sendable {
        package var at: TimeSpan
        package var rule: String
        package var scope: Scope
        package var verdict: Verdict
    }

    package internal(set) var start: EventTime
    package internal(set) var length = TimeSpan.zero
    package internal(set) var transitions: [AlertTransition] = []
    package internal(set) var changes: [Change] = []
    private var latest: [Series: Verdict] = [:]
    /// Rules and scopes that were judged at some time: fine, or not.
    private(set) var judged: [Series] = []

    struct Series: Hashable {
        var rule: [UInt8]
        var scope: Scope
    }

    init(start: EventTime) {
        self.start = start
    }

    /// From the beginning to the end of the pane at which a transition happened.
    package func time(of transition: AlertTransition) -> TimeSpan { transition.alert.updatedAt - start }

    mutating func note(_ rule: String, _ scope: Scope, _ verdict: Verdict, at time: TimeSpan) {
        let series = Series(rule: Array(rule.utf8), scope: scope)
        let before = latest.updateValue(verdict, forKey: series)
        if before?.state != verdict.state {
            changes.append(Change(at: time, rule: rule, scope: scope, verdict: verdict))
        }
        switch verdict.state {
        case .ok, .warning, .critical: if !judged.contains(series) { judged.append(series) }
        case .learning, .insufficient, .stale: break
        }
    }

    /// What a series without a verdict has instead, one reason for each rule that judged nothing.
    func unjudged(_ rules: [String], matching names: RuleTest.Names) -> [String] {
        rules.compactMap { rule in
            let isJudged = judged.contains { $0.rule.elementsEqual(rule.utf8) && $0.scope.fits(names) }
            if isJudged { return nil }
            let last = changes.last { $0.rule.utf8.elementsEqual(rule.utf8) && $0.scope.fits(names) }
            guard let last else { return "\(rule) never saw a series" }
            return "\(rule) never judged: \(last.verdict.words)"
        }
    }
}

extension Scope {
    /// Whether it has every one of the names.
    func fits(_ names: RuleTest.Names) -> Bool {
        names.allSatisfy { (self[$0.key] ?? "").utf8.elementsEqual($0.value.utf8) }
    }
}

extension Verdict {
    /// `learning (no baseline for this model)`, `insufficient (12 of 200 events)`.
    package var words: String {
        switch state {
        case .learning(let reason): "learning (\(reason.rawValue))"
        case .insufficient: "insufficient (\(events) of \(needed) events)"
        case .stale, .ok, .warning, .critical: state.name
        }
    }
}
