// Figures of `monitord stat` that are special functions and distributions.

internal import Statistics

extension StatCommand {
    /// A figure whose parameters are numbers and whose answer is one field.
    private static func function(
        _ name: String, _ purpose: String, _ field: String, _ parameters: [Parameter], _ example: String,
        _ compute: @escaping @Sendable ([Double]) -> Double?
    ) -> Figure {
        Figure(
            name: name, purpose: purpose, parameters: parameters, example: example,
            compute: { input throws(CommandFailure) in
                var values: [Double] = []
                for parameter in parameters { values.append(try input.number(parameter.name)) }
                guard let value = compute(values) else {
                    throw input.fault(parameters[0].name, "no finite answer for these numbers")
                }
                return [(field, .number(value))]
            })
    }

    private static let x = Parameter(name: "x", kind: .number, purpose: "where")
    private static let p = Parameter(name: "p", kind: .share, purpose: "probability below")
    private static let q = Parameter(name: "q", kind: .share, purpose: "probability above")
    private static let degrees = Parameter(name: "df", kind: .positive, purpose: "degrees of freedom")
    private static let a = Parameter(name: "a", kind: .positive, purpose: "first parameter")
    private static let b = Parameter(name: "b", kind: .positive, purpose: "second parameter")
    private static let shape = Parameter(name: "shape", kind: .positive, purpose: "shape")
    private static let scale = Parameter(name: "scale", kind: .positive, purpose: "scale")
    private static let n = Parameter(name: "n", kind: .whole, purpose: "how many")
    private static let rate = Parameter(name: "rate", kind: .rate, purpose: "probability of a hit")

    static let special: [Figure] = [
        function(
            "lgamma", "logarithm of the gamma function", "lgamma",
            [
                Parameter(name: "x", kind: .positive, purpose: "where")
            ], "100.25"
        ) { lnGamma($0[0]) },
        Figure(
            name: "normal-cdf", purpose: "standard normal distribution, below and above x", parameters: [x],
            example: "1.96",
            compute: { input throws(CommandFailure) in
                let x = try input.number("x")
                return [("cdf", .number(Normal.cdf(x))), ("sf", .number(Normal.cdf(-x)))]
            }),
        function("normal-quantile", "standard normal quantile", "ndtri", [p], "0.975") { Normal.quantile($0[0]) },
        function(
            "beta-cdf", "beta distribution: the regularised incomplete beta function", "beta_cdf", [a, b, x],
            "92.5 8.5 0.85"
        ) { BetaDistribution($0[0], $0[1])?.tails($0[2])?.lower },
        function("beta-quantile", "quantile of a beta distribution", "beta_ppf", [a, b, p], "92.5 8.5 0.01") {
            BetaDistribution($0[0], $0[1])?.quantile($0[2])
        },
        function(
            "gamma-cdf", "gamma distribution: the regularised incomplete gamma function", "gamma_cdf",
            [shape, scale, x], "2.5 1.3 4"
        ) { GammaDistribution(shape: $0[0], scale: $0[1])?.tails($0[2])?.lower },
        function("gamma-quantile", "quantile of a gamma distribution", "gamma_ppf", [shape, scale, p], "2.5 1.3 0.99") {
            GammaDistribution(shape: $0[0], scale: $0[1])?.quantile($0[2])
        },
        Figure(
            name: "binomial", purpose: "binomial distribution at k: equal, up to, and above",
            parameters: [Parameter(name: "k", kind: .whole, purpose: "hits"), n, rate], example: "82 100 0.92",
            compute: { input throws(CommandFailure) in
                let k = try input.whole("k")
                guard let law = Binomial(count: try input.whole("n"), rate: try input.number("rate")) else {
                    throw input.fault("n", "out of range")
                }
                return [
                    ("binom_pmf", .number(law.pmf(k))), ("binom_cdf", .number(law.cdf(k))),
                    ("binom_sf", .number(law.tails(k).upper)),
                ]
            }),
        function(
            "binomial-quantile", "smallest k with at least p at or below it", "binom_ppf", [p, n, rate],
            "0.99 200 0.95"
        ) { values in
            Binomial(count: Int(values[1]), rate: values[2])?.quantile(values[0]).map { Double($0) }
        },
        function("chi2-sf", "chi-square distribution above x", "chi2_sf", [x, degrees], "10 9") {
            ChiSquare(degrees: $0[1])?.sf($0[0])
        },
        function("chi2-isf", "chi-square quantile, from above", "chi2_isf", [degrees, q], "9 0.01") {
            ChiSquare(degrees: $0[0])?.isf($0[1])
        },
        function("kolmogorov", "limit law of the Kolmogorov-Smirnov statistic, above x", "kolmogorov", [x], "1.5") {
            Kolmogorov.sf($0[0])
        },
        Figure(
            name: "kstwo", purpose: "law of the Kolmogorov-Smirnov statistic of n values, above d",
            parameters: [Parameter(name: "d", kind: .number, purpose: "the statistic"), n], example: "0.1 100",
            compute: { input throws(CommandFailure) in
                let d = try input.number("d")
                let n = try input.whole("n")
                guard let value = Kolmogorov.sf(d, count: n) else {
                    throw input.fault("n", "must be from 1 to \(Kolmogorov.countedMax)")
                }
                return [("kstwo_sf", .number(value)), ("exact", .number(Kolmogorov.exactSf(d, count: n)))]
            }),
    ]
}
