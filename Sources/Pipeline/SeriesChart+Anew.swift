// A series whose evidence starts anew.

internal import Detectors
internal import Model
internal import Panes

extension SeriesChart {
    /// Drops all evidence, for and against: what a person judged has to be shown again. The yardsticks stay.
    mutating func startAnew(_ plan: ChartPlan, measures: [Measure]) {
        switch judge {
        case .waiting, .literal, .absence, .registry: return
        case .evidence, .mix, .cusum, .control, .paired: break
        }
        judge = makeJudge(plan, measures)
        switch judge {
        case .evidence(var chart):
            chart.adopt(strata.map(\.yardstick))
            judge = .evidence(chart)
        case .mix(var chart):
            if case .mix(let dimension) = plan.rule.metric {
                for stratum in strata { chart.addStratum(stratum.scope[dimension] ?? "") }
            }
            judge = .mix(chart)
        case .waiting, .literal, .absence, .registry, .cusum, .control, .paired: break
        }
        isStateDirty = true
    }
}

extension RuleChart {
    mutating func startAnew(_ index: Int, measures: [Measure]) { series[index].startAnew(plan, measures: measures) }
}
