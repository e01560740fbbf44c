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
        /// Only the categories count that refuse at least half in the baseline: a line over several bets on these.
        package var isHarmOnly: Bool
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
                ? baselines.flatMap { delays(plan, plan.narrowed($0), set.measures, grid) } : [])
    }
}

/// Rules whose threshold would be below 1, so that every pane would be an alarm.
package func hopelessRules(_ set: RuleSet, grid: PaneGrid, seriesMax: Int) -> [Rule] {
    Thresholds(set: set, grid: grid, seriesMax: seriesMax).hopeless(in: set)
}

/// g: the chance that a bound on a baseline's rate fails, as the rules take it. Without rules 1 %.
package func baselineDoubt(_ set: RuleSet, grid: PaneGrid, seriesMax: Int) -> Double {
    Thresholds(set: set, grid: grid, seriesMax: seriesMax).doubt
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
        let harm = harmful(plan, baseline, scope, measures)
        return plan.lines(reference: totals).compactMap { line, score in
            let isHarmOnly = harm != nil && line.side == .low
            let counted = isHarmOnly ? harm ?? totals : totals
            guard let yardstick = Yardstick(score, counted, doubt: plan.doubt), let boundary = line.mean(yardstick)
            else { return nil }
            let rate = plan.asked(line, boundary, yardstick)
            let perMinute = minutes > 0 ? Double(yardstick.events) / minutes : nil
            let perPane = (perMinute ?? 0) * Double(grid.width.microseconds) / 60e6
            guard
                let events = expectedDelay(
                    q0: boundary, rate: rate, side: line.side, logThreshold: line.threshold,
                    eventsPerPane: max(1, perPane))
            else { return nil }
            return RuleForecast.Delay(
                scope: scope, isCritical: line.level == .critical, isHarmOnly: isHarmOnly, baselineRate: yardstick.rate,
                boundary: boundary,
                rate: rate, events: events, minutes: perMinute.map { events / $0 })
        }
    }
}

/// What `Line.bets` counts of a series of several strata; nil when that is all of it.
private func harmful(
    _ plan: ChartPlan, _ baseline: Baseline, _ scope: Scope, _ measures: [Measure]
) -> Totals? {
    let dimensions = ChartPlan.strata(of: plan.rule)
    guard dimensions != plan.rule.dimensions, case .rate(let score) = plan.gauge else { return nil }
    var seen: [Scope] = []
    var merged = Totals.zero
    for cell in baseline.cells(for: scope) {
        let stratum = Scope(dimensions.map { ($0, cell.scope[$0] ?? "") })
        guard !seen.contains(stratum) else { continue }
        seen.append(stratum)
        let totals = baseline.totals(for: stratum, measures: measures)
        if score.reading(totals).value ?? 0 >= 0.5 { merged.merge(totals) }
    }
    return merged.isEmpty || seen.count < 2 ? nil : merged
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
