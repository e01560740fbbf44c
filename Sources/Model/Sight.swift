// How much of the newest verdicts can be believed now.

/// What monitord knows of its own blindness, as of the newest verdicts and open alerts. Nothing is shown as well while
/// nobody can know that it is.
package struct Sight: Equatable, Sendable {
    /// What people are shown in place of a verdict's state.
    package enum Shown: Equatable, Sendable {
        case state(Verdict.State)
        /// The verdict says ok, and this is why that is not to be believed.
        case unknown(why: String)

        /// The word for it: that of the state, or `unknown`.
        package var name: String {
            switch self {
            case .state(let state): state.name
            case .unknown: "unknown"
            }
        }

        /// Nil where the verdict stands.
        package var why: String? { if case .unknown(let why) = self { why } else { nil } }
    }

    /// The newest verdict of `coverage`, by model.
    private var coverage: [Scope: Verdict] = [:]
    /// Models whose alert of `coverage` is open.
    private var alarmed: Set<Scope> = []
    /// Rules that blind all and have an open alert, in the order of `SelfRule`.
    private var blinding: [SelfRule] = []

    package init() {}

    /// Takes in a verdict; those of other rules than `coverage` say nothing of sight.
    package mutating func note(rule: String, scope: Scope, verdict: Verdict) {
        if SelfRule(name: rule) == .coverage { coverage[scope] = verdict }
    }

    /// Takes in an alert; one that is over says nothing.
    package mutating func note(_ alert: Alert) {
        guard alert.state != .resolved, let rule = SelfRule(name: alert.rule) else { return }
        if rule == .coverage { alarmed.insert(alert.scope) }
        guard rule.blindsAll else { return }
        blinding = SelfRule.allCases.filter { $0 == rule || blinding.contains($0) }
    }

    /// Why no series can be called well, one reason for each rule that says so. Empty: nothing stands in the way.
    package var reasons: [String] { blinding.map { "\($0.rawValue): \($0.consequence)" } }

    /// The newest word on how many events of a model have a verdict. Nil: none was given yet, or nobody asks.
    package func coverage(of model: String) -> Verdict? { coverage[Scope([(.model, model)])] }

    /// What people are shown for a series.
    package func shown(rule: String, scope: Scope, verdict: Verdict) -> Shown {
        guard verdict.state == .ok, let why = doubt(rule, scope) else { return .state(verdict.state) }
        return .unknown(why: why)
    }

    private func doubt(_ rule: String, _ scope: Scope) -> String? {
        if let first = reasons.first { return first }
        // What coverage says of itself is not in doubt for it.
        guard SelfRule(name: rule) == nil, let model = scope[.model] else { return nil }
        let place = Scope([(.model, model)])
        let verdict = coverage[place]
        let isBelow =
            switch verdict?.state {
            case .warning, .critical: true
            case .insufficient, .stale, .learning, nil: alarmed.contains(place)
            case .ok: false
            }
        guard isBelow else { return nil }
        guard let value = verdict?.value, let target = verdict?.baselineValue else {
            return "coverage: \(SelfRule.coverage.consequence)"
        }
        return "coverage: \(tenths(value)) % of its events have a verdict, \(tenths(target)) % should"
    }

    /// A share as a percentage with one decimal.
    private func tenths(_ share: Double) -> String {
        guard share >= 0, share <= 1 else { return "?" }
        let number = Int64((share * 1000).rounded(.down))
        return "\(number / 10).\(number % 10)"
    }

    // MARK: A store that nobody writes

    /// A store that was last written longer ago than this may have been left.
    package static let beatMax = TimeSpan.seconds(30)

    /// What to say first of a store that no daemon writes; nil when one does. `beat` is the time of its last
    /// checkpoint, `isHeld` whether some process holds its lock; nil: that cannot be seen.
    package static func absence(
        beat: EventTime?, closedThrough: EventTime?, now: EventTime, isHeld: Bool?
    ) -> String? {
        guard isHeld == false, let beat, now - beat > beatMax else { return nil }
        let state = closedThrough.map { "; what follows is as of events up to \($0.rfc3339)" } ?? ""
        return "no monitord runs here since \(beat.rfc3339)\(state)"
    }
}
