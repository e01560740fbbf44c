// A pane of several cells: which users count, and in which order.

import Model
import Panes
import Seeds
import Testing

@testable import Detectors

@Suite struct PaneEvidenceTests {
    /// The users of a series are those whom one sample of all its cells would keep.
    @Test(arguments: [(20, 200), (64, 500), (300, 900), (3000, 3000)])
    func cellsShareOneSampleOfUsers(users: Int, events: Int) {
        var random = SeededRandom(announcing: "cellsShareOneSampleOfUsers")
        let contents = PaneContents(hasUsers: true).parts
        var cells = [Accumulator](repeating: .zero, count: 5)
        for _ in 0..<events {
            var event = Event(
                time: EventTime(microseconds: 1), names: .init(repeating: .absent),
                outcome: random.chance(0.3) ? .refused : .complied, source: .signal, weight: 256, isCanary: false)
            event.user = random.chance(0.05) ? 0 : UInt64.random(in: 1...UInt64(users), using: &random)
            cells[Int.random(in: 0..<5, using: &random)].add(event, pane: 7, parts: contents)
        }
        let pane = PaneEvidence(cells.enumerated().map { .init(stratum: $0.offset, accumulator: $0.element) })
        let whole = Sample.merged(cells.map(\.sample))
        #expect(pane.hasUsers && pane.users == whole.users)
        #expect(pane.repeats { _ in false } == whole.runs.map(\.priority))
        // Each kept event once: refusals and answers of the users who count, and all without a user.
        let score = Score.refused
        let bets = StratumBets((0..<5).map { _ in Bets(q0: 0.3, side: .high) })
        var expected = PaneFactor()
        for run in whole.runs.map(\.rows) + [whole.anonymousRows] {
            var unit = UnitFactor()
            for row in run {
                let value = score.value(kind: row.kind, bin: 0) ?? 0
                let count = Double(row.count)
                unit.add(hits: value * count, misses: (1 - value) * count, bets: bets.all[0])
            }
            expected.add(unit)
        }
        let (found, wanted) = (pane.factor(score, bets: bets).makeLogFactors(), expected.makeLogFactors())
        for k in found.indices { #expect(abs(found[k] - wanted[k]) < 1e-9) }
    }
}
