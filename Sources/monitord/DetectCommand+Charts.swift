// Control charts: p, Laney's p′, EWMA, XmR and g.

internal import Detectors

extension DetectCommand {
    static let charts: [Command] = [
        detector(
            "p-chart", "the chart of a rate, with exact binomial limits", rows: [rateRows], [centre, sigmaZ, pane]
        ) { arguments throws(CommandFailure) in try rates(arguments, isLaney: false) },
        detector(
            "laney", "the p-chart with Laney's limits, for rates that scatter more than binomial", rows: [rateRows],
            [centre, sigmaZ, pane]
        ) { arguments throws(CommandFailure) in try rates(arguments, isLaney: true) },
        detector(
            "ewma", "the moving average of values or of rates", rows: [valueRows + " With --p0, " + rateRows],
            [
                Option(name: "mean", value: "M", purpose: "the centre"),
                Option(name: "sd", value: "S", purpose: "the standard deviation of a value"),
                Option(name: "p0", value: "P", purpose: "instead of both: the rate in control of counts"),
                Option(name: "lambda", value: "L", purpose: "the newest value's share; default 0.2"),
                Option(name: "reach", value: "L", purpose: "half width in standard deviations; default 2.7"), pane,
                restart,
            ], run: movingAverage),
        detector(
            "xmr", "individual values and their moving ranges", rows: [valueRows],
            [Option(name: "first", value: "N", purpose: "take the limits from the first N values; default all")],
            run: individuals),
        detector(
            "g", "events between flags, for rates below .5 %",
            rows: ["Rows: 0 or 1 for one event; or gaps, with --gaps."],
            [p0, Option(name: "gaps", purpose: "rows are numbers of events between two flags")], run: gaps),
    ]

    private static let centre = Option(name: "p0", value: "P", purpose: "the centre; default the mean of the series")
    private static let sigmaZ = Option(
        name: "sigma-z", value: "S", purpose: "scatter beyond binomial, with --p0; default 1")

    private static func rates(_ arguments: Arguments, isLaney: Bool) throws(CommandFailure) -> DetectOutput {
        let (p0, sigmaZ) = (try arguments.real("p0"), try arguments.real("sigma-z") ?? 1)
        let series = try CountSeries(arguments)
        let chart = try refusing { () throws(ParameterError) in
            if let p0 { return try PChart(p0: p0, sigmaZ: sigmaZ) }
            return try PChart(events: series.events, hits: series.hits)
        }
        let points = zip(series.events, series.hits).map { chart.point(events: $0, hits: $1) }
        var path = DetectPath()
        for point in points {
            path.add(point?.z ?? 0, isAlarm: point.map { isLaney ? $0.isOutsideLaney : $0.isOutside } ?? false)
            path.forget()
        }
        var output = DetectOutput()
        output.add("pbar", chart.p0)
        output.add("sigma_z", chart.sigmaZ)
        output.add("dispersion", chart.dispersion)
        path.write(to: &output, as: "z")
        // Empty panes have no point: null in every list.
        output.add("rate", .numbers(points.map(\.?.rate)))
        output.add("exact_lower", .numbers(points.map(\.?.exact.lowerBound)))
        output.add("exact_upper", .numbers(points.map(\.?.exact.upperBound)))
        output.add("lcl3", .numbers(points.map(\.?.threeSigma.lowerBound)))
        output.add("ucl3", .numbers(points.map(\.?.threeSigma.upperBound)))
        output.add("laney_lcl3", .numbers(points.map(\.?.laney.lowerBound)))
        output.add("laney_ucl3", .numbers(points.map(\.?.laney.upperBound)))
        return output
    }

    private static func movingAverage(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        var values: [(value: Double, deviation: Double)] = []
        let mean: Double
        if let p0 = try arguments.real("p0") {
            guard p0 > 0, p0 < 1 else { throw .usage("--p0 must lie strictly between 0 and 1") }
            mean = p0
            let series = try CountSeries(arguments)
            for (events, hits) in zip(series.events, series.hits) where events > 0 {
                values.append((hits / events, (p0 * (1 - p0) / events).squareRoot()))
            }
        } else {
            mean = try arguments.required("mean")
            let deviation = try arguments.required("sd")
            guard deviation > 0 else { throw .usage("--sd must be above 0") }
            values = try arguments.series().map { ($0, deviation) }
        }
        let (lambda, reach) = (try arguments.real("lambda") ?? 0.2, try arguments.real("reach") ?? 2.7)
        var chart = try refusing { () throws(ParameterError) in
            try EWMAChart(mean: mean, lambda: lambda, reach: reach)
        }
        var path = DetectPath()
        var halfWidths: [Double] = []
        for value in values {
            chart.step(value.value, deviation: value.deviation)
            path.add(chart.z, isAlarm: chart.isAlarm)
            halfWidths.append(chart.halfWidth)
            if chart.isAlarm, arguments[flag: "restart"] {
                chart.reset()
                path.forget()
            }
        }
        var output = DetectOutput()
        output.add("mean", mean)
        path.write(to: &output, as: "z")
        output.add("half_width", halfWidths)
        return output
    }

    private static func individuals(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let first = try arguments.integer("first", in: 2...SeriesInput.rowsMax)
        let values = try arguments.series()
        let chart = try refusing { () throws(ParameterError) in
            try XmRChart(Array(values.prefix(first ?? values.count)))
        }
        var path = DetectPath()
        var last: Double?
        for value in values {
            path.add(value, isAlarm: chart.isAlarm(value, after: last))
            path.forget()
            last = value
        }
        var output = DetectOutput()
        output.add("center", chart.centre)
        output.add("mr_bar", chart.meanRange)
        output.add("lcl", chart.limits.lowerBound)
        output.add("ucl", chart.limits.upperBound)
        output.add("mr_ucl", chart.rangeMax)
        path.write(to: &output, as: "value")
        return output
    }

    private static func gaps(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let p0 = try arguments.required("p0")
        var chart = try refusing { () throws(ParameterError) in try GChart(p0: p0) }
        var path = DetectPath()
        for (row, value) in try arguments.series().enumerated() {
            let gap: Double?
            if arguments[flag: "gaps"] {
                guard value >= 0 else { throw .usage("row \(row + 1): a gap is 0 or more") }
                gap = value
            } else {
                guard value == 0 || value == 1 else { throw .usage("row \(row + 1): an event is 0 or 1") }
                gap = chart.step(isFlag: value == 1)
            }
            guard let gap else { continue }
            path.add(gap, isAlarm: chart.isAlarm(gap: gap), [("row", .count(row))])
            path.forget()
        }
        var output = DetectOutput()
        output.add("center", chart.centre)
        output.add("limits", chart.limits)
        output.add("ucl3", chart.threeSigmaMax)
        path.write(to: &output, as: "gap")
        return output
    }
}
