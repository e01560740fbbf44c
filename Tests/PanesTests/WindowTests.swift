// Sliding totals against sums from scratch.

import Model
import Seeds
import Testing

@testable import Panes

@Suite struct WindowTests {
    @Test func slidingTotalsEqualTheSumOfTheLastPanes() {
        var random = SeededRandom(announcing: "slidingTotalsEqualTheSumOfTheLastPanes")
        for count in [Int64(1), 2, 7, 30] {
            let longest = Int64(30)
            var history = PaneHistory(count: longest)
            var window = Window(count: count)
            var panes: [ClosedPane] = []
            for index in Int64(-20)..<120 {
                var rows: [(cell: Int, accumulator: Accumulator)] = []
                if random.chance(0.6) {
                    for cell in 0..<5 where random.chance(0.5) {
                        let histograms = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                            randomHistogram(using: &random, events: 5)
                        }
                        rows.append((cell, Accumulator(tally: randomTally(using: &random), histograms: histograms)))
                    }
                }
                let pane = ClosedPane(index: index, rows: rows)
                for row in pane.rows { window.add(row.accumulator.totals, series: row.cell) }
                for row in history.rows(at: index - count) { window.expire(row.totals, series: row.cell) }
                history.append(pane)
                panes.append(pane)
                for cell in 0..<6 {
                    let covered = panes.suffix(Int(count)).flatMap(\.rows).filter { $0.cell == cell }
                        .map(\.accumulator)
                    #expect(window.total(series: cell) == sum(covered.map(\.tally)))
                    for measure in 0..<3 {
                        let values = sum(covered.map { $0.totals.histogram(measure) })
                        #expect(window.histogram(series: cell, measure: measure) == values)
                    }
                }
            }
        }
    }

    @Test func historyKeepsWhatTheLongestWindowNeeds() {
        var history = PaneHistory(count: 3)
        var tally = Tally.zero
        tally.add(.refused, weight: 256)
        for index in Int64(0)..<100 {
            history.append(ClosedPane(index: index, rows: index % 2 == 0 ? [(0, Accumulator(tally: tally))] : []))
            for back in Int64(0)..<3 where index - back >= 0 {
                #expect(history.rows(at: index - back).isEmpty == ((index - back) % 2 != 0))
            }
            #expect(history.rows(at: index - 3).isEmpty)
            #expect(history.rows(at: index + 1).isEmpty)
        }
        #expect(!history.isEmpty)
        history.append(ClosedPane(index: 1_000_000, rows: []))
        #expect(history.isEmpty)
    }
}

@Suite struct PaneGridTests {
    private let grid = PaneGrid(width: .seconds(10))

    @Test func timesBefore1970LieInPanesToo() {
        let cases: [(Int64, Int64)] = [
            (-1, -1), (0, 0), (9_999_999, 0), (10_000_000, 1), (-10_000_000, -1), (-10_000_001, -2),
        ]
        for (time, index) in cases { #expect(grid.index(of: EventTime(microseconds: time)) == index, "\(time)") }
    }

    @Test func everyTimeLiesInItsPane() {
        var random = SeededRandom(announcing: "everyTimeLiesInItsPane")
        for _ in 0..<1000 {
            let time = EventTime(
                microseconds: Int64.random(in: -10_000_000_000_000_000...10_000_000_000_000_000, using: &random))
            let index = grid.index(of: time)
            #expect(grid.start(of: index) <= time)
            #expect(time < grid.end(of: index))
            #expect(grid.end(of: index) == grid.start(of: index + 1))
            #expect(grid.end(of: grid.lastClosed(at: time)) <= time)
            #expect(grid.end(of: grid.lastClosed(at: time) + 1) > time)
        }
        #expect(grid.lastClosed(at: EventTime(microseconds: 20_000_000)) == 1)
    }

    @Test func windowIsAtLeastOnePane() {
        #expect(grid.count(in: .seconds(3600)) == 360)
        #expect(grid.count(in: .seconds(1)) == 1)
        #expect(grid.count(in: .zero) == 1)
    }
}
