// What follows from a rule alone, the same for all of its series.

internal import Detectors
internal import Model
internal import Panes
internal import Statistics

/// How the series of one rule are judged.
struct ChartPlan: Sendable {
    let rule: Rule
    /// The window, in panes.
    let windowPanes: Int64
    /// Ten minutes: after twice that, a user who comes back is taken for another one.
    let spellPanes: Int64
    /// ln A of each line of this rule.
    let logThreshold: Double
    /// g: the chance that a bound on a baseline fails.
    let doubt: Double
    /// The models that are known to be deployed.
    let models: [DeployedModel]
    /// Evidence of a series is good as long as this stays: it is not touched by lines, times and texts.
    let identity: String
    /// The place of the rule's measure in the run's list; 0 for metrics without one.
    private let measure: Int

    init(
        rule: Rule, measures: [Measure], thresholds: Thresholds, grid: PaneGrid, models: [DeployedModel] = []
    ) {
        self.models = models
        self.rule = rule
        windowPanes = grid.count(in: rule.window)
        measure = rule.metric.measure.flatMap { measures.firstIndex(of: $0) } ?? 0
        spellPanes = max(1, 600_000_000 / grid.width.microseconds)
        logThreshold = thresholds.logThreshold(of: rule)
        doubt = thresholds.doubt
        identity = rule.seriesRevision
        isStratified = rule.detect.kind == .ratio && Self.strata(of: rule) != rule.dimensions
    }

    /// The cells that the rule's series consist of; nil: all.
    static func filter(of rule: Rule) -> CellFilter? { rule.filter.map { CellFilter($0) } }

    /// The cells that its controls consist of. What the control replaces, a filter cannot ask of it.
    static func controlFilter(of rule: Rule) -> CellFilter? {
        rule.filter.map { CellFilter($0, leavesOut: rule.detect.replaced) }
    }

    /// The dimensions that cells need for it.
    static func dimensions(of rule: Rule) -> [Dimension] {
        strata(of: rule) + (rule.filter?.fields ?? []).compactMap { Dimension(name: $0) }
    }

    /// What the rule sees of a baseline.
    func narrowed(_ baseline: Baseline) -> Baseline { rule.filter.map { baseline.only($0) } ?? baseline }

    /// The dimensions of the strata: a rate of a series is judged category by category, a mix value by value.
    static func strata(of rule: Rule) -> [Dimension] {
        if case .mix(let dimension) = rule.metric { return DimensionSet(rule.dimensions + [dimension]).ordered }
        return rule.detect.kind == .ratio ? DimensionSet(rule.dimensions + [.category]).ordered : rule.dimensions
    }

    /// Whether some series of the rule may look at panes, and not at the window alone.
    var readsEvidence: Bool {
        if rule.isRolling { return true }
        switch rule.detect.kind {
        case .absence, .age, .unregistered: return false
        case .compare where rule.detect.isPaired: return true
        case .ratio, .share, .quantile, .mean, .compare: return rule.confirm != .none
        case .js, .kl, .psi, .cusum, .spc: return true
        }
    }

    /// Whether a series of the rule is judged by finer strata.
    let isStratified: Bool

    /// What the baseline says of each stratum of a series, in the order of their scopes.
    func yardsticks(_ baseline: Baseline, _ scope: Scope, reference: Totals?, measures: [Measure]) -> [Yardstick] {
        guard let score = lines(reference: reference).first?.score else { return [] }
        var strata: [Scope] = []
        for cell in baseline.cells(for: scope) {
            let stratum = Scope(Self.strata(of: rule).map { ($0, cell.scope[$0] ?? "") })
            if !strata.contains(stratum) { strata.append(stratum) }
        }
        return strata.sorted(by: Scope.precedes).compactMap { stratum in
            Yardstick(score, baseline.totals(for: stratum, measures: measures), doubt: doubt)
        }
    }

    /// The series that a `compare` rule holds this one against.
    func control(of scope: Scope) -> Scope? {
        guard rule.detect.kind == .compare else { return nil }
        switch rule.detect.control {
        case .baseModel:
            guard let base = scope[.baseModel], !base.isEmpty else { return nil }
            return Scope(
                scope.values.filter { $0.dimension != .baseModel }.map { ($0.0, $0.0 == .model ? base : $0.1) })
        case .value(let dimension, let value):
            guard let own = scope[dimension], !own.utf8.elementsEqual(value.utf8) else { return nil }
            return Scope(scope.values.map { ($0.0, $0.0 == dimension ? value : $0.1) })
        }
    }

    /// The dimensions of control series.
    static func control(of rule: Rule) -> [Dimension]? {
        guard rule.detect.kind == .compare else { return nil }
        guard case .value = rule.detect.control else { return rule.dimensions.filter { $0 != .baseModel } }
        return rule.dimensions
    }

    /// The dimension whose values tell a series' strata apart; nil when a series is its own only stratum.
    var strataDimension: Dimension? {
        rule.detect.kind == .ratio && !rule.dimensions.contains(.category) ? .category : nil
    }

    /// Whether the rule says nothing without a baseline from the book.
    var needsBaseline: Bool {
        switch rule.detect.kind {
        case .share, .compare, .age, .unregistered: false
        case .mean where rule.detect.isAbsolute: false
        case .ratio where rule.isRolling: false
        case .spc where rule.detect.chart == .xmr: false
        case .absence: rule.lines.contains { $0.below != nil }
        case .ratio, .quantile, .mean, .js, .kl, .psi, .cusum, .spc: true
        }
    }

    /// The bins of a spread, from the baseline.
    func bins(_ baseline: Baseline, _ reference: Totals, _ scope: Scope) -> MixBins? {
        guard case .mix(let dimension) = rule.metric else {
            return MixBins(measure: measure, histogram: reference.histogram(measure))
        }
        var values: [(name: String, events: Double)] = []
        for cell in baseline.cells(for: scope) {
            let name = cell.scope[dimension] ?? ""
            let events = Double(cell.tally.events)
            if let known = values.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
                values[known].events += events
            } else {
                values.append((name, events))
            }
        }
        return MixBins(values: values)
    }

    /// The window's divergence in the rule's own measure, with its bias taken off where there is one.
    func divergence(_ bins: MixBins, _ strata: [Totals]) -> Double? {
        var counts = [Double](repeating: 0, count: bins.count)
        for (stratum, totals) in strata.enumerated() { bins.add(totals, stratum: stratum, to: &counts) }
        guard let divergence = Divergence(current: counts, baseline: bins.baseline) else { return nil }
        switch rule.detect.kind {
        case .kl: return divergence.smoothedKL
        case .psi: return divergence.smoothedPSI
        default: return max(0, divergence.debiasedBits)
        }
    }

    /// What is shown of a window.
    var gauge: Gauge {
        switch rule.metric {
        case .refusalRate: return .rate(.refused)
        case .errorRate: return .rate(.failed)
        case .blockedRate: return .rate(.blocked)
        case .events, .mix, .trainingAge, .evaluationAge: return .events
        case .measure:
            switch rule.detect.kind {
            case .quantile: return .quantile(measure: measure, rule.detect.quantile)
            case .compare where rule.detect.quantile > 0: return .quantile(measure: measure, rule.detect.quantile)
            case .mean, .compare, .cusum: return .mean(measure: measure)
            case .spc where rule.detect.chart == .xmr: return .mean(measure: measure)
            case .ratio, .share, .spc, .js, .kl, .psi, .absence, .age, .unregistered: return .rate(flag)
            }
        }
    }

    /// Events whose measure reaches `at_least`, to within a bin.
    private var flag: Score {
        let bin = LogBins.grid.bin(of: rule.detect.atLeast)
        return .above(measure: measure, bin: bin == 0 ? 0 : bin - 1)
    }

    /// Whether what is shown is a share of events.
    var isRate: Bool { if case .rate = gauge { true } else { false } }

    /// The lines of the rule, each with the score that its null is about. `reference` is what the series is held
    /// against; a share needs none.
    func lines(reference: Totals?) -> [(line: Line, score: Score)] {
        var lines: [(line: Line, score: Score)] = []
        for (threshold, level) in [(rule.warning, Line.Level.warning), (rule.critical, .critical)] {
            guard let threshold else { continue }
            for (number, side) in [(threshold.below, Side.low), (threshold.above, .high)] {
                guard let number, let score = score(number, side, reference), let target = target(number, side)
                else { continue }
                lines.append((Line(level: level, side: side, target: target, threshold: logThreshold), score))
            }
        }
        return lines
    }

    /// The lines of a rule whose yardstick is still to come, with places for their scores.
    var linesToCome: [(line: Line, score: Score)] {
        var lines: [(line: Line, score: Score)] = []
        for (threshold, level) in [(rule.warning, Line.Level.warning), (rule.critical, .critical)] {
            for (number, side) in [(threshold?.below, Side.low), (threshold?.above, .high)] {
                guard let number, let target = target(number, side) else { continue }
                let line = Line(level: level, side: side, target: target, threshold: logThreshold)
                lines.append((line, .above(measure: measure, bin: 0)))
            }
        }
        return lines
    }

    private func target(_ number: Double, _ side: Side) -> Line.Target? {
        switch gauge {
        case .events: nil
        case .quantile: .absolute(1 - rule.detect.quantile)
        case .mean: rule.detect.isAbsolute ? .absolute(number) : rule.detect.isPoints ? .points(number) : .ratio(number)
        case .rate:
            rule.detect.kind == .share ? .absolute(number) : rule.detect.isPoints ? .points(number) : .ratio(number)
        }
    }

    /// A quantile beyond r times the baseline's is a share of events beyond that place: exact, and two counters.
    private func score(_ number: Double, _ side: Side, _ reference: Totals?) -> Score? {
        switch gauge {
        case .events: return nil
        case .rate(let score): return score
        case .quantile(let measure, let q):
            guard let histogram = reference?.histogram(measure), let quantile = histogram.quantile(q) else {
                return nil
            }
            let line = LogBins.grid.bin(of: quantile * number)
            // The place of the baseline's own quantile is known to within its order statistics.
            let events = histogram.count
            guard let z = Normal.quantile(1 - doubt) else { return nil }
            let spread: Double = z * (q * (1 - q) / Double(max(1, events))).squareRoot()
            let edge = histogram.quantileBin(side == .high ? min(1, q + spread) : max(0, q - spread)) ?? line
            return .above(measure: measure, bin: side == .high ? max(line, edge) : min(line, edge))
        case .mean(let measure) where rule.detect.isPoints || rule.detect.isAbsolute:
            // Only measures from 0 to 1 have such lines, so nothing need be cut.
            return .mean(measure: measure, cap: 1)
        case .mean(let measure):
            guard let histogram = reference?.histogram(measure), let mean = histogram.mean,
                let top = histogram.quantile(0.999)
            else { return nil }
            let cap = max(top, 2 * number * mean)
            return cap > 0 ? .mean(measure: measure, cap: cap) : nil
        }
    }
}

extension Baseline {
    /// Everything that it holds of a series.
    func totals(for scope: Scope, measures: [Measure]) -> Totals {
        Totals(tally: tally(for: scope), histograms: measures.map { histogram(for: scope, $0) })
    }
}
