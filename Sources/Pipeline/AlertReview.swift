// Past alerts held against another baseline: what a promotion would have hidden.

internal import Detectors
package import Model
package import Panes

/// One alert and what would have become of it.
package struct AlertReview: Sendable {
    package enum Fate: String, Sendable {
        /// The window's number is past the line against the new baseline too, or the line is no looser than it was.
        case kept
        /// The line moved away from the number, or the new baseline says nothing of the series.
        case hidden
        /// The line is looser now, and the number of the window was not past it before either: evidence raised the
        /// alert before the window showed it.
        case unclear
    }

    package var alert: Alert
    /// What each baseline leads one to expect of the window. Nil when it says nothing of the series.
    package var oldExpected: Double?
    package var newExpected: Double?
    package var fate: Fate
}

/// Reviews alerts whose evidence names a baseline; others do not depend on one. With `isCurrentOnly`, only those of
/// rules that follow promotions. `known` are baselines that alerts may name.
package func reviewAlerts(
    _ alerts: [Alert], rules: RuleSet, grid: PaneGrid, from old: Baseline, to new: Baseline, known: [Baseline],
    isCurrentOnly: Bool
) -> [AlertReview] {
    let thresholds = Thresholds(set: rules, grid: grid, seriesMax: 1)
    return alerts.compactMap { alert in
        guard alert.evidence.baselineID != nil else { return nil }
        var review = AlertReview(alert: alert, fate: .unclear)
        guard let rule = rules.rules.first(where: { $0.name == alert.rule }) else { return review }
        if isCurrentOnly, rule.baseline != .current { return nil }
        let plan = ChartPlan(rule: rule, measures: rules.measures, thresholds: thresholds, grid: grid)
        guard let line = AlertLine(alert, rule), let value = alert.evidence.value else { return review }
        let usual = { (baseline: Baseline) in
            plan.expectation(baseline, alert.scope, rules.measures)
        }
        // A window of another mix than the baseline's had another expectation; that much stays.
        let own = known.first { $0.id == alert.evidence.baselineID }.flatMap(usual)
        let mix = own.flatMap { own in alert.evidence.baselineValue.map { own > 0 ? $0 / own : 1 } } ?? 1
        review.oldExpected = usual(old).map { $0 * mix }
        review.newExpected = usual(new).map { $0 * mix }
        review.fate = line.fate(value, old: review.oldExpected, new: review.newExpected)
        return review
    }
}

extension ChartPlan {
    /// What a baseline leads one to expect of a series. Nil with fewer events than charts ask for.
    fileprivate func expectation(_ baseline: Baseline, _ scope: Scope, _ measures: [Measure]) -> Double? {
        let reading = gauge.reading(narrowed(baseline).totals(for: scope, measures: measures))
        return reading.events >= Yardstick.eventsMin ? reading.value : nil
    }
}

/// The line that an alert was past.
private struct AlertLine {
    let side: Side
    let number: Double
    let isPoints: Bool

    /// Nil for rules whose line is not a plain function of a baseline's number.
    init?(_ alert: Alert, _ rule: Rule) {
        switch rule.detect.kind {
        case .ratio, .quantile, .mean: break
        case .share, .js, .kl, .psi, .cusum, .spc, .compare, .absence, .age, .unregistered: return nil
        }
        guard let number = alert.evidence.line else { return nil }
        self.number = number
        isPoints = rule.detect.isPoints
        let isLow = rule.lines.contains { $0.below == number }
        let isHigh = rule.lines.contains { $0.above == number }
        if isLow != isHigh {
            side = isLow ? .low : .high
        } else {
            // The rule was edited since, or has the same number on both sides.
            guard let value = alert.evidence.value, let expected = alert.evidence.baselineValue else { return nil }
            side = value < expected ? .low : .high
        }
    }

    private func isPast(_ value: Double, _ expected: Double) -> Bool {
        switch side {
        case .low: value < (isPoints ? expected - number : expected * number)
        case .high: value > (isPoints ? expected + number : expected * number)
        }
    }

    func fate(_ value: Double, old: Double?, new: Double?) -> AlertReview.Fate {
        guard let new else { return .hidden }
        if isPast(value, new) { return .kept }
        guard let old else { return .unclear }
        if side == .low ? new >= old : new <= old { return .kept }
        // No worse than what the new baseline takes for usual: nothing would have been found.
        let isUsual = side == .low ? value >= new : value <= new
        return isPast(value, old) || isUsual ? .hidden : .unclear
    }
}
