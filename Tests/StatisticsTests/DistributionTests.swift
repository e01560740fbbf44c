// Distances between distributions and samples against reference values.

import Statistics
import Testing

@Suite struct DistributionTests {
    @Test func referenceSeriesAreReproduced() throws {
        let lcg = try ReferenceValues("lcg")
        let seed = UInt64(try lcg.number("seed"))
        let first: [Double] = try lcg.value("first5")
        for (ours, reference) in zip(ReferenceUniforms(seed: seed), first) { #expect(near(ours, reference, 1e-15)) }
        let block = try ReferenceValues("bern_stream")
        let stream = ReferenceUniforms.bernoulli(seed: 2024, count: 3000, change: 2000, rates: (0.92, 0.83))
        #expect(try stream.prefix(20).map(Double.init) == block.value("first20"))
        #expect(try Double(stream.prefix(2000).reduce(0, +)) == block.number("sum_first2000"))
        #expect(try Double(stream.suffix(1000).reduce(0, +)) == block.number("sum_last1000"))
    }

    @Test func divergenceAgreesWithTheReference() throws {
        for row in try ReferenceValues("divergence").rows {
            let ours = try #require(
                Divergence(current: row.value("current_counts"), baseline: row.value("baseline_counts")))
            let figures: [(String, Double?)] = [
                ("js_divergence_bits", ours.jensenShannonBits), ("js_distance_nat", ours.jensenShannonDistanceNat),
                ("js_distance_base2", ours.jensenShannonDistanceBase2), ("js_debiased_bits", ours.debiasedBits),
                ("bias_bits", ours.biasBits), ("js_threshold_bits_alpha_01", ours.thresholdBits(alpha: 0.01)),
                ("kl_current_baseline_nats", ours.klCurrentBaseline),
                ("kl_baseline_current_nats", ours.klBaselineCurrent),
                ("smoothed_half_kl_current_baseline_nats", ours.smoothedKL),
                ("smoothed_half_js_bits", ours.smoothedJensenShannonBits),
                ("smoothed_half_psi", ours.smoothedPSI), ("hellinger", ours.hellinger),
                ("total_variation", ours.totalVariation), ("G_statistic", ours.g), ("G_equals_2Nw", ours.g),
                ("G_p", ours.gP), ("weighted_js_nats", ours.weightedNats), ("entropy_current_nats", ours.entropy),
                ("entropy_current_miller_madow", ours.entropyMillerMadow),
            ]
            for (name, value) in figures { #expect(near(value, try row.number(name)), "\(name)") }
        }
    }

    @Test func twoSamplesAgreeWithTheReference() throws {
        let block = try ReferenceValues("ks_wasserstein")
        let x = Array(ReferenceUniforms(seed: 1).prefix(200))
        let y = ReferenceUniforms(seed: 2).prefix(150).map { power($0, 1.3) }
        let pair = try #require(TwoSamples(x, y))
        #expect(near(pair.kolmogorovSmirnov, try block.number("ks")))
        #expect(near(pair.kolmogorovSmirnovP, try block.number("ks_p_asymp")))
        #expect(near(pair.wasserstein, try block.number("wasserstein1")))
        #expect(near(pair.cramerVonMises, try block.number("cvm")))
        #expect(try pair.mannWhitneyU == block.number("mannwhitney_u"))
    }

    @Test func quantileRulesAgreeWithTheReference() throws {
        for row in try ReferenceValues("quantile_rules").value("ucb_rank_q95_99", as: [[Int]].self) {
            #expect(OrderStatistics.upperBoundRank(of: 0.95, g: 0.01, count: row[0]) == row[1])
        }
        // Counting says the same as the quantile, for every count of values above.
        for above in 0...40 {
            let values = (0..<40).map { $0 < above ? 2.0 : 0.0 }
            let byCount = OrderStatistics.quantileExceeds(0.95, above: above, of: 40)
            let sample = try #require(OrderStatistics(values))
            #expect(byCount == ((sample.value(rank: 38) ?? 0) > 1))
        }
        let sample = try #require(OrderStatistics([4, 1, 3, 2]))
        #expect(sample.quantile(0.5) == 2.5 && sample.quantile(0) == 1 && sample.quantile(1) == 4)
    }
}
