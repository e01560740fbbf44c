// One rule over all its series.

internal import Alerts
internal import Detectors
internal import Model
internal import Panes

/// The charts of one rule, by the aggregation's series ids.
struct RuleChart: Sendable {
    let plan: ChartPlan
    /// Indexes of what the rule reads.
    let window: Int
    let grouping: Int
    let strataWindow: Int
    let controlWindow: Int?
    /// Where the control's panes are, when answers are compared one by one.
    let controlGrouping: Int?
    var series: [SeriesChart] = []
    /// Series whose alert is not over, and those whose alert may still come back.
    var open: Set<Int> = []
    private var remembered: Set<Int> = []
    /// Whether the severities that its alerts have by themselves changed since they were last gathered.
    var isSupportDirty = false
    /// What its alerts say of the rule and of the set that it stands in.
    var stamp = RuleStamp()
    private(set) var tally = RuleTally()
    /// The control's series id, by series; -1 while it is unknown.
    private var controls: [Int] = []

    var rule: Rule { plan.rule }

    init(
        plan: ChartPlan, window: Int, grouping: Int, strataWindow: Int, controlWindow: Int?, controlGrouping: Int?
    ) {
        self.plan = plan
        self.window = window
        self.grouping = grouping
        self.strataWindow = strataWindow
        self.controlWindow = controlWindow
        self.controlGrouping = controlGrouping
    }

    /// Takes in series and strata that appeared since the last call.
    mutating func adopt(
        _ grouping: Grouping, scopes: [Scope], strata strataScopes: [Scope], book: any BaselineBook, measures: [Measure]
    ) {
        while series.count < scopes.count {
            let scope = scopes[series.count]
            let found = plan.needsBaseline ? baseline(scope[.model] ?? "", book) : nil
            series.append(SeriesChart(scope: scope, plan: plan, found: found, measures: measures))
            controls.append(-1)
        }
        for (index, strata) in grouping.changed(since: adoptedStrata) {
            while series[index].strataCount < strata.count {
                series[index].addStratum(
                    strataScopes[strata[series[index].strataCount]], plan: plan, measures: measures)
            }
        }
        adoptedStrata = grouping.strataCount
    }

    /// What series that appeared since the last call are held against, where promotions decide it.
    mutating func takeBaselines() -> [Baseline] {
        guard baselinesTold < series.count else { return [] }
        defer { baselinesTold = series.count }
        return rule.baseline == .current ? series[baselinesTold...].compactMap(\.baseline) : []
    }

    private var baselinesTold = 0
    private var adoptedStrata = 0
    /// What the rule sees of baselines, by their ids: series share it.
    private var narrowed: [String: Baseline] = [:]

    private mutating func baseline(
        _ model: String, _ book: any BaselineBook
    ) -> Result<Baseline, BaselineAbsence> {
        let found = book.baseline(for: rule.baseline, model: model)
        guard rule.filter != nil, case .success(let whole) = found else { return found }
        if let known = narrowed[whole.id] { return .success(known) }
        let own = plan.narrowed(whole)
        narrowed[whole.id] = own
        return .success(own)
    }

    /// Every series so far had events in panes that are closed, even where the rule's own window is empty by now.
    mutating func noteHistory() {
        for index in series.indices { series[index].noteHistory() }
    }

    /// Judges every series at the end of a pane. Transitions come in the order of their scopes.
    mutating func step(
        _ pane: inout EvaluatedPane, support: (ModelName) -> Support
    ) -> [(series: Int, transition: AlertTransition)] {
        var transitions: [(series: Int, transition: AlertTransition)] = []
        var tally = RuleTally.PaneTally()
        defer { self.tally.add(tally) }
        let windows = pane.windows
        // One copy for all series: the plan is large.
        let plan = plan
        for index in series.indices {
            let control = control(index, &pane)
            let evidence =
                self.series[index].readsEvidence ? pane.evidence(grouping: grouping, series: index) : nil
            let series = SeriesPane(
                index: pane.index, totals: windows[window].totals.totals(series: index),
                evidence: evidence, start: pane.grid.start(of: pane.index),
                control: control?.totals, controlEvidence: control?.evidence)
            let members = pane.groupings[grouping].members[index]
            let strataWindow = strataWindow
            let strataTotals = { members.map { windows[strataWindow].totals.totals(series: $0) } }
            let verdict = self.series[index].step(series, plan: plan, strataTotals: strataTotals)
            tally.add(verdict.state)
            // Most series are quiet and sound: they pay for one comparison.
            if self.series[index].life.isQuiet, verdict.state != .warning, verdict.state != .critical { continue }
            if let transition = stepLife(index, verdict, series, pane, strataTotals, support) {
                transitions.append((index, transition))
            }
        }
        return transitions.sorted { Scope.precedes($0.transition.alert.scope, $1.transition.alert.scope) }
    }

    private mutating func control(
        _ index: Int, _ pane: inout EvaluatedPane
    ) -> (totals: Totals, evidence: PaneEvidence?)? {
        guard let controlWindow else { return nil }
        if controls[index] < 0, let scope = plan.control(of: series[index].scope) {
            controls[index] = pane.aggregations[pane.windows[controlWindow].aggregation].known(scope) ?? -1
        }
        guard controls[index] >= 0 else { return nil }
        var evidence: PaneEvidence?
        if let controlGrouping { evidence = pane.evidence(grouping: controlGrouping, series: controls[index]) }
        return (pane.windows[controlWindow].totals.totals(series: controls[index]), evidence)
    }

    private mutating func stepLife(
        _ index: Int, _ verdict: Verdict, _ series: SeriesPane, _ pane: EvaluatedPane, _ strataTotals: () -> [Totals],
        _ support: (ModelName) -> Support
    ) -> AlertTransition? {
        let chart = self.series[index]
        let plan = plan
        var life = chart.life
        let alarm = Alarm(
            rule: rule, scope: chart.scope, baselineID: chart.baselineID, revision: stamp.revision,
            rulesHash: stamp.rulesHash)
        let transition = life.step(
            verdict, at: pane.time, of: alarm, support: { support(ModelName(chart.scope[.model] ?? "")) },
            finding: {
                var finding = chart.finding(series, plan: plan, grid: pane.grid, strataTotals: strataTotals)
                let segments = finding?.segments ?? []
                finding?.examples = pane.examples(of: index, grouping, plan, segments, verdict)
                return finding
            })
        setLife(index, life)
        return transition
    }

    /// Replaces the life of a series, and notes what depends on it.
    mutating func setLife(_ index: Int, _ life: AlertLife) {
        let before = series[index].life
        guard life != before else { return }
        series[index].life = life
        series[index].isStateDirty = true
        if life.own != before.own { isSupportDirty = true }
        noteLife(index)
    }

    private mutating func noteLife(_ index: Int) {
        let life = series[index].life
        if life.isFiring { open.insert(index) } else { open.remove(index) }
        if life.isOver { remembered.insert(index) } else { remembered.remove(index) }
    }

    /// The panes up to `time` were skipped, because nothing happens in them but that alerts are forgotten.
    mutating func expire(at time: EventTime) {
        for index in remembered.sorted() {
            var life = series[index].life
            life.expire(at: time)
            setLife(index, life)
        }
    }

    mutating func takeDirty(at time: EventTime) -> (states: [StateRow], verdicts: [VerdictRow]) {
        var states: [StateRow] = []
        var verdicts: [VerdictRow] = []
        for index in series.indices {
            if series[index].isStateDirty {
                series[index].isStateDirty = false
                states.append(StateRow(rule: rule.name, scope: series[index].scope, bytes: series[index].bytes))
            }
            if series[index].isVerdictDirty, let verdict = series[index].verdict {
                series[index].isVerdictDirty = false
                verdicts.append(
                    VerdictRow(
                        rule: rule.name, scope: series[index].scope, at: time, verdict: verdict,
                        baselineID: series[index].baselineID))
            }
        }
        return (states, verdicts)
    }

    /// The strata that stored bytes of this series speak of.
    func strata(in bytes: [UInt8], of scope: Scope) -> [Scope] {
        guard let dimension = plan.strataDimension else { return [] }
        return SeriesChart.strata(in: bytes, identity: plan.identity).map { Scope(scope.values + [(dimension, $0)]) }
    }

    /// False when the bytes cannot be read; the series then starts quiet.
    mutating func restore(series index: Int, _ bytes: [UInt8]) -> Bool {
        do throws(ByteCodingError) {
            try series[index].restore(bytes, plan: plan)
            noteLife(index)
            isSupportDirty = true
            return true
        } catch {
            return false
        }
    }
}
