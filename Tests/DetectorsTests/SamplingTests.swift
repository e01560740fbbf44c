// Weights and users together: a sampled chart keeps its promise, whoever is kept more than others.

import Model
import Panes
import Seeds
import Statistics
import Testing

@testable import Detectors

@Suite struct SamplingTests {
    /// Two sorts of users, as many of each, three events a pane. One is always kept, of the other one event in twenty.
    private struct Fleet {
        var alwaysKept: Double
        var sampled: Double
        var random: SeededRandom

        mutating func pane(_ index: Int64) -> PaneEvidence {
            let parts = PaneContents(hasUsers: true).parts
            var accumulator = Accumulator.zero
            for user in 0..<40 {
                let isFlagged = user % 2 == 0
                for number in 0..<3 where isFlagged || random.chance(0.05) {
                    var event = Event(
                        time: EventTime(microseconds: Int64(number)), names: .init(repeating: .absent),
                        outcome: random.chance(isFlagged ? alwaysKept : sampled) ? .refused : .complied,
                        source: .signal, weight: isFlagged ? 256 : 5120, isCanary: false)
                    // Others in every pane: a user who comes back would not count.
                    event.user = UInt64(index) * 100 + UInt64(user + 1)
                    accumulator.add(event, pane: index, parts: parts)
                }
            }
            return PaneEvidence([.init(stratum: 0, accumulator: accumulator)])
        }
    }

    /// Share of runs of 60 panes that cross the line at 0.9, at A = 300: the bound is 0.2.
    private func crossed(_ alwaysKept: Double, _ sampled: Double, runs: Int) -> Double {
        var count = 0
        for run in 0..<runs {
            let line = Line(level: .warning, side: .low, target: .absolute(0.9), threshold: ln(300))
            var chart = EvidenceChart(lines: [(line, .refused)])
            chart.adopt([Yardstick(rate: 0.95, events: 1000, low: 0.94, high: 0.96)])
            var fleet = Fleet(alwaysKept: alwaysKept, sampled: sampled, random: SeededRandom(seed: UInt64(run)))
            for index in 0..<Int64(60) where chart.level == nil {
                chart.step(fleet.pane(index), index: index, windowPanes: 30, spellPanes: 60, mayJudge: true)
            }
            if chart.level != nil { count += 1 }
        }
        return Double(count) / Double(runs)
    }

    /// The mean over kept events would alarm in most of the first runs.
    @Test(arguments: [(0.99, 0.81), (0.81, 0.99), (0.9, 0.9)])
    func atTheBoundaryAlarmsStayBelowTheBound(alwaysKept: Double, sampled: Double) {
        let share = crossed(alwaysKept, sampled, runs: 60)
        #expect(share <= 0.2 + 3 * (0.2 * 0.8 / 60).squareRoot(), "\(share)")
    }

    @Test func beyondTheBoundaryItIsFound() {
        #expect(crossed(0.5, 0.5, runs: 10) >= 0.9)
    }

    /// The first event that weighs more than all before may show that evidence so far was of flagged events only.
    @Test func aHeavierEventThanEverBeforeDropsTheEvidence() {
        let line = Line(level: .warning, side: .low, target: .absolute(0.9), threshold: 1000)
        var chart = EvidenceChart(lines: [(line, .refused)])
        chart.adopt([Yardstick(rate: 0.95, events: 1000, low: 0.94, high: 0.96)])
        var flagged = Tally.zero
        for _ in 0..<200 { flagged.add(.complied, weight: 256) }
        let pane = PaneEvidence([.init(stratum: 0, accumulator: Accumulator(tally: flagged))])
        chart.step(pane, index: 1, windowPanes: 30, spellPanes: 60, mayJudge: true)
        #expect((chart.statistic?.value ?? 0) > 100)
        var fleet = Fleet(alwaysKept: 0.9, sampled: 0.9, random: SeededRandom(seed: 1))
        chart.step(fleet.pane(2), index: 2, windowPanes: 30, spellPanes: 60, mayJudge: true)
        #expect((chart.statistic?.value ?? 0) < 5)
    }
}
