// A cell's past, in whatever order it was told.

import Model
import Seeds
import Testing

@testable import Panes

@Suite struct PaneSeriesTests {
    private func series(_ events: [(pane: Int64, outcome: Outcome)]) -> PaneSeries {
        var series = PaneSeries()
        for event in events { series.add(event.outcome, pane: event.pane) }
        return series
    }

    @Test func pointsAreTheSumsOfTheirPanes() {
        var random = SeededRandom(announcing: "pointsAreTheSumsOfTheirPanes")
        let events = (0..<3000).map { _ in
            (
                pane: Int64.random(in: -300..<300, using: &random) / 3 * 4,
                outcome: Outcome.allCases.randomElement(using: &random) ?? .unknown
            )
        }
        let series = series(events)
        #expect(series.coarseness == 0)
        #expect(series.points.map(\.index) == Set(events.map(\.pane)).sorted())
        #expect(series.panes == Int64(Set(events.map(\.pane)).count))
        for point in series.points {
            let own = events.filter { $0.pane == point.index }.map(\.outcome)
            #expect(point.decided == Int64(own.count(where: \.isDecided)))
            #expect(point.refused == Int64(own.count { $0 == .refused }))
        }
    }

    @Test func tooManyPanesBecomeCoarserInEveryOrder() {
        var random = SeededRandom(announcing: "tooManyPanesBecomeCoarserInEveryOrder")
        let panes = (0..<20_000).map { (pane: Int64($0) - 5000, outcome: Outcome.refused) }
        let ordered = series(panes)
        let shuffled = series(panes.shuffled(using: &random))
        #expect(ordered.coarseness == 2)
        #expect(ordered.points.count == 5000)
        #expect(ordered.points == shuffled.points && ordered.coarseness == shuffled.coarseness)
        #expect(ordered.panes == 20_000 && shuffled.panes == 20_000)
        #expect(ordered.points.allSatisfy { $0.refused == 4 })
    }
}
