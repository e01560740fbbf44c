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
    /// The pane itself; nil when the series had no event in it.
    var evidence: PaneEvidence?
    /// The control's window, for `compare`.
    var control: Totals?
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
    /// Places in `strata` by scope: sums must not depend on which stratum came first.
    private(set) var strataOrder: [Int] = []
    var baseline: Baseline?
    /// What the baseline says of the whole series.
    var reference: Totals?
    /// A stored `compare` chart awaits the first control, from which its lines follow.
    var stored: ByteReader?

    enum Judge: Sendable {
        case waiting(Verdict.LearningReason)
        case literal(LiteralChart)
        case evidence(EvidenceChart)
        case mix(MixChart)
        case absence
    }

    init(scope: Scope, plan: ChartPlan, book: any BaselineBook, measures: [Measure]) {
        self.scope = scope
        judge = .waiting(.noBaseline)
        if plan.needsBaseline {
            switch book.baseline(for: plan.rule.baseline, model: scope[.model] ?? "") {
            case .failure(let absence): judge = .waiting(absence.reason)
            case .success(let found):
                baseline = found
                baselineID = found.id
                reference = found.totals(for: scope, measures: measures)
            }
            guard reference != nil else { return }
        }
        judge = makeJudge(plan, measures)
    }

    private func makeJudge(_ plan: ChartPlan, _ measures: [Measure]) -> Judge {
        let rule = plan.rule
        switch rule.detect.kind {
        case .absence: return .absence
        case .js, .kl, .psi:
            guard let baseline, let reference, let bins = plan.bins(baseline, reference, scope) else {
                return .waiting(.notInBaseline)
            }
            let chart = MixChart(rule: rule, bins: bins, threshold: plan.logThreshold, doubt: plan.doubt)
            return chart.map { .mix($0) } ?? .waiting(.thinBaseline)
        case .ratio, .share, .quantile, .mean, .compare, .cusum, .spc:
            if rule.confirm == .none { return .literal(LiteralChart(rule: rule, isRate: plan.isRate)) }
            if rule.detect.kind == .compare { return .waiting(.noControl) }
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

    /// Takes in the next stratum of the series.
    mutating func addStratum(_ scope: Scope, plan: ChartPlan, measures: [Measure]) {
        var yardstick: Yardstick?
        if let score = plan.lines(reference: reference).first?.score, plan.rule.detect.kind != .compare {
            if let baseline {
                yardstick = Yardstick(score, baseline.totals(for: scope, measures: measures), doubt: plan.doubt)
            } else if plan.rule.detect.kind == .share {
                // A share is held against its own line.
                yardstick = Yardstick(rate: 0.5, events: 0, low: 0, high: 1)
            }
        }
        let place = strataOrder.firstIndex { Scope.precedes(scope, strata[$0].scope) } ?? strataOrder.count
        strataOrder.insert(strata.count, at: place)
        strata.append((scope, yardstick))
        switch judge {
        case .evidence(var chart):
            chart.adopt(strata.map(\.yardstick))
            judge = .evidence(chart)
        case .mix(var chart):
            if case .mix(let dimension) = plan.rule.metric { chart.addStratum(scope[dimension] ?? "") }
            judge = .mix(chart)
        case .waiting, .literal, .absence: break
        }
    }

    var strataCount: Int { strata.count }

    mutating func noteHistory() { hasHistory = true }

    // MARK: Stepping

    mutating func step(_ pane: SeriesPane, plan: ChartPlan, strataTotals: () -> [Totals]) -> Verdict {
        if !pane.totals.isEmpty { hasHistory = true }
        let next = judged(pane, plan, strataTotals)
        if verdict != next {
            verdict = next
            isVerdictDirty = true
        }
        return next
    }
}
