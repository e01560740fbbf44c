// `monitord stat`: each figure of the statistics by itself, so that anybody can check it from a shell.

internal import Statistics

enum StatCommand {
    static let family = CommandFamily(
        name: "stat", purpose: "compute one figure, such as an interval or a distance",
        notes: [
            "Every figure prints one JSON object. Infinity is the string \"inf\", an undefined value is null.",
            "Values are options, plain words in the order of the usage line, or --input FILE with their names.",
            "Write a negative number as an option: monitord stat normal-cdf --x -1.96",
        ])

    static let figures = special + counts + pairs + distances + many + series
    static let all = figures.map(\.command)

    // MARK: counts

    private static let hitsOf = [
        Parameter(name: "hits", kind: .count, purpose: "events that hit"),
        Parameter(name: "of", kind: .count, purpose: "all events"),
    ]

    private static func proportion(_ input: FigureInput) throws(CommandFailure) -> Proportion {
        let hits = try input.number("hits")
        let count = try input.number("of")
        guard let proportion = Proportion(hits: hits, of: count) else {
            throw count > 0
                ? input.fault("hits", "\(plain(hits)) is more than --of \(plain(count))")
                : input.fault("of", "must be above 0")
        }
        return proportion
    }

    private static func interval(
        _ name: String, _ purpose: String, _ field: String,
        _ compute: @escaping @Sendable (Proportion, Double) -> Interval?
    ) -> Figure {
        Figure(
            name: name, purpose: purpose, parameters: hitsOf + Parameter.alpha,
            example: "--hits 92 --of 100 --confidence 0.95",
            compute: { input throws(CommandFailure) in
                let proportion = try proportion(input)
                return [
                    ("rate", .number(proportion.rate)), (field, ends(compute(proportion, try input.alpha()))),
                ]
            })
    }

    /// An interval as two numbers, or null.
    static func ends(_ interval: Interval?) -> FigureValue {
        guard let interval else { return .number(nil) }
        return .numbers([interval.lower, interval.upper])
    }

    private static let counts: [Figure] = [
        interval("wilson", "Wilson's score interval of a rate", "wilson") { $0.wilson(alpha: $1) },
        interval("jeffreys", "Jeffreys' interval of a rate", "jeffreys") { $0.jeffreys(alpha: $1) },
        interval("clopper-pearson", "Clopper and Pearson's exact interval of a rate", "clopper_pearson") {
            $0.clopperPearson(alpha: $1)
        },
        interval("agresti-coull", "Agresti and Coull's interval of a rate", "agresti_coull") {
            $0.agrestiCoull(alpha: $1)
        },
        interval("confidence-sequence", "interval of a rate that may be looked at all the time", "ci") {
            $0.confidenceSequence(alpha: $1)
        },
        Figure(
            name: "proportion", purpose: "every interval of a rate, and Jeffreys' one-sided bounds at alpha",
            parameters: hitsOf + Parameter.alpha, example: "--hits 92 --of 100 --alpha 0.05",
            compute: { input throws(CommandFailure) in
                let rate = try proportion(input)
                let alpha = try input.alpha()
                return [
                    ("rate", .number(rate.rate)), ("wilson", ends(rate.wilson(alpha: alpha))),
                    ("jeffreys", ends(rate.jeffreys(alpha: alpha))),
                    ("clopper_pearson", ends(rate.clopperPearson(alpha: alpha))),
                    ("agresti_coull", ends(rate.agrestiCoull(alpha: alpha))),
                    ("jeffreys_one_sided_lower", .number(rate.jeffreysLower(alpha))),
                    ("jeffreys_one_sided_upper", .number(rate.jeffreysUpper(alpha))),
                    ("shown", ends(rate.shown(alpha: alpha))),
                ]
            }),
        Figure(
            name: "jeffreys-bound", purpose: "Jeffreys' one-sided bounds of a rate, each missed with probability g",
            parameters: hitsOf + [Parameter(name: "g", kind: .share, purpose: "probability to miss", standard: 0.01)],
            example: "--hits 460 --of 500 --g 1e-5",
            compute: { input throws(CommandFailure) in
                let rate = try proportion(input)
                let g = try input.number("g")
                return [
                    ("jeffreys_one_sided_lower", .number(rate.jeffreysLower(g))),
                    ("jeffreys_one_sided_upper", .number(rate.jeffreysUpper(g))),
                ]
            }),
        Figure(
            name: "canary", purpose: "evidence that probes fail more often than q0",
            parameters: [
                Parameter(name: "failures", kind: .whole, purpose: "probes that failed"),
                Parameter(name: "of", kind: .whole, purpose: "all probes"),
                Parameter(name: "q0", kind: .share, purpose: "failure rate that is tolerated", standard: 0.01),
            ], example: "--failures 4 --of 24 --q0 0.01",
            compute: { input throws(CommandFailure) in
                let failures = try input.whole("failures")
                let count = try input.whole("of")
                guard failures <= count else { throw input.fault("failures", "\(failures) is more than --of \(count)") }
                guard let evidence = Canary.lnEvidence(failures: failures, of: count, q0: try input.number("q0")) else {
                    throw input.fault("q0", "must be below 0.95")
                }
                return [("e", .number(exp(evidence))), ("log_e", .number(evidence))]
            }),
        Figure(
            name: "zero-failures", purpose: "upper bound of a failure rate after probes without a failure",
            parameters: [Parameter(name: "of", kind: .whole, purpose: "all probes")] + Parameter.alpha,
            example: "--of 150",
            compute: { input throws(CommandFailure) in
                let count = try input.whole("of")
                guard let bound = Canary.zeroFailureBound(count: count, alpha: try input.alpha()) else {
                    throw input.fault("of", "must be above 0")
                }
                return [("upper", .number(bound))]
            }),
    ]
}
