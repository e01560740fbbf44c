// Cells, series and scopes.

import Model
import Seeds
import Testing

@testable import Panes

@Suite struct CellTableTests {
    private func names(_ model: UInt32, _ category: UInt32, environment: UInt32 = 0) -> InlineArray<8, NameID> {
        var names = InlineArray<8, NameID>(repeating: .absent)
        names[0] = NameID(index: model)
        names[1] = NameID(index: category)
        names[2] = NameID(index: environment)
        return names
    }

    @Test func cellsKeepTheirIdsWhileTheTableGrows() {
        var table = CellTable(dimensions: [.model, .category], capacity: 5000)
        for round in 0..<2 {
            for index in 0..<5000 {
                let cell = table.cell(
                    for: names(UInt32(index % 71), UInt32(index / 71), environment: UInt32(index + round)))
                #expect(cell == index, "a dimension that is not kept tells no cells apart")
            }
        }
        #expect(table.count == 5000)
        #expect(table.names(of: 4999) == [NameID(index: 4999 % 71), NameID(index: 4999 / 71)])
        #expect(table.cell(for: names(900, 900)) == nil)
        #expect(table.cell(for: names(900, 900), isOverflow: true) == 5000)
        #expect(table.cell(for: names(900, 900)) == 5000)
        #expect(table.cell(for: names(901, 901)) == nil)
        #expect(table.cell(for: names(0, 0)) == 0)
    }

    @Test func seriesOfAnAggregationAreToldApartByItsDimensionsAlone() {
        var aggregation = Aggregation(dimensions: [.model])
        for (cell, (model, category)) in [("a", "x"), ("a", "y"), ("b", "x")].enumerated() {
            aggregation.announce(cell: cell, scope: Scope([(.model, model), (.category, category)]))
        }
        #expect((0..<3).map { aggregation.series(ofCell: $0) } == [0, 0, 1])
        #expect(aggregation.scopes == [Scope([(.model, "a")]), Scope([(.model, "b")])])
        #expect(aggregation.series(for: Scope([(.model, "c")])) == 2)
        #expect(aggregation.series(for: Scope([(.model, "a")])) == 0)
    }

    @Test func namesThatOnlyLookAlikeAreDifferentCells() {
        var directory = CellDirectory()
        let first = directory.cell(for: Scope([(.model, "caf\u{e9}")]))
        let second = directory.cell(for: Scope([(.model, "cafe\u{301}")]))
        #expect(first == (0, true))
        #expect(second == (1, true))
        #expect(directory.cell(for: Scope([(.model, "caf\u{e9}")])) == (0, false))
    }
}

@Suite struct BaselineTests {
    private func tally(_ refused: Int, _ complied: Int) -> Tally {
        var tally = Tally.zero
        for _ in 0..<refused { tally.add(.refused, weight: 256) }
        for _ in 0..<complied { tally.add(.complied, weight: 256) }
        return tally
    }

    private func baseline(refused: Int = 9, isReversed: Bool = false, name: String = "good") -> Baseline {
        let cells = [("fraud", "prod", 5), ("fraud", "test", 6), ("weapons", "prod", refused)].map {
            Baseline.Cell(
                scope: Scope([(.model, "alpha"), (.category, $0.0), (.environment, $0.1)]), tally: tally($0.2, 1))
        }
        return Baseline(
            name: name, model: "alpha", source: "test", from: EventTime(microseconds: 1),
            to: EventTime(microseconds: 2),
            cells: isReversed ? cells.reversed() : cells)
    }

    @Test func idIsAHashOfTheContent() {
        #expect(baseline().id == "8c9f8835acae22dc139663d9a1d7efb0")
        #expect(baseline().id == baseline(isReversed: true).id)
        #expect(baseline().id != baseline(refused: 10).id)
        #expect(baseline().id != baseline(name: "better").id)
    }

    /// The first format has no room for the rest, and its ids stay as they are.
    @Test func valuesUsersAndPanesAreContentToo() {
        let plain = Baseline.Cell(scope: Scope([(.model, "alpha")]), tally: tally(5, 1))
        var histogram = Histogram()
        histogram.add(7, weight: 256)
        let values = [Baseline.Values(measure: Measure(.latency), histogram: histogram)]
        let others = [
            Baseline.Cell(scope: plain.scope, tally: plain.tally, values: values),
            Baseline.Cell(scope: plain.scope, tally: plain.tally, users: 3),
            Baseline.Cell(scope: plain.scope, tally: plain.tally, panes: 3),
        ]
        let baselines = ([plain] + others).map {
            Baseline(
                name: "good", model: "alpha", source: "test", from: EventTime(microseconds: 1),
                to: EventTime(microseconds: 2), cells: [$0])
        }
        #expect(Set(baselines.map(\.id)).count == 4)
        #expect(baselines.map { $0.format.suffix(1) } == ["1", "2", "2", "2"])
        let empty = Baseline.Values(measure: Measure(.code), histogram: .empty)
        #expect(Baseline.Cell(scope: plain.scope, tally: plain.tally, values: [empty]) == plain)
    }

    @Test func strataKeepTheirValues() {
        let cells = [("fraud", 1.0), ("fraud", 2.0), ("weapons", 3.0)].enumerated().map { number, cell in
            var histogram = Histogram()
            histogram.add(cell.1, weight: 256)
            return Baseline.Cell(
                scope: Scope([(.model, "alpha"), (.category, cell.0), (.environment, "e\(number)")]),
                tally: tally(1, 0),
                values: [.init(measure: Measure(.latency), histogram: histogram)], users: 1, panes: 1)
        }
        let baseline = Baseline(
            name: "good", model: "alpha", source: "test", from: EventTime(microseconds: 1),
            to: EventTime(microseconds: 2), cells: cells)
        let fraud = Scope([(.model, "alpha"), (.category, "fraud")])
        #expect(baseline.cells(for: fraud).count == 2)
        #expect(baseline.histogram(for: fraud, Measure(.latency)).mean == 1.5)
        #expect(baseline.histogram(for: Scope([(.model, "alpha")]), Measure(.latency)).mean == 2)
        #expect(baseline.histogram(for: fraud, Measure(.code)).isEmpty)
    }

    @Test func scopeSelectsTheCellsThatAgreeWithIt() {
        let baseline = baseline()
        let refused = { (values: [(dimension: Dimension, value: String)]) in
            baseline.tally(for: Scope(values))[.refused]
        }
        #expect(refused([(.model, "alpha")]) == 20)
        #expect(refused([(.model, "alpha"), (.category, "fraud")]) == 11)
        #expect(refused([(.model, "alpha"), (.environment, "prod")]) == 14)
        #expect(refused([(.model, "alpha"), (.category, "")]) == 0)
        #expect(refused([(.model, "beta")]) == 0)
        #expect(refused([(.model, "alpha"), (.deployment, "")]) == 20, "absent is the empty value")
        #expect(refused([(.model, "alpha"), (.deployment, "eu")]) == 0)
    }
}
