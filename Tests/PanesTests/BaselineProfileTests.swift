// What is told of a baseline, and of two.

import Model
import Testing

@testable import Panes

@Suite struct BaselineProfileTests {
    private func tally(_ refused: Int, of decided: Int, weight: Int64 = 256) -> Tally {
        var tally = Tally.zero
        for index in 0..<decided { tally.add(index < refused ? .refused : .complied, weight: weight) }
        return tally
    }

    private func baseline(
        _ parts: [(category: String, topic: String, refused: Int, decided: Int)], values: [Double] = []
    ) -> Baseline {
        let at = EventTime(microseconds: 1_763_640_000_000_000)
        var histogram = Histogram()
        for value in values { histogram.add(value, weight: 256) }
        return Baseline(
            name: "b", model: "m", source: "test", from: at, to: at,
            cells: parts.map { part in
                Baseline.Cell(
                    scope: Scope([(.model, "m"), (.category, part.category), (.responseTopic, part.topic)]),
                    tally: tally(part.refused, of: part.decided),
                    values: [.init(measure: Measure(signal: "toxicity"), histogram: histogram)],
                    users: part.decided % 60,
                    panes: Int64(part.decided))
            })
    }

    @Test func boundsAreJeffreysAtTheGivenDoubt() throws {
        let profile = BaselineProfile(baseline([("c", "t", 460, 500)]), doubt: 0.01)
        let row = try #require(profile.categories.first)
        // STATISTICS 3.1: 460 of 500 has the bound .889 at .01 and .858 at 1e-5.
        #expect(abs(try #require(row.low) - 0.889) < 1e-3)
        let surer = BaselineProfile(baseline([("c", "t", 460, 500)]), doubt: 1e-5)
        #expect(abs(try #require(surer.whole.low) - 0.858) < 1e-3)
        #expect(try #require(row.high) > 0.92)
        #expect((row.users, row.panes) == (20, 500))
    }

    @Test(arguments: [(200, 197), (1000, 966)]) func p95IsBoundedByAnOrderStatistic(count: Int, rank: Int) throws {
        let values = (1...count).map { Double($0) / Double(count) }
        let spread = try #require(
            BaselineProfile(baseline([("c", "t", 1, 2)], values: values), doubt: 0.01).spreads.first)
        let high = try #require(spread.p95High)
        // The upper end of the bin in which the value of that rank lies.
        #expect(high >= values[rank - 1] && high <= min(1, values[rank - 1] * 1.041))
        #expect(spread.p95 <= high && spread.events == Int64(count))
        #expect(abs(try #require(spread.raised) - 0.5) < 0.03)
    }

    @Test func fewEventsHaveNoBoundOnTheirP95() throws {
        let values = (1...20).map { Double($0) / 20 }
        let profile = BaselineProfile(baseline([("c", "t", 1, 2)], values: values), doubt: 0.01)
        #expect(try #require(profile.spreads.first).p95High == nil)
    }

    @Test func topicsComeByTheirShare() {
        let profile = BaselineProfile(
            baseline([("c", "law", 1, 10), ("d", "law", 1, 20), ("c", "art", 1, 30), ("c", "", 0, 40)]), doubt: 0.01)
        #expect(profile.topics.map(\.name) == ["", "art", "law"])
        #expect(profile.topics.map(\.events) == [40, 30, 30])
        #expect(profile.topics.map(\.share).reduce(0, +) == 1)
        #expect(profile.categories.map(\.category) == ["c", "d"])
    }

    @Test func anEmptyBaselineHasAProfile() {
        let profile = BaselineProfile(baseline([]), doubt: 0.01)
        #expect(profile.whole.low == nil && profile.categories.isEmpty && profile.topics.isEmpty)
        let other = BaselineComparison(from: baseline([]), to: baseline([("c", "t", 3, 5)]))
        #expect(other.rates.map(\.difference) == [nil, nil] && other.mixes.map(\.bits) == [nil, nil])
    }

    @Test func aBaselineAndItselfDoNotDiffer() {
        let one = baseline([("c", "law", 90, 100), ("d", "", 3, 200)], values: [0.1, 0.2])
        #expect(BaselineComparison(from: one, to: one).isEmpty)
    }

    @Test func differencesHaveTheirIntervals() throws {
        let old = baseline([("c", "law", 920, 1000), ("d", "law", 10, 1000)])
        let new = baseline([("c", "law", 830, 1000), ("d", "law", 10, 1000), ("e", "art", 1, 10)])
        let comparison = BaselineComparison(from: old, to: new)
        // The row of d is equal and left out.
        #expect(comparison.rates.map(\.category) == [nil, "c", "e"])
        let fall = comparison.rates[1]
        #expect(abs(try #require(fall.difference) + 0.09) < 1e-12)
        let (low, high) = (try #require(fall.low), try #require(fall.high))
        #expect(low < -0.09 && -0.09 < high && high < 0 && high - low < 0.07)
        #expect(comparison.rates[2].difference == nil)
        let mix = try #require(comparison.mixes.first { $0.dimension == .category })
        #expect(mix.parts.map(\.new) == [1000, 1000, 10])
        let (bits, limit) = (try #require(mix.bits), try #require(mix.limit))
        #expect(bits >= 0 && bits < 0.01 && limit > 0)
        #expect(comparison.spreads.isEmpty)
    }
}
