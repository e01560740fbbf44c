// What one pane's end says of a series.

internal import Detectors
internal import Model
internal import Panes

extension SeriesChart {
    mutating func judged(_ pane: SeriesPane, _ plan: ChartPlan, _ strataTotals: () -> [Totals]) -> Verdict {
        let reading = plan.gauge.reading(pane.totals)
        let needed = max(plan.rule.minimumEvents, Yardstick.eventsMin)
        let mayJudge = reading.events >= needed
        var verdict = Verdict(
            state: .ok, value: reading.value, events: reading.events, effectiveEvents: reading.effective, needed: needed
        )
        if plan.rule.detect.kind == .compare { adoptControl(pane.control, plan) }
        switch judge {
        case .waiting(let reason): verdict.state = .learning(reason)
        case .literal(let chart): return literal(chart, reading, pane, plan)
        case .absence: return absence(reading, plan)
        case .evidence(var chart):
            if let evidence = pane.evidence {
                chart.step(evidence, index: pane.index, windowPanes: plan.windowPanes, mayJudge: mayJudge)
                judge = .evidence(chart)
                isStateDirty = true
            }
            expect(&verdict, pane, plan, strataTotals)
            read(chart.level, chart.statistic, &verdict)
            if !chart.hasYardstick {
                verdict.state = .learning(.thinBaseline)
            } else if !chart.isTestable {
                verdict.state = .learning(.outOfReach)
            } else if chart.level == nil, plan.isStratified, verdict.value != nil, verdict.baselineValue == nil {
                // Nothing in the window is of a stratum that the baseline knows.
                verdict.state = .learning(.notInBaseline)
            } else if chart.level == nil, chart.hasFewUsers {
                verdict.state = .learning(.fewUsers)
            }
        case .mix(var chart):
            let divergence = plan.divergence(chart.bins, strataTotals())
            verdict.value = divergence
            if let evidence = pane.evidence {
                chart.step(evidence, mayJudge: mayJudge)
                isStateDirty = true
            }
            if mayJudge { chart.release(divergence: divergence, rule: plan.rule) }
            judge = .mix(chart)
            read(chart.level, chart.statistic, &verdict)
        }
        if case .learning = verdict.state { return verdict }
        if pane.totals.isEmpty {
            verdict.state = hasHistory ? .stale : .insufficient
        } else if verdict.state == .ok, !mayJudge {
            verdict.state = .insufficient
        }
        verdict.isRecovered = verdict.state == .ok
        return verdict
    }

    private func read(_ level: Line.Level?, _ statistic: (value: Double, threshold: Double)?, _ verdict: inout Verdict)
    {
        switch level {
        case .critical: verdict.state = .critical
        case .warning: verdict.state = .warning
        case nil: verdict.state = .ok
        }
        verdict.statistic = statistic?.value
        verdict.threshold = statistic?.threshold
    }

    /// What the yardstick leads one to expect of this window.
    private func expect(_ verdict: inout Verdict, _ pane: SeriesPane, _ plan: ChartPlan, _ strataTotals: () -> [Totals])
    {
        if plan.rule.detect.kind == .compare {
            verdict.baselineValue = pane.control.flatMap { plan.gauge.reading($0).value }
        } else if plan.rule.detect.kind == .ratio, plan.isStratified {
            verdict.baselineValue = mix(strataTotals(), plan: plan)?.expected
        } else if let reference {
            verdict.baselineValue = plan.gauge.reading(reference).value
        }
        if let value = verdict.value, let baseline = verdict.baselineValue, baseline > 0 {
            verdict.ratio = value / baseline
        }
    }

    private func literal(
        _ chart: LiteralChart, _ reading: Score.Reading, _ pane: SeriesPane, _ plan: ChartPlan
    ) -> Verdict {
        var yard = LiteralChart.Yard.absolute
        if plan.needsBaseline || plan.rule.detect.kind == .compare {
            let totals = plan.rule.detect.kind == .compare ? pane.control : reference
            let known = totals.map { plan.gauge.reading($0) }
            guard let known, let value = known.value, known.events >= Yardstick.eventsMin, value > 0 else {
                let reason: Verdict.LearningReason =
                    plan.rule.detect.kind == .compare
                    ? .noControl : known?.value == nil ? .notInBaseline : .thinBaseline
                return Verdict(
                    state: .learning(reason), value: reading.value, baselineValue: known?.value, events: reading.events,
                    effectiveEvents: reading.effective, needed: plan.rule.minimumEvents)
            }
            yard = .baseline(value)
        }
        var verdict = chart.verdict(reading, yard: yard)
        if pane.totals.isEmpty { verdict.state = hasHistory ? .stale : .insufficient }
        return verdict
    }

    /// Silence is the finding, so an empty window is a breach here and not `stale`.
    private func absence(_ reading: Score.Reading, _ plan: ChartPlan) -> Verdict {
        var verdict = Verdict(
            state: .ok, value: reading.value, events: reading.events, effectiveEvents: reading.effective, needed: 1)
        guard hasHistory else {
            verdict.state = .insufficient
            return verdict
        }
        var expected: Double?
        if let baseline, let reference {
            let length = Double((baseline.to - baseline.from).microseconds)
            let window = Double(plan.rule.window.microseconds)
            if length >= window { expected = Double(reference.tally.events) * window / length }
        }
        verdict.baselineValue = expected
        if let expected, expected > 0 { verdict.ratio = Double(reading.events) / expected }
        let isPast = { (line: Threshold?) -> Bool in
            guard let line else { return false }
            guard let below = line.below else { return reading.events == 0 }
            guard let expected, expected >= 1 else { return reading.events == 0 }
            return Double(reading.events) < below * expected
        }
        verdict.state = isPast(plan.rule.critical) ? .critical : isPast(plan.rule.warning) ? .warning : .ok
        verdict.isRecovered = verdict.state == .ok
        return verdict
    }

    /// The control's window becomes the yardstick. It holds this pane of the control, never of the series itself.
    private mutating func adoptControl(_ control: Totals?, _ plan: ChartPlan) {
        guard plan.rule.confirm == .evidence, let control else { return }
        let lines = plan.lines(reference: control)
        guard let first = lines.first, let yardstick = Yardstick(first.score, control, doubt: plan.doubt) else {
            return
        }
        var chart = EvidenceChart(lines: lines)
        if case .evidence(let known) = judge { chart = known }
        chart.adopt(lines: lines, Array(repeating: yardstick, count: max(1, strata.count)))
        if var reader = stored {
            // Bytes that do not fit were of other lines: the chart begins anew.
            stored = nil
            try? chart.restore(from: &reader)
        }
        judge = .evidence(chart)
    }
}
