// Detectors whose false alarms are bounded: mixtures of Shiryaev-Roberts e-detectors and their kin.

internal import Detectors
internal import Glibc

extension DetectCommand {
    static let evidence: [Command] = [
        detector(
            "sr", "evidence that a rate left its boundary q0", rows: [rateRows],
            [q0, side, pane, threshold, restart], run: single),
        detector(
            "risk-adjusted", "the same over strata, each judged against its own q0", rows: [strataRows],
            [
                Option(name: "q0", value: "Q,Q,...", purpose: "boundary of each stratum"), events, side, threshold,
                restart,
            ], run: riskAdjusted),
        detector(
            "oe", "observed against expected hits over whatever mix of strata came", rows: [strataRows],
            [
                Option(name: "p0", value: "P,P,...", purpose: "baseline rate of each stratum"),
                Option(name: "ratio", value: "R", purpose: "the boundary as a share of expected hits; default 0.9"),
                events, side, threshold, restart,
            ], run: expected),
        detector(
            "weighted", "evidence from sampled events of weight 1/π",
            rows: ["Rows: w,x: weight and value of one event; columns may be named so."],
            [
                q0,
                Option(name: "weight-max", value: "W", purpose: "the heaviest weight, above 1; heavier say nothing"),
                side, threshold, restart,
            ], run: weighted),
        detector(
            "clustered", "evidence with one unit for each user of a pane",
            rows: ["Rows: one user of a pane, as y (the mean) or n,x; a column called pane tells panes apart."],
            [
                q0, Option(name: "theta", value: "T", purpose: "one alternative: print the factor of each user"), side,
                threshold, restart,
            ], run: clustered),
        detector(
            "plugin", "evidence that shares of topics or bins moved", rows: ["Rows: one pane, the count of each bin."],
            [
                Option(name: "baseline", value: "S,S,...", purpose: "shares of the bins, or their counts (smoothed)"),
                Option(name: "rho", value: "RHO", purpose: "chi distance that is no drift; default 0"),
                Option(name: "rates", value: "L,L,...", purpose: "learning rates; default 0.3,0.1,0.03,0.01"),
                Option(name: "shares", value: "E,E,...", purpose: "baseline kept in a forecast; default 0.2,0.7"),
                threshold, restart,
            ], run: plugIn),
        detector(
            "two-stream", "evidence that two streams have different rates",
            rows: [
                "Rows: one block, hits and events of A, then of B: xa,na,xb,nb; with two more, fixed rates of A and B."
            ],
            [threshold, restart], run: twoStream),
    ]

    private static let q0 = Option(name: "q0", value: "Q", purpose: "the null's boundary, strictly between 0 and 1")
    private static let events = Option(name: "events", value: "N,N,...", purpose: "events of each stratum in every row")

    /// ln A; +∞ without the option, so that nothing is an alarm.
    static func logThreshold(_ arguments: Arguments) throws(CommandFailure) -> Double {
        guard let a = try arguments.real("threshold") else { return .infinity }
        guard a >= 1 else { throw .usage("--threshold must be 1 or more") }
        return log(a)
    }

    /// Steps a mixture over panes.
    static func path(
        _ arguments: Arguments, learners: Int, panes: Int, _ factor: (Int) -> PaneFactor
    ) throws(CommandFailure) -> DetectOutput {
        let line = try logThreshold(arguments)
        var mixture = Mixture(learners: learners)
        var path = DetectPath()
        for pane in 0..<panes {
            mixture.step(factor(pane))
            path.add(mixture.logE, isAlarm: mixture.reaches(line))
            if arguments[flag: "restart"], mixture.reaches(line) {
                mixture.reset()
                path.forget()
            }
        }
        var output = DetectOutput()
        path.write(to: &output, as: "log_e")
        return output
    }

    static func bets(_ arguments: Arguments) throws(CommandFailure) -> Bets {
        guard let bets = Bets(q0: try arguments.required("q0"), side: try arguments.side()) else {
            throw .usage("--q0 must lie strictly between 0 and 1")
        }
        return bets
    }

    private static func single(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let bets = try bets(arguments)
        let series = try CountSeries(arguments)
        return try path(arguments, learners: bets.count, panes: series.count) { step in
            var pane = PaneFactor()
            pane.add(hits: series.hits[step], misses: series.events[step] - series.hits[step], bets: bets)
            return pane
        }
    }

    private static func riskAdjusted(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        guard let q0 = try arguments.reals("q0") else { throw .usage("--q0 is needed") }
        let side = try arguments.side()
        let learners = q0.map { Bets.learners(q0: $0, side: side) }.max() ?? 8
        let bets = q0.compactMap { Bets(q0: $0, side: side, learners: learners) }
        guard bets.count == q0.count else { throw .usage("--q0 must lie strictly between 0 and 1") }
        return try strata(arguments, bets)
    }

    private static func expected(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        guard let p0 = try arguments.reals("p0") else { throw .usage("--p0 is needed") }
        let ratio = try arguments.real("ratio") ?? 0.9
        let side = try arguments.side()
        let wanted = p0.map { ratio * $0 }
        let extreme = (side == .low ? wanted.min() : wanted.max()) ?? 0
        let bets = wanted.compactMap { Bets(expected: $0, extreme: extreme, side: side) }
        guard bets.count == p0.count else { throw .usage("--ratio times --p0 must lie strictly between 0 and 1") }
        return try strata(arguments, bets)
    }

    private static func strata(_ arguments: Arguments, _ bets: [Bets]) throws(CommandFailure) -> DetectOutput {
        let series = try StrataSeries(arguments, strata: bets.count)
        return try path(arguments, learners: bets[0].count, panes: series.panes.count) { step in
            var pane = PaneFactor()
            for (counts, bets) in zip(series.panes[step], bets) {
                pane.add(hits: counts.hits, misses: counts.events - counts.hits, bets: bets)
            }
            return pane
        }
    }

    private static func weighted(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let weightMax = try arguments.required("weight-max")
        guard weightMax > 1 else { throw .usage("--weight-max must be above 1") }
        guard let bets = Bets(q0: try arguments.required("q0"), side: try arguments.side(), weightMax: weightMax) else {
            throw .usage("--q0 must lie strictly between 0 and 1")
        }
        let table = try arguments.table()
        let weights = table.column("w") ?? table.column(0) ?? []
        let values = table.column("x") ?? table.column(1) ?? []
        guard weights.count == values.count, values.allSatisfy({ (0...1).contains($0) }) else {
            throw .usage("rows need a weight and a value of 0 to 1")
        }
        return try path(arguments, learners: bets.count, panes: values.count) { step in
            // By the unit, which takes values between a hit and a miss.
            var unit = UnitFactor()
            unit.add(hits: values[step], misses: 1 - values[step], weight: weights[step], bets: bets)
            var pane = PaneFactor()
            pane.add(unit)
            return pane
        }
    }
}
