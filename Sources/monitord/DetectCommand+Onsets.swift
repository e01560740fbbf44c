// Where a series changed: FOCuS as it comes, PELT looking back.

internal import Detectors

extension DetectCommand {
    static func focus(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let side = try arguments.word("side", ["low", "high", "both"], standard: "low")
        let effect = try arguments.real("effect") ?? 0
        if arguments[flag: "normal"] {
            let (mean, deviation) = (try arguments.real("mean"), try arguments.real("sd") ?? 1)
            let fresh = try refusing { () throws(ParameterError) in
                try GaussianOnset(mean: mean, deviation: deviation)
            }
            let values = try arguments.series()
            return try readings(arguments, steps: values.count, fresh) { detector, step in
                detector.step(values[step], pane: Int64(step))
                return detector.reading
            }
        }
        let p0 = try arguments.real("p0")
        let series = try CountSeries(arguments)
        guard let p0 else {
            return try readings(arguments, steps: series.count, ColdOnset()) { detector, step in
                detector.step(events: series.events[step], hits: series.hits[step], pane: Int64(step))
                return detector.reading
            }
        }
        if side == "both" {
            let fresh = try refusing { () throws(ParameterError) in try OnsetPair(p0: p0, minimumEffect: effect) }
            return try readings(arguments, steps: series.count, fresh) { detector, step in
                detector.step(events: series.events[step], hits: series.hits[step], pane: Int64(step))
                return detector.reading
            }
        }
        let fresh = try refusing { () throws(ParameterError) in
            try Onset(p0: p0, side: side == "low" ? .low : .high, minimumEffect: effect)
        }
        return try readings(arguments, steps: series.count, fresh) { detector, step in
            detector.step(events: series.events[step], hits: series.hits[step], pane: Int64(step))
            return detector.reading
        }
    }

    private static func readings<Detector>(
        _ arguments: Arguments, steps: Int, _ fresh: Detector, _ step: (inout Detector, Int) -> OnsetReading?
    ) throws(CommandFailure) -> DetectOutput {
        let line = try arguments.real("threshold")
        if let line, line <= 0 { throw .usage("--threshold must be above 0") }
        var detector = fresh
        var path = DetectPath()
        var onsets: [Double?] = []
        var last: OnsetReading?
        for index in 0..<steps {
            last = step(&detector, index)
            let statistic = last?.statistic ?? 0
            let isAlarm = line.map { statistic >= $0 } ?? false
            path.add(statistic, isAlarm: isAlarm, onset: last)
            onsets.append(last.map { Double($0.pane) })
            if isAlarm, arguments[flag: "restart"] {
                detector = fresh
                path.forget()
            }
        }
        var output = DetectOutput()
        path.write(to: &output)
        output.add("onset", .numbers(onsets))
        if let last {
            output.add("onset_at_end", .count(Int(last.pane)))
            output.add(
                "interval_at_end", .numbers([Double(last.interval.lowerBound), Double(last.interval.upperBound)]))
        }
        return output
    }

    static func pelt(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let kind = try arguments.word("cost", ["binomial", "l2", "normal"], standard: "binomial")
        let counts = kind == "binomial" ? try CountSeries(arguments) : nil
        let values = counts == nil ? try arguments.series() : []
        let cost = try refusing { () throws(ParameterError) in
            if let counts { return SegmentCost.binomial(events: counts.events, hits: counts.hits) }
            return try kind == "l2" ? SegmentCost.squares(values) : SegmentCost.normal(values)
        }
        let penalty = try arguments.real("penalty") ?? cost.penalty
        let sizeMin = try arguments.integer("min-size", in: integers) ?? 3
        let cut = try refusing { () throws(ParameterError) in
            try Segmentation(cost, sizeMin: sizeMin, penalty: penalty, isExact: arguments[flag: "exact"])
        }
        var segments: [[(String, DetectValue)]] = []
        var start = 0
        for end in cut.breakpoints {
            var segment: [(String, DetectValue)] = [("start", .count(start)), ("end", .count(end))]
            if let counts {
                let events = counts.events[start..<end].reduce(0, +)
                let hits = counts.hits[start..<end].reduce(0, +)
                segment += [("n", .number(events)), ("x", .number(hits))]
                segment.append(("rate", .number(events > 0 ? hits / events : nil)))
            } else {
                segment.append(("mean", .number(values[start..<end].reduce(0, +) / Double(end - start))))
            }
            segments.append(segment)
            start = end
        }
        var output = DetectOutput()
        output.add("penalty", penalty)
        output.add("total_cost", cut.cost)
        output.add("breakpoints", cut.breakpoints.map(Double.init))
        output.add("segments", .objects(segments))
        return output
    }
}
