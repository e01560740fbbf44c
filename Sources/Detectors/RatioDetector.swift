// `detect = "ratio"`, the literal rule: the window's rate as a share of the baseline's, judged once n allows it.

package import Model
package import Panes

/// What a series is compared with.
package enum Reference: Equatable, Sendable {
    case missing(Verdict.LearningReason)
    case rate(Double, events: Int64, baselineID: String)
}

/// Compares a window with a baseline. Stateless: the window is the state.
package struct RatioDetector: Equatable, Sendable {
    /// A baseline with fewer decided events than this says nothing yet.
    package static let baselineEventsMin: Int64 = 30
    /// The 99 % quantile of the normal distribution: a line may be judged once a window of a healthy series
    /// falls below it in at most about one look of a hundred.
    static let healthyQuantile = 2.3263478740408408

    private let warning: Double?
    private let critical: Double?
    private let resolve: Double
    private let minimumEvents: Int64

    package init(rule: Rule) {
        warning = rule.warning?.below
        critical = rule.critical?.below
        resolve = rule.resolve
        minimumEvents = rule.minimumEvents
    }

    /// `hasHistory`: whether the series ever had events, so that an empty window is news.
    package func verdict(window: Tally, reference: Reference, hasHistory: Bool) -> Verdict {
        let events = window.decided
        let effective = window.effectiveEvents
        let rate = window.refusalRate
        switch reference {
        case .missing(let reason):
            return Verdict(
                state: .learning(reason), rate: rate, events: events, effectiveEvents: effective, needed: minimumEvents)
        case .rate(let baseline, let baselineEvents, _):
            guard baselineEvents >= Self.baselineEventsMin, baseline > 0 else {
                return Verdict(
                    state: .learning(.thinBaseline), rate: rate, baselineRate: baseline, events: events,
                    effectiveEvents: effective, needed: minimumEvents)
            }
            return judged(window: window, baseline: baseline, hasHistory: hasHistory)
        }
    }

    private func judged(window: Tally, baseline: Double, hasHistory: Bool) -> Verdict {
        var verdict = Verdict(
            state: .ok, rate: window.refusalRate, baselineRate: baseline, events: window.decided,
            effectiveEvents: window.effectiveEvents, needed: minimumEvents)
        let criticalNeeded = critical.map { needed(below: $0, baseline: baseline) }
        let warningNeeded = warning.map { needed(below: $0, baseline: baseline) }
        verdict.needed = max(criticalNeeded ?? 0, warningNeeded ?? 0, minimumEvents)
        guard let rate = verdict.rate else {
            verdict.state = window.isEmpty && hasHistory ? .stale : .insufficient
            return verdict
        }
        let ratio = rate / baseline
        verdict.ratio = ratio
        let isEnough = { (needed: Int64?) in needed.map { verdict.effectiveEvents >= Double($0) } ?? false }
        if let critical, isEnough(criticalNeeded), ratio < critical {
            verdict.state = .critical
        } else if let warning, isEnough(warningNeeded), ratio < warning {
            verdict.state = .warning
        } else if verdict.effectiveEvents < Double(verdict.needed) {
            verdict.state = .insufficient
        } else {
            verdict.isRecovered = ratio >= resolve
        }
        return verdict
    }

    /// The events at which a healthy series crosses the line in at most 1 % of looks. With d = p(1−r) the distance to
    /// the line and s = √n, the quantile with its first skewness term (Cornish and Fisher) and half a count for the
    /// steps of the binomial asks for d·s² − z·√(p(1−p))·s + (z²−1)(1−2p)/6 − ½ ≥ 0.
    private func needed(below line: Double, baseline: Double) -> Int64 {
        // Above 1 only in a baseline that somebody edited: then no event is spare, and the minimum decides.
        guard baseline < 1 else { return minimumEvents }
        let z = Self.healthyQuantile
        let distance: Double = baseline * (1 - line)
        let spread: Double = z * (baseline * (1 - baseline)).squareRoot()
        let skew: Double = (z * z - 1) * (1 - 2 * baseline) / 6 - 0.5
        let root: Double = max(0, spread * spread - 4 * distance * skew).squareRoot()
        let side: Double = (spread + root) / (2 * distance)
        let events: Double = side * side
        guard events < 1e15 else { return .max }
        return max(minimumEvents, Int64(events.rounded(.up)))
    }
}
