// One rule over one series: how it is judged, and the life of its alerts.

internal import Alerts
internal import Detectors
internal import Model
internal import Panes

/// What one pane's end brings to a series.
struct SeriesPane {
    var index: Int64
    /// The window that ends here.
    var totals: Totals
    /// The pane itself; nil when the series had no event in it or does not read it.
    var evidence: PaneEvidence?
    /// When the pane began.
    var start: EventTime
    /// The control's window, for `compare`, and the pane that ends it.
    var control: Totals?
    var controlEvidence: PaneEvidence?
}

/// State of one (rule, series).
struct SeriesChart: Sendable {
    let scope: Scope
    var life = AlertLife()
    private(set) var verdict: Verdict?
    private(set) var baselineID: String?
    var hasHistory = false
    var isStateDirty = false
    var isVerdictDirty = false
    var judge: Judge
    var strata: [(scope: Scope, yardstick: Yardstick?)] = []
    var baseline: Baseline?
    /// What the baseline says of the whole series.
    var reference: Totals?
    /// The series' own last days, where they are its yardstick.
    var rolling: RollingBaseline?
    /// Places in `strata` in the order of scopes, so that sums do not depend on who came first.
    private(set) var strataOrder: [Int] = []

    enum Judge: Sendable {
        case waiting(Verdict.LearningReason)
        case literal(LiteralChart)
        case evidence(EvidenceChart)
        case mix(MixChart)
        case absence
        /// Of an age, the moment that it counts from.
        case registry(since: EventTime?)
        case cusum(CUSUMChart, Score)
        case control(ControlChart)
        case paired(PairedChart, Score)
    }

    /// Of the strata, where a series may have several.
    let strataDimension: Dimension?

    /// The plan's.
    let identity: String

    /// `found` is the rule's baseline where it needs one.
    init(
        scope: Scope, plan: ChartPlan, found: Result<Baseline, BaselineAbsence>?, measures: [Measure]
    ) {
        self.scope = scope
        identity = plan.identity
        strataDimension = plan.strataDimension
        judge = .waiting(.noBaseline)
        if let found {
            switch found {
            case .failure(let absence): judge = .waiting(absence.reason)
            case .success(let found):
                baseline = found
                baselineID = found.id
                reference = found.totals(for: scope, measures: measures)
            }
            guard reference != nil else { return }
        }
        if plan.rule.isRolling { rolling = RollingBaseline() }
        judge = makeJudge(plan, measures)
    }

    func makeJudge(_ plan: ChartPlan, _ measures: [Measure]) -> Judge {
        let rule = plan.rule
        switch rule.detect.kind {
        case .absence: return .absence
        case .age, .unregistered: return makeRegistry(plan)
        case .js, .kl, .psi:
            guard let baseline, let reference, let bins = plan.bins(baseline, reference, scope) else {
                return .waiting(.notInBaseline)
            }
            let chart = MixChart(rule: rule, bins: bins, threshold: plan.logThreshold, doubt: plan.doubt)
            return chart.map { .mix($0) } ?? .waiting(.thinBaseline)
        case .cusum: return makeCUSUM(plan)
        case .spc: return makeControl(plan)
        case .compare where rule.detect.isPaired:
            guard case .rate(let score) = plan.gauge, score.isOutcome else { return .waiting(.noControl) }
            return .paired(PairedChart(lines: plan.linesToCome.map(\.line)), score)
        case .ratio, .share, .quantile, .mean, .compare:
            if rule.confirm == .none { return .literal(LiteralChart(rule: rule, isRate: plan.isRate)) }
            if rule.detect.kind == .compare { return .evidence(EvidenceChart(lines: plan.linesToCome)) }
            let lines = plan.lines(reference: reference)
            guard !lines.isEmpty else { return .waiting(.notInBaseline) }
            let known = baseline.map { plan.yardsticks($0, scope, reference: reference, measures: measures) }
            var chart = EvidenceChart(lines: lines, known: known ?? [])
            if let reference, let first = lines.first {
                chart.dateFrom(rate: Yardstick(first.score, reference, doubt: plan.doubt)?.rate)
            }
            return .evidence(chart)
        }
    }

    private func makeCUSUM(_ plan: ChartPlan) -> Judge {
        let lines = plan.lines(reference: reference)
        // Lines of a mean are drawn on one scale, the widest.
        let score = lines.map(\.score).max { $0.cap < $1.cap }
        guard let reference, let score else { return .waiting(.notInBaseline) }
        guard let yardstick = Yardstick(score, reference, doubt: plan.doubt) else { return .waiting(.thinBaseline) }
        let detect = plan.rule.detect
        let chart = CUSUMChart(
            lines: lines.map(\.line), yardstick: yardstick, deviation: score.deviation(reference),
            runLength: detect.runLength, hasHeadStart: detect.hasHeadStart)
        return chart.isTestable ? .cusum(chart, score) : .waiting(.outOfReach)
    }

    private func makeControl(_ plan: ChartPlan) -> Judge {
        var p0: Double?
        if case .rate(let score) = plan.gauge, let reference {
            p0 = Yardstick(score, reference, doubt: plan.doubt)?.rate
        }
        return ControlChart(plan.rule.detect.chart, p0: p0).map { .control($0) } ?? .waiting(.thinBaseline)
    }

    /// Takes in the next stratum of the series.
    mutating func addStratum(_ scope: Scope, plan: ChartPlan, measures: [Measure]) {
        var yardstick: Yardstick?
        if let score = plan.lines(reference: reference).first?.score, plan.rule.detect.kind != .compare {
            if let rolling {
                yardstick = rolling.yardstick(scope[.category] ?? "", doubt: plan.doubt)
            } else if let baseline {
                yardstick = Yardstick(score, baseline.totals(for: scope, measures: measures), doubt: plan.doubt)
            } else if plan.rule.detect.kind == .share || plan.rule.detect.isAbsolute {
                // A share is held against its own line.
                yardstick = Yardstick(rate: 0.5, events: 0, low: 0, high: 1)
            }
        }
        let place = strataOrder.firstIndex { Scope.precedes(scope, strata[$0].scope) } ?? strataOrder.count
        strataOrder.insert(strata.count, at: place)
        strata.append((scope, yardstick))
        strataOrder = strata.indices.sorted { Scope.precedes(strata[$0].scope, strata[$1].scope) }
        switch judge {
        case .evidence(var chart):
            chart.adopt(strata.map(\.yardstick))
            judge = .evidence(chart)
        case .mix(var chart):
            if case .mix(let dimension) = plan.rule.metric { chart.addStratum(scope[dimension] ?? "") }
            judge = .mix(chart)
        case .waiting, .literal, .absence, .registry, .cusum, .control, .paired: break
        }
    }

    var strataCount: Int { strata.count }

    /// Whether it looks at panes, and not at the window alone.
    var readsEvidence: Bool {
        if rolling != nil { return true }
        switch judge {
        case .waiting, .literal, .absence, .registry: return false
        case .evidence, .mix, .cusum, .control, .paired: return true
        }
    }

    mutating func noteHistory() { hasHistory = true }

    // MARK: Stepping

    mutating func step(_ pane: SeriesPane, plan: ChartPlan, strataTotals: () -> [Totals]) -> Verdict {
        if !pane.totals.isEmpty { hasHistory = true }
        var next = judged(pane, plan, strataTotals)
        next.isShare = plan.rule.isShare
        if verdict != next {
            verdict = next
            isVerdictDirty = true
        }
        return next
    }
}
