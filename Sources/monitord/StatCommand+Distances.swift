// Figures of `monitord stat` about distributions and samples.

internal import Statistics

extension StatCommand {
    private static let counts = [
        Parameter(name: "current", kind: .list, purpose: "counts now"),
        Parameter(name: "baseline", kind: .list, purpose: "counts of the baseline"),
        Parameter(name: "alpha", kind: .share, purpose: "of the threshold", standard: 0.01),
    ]

    static let distances: [Figure] = [
        Figure(
            name: "js", purpose: "Jensen-Shannon and every other distance between counts over the same bins",
            parameters: counts, example: "--current 450,300,180,70 --baseline 500,300,150,50", compute: divergence),
        Figure(
            name: "kl",
            purpose: "Kullback-Leibler between counts, in nats; zeros are half counts where it says smoothed",
            parameters: counts, example: "--current 450,300,180,70 --baseline 500,300,150,50",
            compute: { input throws(CommandFailure) in
                try divergence(input).filter { $0.name.contains("kl_") }
            }),
        Figure(
            name: "psi", purpose: "population stability index between counts, zeros as half counts",
            parameters: counts, example: "--current 450,300,180,70 --baseline 500,300,150,50",
            compute: { input throws(CommandFailure) in
                try divergence(input).filter { $0.name.contains("psi") }
            }),
        Figure(
            name: "ddsketch", purpose: "quantiles of a sample from logarithmic bins, as DDSketch has them",
            parameters: [
                Parameter(name: "x", kind: .list, purpose: "the sample, above 0"),
                Parameter(
                    name: "accuracy", kind: .share, purpose: "largest relative error, from 0.001", standard: 0.01),
            ], example: "--x 1,2,4,8 --accuracy 0.01", compute: sketch),
        Figure(
            name: "ddsketch-bin", purpose: "the bin of a value, and the value that stands for the bin",
            parameters: [
                Parameter(name: "x", kind: .number, purpose: "a value above 0"),
                Parameter(
                    name: "accuracy", kind: .share, purpose: "largest relative error, from 0.001", standard: 0.01),
            ], example: "123.4",
            compute: { input throws(CommandFailure) in
                let bins = try bins(input)
                let x = try input.number("x")
                guard x > 0, x < .infinity else { throw input.fault("x", "a value above 0 has a bin") }
                let key = bins.key(of: x)
                return [
                    ("key", .whole(key)), ("value", .number(bins.value(ofKey: key))), ("gamma", .number(bins.gamma)),
                ]
            }),
        Figure(
            name: "ks", purpose: "two samples: Kolmogorov-Smirnov, Wasserstein, Cramer-von Mises, Mann-Whitney",
            parameters: [
                Parameter(name: "x", kind: .list, purpose: "first sample"),
                Parameter(name: "y", kind: .list, purpose: "second sample"),
            ], example: "--x 1,2,4,8 --y 2,3,5",
            compute: { input throws(CommandFailure) in
                let x = try input.list("x")
                let y = try input.list("y")
                guard let pair = TwoSamples(x, y) else { throw input.fault(x.isEmpty ? "x" : "y", "no values") }
                return [
                    ("ks", .number(pair.kolmogorovSmirnov)), ("ks_p_asymp", .number(pair.kolmogorovSmirnovP)),
                    ("wasserstein1", .number(pair.wasserstein)), ("cvm", .number(pair.cramerVonMises)),
                    ("mannwhitney_u", .number(pair.mannWhitneyU)),
                ]
            }),
        Figure(
            name: "quantile", purpose: "quantile of a sample by linear interpolation (type 7)",
            parameters: [
                Parameter(name: "x", kind: .list, purpose: "the sample"),
                Parameter(name: "p", kind: .rate, purpose: "which quantile", standard: 0.5),
            ], example: "--x 4,1,3,2 --p 0.95",
            compute: { input throws(CommandFailure) in
                guard let sample = OrderStatistics(try input.list("x")) else { throw input.fault("x", "no values") }
                return [("quantile", .number(sample.quantile(try input.number("p"))))]
            }),
        Figure(
            name: "exceedance", purpose: "whether the q-quantile is above a cut, from how many values are",
            parameters: [
                Parameter(name: "above", kind: .whole, purpose: "values above the cut"),
                Parameter(name: "n", kind: .whole, purpose: "all values"),
                Parameter(name: "q", kind: .share, purpose: "which quantile", standard: 0.95),
            ], example: "--above 11 --n 200 --q 0.95",
            compute: { input throws(CommandFailure) in
                let count = try input.whole("n")
                let above = try input.whole("above")
                let q = try input.number("q")
                guard let exceeds = OrderStatistics.quantileExceeds(q, above: above, of: count) else {
                    throw input.fault("above", "\(above) is more than --n \(count), or that is 0")
                }
                return [("exceeds", .flag(exceeds))]
            }),
        Figure(
            name: "ucb-rank", purpose: "rank whose value is above the q-quantile with probability 1 - g",
            parameters: [
                Parameter(name: "n", kind: .whole, purpose: "values in the sample"),
                Parameter(name: "q", kind: .share, purpose: "which quantile", standard: 0.95),
                Parameter(name: "g", kind: .share, purpose: "probability to miss", standard: 0.01),
            ], example: "--n 1000 --q 0.95 --g 0.01",
            compute: { input throws(CommandFailure) in
                let rank = OrderStatistics.upperBoundRank(
                    of: try input.number("q"), g: try input.number("g"), count: try input.whole("n"))
                return [("rank", .whole(rank))]
            }),
    ]

    private static func bins(_ input: FigureInput) throws(CommandFailure) -> LogBins {
        let accuracy = try input.number("accuracy")
        guard accuracy >= 0.001 else { throw input.fault("accuracy", "finer than 0.001 is not kept") }
        return LogBins(accuracy: accuracy)
    }

    /// By DDSketch's rule: the first bin with more than q · (n − 1) values up to its end.
    private static func sketch(_ input: FigureInput) throws(CommandFailure) -> FigureAnswer {
        let bins = try bins(input)
        let x = try input.list("x")
        guard !x.isEmpty else { throw input.fault("x", "no values") }
        guard x.allSatisfy({ $0 > 0 && $0 < .infinity }) else { throw input.fault("x", "values must be above 0") }
        let keys = x.map { bins.key(of: $0) }.sorted()
        let quantile = { (q: Double) -> FigureValue in
            .number(bins.value(ofKey: keys[Int(q * Double(keys.count - 1))]))
        }
        return [
            ("gamma", .number(bins.gamma)), ("n", .whole(x.count)), ("bins", .whole(Set(keys).count)),
            ("p50", quantile(0.5)), ("p90", quantile(0.9)), ("p95", quantile(0.95)), ("p99", quantile(0.99)),
        ]
    }

    private static func divergence(_ input: FigureInput) throws(CommandFailure) -> FigureAnswer {
        let current = try input.list("current")
        let baseline = try input.list("baseline")
        let alpha = try input.number("alpha")
        guard current.count == baseline.count else {
            throw input.fault("baseline", "\(baseline.count) bins, but --current has \(current.count)")
        }
        guard let pair = Divergence(current: current, baseline: baseline) else {
            let isCurrent = Divergence(current: current, baseline: current) == nil
            throw input.fault(
                isCurrent ? "current" : "baseline", "counts must be 0 or more, with a total above 0 and up to 1e15")
        }
        return [
            ("js_divergence_bits", .number(pair.jensenShannonBits)),
            ("js_distance_nat", .number(pair.jensenShannonDistanceNat)),
            ("js_distance_base2", .number(pair.jensenShannonDistanceBase2)),
            ("bias_bits", .number(pair.biasBits)), ("js_debiased_bits", .number(pair.debiasedBits)),
            (
                alpha == 0.01 ? "js_threshold_bits_alpha_01" : "js_threshold_bits",
                .number(pair.thresholdBits(alpha: alpha))
            ),
            ("kl_current_baseline_nats", .number(pair.klCurrentBaseline)),
            ("kl_baseline_current_nats", .number(pair.klBaselineCurrent)),
            ("smoothed_half_kl_current_baseline_nats", .number(pair.smoothedKL)),
            ("smoothed_half_js_bits", .number(pair.smoothedJensenShannonBits)),
            ("smoothed_half_psi", .number(pair.smoothedPSI)), ("hellinger", .number(pair.hellinger)),
            ("total_variation", .number(pair.totalVariation)), ("G_statistic", .number(pair.g)),
            ("G_equals_2Nw", .number(2 * (current + baseline).reduce(0, +) * pair.weightedNats)),
            ("G_p", .number(pair.gP)), ("weighted_js_nats", .number(pair.weightedNats)),
            ("entropy_current_nats", .number(pair.entropy)),
            ("entropy_current_miller_madow", .number(pair.entropyMillerMadow)),
        ]
    }
}
