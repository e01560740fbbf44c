// A series held against another one: `compare`.

internal import Detectors
internal import Model
internal import Panes

extension SeriesChart {
    /// The control's window becomes the yardstick. It holds this pane of the control, never of the series itself.
    /// While the control has too few events, nothing is bet on: what it did an hour ago is no yardstick.
    func adoptControl(_ control: Totals?, _ chart: inout EvidenceChart, _ plan: ChartPlan) {
        guard let control else { return chart.adopt([nil]) }
        let lines = plan.lines(reference: control)
        guard let first = lines.first, let yardstick = Yardstick(first.score, control, doubt: plan.doubt) else {
            return chart.adopt([nil])
        }
        chart.adopt(lines: lines, Array(repeating: yardstick, count: max(1, strata.count)))
    }

    /// Answers of two series to the same questions.
    mutating func paired(
        _ chart: inout PairedChart, _ score: Score, _ pane: SeriesPane, _ plan: ChartPlan
    ) -> Verdict {
        let (panes, needed) = (plan.windowPanes, max(plan.rule.minimumEvents, Yardstick.eventsMin))
        var isNew = chart.forget(before: pane.index, windowPanes: panes)
        if let own = pane.evidence, let control = pane.controlEvidence,
            chart.step(own, control, score: score, index: pane.index, windowPanes: panes, eventsMin: needed)
        {
            isNew = true
        }
        if isNew {
            judge = .paired(chart, score)
            isStateDirty = true
        }
        let reading = chart.reading
        var verdict = Verdict(
            state: .ok, value: reading.value, baselineValue: 0.5, ratio: reading.value.map { $0 / 0.5 },
            events: reading.events, effectiveEvents: reading.effective, needed: needed)
        if plan.rule.confirm == .none {
            verdict = LiteralChart(rule: plan.rule, isRate: true).verdict(reading, yard: .baseline(0.5))
        } else {
            read(chart.level, chart.statistic, &verdict)
        }
        if chart.asked == 0, chart.level == nil {
            verdict.state = .learning(.noControl)
        } else if !chart.isTestable {
            verdict.state = .learning(.outOfReach)
        }
        return settled(verdict, pane, chart.asked >= needed)
    }
}
