// When a ratio may be judged, and how.

import Model
import Panes
import Seeds
import Testing

@testable import Detectors

private func rule(minimum: Int64 = 30, warning: Double? = 0.9, critical: Double? = 0.75, resolve: Double? = nil) -> Rule
{
    Rule(
        name: "r", metric: .refusalRate, dimensions: [.model], window: .seconds(3600), confirm: .none,
        warning: warning.map { Threshold(below: $0, hold: .zero) },
        critical: critical.map { Threshold(below: $0, hold: .zero) },
        minimumEvents: minimum, resolve: resolve)
}

private func tally(refused: Int, complied: Int) -> Tally {
    var tally = Tally.zero
    for _ in 0..<refused { tally.add(.refused, weight: 256) }
    for _ in 0..<complied { tally.add(.complied, weight: 256) }
    return tally
}

@Suite struct LiteralChartTests {
    private func verdict(
        _ refused: Int, of events: Int, against rate: Double = 0.9, rule: Rule = rule()
    ) -> Verdict {
        verdict(tally(refused: refused, complied: events - refused), against: rate, rule: rule)
    }

    private func verdict(_ window: Tally, against rate: Double = 0.9, rule: Rule = rule()) -> Verdict {
        LiteralChart(rule: rule, isRate: true).verdict(
            Score.refused.reading(Totals(tally: window)), yard: .baseline(rate))
    }

    @Test func linesAreExclusive() {
        #expect(verdict(900, of: 1000).state == .ok)
        #expect(verdict(811, of: 1000).state == .ok)
        #expect(verdict(809, of: 1000).state == .warning)
        #expect(verdict(676, of: 1000).state == .warning)
        #expect(verdict(674, of: 1000).state == .critical)
        #expect(verdict(0, of: 1000).state == .critical)
        #expect(verdict(1000, of: 1000).state == .ok)
    }

    @Test func fewEventsAreInsufficientAndSayHowManyAreNeeded() {
        let few = verdict(27, of: 30)
        #expect(few.state == .insufficient)
        #expect(few.events == 30)
        #expect(few.needed == 83)
        #expect(verdict(75, of: 82).state == .insufficient)
        #expect(verdict(76, of: 83).state == .ok)
        #expect(verdict(0, of: 29).state == .insufficient)
    }

    /// A line far away may be judged on fewer events than one nearby.
    @Test func criticalIsJudgedBeforeWarningCanBe() {
        let half = verdict(15, of: 30)
        #expect(half.state == .critical)
        #expect(half.needed == 83)
        #expect(verdict(24, of: 30).state == .insufficient, "below the warning line, and nobody knows")
    }

    @Test func windowWithoutDecisionsIsInsufficient() {
        var blocked = Tally.zero
        for _ in 0..<100 { blocked.add(.blocked, weight: 256) }
        #expect(verdict(blocked).state == .insufficient, "events came, decisions did not")
        #expect(verdict(blocked).value == nil)
    }

    @Test func recoveryHasItsOwnLine() {
        let rule = rule(resolve: 0.95)
        #expect(verdict(820, of: 1000, rule: rule).state == .ok)
        #expect(!verdict(820, of: 1000, rule: rule).isRecovered)
        #expect(verdict(860, of: 1000, rule: rule).isRecovered)
        #expect(!verdict(30, of: 30, rule: rule).isRecovered, "too few events to know")
        #expect(!verdict(700, of: 1000, rule: rule).isRecovered)
    }

    @Test func sampledEventsCountByTheirEffectiveNumber() {
        var window = Tally.zero
        for _ in 0..<70 { window.add(.refused, weight: 256) }
        for _ in 0..<2 { window.add(.complied, weight: 256_000) }
        let verdict = verdict(window)
        #expect(verdict.events == 72)
        #expect(verdict.effectiveEvents < 3)
        #expect(verdict.state == .insufficient)
    }

    @Test func ruleWithOneLineUsesIt() {
        #expect(verdict(0, of: 1000, rule: rule(critical: nil)).state == .warning)
        #expect(verdict(700, of: 1000, rule: rule(warning: nil)).state == .ok)
        #expect(verdict(600, of: 1000, rule: rule(warning: nil)).state == .critical)
    }

    /// The exact binomial figures: events for at most 1 % false warnings / false criticals.
    @Test(arguments: [(0.5, 580.0, 100.0), (0.2, 2200, 330), (0.05, 10_000, 1550)])
    func neededEventsAreNearTheExactFigures(rate: Double, warning: Double, critical: Double) {
        let both = [(rule(minimum: 1, critical: nil), warning), (rule(minimum: 1, warning: nil), critical)]
        for (rule, exact) in both {
            let needed = Double(verdict(1, of: 1, against: rate, rule: rule).needed)
            #expect(abs(needed / exact - 1) < 0.16, "\(needed) against \(exact)")
        }
    }

    @Test func neededEventsAtAHighRateHaveAFloor() {
        #expect(verdict(1, of: 1, rule: rule(minimum: 1, warning: nil)).needed == 18)
        #expect(verdict(1, of: 1, rule: rule(minimum: 1, critical: nil)).needed == 83)
        #expect(verdict(1, of: 1, rule: rule(warning: nil)).needed == 30)
    }

    /// A window of exactly `needed` events is where the approximation is at its worst.
    @Test(arguments: [0.9, 0.5, 0.2, 0.05]) func healthySeriesIsRarelyBelowTheWarningLine(rate: Double) {
        var random = SeededRandom(seed: 20_251_120)
        let rule = rule(critical: nil)
        let needed = Int(verdict(1, of: 1, against: rate, rule: rule).needed)
        let rounds = rate < 0.1 ? 1500 : 4000
        var below = 0
        for _ in 0..<rounds {
            var refused = 0
            for _ in 0..<needed where random.unit() < rate { refused += 1 }
            // Counts are enough: a tally would only be slower to fill.
            if Double(refused) / Double(needed) / rate < 0.9 { below += 1 }
        }
        let share = Double(below) / Double(rounds)
        print("rate \(rate): \(needed) events, \(share) of \(rounds) healthy windows below the warning line")
        #expect(share <= 0.0125)
    }

    @Test func extremeTalliesGiveNoNumbersThatAreNone() {
        var huge = Tally.zero
        huge.counts = .init(repeating: .max / 8)
        huge.weights = .init(repeating: .max / 8)
        huge.squares = .max
        var light = Tally.zero
        for _ in 0..<9 { light.add(.refused, weight: 1) }
        var odd = Tally.zero
        odd.counts[0] = -5
        odd.weights[0] = -1280
        odd.squares = 1
        let windows = [Tally.zero, huge, light, odd, tally(refused: 1, complied: 0)]
        let lines: [Double?] = [nil, .leastNonzeroMagnitude, 0.5, 1 - .ulpOfOne, 1, 1e300]
        for window in windows {
            for rate in [Double.leastNonzeroMagnitude, 1e-300, 1e-9, 0.5, 1, 1e300] {
                for line in lines {
                    for minimum in [Int64(0), 30, .max] {
                        let rule = rule(minimum: minimum, warning: line, critical: line)
                        let verdict = verdict(window, against: rate, rule: rule)
                        for number in [verdict.value, verdict.effectiveEvents] { #expect(number?.isFinite ?? true) }
                        #expect(!(verdict.ratio?.isNaN ?? false))
                        #expect(verdict.needed >= 0)
                    }
                }
            }
        }
    }
}
