// What one detector says of one series at one pane.

/// A verdict is never silently fine: each reason for not judging is a state of its own.
package struct Verdict: Equatable, Sendable {
    package enum State: Equatable, Sendable {
        /// There is nothing to compare with.
        case learning(LearningReason)
        /// Too few events in the window: it has `events` of `needed`.
        case insufficient
        /// No event in the whole window, after there had been some.
        case stale
        case ok
        /// Below the warning line.
        case warning
        /// Below the critical line.
        case critical

        package var name: String {
            switch self {
            case .learning: "learning"
            case .insufficient: "insufficient"
            case .stale: "stale"
            case .ok: "ok"
            case .warning: "warning"
            case .critical: "critical"
            }
        }
    }

    package enum LearningReason: String, Equatable, Sendable {
        case noBaseline = "no baseline for this model"
        case otherModel = "the baseline is for another model"
        case notInBaseline = "the baseline has no events of this series"
        case thinBaseline = "the baseline has too few events of this series"
    }

    package var state: State
    /// Refusals over decided events, weighted by inclusion probability. Nil when the window is empty.
    package var rate: Double?
    package var baselineRate: Double?
    /// `rate / baselineRate`.
    package var ratio: Double?
    /// Decided events in the window.
    package var events: Int64
    /// Kish's effective number of events: less than `events` when sampled events carry unequal weights.
    package var effectiveEvents: Double
    /// Events that the strictest unmet line needs before it may be judged.
    package var needed: Int64
    /// Whether the ratio is back at the resolve line.
    package var isRecovered: Bool

    package init(
        state: State, rate: Double? = nil, baselineRate: Double? = nil, ratio: Double? = nil, events: Int64,
        effectiveEvents: Double, needed: Int64, isRecovered: Bool = false
    ) {
        self.state = state
        self.rate = rate
        self.baselineRate = baselineRate
        self.ratio = ratio
        self.events = events
        self.effectiveEvents = effectiveEvents
        self.needed = needed
        self.isRecovered = isRecovered
    }
}
