// Detectors of a change and of its place: CUSUM, FOCuS, PELT, Page-Hinkley, ADWIN.

internal import Detectors

extension DetectCommand {
    static let changes: [Command] = [
        detector(
            "cusum", "the CUSUM of a rate from p0 to p1, or of a mean that shifts", rows: [rateRows, normalRows],
            [
                p0, p1, Option(name: "p1-other", value: "P", purpose: "an alternative on the other side of p0, too"),
                Option(name: "mean", value: "M", purpose: "normal values instead, with this mean"),
                Option(name: "sd", value: "S", purpose: "their standard deviation; default 1"),
                Option(name: "shift", value: "D", purpose: "the shift to find, in standard deviations"),
                Option(name: "two-sided", purpose: "look for a shift the other way, too"),
                h, Option(name: "arl", value: "N", purpose: "instead of --h: events between false alarms of a rate"),
                Option(
                    name: "head-start", value: "SHARE", purpose: "where the sum starts, as a share of h; .5 is usual"),
                pane, restart,
            ], run: cusum),
        detector(
            "cusum-arl", "events between false alarms of a rate's CUSUM, or the h that gives so many", rows: [],
            [
                p0, p1, h, Option(name: "arl", value: "N", purpose: "find the h of this average run length"),
                Option(name: "states", value: "N", purpose: "states of the Markov chain, 10 to 10000; default 2000"),
            ], run: runLength),
        detector(
            "focus", "where a rate or a mean changed, by how much evidence (FOCuS)", rows: [rateRows, normalRows],
            [
                Option(name: "p0", value: "P", purpose: "the rate before the change; without it, it is unknown"),
                Option(name: "side", value: "low|high|both", purpose: "the side of p0; default low"),
                Option(name: "effect", value: "E", purpose: "the least change of interest, as a share of p0"),
                Option(name: "normal", purpose: "normal values; the statistic is twice the log-likelihood ratio"),
                Option(name: "mean", value: "M", purpose: "their mean before the change; without it, it is unknown"),
                Option(name: "sd", value: "S", purpose: "their standard deviation; default 1"),
                Option(name: "threshold", value: "H", purpose: "alarm when the statistic reaches H"), pane, restart,
            ], run: focus),
        detector(
            "pelt", "the best cut of a series into segments (PELT)", rows: [rateRows, valueRows],
            [
                Option(name: "cost", value: "binomial|l2|normal", purpose: "what a segment costs; default binomial"),
                Option(name: "min-size", value: "N", purpose: "the shortest segment; default 3"),
                Option(
                    name: "penalty", value: "B", purpose: "the price of a segment; default 3 ln(steps) × dispersion"),
                Option(name: "exact", purpose: "the best cut even where pruning as published misses it"), pane,
            ], run: pelt),
        detector(
            "page-hinkley", "the Page-Hinkley test, as river has it", rows: [valueRows],
            [
                Option(name: "delta", value: "D", purpose: "deviation that is tolerated; default 0.005"),
                Option(name: "threshold", value: "T", purpose: "default 50"),
                Option(name: "alpha", value: "A", purpose: "what each event keeps of the sums; default 0.9999"),
                Option(name: "min-events", value: "N", purpose: "events before the first alarm; default 30"),
                Option(name: "side", value: "low|high|both", purpose: "which way the mean may go; default both"),
            ], run: pageHinkley),
        detector(
            "adwin", "adaptive windowing, as river has it", rows: [valueRows],
            [
                Option(name: "delta", value: "D", purpose: "confidence; default 0.002"),
                Option(name: "clock", value: "N", purpose: "values between two checks; default 32"),
                Option(name: "max-buckets", value: "N", purpose: "buckets of one size; default 5"),
                Option(name: "min-part", value: "N", purpose: "the shortest part compared; default 5"),
                Option(name: "grace", value: "N", purpose: "windows up to this are not checked; default 10"),
            ], run: adwin),
    ]

    static let p0 = Option(name: "p0", value: "P", purpose: "the rate in control, strictly between 0 and 1")
    private static let p1 = Option(name: "p1", value: "P", purpose: "the rate to find, on either side of p0")
    private static let h = Option(name: "h", value: "H", purpose: "alarm when the sum reaches H, in nats")
    private static let normalRows = "For normal values, rows are one number."
    static let integers = 1...1_000_000_000

    private static func cusum(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let h = try threshold(arguments)
        let headStart = try arguments.real("head-start") ?? 0
        let limits = try refusing { () throws(ParameterError) in try CUSUMLimits(h: h, headStart: headStart) }
        let restarts = arguments[flag: "restart"]
        var path = DetectPath()
        if let mean = try arguments.real("mean") {
            let deviation = try arguments.real("sd") ?? 1
            let shift = try arguments.required("shift")
            let isTwoSided = arguments[flag: "two-sided"]
            var chart = try refusing { () throws(ParameterError) in
                try GaussianCUSUM(
                    mean: mean, deviation: deviation, shift: shift, isTwoSided: isTwoSided, limits: limits)
            }
            for (step, value) in try arguments.series().enumerated() {
                chart.step(value, pane: Int64(step))
                path.add(chart.statistic, isAlarm: chart.isAlarm, onset(chart.onset))
                if restarts, chart.isAlarm {
                    chart.reset()
                    path.forget()
                }
            }
        } else {
            let (p0, p1) = (try arguments.required("p0"), try arguments.required("p1"))
            let other = try arguments.real("p1-other")
            var chart = try refusing { () throws(ParameterError) in
                try BernoulliCUSUM(p0: p0, p1: p1, and: other, limits: limits)
            }
            let series = try CountSeries(arguments)
            for step in 0..<series.count {
                chart.step(events: series.events[step], hits: series.hits[step], pane: Int64(step))
                path.add(chart.statistic, isAlarm: chart.isAlarm, onset(chart.onset))
                if restarts, chart.isAlarm {
                    chart.reset()
                    path.forget()
                }
            }
        }
        var output = DetectOutput()
        output.add("h", h)
        path.write(to: &output)
        return output
    }

    private static func onset(_ step: Int64?) -> [(String, DetectValue)] {
        step.map { [("onset", .count(Int($0)))] } ?? []
    }

    private static func threshold(_ arguments: Arguments) throws(CommandFailure) -> Double {
        if let h = try arguments.real("h") { return h }
        guard let length = try arguments.real("arl") else { throw .usage("--h is needed, or --arl for a rate") }
        let (p0, p1) = (try arguments.required("p0"), try arguments.required("p1"))
        return try refusing { () throws(ParameterError) in try RunLength(p0: p0, p1: p1).threshold(runLength: length) }
    }

    private static func runLength(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let (p0, p1) = (try arguments.required("p0"), try arguments.required("p1"))
        let states = try arguments.integer("states", in: 10...10_000) ?? 2000
        let runs = try refusing { () throws(ParameterError) in try RunLength(p0: p0, p1: p1) }
        var output = DetectOutput()
        var line = try arguments.real("h")
        if line == nil, let length = try arguments.real("arl") {
            line = try refusing { () throws(ParameterError) in
                output.add("h_closed", try runs.threshold(runLength: length, isClosed: true))
                return try runs.threshold(runLength: length, states: states)
            }
        }
        guard let h = line else { throw .usage("--h or --arl is needed") }
        _ = try refusing { () throws(ParameterError) in try CUSUMLimits(h: h) }
        output.add("h", h)
        output.add("closed", runs.closed(h: h))
        output.add("markov", runs.markov(h: h, states: states))
        return output
    }

    private static func pageHinkley(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        var parameters = PageHinkley.Parameters()
        parameters.delta = try arguments.real("delta") ?? parameters.delta
        parameters.threshold = try arguments.real("threshold") ?? parameters.threshold
        parameters.alpha = try arguments.real("alpha") ?? parameters.alpha
        parameters.eventsMin = try arguments.integer("min-events", in: integers) ?? parameters.eventsMin
        switch try arguments.word("side", ["low", "high", "both"], standard: "both") {
        case "low": parameters.sides = [.low]
        case "high": parameters.sides = [.high]
        default: break
        }
        let chosen = parameters
        var test = try refusing { () throws(ParameterError) in try PageHinkley(chosen) }
        var path = DetectPath()
        for value in try arguments.series() {
            test.step(value)
            path.add(test.statistic, isAlarm: test.isAlarm)
            if test.isAlarm { path.forget() }
        }
        var output = DetectOutput()
        path.write(to: &output)
        return output
    }

    private static func adwin(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        var parameters = ADWIN.Parameters()
        parameters.delta = try arguments.real("delta") ?? parameters.delta
        parameters.clock = try arguments.integer("clock", in: integers) ?? parameters.clock
        parameters.bucketsMax = try arguments.integer("max-buckets", in: integers) ?? parameters.bucketsMax
        parameters.partMin = try arguments.integer("min-part", in: integers) ?? parameters.partMin
        parameters.grace = try arguments.integer("grace", in: 0...1_000_000_000) ?? parameters.grace
        let chosen = parameters
        var window = try refusing { () throws(ParameterError) in try ADWIN(chosen) }
        var path = DetectPath()
        for (step, value) in try arguments.series().enumerated() {
            window.step(value)
            let width = Int(window.width)
            path.add(
                window.mean, isAlarm: window.isAlarm, [("width", .count(width)), ("onset", .count(step + 1 - width))])
            if window.isAlarm { path.forget() }
        }
        var output = DetectOutput()
        path.write(to: &output, as: "mean")
        return output
    }
}
