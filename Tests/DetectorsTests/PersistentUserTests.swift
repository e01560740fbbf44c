// One user who never stops, and the rate of all the others.

import Model
import Panes
import Seeds
import Statistics
import Testing

@testable import Detectors

@Suite struct PersistentUserTests {
    /// Healthy users who come and go, `visitors` a pane, and one who sends in every pane and is never refused.
    private func pane(_ index: Int64, visitors: Int, _ random: inout SeededRandom) -> PaneEvidence {
        let parts = PaneContents(hasUsers: true).parts
        var accumulator = Accumulator.zero
        for user in 0...visitors {
            let isPersistent = user == 0
            var event = Event(
                time: EventTime(microseconds: index), names: .init(repeating: .absent),
                outcome: !isPersistent && random.chance(0.92) ? .refused : .complied, source: .signal, weight: 256,
                isCanary: false)
            event.user = isPersistent ? 1 : random.next() | 1
            accumulator.add(event, pane: index, parts: parts)
        }
        return PaneEvidence([.init(stratum: 0, accumulator: accumulator)])
    }

    private func crossed(visitors: Int, panes: Int64) -> Bool {
        let line = Line(level: .warning, side: .low, target: .ratio(0.9), threshold: ln(1e9))
        var chart = EvidenceChart(lines: [(line, .refused)])
        chart.adopt([Yardstick(rate: 0.92, events: 10_000, low: 0.91, high: 0.93)])
        var random = SeededRandom(seed: 11)
        for index in 0..<panes {
            let pane = pane(index, visitors: visitors, &random)
            chart.step(pane, index: index, windowPanes: 360, spellPanes: 60, mayJudge: true)
            if chart.level != nil { return true }
        }
        return false
    }

    /// Six visitors and one who stays: a seventh of the units, and a rate of 0.79 where the line is at 0.83.
    @Test func aUserWhoNeverStopsIsNotTheRateOfAFewOthers() {
        #expect(!crossed(visitors: 6, panes: 5000))
    }

    @Test func amongManyAPersistentUserIsASmallPart() {
        #expect(!crossed(visitors: 40, panes: 1500))
    }
}
