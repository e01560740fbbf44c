// Figures of `monitord stat` about many tests at once, and the series that reference values come from.

internal import Statistics

extension StatCommand {
    /// LORD++ takes time in proportion to tests × rejections.
    private static let streamMax = 50_000
    private static let countMax = 10_000_000

    private static let alpha = Parameter(name: "alpha", kind: .share, purpose: "error to allow", standard: 0.05)
    private static let probabilities = Parameter(name: "p", kind: .list, purpose: "p values")

    static let many: [Figure] = [
        Figure(
            name: "bh", purpose: "Benjamini and Hochberg: which p values to believe, and adjusted ones",
            parameters: [probabilities, alpha], example: "--p 0.0001,0.008,0.039,0.2 --alpha 0.05",
            compute: { input throws(CommandFailure) in
                let p = try input.list("p")
                let decisions = Multiplicity.benjaminiHochberg(p, alpha: try input.number("alpha"))
                guard let decisions, let adjusted = Multiplicity.adjusted(p) else {
                    throw input.fault("p", "every value must be from 0 to 1")
                }
                return [("bh", .flags(decisions)), ("bh_adjusted", .numbers(adjusted))]
            }),
        Figure(
            name: "ebh", purpose: "e-BH: which e-values to believe, under any dependence; places count from 0",
            parameters: [Parameter(name: "e", kind: .list, purpose: "e-values"), alpha],
            example: "--e 900,250,100,45,20 --alpha 0.05",
            compute: { input throws(CommandFailure) in
                let e = try input.list("e")
                guard let places = Multiplicity.eBenjaminiHochberg(e, alpha: try input.number("alpha")) else {
                    throw input.fault("e", "every value must be 0 or more")
                }
                return [("ebh_index0", .wholes(places))]
            }),
        Figure(
            name: "lordpp", purpose: "LORD++: levels for a stream of p values, and which it rejects; places from 1",
            parameters: [probabilities, alpha], example: "--p 0.0001,0.008,0.039,0.2 --alpha 0.05",
            compute: { input throws(CommandFailure) in
                let p = try input.list("p")
                guard p.count <= streamMax else { throw input.fault("p", "more than \(streamMax) values") }
                guard let answer = Multiplicity.lordPlusPlus(p, alpha: try input.number("alpha")) else {
                    throw input.fault("p", "every value must be from 0 to 1")
                }
                return [
                    ("levels", .numbers(answer.levels)), ("rejected_1based", .wholes(answer.rejected.map { $0 + 1 })),
                ]
            }),
        Figure(
            name: "fleet", purpose: "threshold of each chart for a budget of false alarms over the whole fleet",
            parameters: [
                Parameter(name: "series", kind: .positive, purpose: "series"),
                Parameter(name: "charts", kind: .positive, purpose: "charts per series", standard: 1),
                Parameter(name: "panes-per-month", kind: .positive, purpose: "panes in 30 days", standard: 259_200),
                Parameter(
                    name: "false-alarms-per-month", kind: .positive, purpose: "budget for 30 days", standard: 1),
            ], example: "--series 100000 --charts 4 --panes-per-month 259200 --false-alarms-per-month 2",
            compute: { input throws(CommandFailure) in
                let threshold = Multiplicity.fleetLogThreshold(
                    series: try input.number("series"), charts: try input.number("charts"),
                    panesPerMonth: try input.number("panes-per-month"),
                    falseAlarmsPerMonth: try input.number("false-alarms-per-month"))
                return [("log_A", .number(threshold)), ("A", .number(threshold.map { exp($0) }))]
            }),
    ]

    static let series: [Figure] = [
        Figure(
            name: "lcg", purpose: "uniform numbers of the generator behind the reference values",
            parameters: [
                Parameter(name: "seed", kind: .whole, purpose: "seed", standard: 42),
                Parameter(name: "count", kind: .whole, purpose: "how many", standard: 5),
                Parameter(name: "power", kind: .positive, purpose: "raise each to this power", standard: 1),
            ], example: "--seed 42 --count 5",
            compute: { input throws(CommandFailure) in
                let uniforms = ReferenceUniforms(seed: UInt64(try input.whole("seed"))).prefix(try count(input))
                let exponent = try input.number("power")
                return [("u", .numbers(uniforms.map { exponent == 1 ? $0 : power($0, exponent) }))]
            }),
        Figure(
            name: "bern-stream", purpose: "zeros and ones whose rate changes once",
            parameters: [
                Parameter(name: "seed", kind: .whole, purpose: "seed", standard: 2024),
                Parameter(name: "count", kind: .whole, purpose: "how many", standard: 3000),
                Parameter(name: "change", kind: .whole, purpose: "how many before the change", standard: 2000),
                Parameter(name: "before", kind: .rate, purpose: "rate before", standard: 0.92),
                Parameter(name: "after", kind: .rate, purpose: "rate after", standard: 0.83),
            ], example: "--seed 2024 --lines",
            compute: { input throws(CommandFailure) in
                let change = try input.whole("change")
                let stream = ReferenceUniforms.bernoulli(
                    seed: UInt64(try input.whole("seed")), count: try count(input), change: change,
                    rates: (try input.number("before"), try input.number("after")))
                return [
                    ("n", .whole(stream.count)), ("sum_before", .whole(stream.prefix(change).reduce(0, +))),
                    ("sum_after", .whole(stream.dropFirst(change).reduce(0, +))),
                    ("x", .numbers(stream.map { Double($0) })),
                ]
            }),
    ]

    private static func count(_ input: FigureInput) throws(CommandFailure) -> Int {
        let count = try input.whole("count")
        guard count <= countMax else { throw input.fault("count", "at most \(countMax)") }
        return count
    }
}
