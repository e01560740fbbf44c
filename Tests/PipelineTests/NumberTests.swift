// Every number that leaves the evaluator is one, whatever the panes hold.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

func expectFinite(_ verdict: Verdict, sourceLocation: SourceLocation = #_sourceLocation) {
    let numbers = [verdict.value, verdict.baselineValue, verdict.ratio, verdict.statistic, verdict.threshold]
    let isFine = (numbers + [verdict.effectiveEvents]).allSatisfy { $0?.isFinite ?? true }
    #expect(isFine, "\(verdict)", sourceLocation: sourceLocation)
}

func expectFinite(_ evidence: Evidence, sourceLocation: SourceLocation = #_sourceLocation) {
    let finding = evidence.finding ?? Finding()
    var numbers = [
        evidence.value, evidence.baselineValue, evidence.ratio, evidence.line, finding.statistic, finding.threshold,
        finding.low, finding.high, finding.mixChange, finding.behaviourChange, finding.coverage,
    ]
    for segment in finding.segments { numbers += [segment.rate, segment.baselineRate, segment.change] }
    #expect(numbers.allSatisfy { $0?.isFinite ?? true }, "\(evidence)", sourceLocation: sourceLocation)
}

@Suite struct NumberTests {
    private static let latency = Measure(.latency)

    private static func rules() -> [Rule] {
        func rule(_ name: String, _ metric: Metric, _ detect: Detect, _ lines: [Threshold]) -> Rule {
            Rule(
                name: name, metric: metric, dimensions: [.model], window: .seconds(60), detect: detect,
                warning: lines.first, critical: lines.count > 1 ? lines[1] : nil, minimumEvents: 1)
        }
        let (low, high) = (Threshold(below: 0.9), Threshold(above: 1.5))
        var points = Detect(.ratio)
        points.isPoints = true
        var slow = Detect(.share)
        slow.atLeast = 100
        var control = Detect(.compare)
        control.control = .value(.model, "beta")
        control.quantile = 0
        let evidence = [
            rule("ratio", .refusalRate, Detect(.ratio), [low, Threshold(below: 0.5)]),
            rule("any", .refusalRate, Detect(.ratio), [Threshold(below: 1, above: 1)]),
            rule("points", .refusalRate, points, [Threshold(below: 0.05, above: 0.05)]),
            rule("errors", .errorRate, Detect(.ratio), [high]),
            rule("share", .measure(latency), slow, [Threshold(above: 0.001), Threshold(above: 0.01)]),
            rule("p95", .measure(latency), Detect(.quantile), [high]),
            rule("mean", .measure(latency), Detect(.mean), [Threshold(below: 0.5, above: 2)]),
            rule("js", .mix(.category), Detect(.js), [Threshold(above: 0.1)]),
            rule("kl", .measure(latency), Detect(.kl), [Threshold(above: 0.1)]),
            rule("psi", .measure(latency), Detect(.psi), [Threshold(above: 0.1)]),
            rule("compare", .refusalRate, control, [low]),
            rule("silence", .events, Detect(.absence), [Threshold(below: 0.5)]),
        ]
        return evidence
            + evidence.map { rule in
                var literal = rule
                (literal.name, literal.confirm) = (rule.name + "-literal", .none)
                return literal
            }
    }

    private static func book(using random: inout SeededRandom) -> Book {
        var book = Book([])
        for model in ["alpha", "beta"] {
            let cells = ["weapons", "fraud", "spam"].map { category -> Baseline.Cell in
                var histogram = Histogram.empty
                let count = Int([0, 1, 30, 500].randomElement(using: &random) ?? 0)
                for _ in 0..<count { histogram.add(extreme(using: &random), weight: 256) }
                return Baseline.Cell(
                    scope: Scope([(.model, model), (.category, category)]),
                    tally: tally(upTo: [0, 40, 5000, 1 << 40].randomElement(using: &random) ?? 0, using: &random),
                    values: [.init(measure: latency, histogram: histogram)])
            }
            book.baselines[model] = Baseline(
                name: "x", model: model, source: "test", from: start, to: at(random.chance(0.2) ? 0 : 3600),
                cells: cells)
        }
        return book
    }

    private static func extreme(using random: inout SeededRandom) -> Double {
        [0, 1e-9, 1e-4, 1, 800, 1e9, 1e300, random.unit() * 2000].randomElement(using: &random) ?? 0
    }

    private static func tally(upTo limit: Int64, using random: inout SeededRandom) -> Tally {
        var tally = Tally.zero
        for index in 0..<6 where random.chance(0.5) {
            tally.counts[index] = Int64.random(in: 0...max(limit, 0), using: &random)
            let weight: Int64 = random.chance(0.7) ? 256 : Int64.random(in: 256...4096, using: &random)
            tally.weights[index] = tally.counts[index] * weight
            if index <= 2 { tally.squares += tally.counts[index] * (weight * weight >> 8) }
        }
        return tally
    }

    /// One cell's pane: single events with users, weights and values, or counts beyond any broker.
    private static func accumulator(pane: Int64, using random: inout SeededRandom) -> Accumulator {
        if random.chance(0.25) {
            let limit: Int64 = [1, 1000, 1 << 36].randomElement(using: &random) ?? 0
            return Accumulator(tally: tally(upTo: limit, using: &random))
        }
        let parts = PaneContents(measures: [latency], hasUsers: true).parts
        var accumulator = Accumulator.zero
        let rate: Double = [0.0, 1.0, random.unit()].randomElement(using: &random) ?? 0
        let users = [1, 20, 1000].randomElement(using: &random) ?? 1
        for number in 0..<Int.random(in: 0...60, using: &random) {
            var event = Event(
                time: EventTime(microseconds: Int64(number)), names: .init(repeating: .absent),
                outcome: random.chance(0.1)
                    ? Outcome.allCases.randomElement(using: &random) ?? .error
                    : random.chance(rate) ? .refused : .complied, source: .signal,
                weight: random.chance(0.9) ? 256 : Int64.random(in: 257...2_560_000, using: &random), isCanary: false)
            if random.chance(0.9) { event.user = UInt64.random(in: 1...UInt64(users), using: &random) }
            if random.chance(0.8) { (event.measured, event.values[0]) = (1, extreme(using: &random)) }
            accumulator.add(event, pane: pane, parts: parts)
        }
        return accumulator
    }

    @Test func noVerdictAndNoFindingHoldsANumberThatIsNone() {
        var random = SeededRandom(announcing: "noVerdictAndNoFindingHoldsANumberThatIsNone")
        var states: Set<String> = []
        var alerts = 0
        for _ in 0..<25 {
            var bench = Bench(
                Self.rules(), book: Self.book(using: &random), seed: random.next(),
                falseAlarms: random.chance(0.5) ? 1 : 1e6)
            let cells = [("alpha", "weapons"), ("alpha", "fraud"), ("alpha", "new"), ("beta", "weapons")].map {
                bench.evaluator.cell(for: Scope([(.model, $0.0), (.category, $0.1)]))
            }
            for pane in 0..<20 {
                let isSilent = (9...16).contains(pane)
                bench.close(
                    cells.compactMap { cell in
                        guard !isSilent, random.chance(0.8) else { return nil }
                        return (cell, Self.accumulator(pane: Int64(pane), using: &random))
                    })
                for verdict in bench.verdicts.values {
                    states.insert(verdict.state.name)
                    expectFinite(verdict)
                }
            }
            alerts += bench.transitions.count
            for transition in bench.transitions { expectFinite(transition.alert.evidence) }
        }
        #expect(states == ["learning", "insufficient", "stale", "ok", "warning", "critical"])
        #expect(alerts > 50)
    }
}
