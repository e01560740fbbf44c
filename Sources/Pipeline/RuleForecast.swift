// What a rule would need to page, before it does: thresholds, and how long a change would take at known traffic.

internal import Detectors
package import Model
package import Panes

/// The part of the budget that a rule has, and what follows from it.
package struct RuleForecast: Sendable {
    /// One line of one series.
    package struct Delay: Sendable {
        package var scope: Scope
        package var isCritical: Bool
        /// The baseline's rate, the rate at which the line lies once the baseline's own error is taken off, and the
        /// rate that is asked about.
        package var baselineRate: Double
        package var boundary: Double
        package var rate: Double
        /// Events of the metric until a page, on average.
        package var events: Double
        /// The same in minutes, at the baseline's traffic. Nil when that is not known.
        package var minutes: Double?
    }

    package var rule: Rule
    /// What the rule shares its part of the budget with.
    package var group: String
    /// Share of the budget of one line of one series.
    package var share: Double
    /// Charts that share the group's part.
    package var charts: Int
    /// A: the e-value that a line must reach. Nil for rules that do not go by evidence.
    package var threshold: Double?
    package var logThreshold: Double?
    package var delays: [Delay]
}

/// One forecast for each rule, in their order. `baselines` are those that are current.
package func ruleForecasts(
    _ set: RuleSet, grid: PaneGrid, seriesMax: Int, baselines: [Baseline]
) -> [RuleForecast] {
    let thresholds = Thresholds(set: set, grid: grid, seriesMax: seriesMax)
    return set.rules.map { rule in
        let isEvidence = rule.confirm == .evidence
        let plan = ChartPlan(rule: rule, measures: set.measures, thresholds: thresholds, grid: grid)
        return RuleForecast(
            rule: rule, group: Thresholds.group(of: rule).name, share: isEvidence ? thresholds.share(of: rule) : 0,
            charts: thresholds.charts(with: rule), threshold: isEvidence ? thresholds.threshold(of: rule) : nil,
            logThreshold: isEvidence ? plan.logThreshold : nil,
            // Others than rules with a baseline and shares have their yardstick from the traffic to come.
            delays: isEvidence && !rule.isRolling && !rule.detect.isPaired
                ? baselines.flatMap { delays(plan, $0, set.measures, grid) } : [])
    }
}

/// Rules whose threshold would be below 1, so that every pane would be an alarm.
package func hopelessRules(_ set: RuleSet, grid: PaneGrid, seriesMax: Int) -> [Rule] {
    Thresholds(set: set, grid: grid, seriesMax: seriesMax).hopeless(in: set)
}

private func delays(
    _ plan: ChartPlan, _ baseline: Baseline, _ measures: [Measure], _ grid: PaneGrid
) -> [RuleForecast.Delay] {
    var scopes: [Scope] = []
    for cell in baseline.cells {
        let scope = Scope(plan.rule.dimensions.map { ($0, cell.scope[$0] ?? "") })
        if !scopes.contains(scope) { scopes.append(scope) }
    }
    let minutes = Double((baseline.to - baseline.from).microseconds) / 60e6
    return scopes.flatMap { scope -> [RuleForecast.Delay] in
        let totals = baseline.totals(for: scope, measures: measures)
        return plan.lines(reference: totals).compactMap { line, score in
            guard let yardstick = Yardstick(score, totals, doubt: plan.doubt), let boundary = line.mean(yardstick)
            else {
                return nil
            }
            let rate = plan.asked(line, boundary, yardstick)
            let perMinute = minutes > 0 ? Double(yardstick.events) / minutes : nil
            let perPane = (perMinute ?? 0) * Double(grid.width.microseconds) / 60e6
            guard
                let events = expectedDelay(
                    q0: boundary, rate: rate, side: line.side, logThreshold: line.threshold,
                    eventsPerPane: max(1, perPane))
            else { return nil }
            return RuleForecast.Delay(
                scope: scope, isCritical: line.level == .critical, baselineRate: yardstick.rate, boundary: boundary,
                rate: rate, events: events, minutes: perMinute.map { events / $0 })
        }
    }
}

extension ChartPlan {
    /// The rate that people would ask about: a tenth of the baseline beyond the line, or twice a share.
    fileprivate func asked(_ line: Line, _ boundary: Double, _ yardstick: Yardstick) -> Double {
        let step: Double
        if case .absolute = line.target { step = boundary } else { step = max(0.1 * yardstick.rate, 0.001) }
        return line.side == .low ? max(0, boundary - step) : min(1, boundary + step)
    }
}

extension ChartGroup {
    fileprivate var name: String {
        switch self {
        case .lines: "lines"
        case .control: "any change"
        case .distribution: "distribution"
        case .embedding: "embedding"
        case .tokens: "tokens"
        case .canary: "canaries"
        }
    }
}
