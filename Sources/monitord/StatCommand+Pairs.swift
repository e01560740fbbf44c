// Figures of `monitord stat` that set two groups beside each other, or weigh one.

internal import Statistics

extension StatCommand {
    static let pairs: [Figure] = [
        Figure(
            name: "two-proportions", purpose: "difference and ratio of two rates, and tests that they are one",
            parameters: [
                Parameter(name: "x1", kind: .count, purpose: "hits of the first group"),
                Parameter(name: "n1", kind: .count, purpose: "all of the first group"),
                Parameter(name: "x2", kind: .count, purpose: "hits of the second group"),
                Parameter(name: "n2", kind: .count, purpose: "all of the second group"),
            ] + Parameter.alpha, example: "--x1 830 --n1 1000 --x2 920 --n2 1000", compute: twoProportions),
        Figure(
            name: "mcnemar", purpose: "McNemar's tests of paired answers",
            parameters: [
                Parameter(name: "b", kind: .whole, purpose: "pairs where only the first hit"),
                Parameter(name: "c", kind: .whole, purpose: "pairs where only the second hit"),
            ], example: "--b 25 --c 9",
            compute: { input throws(CommandFailure) in
                guard let pairs = McNemar(b: try input.whole("b"), c: try input.whole("c")) else {
                    throw input.fault("b", "more than 1e15 pairs")
                }
                return [
                    ("chi2_cc", .number(pairs.chiSquareCorrected)), ("exact_p", .number(pairs.exactP)),
                    ("midp", .number(pairs.midP)),
                ]
            }),
        Figure(
            name: "sampling", purpose: "Hajek's rate of a weighted sample, its standard error and effective size",
            parameters: [
                Parameter(name: "x", kind: .list, purpose: "values"),
                Parameter(name: "w", kind: .list, purpose: "weights, 1 / inclusion probability"),
            ], example: "--x 0,1,1,1 --w 1,1,20,20",
            compute: { input throws(CommandFailure) in
                let x = try input.list("x")
                let w = try input.list("w")
                guard x.count == w.count else { throw input.fault("w", "\(w.count) weights for \(x.count) values") }
                guard let rate = WeightedRate(values: x, weights: w) else {
                    throw input.fault("w", "weights must be 0 or more, one of them above 0, and no number above 1e100")
                }
                return [
                    ("hajek", .number(rate.rate)), ("se_linearised", .number(rate.standardError)),
                    ("n_eff_kish", .number(rate.effectiveCount)), ("unweighted", .number(rate.unweighted)),
                ]
            }),
    ]

    private static func twoProportions(_ input: FigureInput) throws(CommandFailure) -> FigureAnswer {
        func group(_ x: String, _ n: String) throws(CommandFailure) -> Proportion {
            let hits = try input.number(x)
            let count = try input.number(n)
            guard let group = Proportion(hits: hits, of: count) else {
                throw count > 0
                    ? input.fault(x, "\(plain(hits)) is more than --\(n) \(plain(count))")
                    : input.fault(n, "must be above 0")
            }
            return group
        }
        let pair = TwoProportions(try group("x1", "n1"), try group("x2", "n2"))
        let alpha = try input.alpha()
        return [
            ("difference", .number(pair.difference)), ("ratio", .number(pair.ratio)),
            ("diff_newcomb", ends(pair.newcombe(alpha: alpha))),
            ("diff_agresti-caffo", ends(pair.agrestiCaffo(alpha: alpha))),
            ("diff_wald", ends(pair.wald(alpha: alpha))),
            ("diff_score", ends(pair.scoreAsStatsmodels(alpha: alpha))),
            ("diff_miettinen-nurminen", ends(pair.miettinenNurminen(alpha: alpha))),
            ("ratio_log", ends(pair.ratioLog(alpha: alpha))),
            ("ratio_score", ends(pair.ratioScore(alpha: alpha))),
            ("chi2", .number(pair.chiSquare)), ("G", .number(pair.g)), ("G_p", .number(pair.gP)),
            ("fisher_less_p", .number(pair.fisherLess)),
        ]
    }
}
