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
        if rolling != nil { turnDay(pane, plan) }
        defer { if rolling != nil { addToDay(pane, plan) } }
        switch judge {
        case .waiting(let reason): verdict.state = .learning(reason)
        case .literal(let chart): return literal(chart, reading, pane, plan)
        case .absence: return absence(reading, plan)
        case .registry(let since): return registered(since, reading, pane, plan)
        case .paired(var chart, let score): return paired(&chart, score, pane, plan)
        case .evidence(var chart):
            // The only copy from here on: a second one would make each step a copy of all arrays.
            judge = .absence
            let isCompared = plan.rule.detect.kind == .compare
            if isCompared { adoptControl(pane.control, &chart, plan) }
            if let evidence = pane.evidence, chart.hasYardstick || !isCompared {
                chart.step(
                    evidence, index: pane.index, windowPanes: plan.windowPanes, spellPanes: plan.spellPanes,
                    mayJudge: mayJudge)
                isStateDirty = true
            }
            judge = .evidence(chart)
            expect(&verdict, pane, plan, strataTotals)
            read(chart.level, chart.statistic, &verdict)
            if !chart.hasYardstick {
                verdict.state = .learning(noYardstick(plan))
            } else if !chart.isTestable {
                verdict.state = .learning(.outOfReach)
            } else if chart.level == nil, plan.isStratified, verdict.value != nil, verdict.baselineValue == nil {
                // Nothing in the window is of a stratum that the baseline knows.
                verdict.state = .learning(.notInBaseline)
            } else if chart.level == nil, chart.hasFewUsers {
                verdict.state = .learning(.fewUsers)
            }
        case .cusum(var chart, let score):
            if let evidence = pane.evidence {
                chart.step(evidence.counts(score), index: pane.index, mayJudge: mayJudge)
                judge = .cusum(chart, score)
                isStateDirty = true
            }
            expect(&verdict, pane, plan, strataTotals)
            read(chart.level, chart.statistic, &verdict)
        case .control(var chart):
            let isNew = chart.step(
                pane.evidence?.counts(plan.gauge) ?? PaneCounts(events: 0, sum: 0), index: pane.index,
                subgroupPanes: plan.windowPanes, eventsMin: needed)
            if isNew {
                judge = .control(chart)
                isStateDirty = true
            }
            expect(&verdict, pane, plan, strataTotals, centre: chart.centre)
            read(chart.isOutside ? .warning : nil, chart.statistic, &verdict)
            if chart.isLearning { verdict.state = .learning(.firstPoints) }
        case .mix(var chart):
            judge = .absence
            let divergence = plan.divergence(chart.bins, strataTotals())
            verdict.value = divergence
            if let evidence = pane.evidence {
                chart.step(evidence, index: pane.index, spellPanes: plan.spellPanes, mayJudge: mayJudge)
                isStateDirty = true
            }
            if mayJudge { chart.release(divergence: divergence, rule: plan.rule, windowPanes: plan.windowPanes) }
            judge = .mix(chart)
            read(chart.level, chart.statistic, &verdict)
        }
        return settled(verdict, pane, mayJudge)
    }

    /// Silence and too few events come before "all is well", never before a breach.
    func settled(_ verdict: Verdict, _ pane: SeriesPane, _ mayJudge: Bool) -> Verdict {
        var verdict = verdict
        if case .learning = verdict.state { return verdict }
        if pane.totals.isEmpty {
            verdict.state = hasHistory ? .stale : .insufficient
        } else if verdict.state == .ok, !mayJudge {
            verdict.state = .insufficient
        }
        verdict.isRecovered = verdict.state == .ok
        return verdict
    }

    func read(_ level: Line.Level?, _ statistic: (value: Double, threshold: Double)?, _ verdict: inout Verdict) {
        switch level {
        case .critical: verdict.state = .critical
        case .warning: verdict.state = .warning
        case nil: verdict.state = .ok
        }
        verdict.statistic = statistic?.value
        verdict.threshold = statistic?.threshold
    }

    private func noYardstick(_ plan: ChartPlan) -> Verdict.LearningReason {
        if plan.rule.detect.kind == .compare { return .noControl }
        if reference?.tally.events == 0 { return .notInBaseline }
        return rolling?.hasDay == false ? .firstDay : .thinBaseline
    }

    /// What the whole series is held against.
    func usual(_ plan: ChartPlan) -> Score.Reading? { rolling?.reading ?? reference.map { plan.gauge.reading($0) } }

    /// What the yardstick, or the chart's own `centre`, leads one to expect of this window.
    private func expect(
        _ verdict: inout Verdict, _ pane: SeriesPane, _ plan: ChartPlan, _ strataTotals: () -> [Totals],
        centre: Double? = nil
    ) {
        if plan.rule.detect.kind == .compare {
            verdict.baselineValue = pane.control.flatMap { plan.gauge.reading($0).value }
        } else if plan.isStratified {
            verdict.baselineValue = mix(strataTotals(), plan: plan)?.expected
        } else {
            verdict.baselineValue = centre ?? usual(plan)?.value
        }
        if let value = verdict.value, let baseline = verdict.baselineValue, baseline > 0 {
            verdict.ratio = value / baseline
        }
    }

    private func literal(
        _ chart: LiteralChart, _ reading: Score.Reading, _ pane: SeriesPane, _ plan: ChartPlan
    ) -> Verdict {
        var yard = LiteralChart.Yard.absolute
        let isCompared = plan.rule.detect.kind == .compare
        if plan.needsBaseline || isCompared || rolling != nil {
            let known = isCompared ? pane.control.map { plan.gauge.reading($0) } : usual(plan)
            guard let known, let value = known.value, known.events >= Yardstick.eventsMin, value > 0 else {
                let reason: Verdict.LearningReason =
                    isCompared
                    ? .noControl
                    : rolling?.hasDay == false ? .firstDay : known?.value == nil ? .notInBaseline : .thinBaseline
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
}
