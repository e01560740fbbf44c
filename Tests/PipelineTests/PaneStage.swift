// The evaluator on panes that a test makes, without a log: long streams at little cost.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

/// Closes panes, keeps what a store would keep, and starts again where it stopped.
struct PaneStage {
    /// Changes take effect with the next start.
    var set: RuleSet
    private let measures: [Measure]
    private let book: any BaselineBook
    private let watch: WatchSettings?
    let grid: PaneGrid
    private var evaluator: Evaluator
    private var history: [(index: Int64, rows: [(scope: Scope, accumulator: Accumulator)])] = []
    private var states: [String: StateRow] = [:]
    private var verdicts: [String: VerdictRow] = [:]
    private var incidents: [String: Incident] = [:]
    private var tasks: [String: ReviewTask] = [:]
    private(set) var transitions: [AlertTransition] = []

    init(
        _ rules: [Rule], measures: [Measure] = [], models: [DeployedModel] = [], book: any BaselineBook,
        width: TimeSpan = .seconds(10), watch: WatchSettings? = nil
    ) {
        set = RuleSet(rules: rules)
        set.models = models
        (self.measures, self.book, self.watch) = (measures, book, watch)
        grid = PaneGrid(width: width)
        evaluator = Evaluator(set: set, grid: grid, seriesMax: 100, measures: measures, book: book, watch: watch)
    }

    /// The first pane of a test: `start`, which lies on a pane border.
    var first: Int64 { grid.index(of: start) }

    /// Closes the `number`th pane.
    mutating func close(_ number: Int64, _ rows: [(scope: Scope, accumulator: Accumulator)]) {
        let index = first + number
        if !rows.isEmpty { history.append((index, rows)) }
        let cells = rows.map { (evaluator.cell(for: $0.scope), $0.accumulator) }
        transitions +=
            rows.isEmpty ? evaluator.closeEmpty(through: index) : evaluator.close(.init(index: index, rows: cells))
    }

    mutating func checkpoint() {
        let dirty = evaluator.takeDirty()
        for row in dirty.states { states["\(row.rule) \(key(row.scope))"] = row.bytes == nil ? nil : row }
        let desk = evaluator.takeDesk()
        for incident in desk.incidents { incidents[incident.id] = incident }
        for task in desk.tasks { tasks[task.id] = task }
        for row in dirty.verdicts { verdicts["\(row.rule) \(key(row.scope))"] = row }
    }

    /// A new process, to which series appear in another order. Returns how many states it could not use.
    @discardableResult
    mutating func restart(spoil: (inout [UInt8]) -> Void = { _ in }) -> Int {
        checkpoint()
        guard let last = evaluator.closedThrough else { return 0 }
        let oldest = evaluator.oldestNeeded(after: last)
        evaluator = Evaluator(set: set, grid: grid, seriesMax: 100, measures: measures, book: book, watch: watch)
        let closed = history.filter { $0.index >= oldest }.map { pane in
            ClosedPane(
                index: pane.index, rows: pane.rows.reversed().map { (evaluator.cell(for: $0.scope), $0.accumulator) })
        }
        let rows = states.keys.sorted().compactMap { states[$0] }.map { row in
            var bytes = row.bytes ?? []
            spoil(&bytes)
            return StateRow(rule: row.rule, scope: row.scope, bytes: bytes)
        }
        var desk = StoredState()
        desk.incidents = incidents.keys.sorted().compactMap { incidents[$0] }
        desk.tasks = tasks.keys.sorted().compactMap { tasks[$0] }
        evaluator.restoreDesk(desk)
        return evaluator.restore(closed: closed, through: last, states: rows).count
    }

    func verdict(_ rule: String, _ scope: Scope) -> Verdict? { verdicts["\(rule) \(key(scope))"]?.verdict }

    func transitions(of rule: String) -> [AlertTransition] { transitions.filter { $0.alert.rule == rule } }

    /// What must not depend on where a run was stopped.
    var dump: [String] {
        states.keys.sorted().map { "state \($0) \(states[$0]?.bytes ?? [])" }
            + verdicts.keys.sorted().map { name in
                "verdict \(name) \(verdicts[name].map { "\($0.verdict)" } ?? "")"
            } + transitions.map { "transition " + text($0) }
    }

    /// Every number that was said and is none.
    var oddNumbers: [String] {
        let said = verdicts.keys.sorted().flatMap { name -> [(String, Double?)] in
            guard let verdict = verdicts[name]?.verdict else { return [] }
            return [
                verdict.value, verdict.baselineValue, verdict.ratio, verdict.effectiveEvents, verdict.statistic,
                verdict.threshold,
            ].map { (name, $0) }
        }
        let found = transitions.flatMap { row -> [(String, Double?)] in
            let finding = row.alert.evidence.finding
            return [
                finding?.statistic, finding?.threshold, finding?.low, finding?.high, finding?.mixChange,
                finding?.behaviourChange, finding?.coverage,
            ].map { (row.alert.rule, $0) }
        }
        return (said + found).filter { !($0.1?.isFinite ?? true) }.map(\.0)
    }

    private func key(_ scope: Scope) -> String { String(decoding: scope.key, as: UTF8.self) }
}

/// One answer for a book of one baseline.
struct OneBaseline: BaselineBook {
    var baseline: Baseline?

    func baseline(for reference: BaselineReference, model: String) -> Result<Baseline, BaselineAbsence> {
        guard let baseline, baseline.model == model else { return .failure(BaselineAbsence(reason: .noBaseline)) }
        return .success(baseline)
    }
}

/// A pile of decided events.
func answers(refused: Int, complied: Int, failed: Int = 0) -> Accumulator {
    var tally = Tally.zero
    for (outcome, count) in [(Outcome.refused, refused), (.complied, complied), (.error, failed)] {
        for _ in 0..<count { tally.add(outcome, weight: Tally.weightOne) }
    }
    return Accumulator(tally: tally)
}

/// `count` answers, each refused with this probability.
func answers(_ count: Int, refusing rate: Double, using random: inout SeededRandom) -> Accumulator {
    let refused = (0..<count).count { _ in random.chance(rate) }
    return answers(refused: refused, complied: count - refused)
}

/// Events with a value of the first measure each.
func values(_ values: [Double]) -> Accumulator {
    var histogram = Histogram()
    var tally = Tally.zero
    for value in values {
        histogram.add(value, weight: Tally.weightOne)
        tally.add(.complied, weight: Tally.weightOne)
    }
    return Accumulator(tally: tally, histograms: [histogram])
}

/// A normal number, by Irwin and Hall.
func normal(_ mean: Double, _ deviation: Double, using random: inout SeededRandom) -> Double {
    mean + deviation * ((0..<12).reduce(0) { sum, _ in sum + random.unit() } - 6)
}

/// A baseline of one cell, or of one for each category.
func baseline(_ cells: [(category: String, accumulator: Accumulator)], measure: Measure? = nil) -> Baseline {
    Baseline(
        name: "good", model: "alpha", source: "test", from: start, to: start,
        cells: cells.map { cell in
            Baseline.Cell(
                scope: Scope([(.model, "alpha"), (.category, cell.category)]), tally: cell.accumulator.tally,
                values: measure.map { [.init(measure: $0, histogram: cell.accumulator.totals.histogram(0))] } ?? [])
        })
}

let alpha = Scope([(.model, "alpha")])
