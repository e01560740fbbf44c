// Rules over made-up panes: the evaluator without a log before it.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

/// What one cell sends in each pane.
struct Traffic {
    var model = "alpha"
    var category = "weapons"
    var events = 40
    /// Share of refusals.
    var rate = 0.9
    /// Who sends, drawn anew for each event; empty: nobody says.
    var users = 0..<200
    /// Share of events that are kept, and weigh as much more.
    var kept = 1.0
    /// Of the latency, in ms; nil: not measured.
    var milliseconds: ClosedRange<Double>?
}

/// Steps panes of drawn traffic and remembers the last verdict of each series.
struct Bench {
    static let measures = [Measure(.latency)]
    var evaluator: Evaluator
    var random: SeededRandom
    private(set) var transitions: [AlertTransition] = []
    private(set) var verdicts: [String: Verdict] = [:]
    private(set) var states: [String: StateRow] = [:]
    private var index = start.microseconds / 10_000_000
    private(set) var panes = 0

    init(_ rules: [Rule], book: any BaselineBook = Bench.book(), seed: UInt64, falseAlarms: Double = 1) {
        evaluator = Evaluator(
            set: RuleSet(rules: rules, falseAlarmsPerMonth: falseAlarms), grid: PaneGrid(width: .seconds(10)),
            seriesMax: 100_000, measures: Bench.measures, book: book)
        random = SeededRandom(seed: seed)
    }

    /// `alpha` refuses nine of ten questions about weapons and seven of ten about fraud.
    static func book(events: Int64 = 4000, extra: [(String, String, Int64, Int64)] = []) -> Book {
        Book(
            [("alpha", "weapons", events * 9 / 10, events / 10), ("alpha", "fraud", events * 7 / 10, events * 3 / 10)]
                + extra.map { (model: $0.0, category: $0.1, refused: $0.2, complied: $0.3) })
    }

    mutating func pane(_ traffic: [Traffic]) {
        var rows: [(cell: Int, accumulator: Accumulator)] = []
        for traffic in traffic {
            let cell = evaluator.cell(for: Scope([(.model, traffic.model), (.category, traffic.category)]))
            let accumulator = accumulator(traffic)
            if let known = rows.firstIndex(where: { $0.cell == cell }) {
                rows[known].accumulator.merge(accumulator)
            } else {
                rows.append((cell, accumulator))
            }
        }
        close(rows)
    }

    mutating func close(_ rows: [(cell: Int, accumulator: Accumulator)]) {
        index += 1
        panes += 1
        let filled = rows.filter { !$0.accumulator.isEmpty }.sorted { $0.cell < $1.cell }
        transitions += evaluator.close(ClosedPane(index: index, rows: filled))
        let dirty = evaluator.takeDirty()
        for row in dirty.verdicts { verdicts["\(row.rule) \(name(row.scope))"] = row.verdict }
        for row in dirty.states { states["\(row.rule) \(name(row.scope))"] = row }
    }

    /// Goes on with the pane after the last one of another bench.
    mutating func resume(after other: Bench) { index = other.index }

    mutating func run(_ panes: Int, _ traffic: [Traffic]) { for _ in 0..<panes { pane(traffic) } }

    /// Panes until an alert fires; nil if none does.
    mutating func untilAlarm(_ panesMax: Int, _ traffic: [Traffic]) -> Int? {
        let before = transitions.count
        for count in 1...panesMax {
            pane(traffic)
            if transitions[before...].contains(where: { $0.kind == .firing || $0.kind == .reopened }) { return count }
        }
        return nil
    }

    func verdict(_ rule: Rule, _ category: String? = nil, model: String = "alpha") -> Verdict? {
        let scope = Scope([(.model, model)] + (category.map { [(.category, $0)] } ?? []))
        return verdicts["\(rule.name) \(name(scope))"]
    }

    private func name(_ scope: Scope) -> String { String(decoding: scope.key, as: UTF8.self) }

    mutating func accumulator(_ traffic: Traffic) -> Accumulator {
        let parts = PaneContents(measures: Bench.measures, hasUsers: true).parts
        var accumulator = Accumulator.zero
        for number in 0..<traffic.events where random.chance(traffic.kept) {
            var event = Event(
                time: EventTime(microseconds: index * 10_000_000 + Int64(number)),
                names: .init(repeating: .absent), outcome: random.chance(traffic.rate) ? .refused : .complied,
                source: .signal, weight: Int64(256 / traffic.kept), isCanary: false)
            if let user = traffic.users.randomElement(using: &random) { event.user = UInt64(user) + 1 }
            if let range = traffic.milliseconds {
                event.measured = 1
                event.values[0] = Double.random(in: range, using: &random)
            }
            accumulator.add(event, pane: index, parts: parts)
        }
        return accumulator
    }
}
