// One rule over one series: how it is judged, and the life of its alerts.

internal import Alerts
internal import Detectors
internal import Model
internal import Panes
internal import Statistics

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
    private(set) var hasHistory = false
    var isStateDirty = false
    var isVerdictDirty = false
    private var judge: Judge
    private var strata: [(scope: Scope, yardstick: Yardstick?)] = []
    private var baseline: Baseline?
    /// What the baseline says of the whole series.
    private var reference: Totals?
    /// A stored `compare` chart awaits the first control, from which its lines follow.
    private var stored: ByteReader?

    private enum Judge: Sendable {
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
        judge = makeJudge(plan)
    }

    private func makeJudge(_ plan: ChartPlan) -> Judge {
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
            var chart = EvidenceChart(lines: lines)
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
        var next = judged(pane, plan, strataTotals)
        next.isShare = plan.rule.isShare
        if verdict != next {
            verdict = next
            isVerdictDirty = true
        }
        return next
    }

    private mutating func judged(_ pane: SeriesPane, _ plan: ChartPlan, _ strataTotals: () -> [Totals]) -> Verdict {
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
            } else if chart.level == nil, chart.hasFewUsers {
                verdict.state = .learning(.fewUsers)
            }
        case .mix(var chart):
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
        } else if plan.rule.detect.kind == .ratio, strata.count > 1 {
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

    // MARK: What an alert says

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
        if plan.rule.detect.kind == .ratio, let mix = mix(strataTotals(), plan: plan) {
            finding.coverage = mix.coverage
            finding.behaviourChange = mix.behaviourChange
            if let usual = reference.flatMap({ plan.gauge.reading($0).value }) {
                finding.mixChange = mix.mixChange(from: usual)
            }
            finding.segments = strata.count > 1 ? mix.segments : []
        }
        return finding
    }

    /// The window of each stratum held against its yardstick.
    private func mix(_ totals: [Totals], plan: ChartPlan) -> MixReading? {
        guard case .rate(let score) = plan.gauge else { return nil }
        let parts = zip(strata, totals).map { stratum, totals in
            MixReading.Stratum(scope: stratum.scope, totals: totals, yardstick: stratum.yardstick)
        }
        // Strata appear in the order of arrival; sums must not.
        return MixReading(parts.sorted { Scope.precedes($0.scope, $1.scope) }, score: score)
    }

    // MARK: Snapshot

    private static let version: UInt8 = 2

    /// Nil when there is nothing to remember.
    var bytes: [UInt8]? {
        var writer = ByteWriter()
        writer.write(Self.version)
        life.write(to: &writer)
        writer.write(baselineID ?? "")
        switch judge {
        case .evidence(let chart):
            writer.write(UInt8(1))
            chart.write(to: &writer)
        case .mix(let chart):
            writer.write(UInt8(2))
            chart.write(to: &writer)
        case .waiting, .literal, .absence:
            if life.isQuiet { return nil }
            writer.write(UInt8(0))
        }
        return writer.bytes
    }

    /// Evidence against another baseline, or of another kind, is left out: the chart then begins anew.
    mutating func restore(_ bytes: [UInt8]) throws(ByteCodingError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        let life = try AlertLife(from: &reader)
        let isSame = try reader.text() == baselineID ?? ""
        let kind = try reader.byte()
        self.life = life
        hasHistory = true
        guard isSame else { return }
        switch (judge, kind) {
        case (.evidence(var chart), 1):
            try chart.restore(from: &reader)
            judge = .evidence(chart)
        case (.mix(var chart), 2):
            try chart.restore(from: &reader)
            judge = .mix(chart)
        case (.waiting, 1):
            stored = reader
            return
        default: return
        }
        guard reader.isAtEnd else { throw .value(at: reader.position) }
    }
}
