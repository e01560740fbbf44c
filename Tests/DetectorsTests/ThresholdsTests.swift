// The budget is kept by any set of rules, and a budget that asks for no evidence is found.

import Model
import Panes
import Seeds
import Statistics
import Testing

@testable import Detectors

@Suite struct ThresholdsTests {
    private func rule(using random: inout SeededRandom) -> Rule {
        let kinds: [Detect.Kind] = [.ratio, .share, .quantile, .mean, .js, .kl, .psi, .compare]
        let kind = kinds[Int(random.next() % UInt64(kinds.count))]
        func line() -> Threshold? {
            switch random.next() % 5 {
            case 0: nil
            case 1: Threshold(below: 1)
            case 2: Threshold(below: 0.8, above: 1.2)
            case 3: Threshold(above: 1.5)
            default: Threshold(below: 0.7)
            }
        }
        return Rule(
            name: "r", metric: .refusalRate, dimensions: [.model], window: .seconds(600), detect: Detect(kind),
            confirm: random.chance(0.2) ? .none : .evidence, warning: line(), critical: line())
    }

    @Test func expectedFalseAlarmsOfAllChartsStayWithinTheBudget() {
        var random = SeededRandom(announcing: "expectedFalseAlarmsOfAllChartsStayWithinTheBudget")
        for _ in 0..<300 {
            let count = 1 + Int(random.next() % 20)
            let budget = exp(random.unit() * 14 - 7)
            let set = RuleSet(rules: (0..<count).map { _ in rule(using: &random) }, falseAlarmsPerMonth: budget)
            let seriesMax = 1 + Int(random.next() % 200_000)
            let grid = PaneGrid(width: .seconds([1, 10, 60, 300][Int(random.next() % 4)]))
            let thresholds = Thresholds(set: set, grid: grid, seriesMax: seriesMax)
            var expected = 0.0
            var shares = 0.0
            for rule in set.rules where rule.confirm == .evidence {
                let charts = Double(Thresholds.sides(of: rule) * seriesMax)
                expected += charts * thresholds.panesPerMonth / thresholds.threshold(of: rule)
                shares += charts * thresholds.share(of: rule)
            }
            #expect(expected <= budget * (1 + 1e-9), "\(expected) of \(budget)")
            #expect(shares <= 1 + 1e-9)
        }
    }

    @Test func aBudgetThatAsksForNoEvidenceIsFound() {
        let rule = Rule(
            name: "r", metric: .refusalRate, dimensions: [.model], window: .seconds(600),
            warning: Threshold(below: 0.9), critical: nil)
        let grid = PaneGrid(width: .seconds(10))
        func hopeless(_ budget: Double, series: Int = 1) -> [Rule] {
            let set = RuleSet(rules: [rule], falseAlarmsPerMonth: budget)
            return Thresholds(set: set, grid: grid, seriesMax: series).hopeless(in: set)
        }
        // 259,200 panes for each of one chart, of which the group has 45 %.
        #expect(hopeless(1).isEmpty && hopeless(259_200 / 0.45 * 0.999).isEmpty)
        #expect(hopeless(259_200 / 0.45 * 1.001) == [rule])
        #expect(hopeless(1e6, series: 100_000).isEmpty)
        for broken in [0, -1, .nan, .infinity] { #expect(hopeless(broken).isEmpty) }
        var literal = rule
        literal.confirm = .none
        let set = RuleSet(rules: [literal], falseAlarmsPerMonth: 1e12)
        #expect(Thresholds(set: set, grid: grid, seriesMax: 1).hopeless(in: set).isEmpty)
    }

    /// g falls with the number of charts, so that of all their bounds on a baseline about one fails.
    @Test func doubtFallsWithTheNumberOfCharts() {
        let rule = Rule(
            name: "r", metric: .refusalRate, dimensions: [.model], window: .seconds(600),
            warning: Threshold(below: 0.9), critical: Threshold(below: 0.75))
        let grid = PaneGrid(width: .seconds(10))
        func doubt(_ series: Int, rules: Int = 1) -> Double {
            let set = RuleSet(rules: Array(repeating: rule, count: rules))
            return Thresholds(set: set, grid: grid, seriesMax: series).doubt
        }
        #expect(doubt(1) == 0.01 && doubt(50) == 0.01)
        #expect(doubt(100_000) == 1 / 200_000 && doubt(100_000, rules: 3) == 1 / 600_000)
    }
}
