// Periods of one piece pass, others are cut where they changed.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

@Suite struct PeriodChangeTests {
    private let grid = PaneGrid(width: .seconds(10))

    /// `panes` panes of about `events` events, refused at the rate of their pane.
    private func series(
        panes: Int, events: Int, using random: inout SeededRandom, _ rate: (Int) -> Double
    ) -> PaneSeries {
        var series = PaneSeries()
        for pane in 0..<panes {
            for _ in 0..<Int.random(in: 0...2 * events, using: &random) {
                series.add(random.chance(rate(pane)) ? .refused : .complied, pane: Int64(pane))
            }
        }
        return series
    }

    private func scope(_ category: String, _ topic: String = "") -> Scope {
        Scope([(.model, "m"), (.category, category), (.responseTopic, topic)])
    }

    @Test func steadyPeriodsAreOfOnePiece() {
        var random = SeededRandom(announcing: "steadyPeriodsAreOfOnePiece")
        var refused = 0
        for _ in 0..<25 {
            let cells = (0..<12).map { index in
                let rate = [0.02, 0.3, 0.9, 0.98][index % 4]
                return (
                    scope: scope("c\(index / 2)", "t\(index % 2)"),
                    series: series(panes: 120, events: 2, using: &random) { _ in rate }
                )
            }
            if !periodChanges(cells, grid: grid).isEmpty { refused += 1 }
        }
        #expect(refused <= 2)
    }

    @Test func aFallIsFoundWhereItIs() throws {
        var random = SeededRandom(announcing: "aFallIsFoundWhereItIs")
        let cells = [
            (scope: scope("a"), series: series(panes: 360, events: 5, using: &random) { $0 < 200 ? 0.92 : 0.62 }),
            (scope: scope("b"), series: series(panes: 360, events: 5, using: &random) { _ in 0.3 }),
        ]
        let changes = periodChanges(cells, grid: grid)
        #expect(changes.map(\.scope) == [Scope([(.model, "m")]), Scope([(.model, "m"), (.category, "a")])])
        let stretches = try #require(changes.last).stretches
        #expect(stretches.count == 2)
        #expect(abs(stretches[0].rate - 0.92) < 0.05 && abs(stretches[1].rate - 0.62) < 0.1)
        let off = stretches[1].from - grid.start(of: 200)
        #expect(off >= .seconds(-60) && off <= .seconds(60))
        #expect(stretches.reduce(0) { $0 + $1.decided } == cells[0].series.points.reduce(0) { $0 + $1.decided })
    }

    @Test func aChangeSpreadOverSmallCellsIsFoundInTheModel() {
        var random = SeededRandom(announcing: "aChangeSpreadOverSmallCellsIsFoundInTheModel")
        let cells = (0..<60).map { index in
            (
                scope: scope("c\(index)"),
                series: series(panes: 10, events: 4, using: &random) { $0 < 5 ? 0.9 : 0.7 }
            )
        }
        #expect(periodChanges(cells, grid: grid).map(\.scope) == [Scope([(.model, "m")])])
    }

    @Test func shortAndEmptyPeriodsSayNothing() {
        var random = SeededRandom(announcing: "shortAndEmptyPeriodsSayNothing")
        #expect(periodChanges([], grid: grid).isEmpty)
        #expect(periodChanges([(scope: scope("a"), series: PaneSeries())], grid: grid).isEmpty)
        let short = series(panes: 5, events: 100, using: &random) { $0 < 2 ? 1 : 0 }
        #expect(periodChanges([(scope: scope("a"), series: short)], grid: grid).isEmpty)
    }

    @Test func manyPanesAreJudgedInTime() {
        var random = SeededRandom(announcing: "manyPanesAreJudgedInTime")
        let long = series(panes: 20_000, events: 1, using: &random) { _ in 0.5 }
        #expect(long.coarseness > 0)
        #expect(periodChanges([(scope: scope("a"), series: long)], grid: grid).isEmpty)
    }
}
