// What an alert of a series says.

internal import Detectors
internal import Model
internal import Panes
internal import Statistics

extension SeriesChart {
    func finding(_ pane: SeriesPane, plan: ChartPlan, grid: PaneGrid, strataTotals: () -> [Totals]) -> Finding? {
        var finding = Finding()
        finding.statistic = verdict?.statistic
        finding.threshold = verdict?.threshold
        let reading = plan.gauge.reading(pane.totals)
        if plan.isRate, let value = reading.value,
            let interval = Proportion(hits: value * reading.effective, of: reading.effective)?.shown(alpha: 0.05)
        {
            (finding.low, finding.high) = (interval.lower, interval.upper)
        }
        if case .evidence(let chart) = judge {
            if chart.userCount > 0 { finding.users = Int64(chart.userCount) }
            if let (onset, rate) = chart.onset {
                finding.onset = grid.start(of: onset.pane)
                finding.sinceOnset = plan.isRate ? rate : nil
                finding.onsetEarliest = grid.start(of: onset.interval.lowerBound)
                finding.onsetLatest = grid.start(of: onset.interval.upperBound)
            }
        }
        if case .cusum(let chart, _) = judge { finding.onset = chart.onset.map { grid.start(of: $0) } }
        if plan.rule.detect.kind == .ratio, let mix = mix(strataTotals(), plan: plan) {
            finding.coverage = mix.coverage
            finding.behaviourChange = mix.behaviourChange
            if let usual = usual(plan)?.value {
                finding.mixChange = mix.mixChange(from: usual)
            }
            finding.segments = plan.isStratified ? mix.segments : []
        }
        return finding
    }

    /// The window of each stratum held against its yardstick.
    func mix(_ totals: [Totals], plan: ChartPlan) -> MixReading? {
        guard case .rate(let score) = plan.gauge else { return nil }
        let parts = strataOrder.map { index in
            MixReading.Stratum(
                scope: strata[index].scope, totals: totals[index], yardstick: strata[index].yardstick)
        }
        return MixReading(parts, score: score)
    }
}
