// No input makes a figure NaN, infinite where it should not be, or a trap.

import Seeds
import Statistics
import Testing

@Suite struct ExtremeTests {
    private let counts: [Double] = [0, 0.5, 1, 2, 3, 30, 1e3, 1e6, 1e9]
    private let odd: [Double] = [
        -.infinity, -1, -0.0, 0, .leastNonzeroMagnitude, 1e-300, 0.5, 1, 1e308, .infinity, .nan,
    ]

    private func expect(_ interval: Interval?, in range: ClosedRange<Double>, around rate: Double, _ what: String) {
        guard let interval else {
            Issue.record("no interval for \(what)")
            return
        }
        let slack = 1e-12
        #expect(
            interval.lower >= range.lowerBound && interval.upper <= range.upperBound && interval.lower <= rate + slack
                && interval.upper >= rate - slack, "\(interval) \(what)")
    }

    @Test func intervalsHoldTheRateForEveryCount() throws {
        for hits in counts {
            for misses in counts where hits + misses > 0 {
                let share = try #require(Proportion(hits: hits, of: hits + misses))
                for alpha in [0.5, 0.05, 1e-7] {
                    let what = "\(hits) of \(hits + misses) at \(alpha)"
                    expect(share.wilson(alpha: alpha), in: 0...1, around: share.rate, what)
                    expect(share.agrestiCoull(alpha: alpha), in: 0...1, around: share.rate, what)
                    expect(share.clopperPearson(alpha: alpha), in: 0...1, around: share.rate, what)
                    expect(share.confidenceSequence(alpha: alpha), in: 0...1, around: share.rate, what)
                    let jeffreys = try #require(share.jeffreys(alpha: alpha))
                    #expect(jeffreys.lower >= 0 && jeffreys.lower < jeffreys.upper && jeffreys.upper <= 1)
                    let bounds = (try #require(share.jeffreysLower(alpha)), try #require(share.jeffreysUpper(alpha)))
                    #expect(bounds.0 >= 0 && bounds.0 <= bounds.1 + 1e-12 && bounds.1 <= 1, "\(what)")
                }
            }
        }
    }

    @Test func trillionsKeepTheirDigits() throws {
        let none = try #require(Proportion(hits: 0, of: 1e12))
        #expect(near(none.jeffreysUpper(1e-7), 1.4185864e-11, 1e-4))
        #expect(none.jeffreysLower(1e-7) == 0)
        let all = try #require(Proportion(hits: 1e12, of: 1e12))
        #expect(all.jeffreysUpper(1e-7) == 1)
        let half = try #require(Proportion(hits: 5e11, of: 1e12))
        // Five standard errors of half a millionth.
        let lower = try #require(half.jeffreysLower(1e-7))
        #expect(near((0.5 - lower) / 5e-7, try #require(Normal.quantile(1 - 1e-7)), 1e-6))
        let wilson = try #require(half.wilson(alpha: 0.05))
        #expect(near(wilson.upper - wilson.lower, 1.959963984540054e-6, 1e-6))
        let pair = TwoProportions(none, all)
        #expect(pair.chiSquare == 2e12 && pair.fisherLess == 0 && pair.gP == 0)
        #expect(pair.ratioLog(alpha: 0.05) == nil && pair.ratio == 0)
        #expect(pair.newcombe(alpha: 0.05) != nil && pair.miettinenNurminen(alpha: 0.05) != nil)
        #expect(Binomial(count: 1_000_000_000_000, rate: 1e-9)?.quantile(0.5) == 1000)
    }

    @Test func pairsOfCountsGiveNumbersOrNothing() throws {
        let few: [Double] = [0, 1, 2.5, 1e3, 1e9]
        for x1 in few {
            for y1 in few where x1 + y1 > 0 {
                for (x2, y2) in [(0.0, 1.0), (3, 4), (2, 1e9)] {
                    let first = try #require(Proportion(hits: x1, of: x1 + y1))
                    let second = try #require(Proportion(hits: x2, of: x2 + y2))
                    let pair = TwoProportions(first, second)
                    let intervals = [
                        pair.newcombe(alpha: 0.01), pair.agrestiCaffo(alpha: 0.01), pair.wald(alpha: 0.01),
                        pair.miettinenNurminen(alpha: 0.01), pair.scoreAsStatsmodels(alpha: 0.01),
                        pair.ratioLog(alpha: 0.01), pair.ratioScore(alpha: 0.01),
                    ]
                    for interval in intervals.compactMap(\.self) {
                        #expect(interval.lower.isFinite && interval.upper.isFinite)
                        #expect(interval.lower <= interval.upper, "\(x1) \(y1) \(x2) \(y2) \(intervals)")
                    }
                    #expect(pair.g.isFinite && pair.gP >= 0 && pair.gP <= 1)
                    #expect(pair.chiSquare?.isFinite ?? true)
                    if let p = pair.fisherLess { #expect(p >= 0 && p <= 1) }
                }
            }
        }
    }

    /// Fails for the first that is NaN or infinite.
    private func finite(
        _ values: [Double?], _ numbers: Double..., at place: SourceLocation = #_sourceLocation
    ) {
        guard let bad = values.firstIndex(where: { $0.map { !$0.isFinite } ?? false }) else { return }
        Issue.record("value \(bad) of \(values) at \(numbers)", sourceLocation: place)
    }

    @Test func strangeNumbersGiveNumbersOrNothing() {
        for a in odd {
            for b in odd {
                for c in odd { threeStrangeNumbers(a, b, c) }
                finite([Canary.lnEvidence(failures: 3, of: 1_000_000_000_000, q0: a)], a)
                finite([ChiSquare(degrees: a)?.isf(b), ChiSquare(degrees: a)?.sf(b)], a, b)
            }
            finite([lnGamma(a), Normal.quantile(a), Normal.cdf(a), Kolmogorov.sf(a)], a)
            finite([Kolmogorov.sf(a, count: 7), Kolmogorov.exactSf(a, count: 1000), Kolmogorov.sf(a, count: 9000)], a)
        }
        #expect(Proportion(hits: 1, of: 2)?.jeffreys(alpha: 1.5) == nil && Proportion(hits: 3, of: 2) == nil)
        #expect(McNemar(b: .max, c: .max) == nil && McNemar(b: 0, c: 0)?.exactP == 1)
        #expect(Binomial(count: .max, rate: 0.5) == nil && Divergence(current: [], baseline: []) == nil)
        #expect(OrderStatistics.upperBoundRank(of: 0.95, g: 0.01, count: 20) == nil)
        #expect(Multiplicity.eBenjaminiHochberg([.nan], alpha: 0.05) == nil)
        #expect(Multiplicity.eBenjaminiHochberg([.infinity, 1], alpha: 0.05) == [0])
    }

    private func threeStrangeNumbers(_ a: Double, _ b: Double, _ c: Double) {
        finite([BetaDistribution(a, b)?.quantile(c), BetaDistribution(a, b)?.tails(c)?.upper], a, b, c)
        let gamma = GammaDistribution(shape: a, scale: b)
        finite([gamma?.quantile(c), gamma?.tails(c)?.lower], a, b, c)
        let share = Proportion(hits: a, of: b)
        finite([share?.wilson(alpha: c)?.upper, share?.confidenceSequence(alpha: c)?.upper], a, b, c)
        finite([share?.jeffreysUpper(c), share?.jeffreys(alpha: c)?.lower], a, b, c)
        let divergence = Divergence(current: [a, b], baseline: [c, 1])
        finite([divergence?.jensenShannonBits, divergence?.g, divergence?.smoothedPSI], a, b, c)
        finite([divergence?.entropyMillerMadow, divergence?.debiasedBits, divergence?.hellinger], a, b, c)
        let pair = TwoSamples([a, b], [c])
        finite([pair?.wasserstein, pair?.cramerVonMises, pair?.kolmogorovSmirnovP], a, b, c)
        finite([OrderStatistics([a, b])?.quantile(c)], a, b, c)
        let weighted = WeightedRate(values: [a, 1], weights: [b, c])
        finite([weighted?.rate, weighted?.standardError, weighted?.effectiveCount], a, b, c)
        finite(Multiplicity.lordPlusPlus([a, b], alpha: c)?.levels ?? [], a, b, c)
        finite(Multiplicity.adjusted([a, b, c]) ?? [], a, b, c)
        finite(
            [Multiplicity.fleetLogThreshold(series: a, charts: b, panesPerMonth: c, falseAlarmsPerMonth: 1)], a, b, c)
    }

    @Test func randomCountsGiveFiniteDistances() throws {
        var seed = SeededRandom(announcing: "randomCountsGiveFiniteDistances")
        for _ in 0..<2000 {
            let bins = 1 + Int(seed.unit() * 12)
            func draw() -> [Double] {
                (0..<bins).map { _ in seed.chance(0.3) ? 0 : (exp(seed.unit() * 25)).rounded() }
            }
            guard let pair = Divergence(current: draw(), baseline: draw()) else { continue }
            #expect(pair.jensenShannonBits >= 0 && pair.jensenShannonBits <= 1 && pair.hellinger <= 1)
            #expect(pair.gP >= 0 && pair.gP <= 1 && pair.smoothedKL.isFinite && pair.smoothedPSI >= 0)
            #expect(pair.thresholdBits(alpha: 0.01)?.isFinite == true && pair.klCurrentBaseline >= 0)
        }
    }
}
