// `confirm = "none"`: the window's number against its lines, judged once n allows it.

package import Model

/// Compares a window with a baseline. Stateless: the window is the state.
package struct LiteralChart: Equatable, Sendable {
    /// A baseline with fewer events than this says nothing yet.
    package static let baselineEventsMin: Int64 = 30
    /// The 99 % quantile of the normal distribution: a line may be judged once a window of a healthy series
    /// is past it in at most about one look of a hundred.
    static let healthyQuantile = 2.3263478740408408

    /// What lines are drawn from.
    package enum Yard: Equatable, Sendable {
        /// Lines are shares of the baseline's value, or points off it.
        case baseline(Double)
        /// Lines are values.
        case absolute
    }

    private let rule: Rule
    /// Whether the number is a share of events, so that its noise follows from n.
    private let isRate: Bool

    package init(rule: Rule, isRate: Bool) {
        self.rule = rule
        self.isRate = isRate
    }

    /// The verdict of a window that is not empty.
    package func verdict(_ reading: Score.Reading, yard: Yard) -> Verdict {
        var verdict = Verdict(
            state: .ok, value: reading.value, events: reading.events, effectiveEvents: reading.effective,
            needed: rule.minimumEvents)
        if case .baseline(let baseline) = yard {
            verdict.baselineValue = baseline
            if let value = reading.value, baseline > 0 { verdict.ratio = value / baseline }
        }
        let criticalNeeded = rule.critical.map { needed($0, yard) }
        let warningNeeded = rule.warning.map { needed($0, yard) }
        verdict.needed = max(criticalNeeded ?? 0, warningNeeded ?? 0, rule.minimumEvents)
        guard let value = reading.value else {
            verdict.state = .insufficient
            return verdict
        }
        let isEnough = { (needed: Int64?) in needed.map { reading.effective >= Double($0) } ?? false }
        if let critical = rule.critical, isEnough(criticalNeeded), isPast(critical, value, yard) {
            verdict.state = .critical
        } else if let warning = rule.warning, isEnough(warningNeeded), isPast(warning, value, yard) {
            verdict.state = .warning
        } else if reading.effective < Double(verdict.needed) {
            verdict.state = .insufficient
        } else {
            verdict.isRecovered = verdict.ratio.map { rule.resolve == 0 || $0 >= rule.resolve } ?? true
        }
        return verdict
    }

    private func isPast(_ line: Threshold, _ value: Double, _ yard: Yard) -> Bool {
        let limits = limits(line, yard)
        return limits.below.map { value < $0 } ?? false || limits.above.map { value > $0 } ?? false
    }

    private func limits(_ line: Threshold, _ yard: Yard) -> (below: Double?, above: Double?) {
        switch yard {
        case .absolute: return (line.below, line.above)
        case .baseline(let baseline):
            if rule.detect.isPoints { return (line.below.map { baseline - $0 }, line.above.map { baseline + $0 }) }
            return (line.below.map { baseline * $0 }, line.above.map { baseline * $0 })
        }
    }

    /// The events that this line needs before it may be judged.
    private func needed(_ line: Threshold, _ yard: Yard) -> Int64 {
        let limits = limits(line, yard)
        switch yard {
        case .baseline(let baseline) where isRate:
            let below = limits.below.map { events(rate: baseline, distance: baseline - $0, isBelow: true) }
            let above = limits.above.map { events(rate: baseline, distance: $0 - baseline, isBelow: false) }
            return max(below ?? 0, above ?? 0, rule.minimumEvents)
        case .absolute where rule.detect.kind == .share:
            // Nobody says what is healthy: half of the line is taken for it.
            return limits.above.map { events(rate: $0 / 2, distance: $0 / 2, isBelow: false) } ?? rule.minimumEvents
        case .baseline where rule.detect.kind == .quantile || rule.detect.quantile > 0 && rule.detect.kind == .compare:
            // Twenty events beyond the quantile: its place is then known to about a quarter of its share.
            let tail = min(rule.detect.quantile, 1 - rule.detect.quantile)
            return max(rule.minimumEvents, Int64((20 / max(tail, 1e-9)).rounded(.up)))
        case .baseline, .absolute: return rule.minimumEvents
        }
    }

    /// The events at which a healthy series crosses the line in at most 1 % of looks. With d the distance to the line
    /// and s = √n, the quantile with its first skewness term (Cornish and Fisher) and half a count for the steps of the
    /// binomial asks for d·s² − z·√(p(1−p))·s ± (z²−1)(1−2p)/6 − ½ ≥ 0, with plus below and minus above.
    private func events(rate: Double, distance: Double, isBelow: Bool) -> Int64 {
        // Above 1 only in a baseline that somebody edited: then no event is spare, and the minimum decides.
        guard rate > 0, rate < 1, distance > 0 else { return rule.minimumEvents }
        let z = Self.healthyQuantile
        let spread: Double = z * (rate * (1 - rate)).squareRoot()
        let bend: Double = (z * z - 1) * (1 - 2 * rate) / 6
        let skew: Double = (isBelow ? bend : -bend) - 0.5
        let root: Double = max(0, spread * spread - 4 * distance * skew).squareRoot()
        let side: Double = (spread + root) / (2 * distance)
        let events: Double = side * side
        guard events < 1e15 else { return .max }
        return max(rule.minimumEvents, Int64(events.rounded(.up)))
    }
}
