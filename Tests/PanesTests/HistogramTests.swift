// The accumulator of a measure is an exact monoid, and its figures are those of its values.

import Model
import Seeds
import Statistics
import Testing

@testable import Panes

func randomHistogram(using random: inout SeededRandom, events: Int = 30) -> Histogram {
    var histogram = Histogram()
    for _ in 0..<Int.random(in: 0...events, using: &random) {
        let value = random.chance(0.1) ? 0 : exp(Double.random(in: -4...4, using: &random))
        histogram.add(
            value,
            weight: random.chance(0.7) ? Tally.weightOne : Int64.random(in: 256...2_560_000, using: &random))
    }
    return histogram
}

func sum(_ histograms: [Histogram]) -> Histogram {
    histograms.reduce(into: .empty) { $0.merge($1) }
}

@Suite struct HistogramTests {
    @Test func mergeIsAssociativeCommutativeAndUndoneBySubtract() {
        var random = SeededRandom(announcing: "HistogramTests.merge")
        for _ in 0..<300 {
            let (a, b, c) = (
                randomHistogram(using: &random), randomHistogram(using: &random), randomHistogram(using: &random)
            )
            #expect(sum([a, b]) == sum([b, a]))
            #expect(sum([sum([a, b]), c]) == sum([a, sum([b, c])]))
            #expect(sum([a, .empty]) == a)
            var undone = sum([a, b, c])
            #expect(undone.count == a.count + b.count + c.count)
            undone.subtract(b)
            #expect(undone == sum([a, c]))
            undone.subtract(a)
            undone.subtract(c)
            #expect(undone == .empty)
        }
    }

    @Test func figuresAreThoseOfTheValues() throws {
        var random = SeededRandom(announcing: "figuresAreThoseOfTheValues")
        let values = (0..<2000).map { _ in exp(Double.random(in: -5...12, using: &random)) }.sorted()
        var histogram = Histogram()
        for value in values.shuffled(using: &random) { histogram.add(value, weight: 512) }
        #expect(histogram.count == 2000 && histogram.weight == 2000 * 512)
        let mean = try #require(histogram.mean)
        #expect(abs(mean - values.reduce(0, +) / 2000) < 1e-6)
        for q in [0, 0.01, 0.5, 0.95, 0.999, 1] {
            let exact = values[Int(q * 1999)]
            let estimate = try #require(histogram.quantile(q))
            #expect(abs(estimate - exact) <= 0.02 * exact * (1 + 1e-9))
        }
        let bin = try #require(histogram.quantileBin(0.9))
        let above = values.count { LogBins.grid.bin(of: $0) > bin }
        #expect(histogram.above(bin) == (Int64(above), Int64(above) * 512))
    }

    @Test func sampledValuesWeighWhatTheyStandFor() {
        var histogram = Histogram()
        for _ in 0..<90 { histogram.add(1, weight: 256) }
        for _ in 0..<10 { histogram.add(100, weight: 2560) }
        let mean: Double = (90 + 10 * 10 * 100) / 190
        #expect(histogram.mean == mean)
        #expect(histogram.quantileBin(0.4) == LogBins.grid.bin(of: 1))
        #expect(histogram.quantileBin(0.5) == LogBins.grid.bin(of: 100))
    }

    @Test func valuesOutsideTheGridAreCutToIt() {
        var histogram = Histogram()
        for value in [Double.nan, -5, 0] { histogram.add(value, weight: 256) }
        #expect(histogram.mean == 0 && histogram.quantile(1) == 0)
        histogram.add(.infinity, weight: 256)
        #expect(histogram.mean == 2.5e8)
        #expect(Histogram.empty.mean == nil && Histogram.empty.quantile(0.5) == nil)
        #expect(Histogram.empty.above(0) == (0, 0))
    }

    @Test func theLargestEventsFit() {
        var histogram = Histogram()
        for _ in 0..<1000 { histogram.add(1e9, weight: 2_560_000) }
        #expect(histogram.mean == 1e9)
    }
}
