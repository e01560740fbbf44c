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
        /// Past the warning line.
        case warning
        /// Past the critical line.
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
        case outOfReach = "no rate can cross the line"
        case noControl = "the control series has too few events"
        case fewUsers = "too few users"
        case firstDay = "no complete day of this series was seen yet"
        case firstPoints = "too few subgroups were seen to know the limits"
        case thinBaseline = "the baseline has too few events of this series"
        case notRegistered = "no [[model]] names this model"
        case noRegistry = "no [[model]] stands in any rule file"
    }

    package var state: State
    /// Whether values are shares of events, which people read as percentages.
    package var isShare = true
    /// The metric over the window, weighted by inclusion probability. Nil when the window is empty.
    package var value: Double?
    /// What the baseline leads one to expect of the window.
    package var baselineValue: Double?
    /// `value / baselineValue`.
    package var ratio: Double?
    /// Events of the window that the metric is about.
    package var events: Int64
    /// Kish's effective number of events: less than `events` when sampled events carry unequal weights.
    package var effectiveEvents: Double
    /// Events that the strictest unmet line needs before it may be judged.
    package var needed: Int64
    /// Whether nothing of a breach is left.
    package var isRecovered: Bool
    /// The natural logarithm of the e-value, or the detector's own statistic, of the line that is nearest.
    package var statistic: Double?
    /// The statistic that this line needs.
    package var threshold: Double?

    package init(
        state: State, value: Double? = nil, baselineValue: Double? = nil, ratio: Double? = nil, events: Int64,
        effectiveEvents: Double, needed: Int64, isRecovered: Bool = false, statistic: Double? = nil,
        threshold: Double? = nil
    ) {
        self.state = state
        self.value = value
        self.baselineValue = baselineValue
        self.ratio = ratio
        self.events = events
        self.effectiveEvents = effectiveEvents
        self.needed = needed
        self.isRecovered = isRecovered
        self.statistic = statistic
        self.threshold = threshold
    }
}
