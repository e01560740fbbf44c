// `monitord baseline diff`: what changes when one baseline takes the place of another.

internal import Alerts
internal import Model
internal import Panes
internal import Pipeline

enum BaselineDiffCommand {
    static let command = Command(
        name: "baseline diff", purpose: "compare two baselines, and say which past alerts the second would have hidden",
        operands: "OLD NEW", operandsMax: 2,
        options: [Command.store, BaselineCommand.rules, Command.config, Command.baselines],
        notes: [
            "Rows that are equal are left out; a baseline and itself have none. DIFFERENCE is new minus old in points,",
            "with Newcombe's 95 % interval. A mix is compared by its Jensen-Shannon divergence without bias, beside",
            "what chance alone stays below in 99 % of cases.",
        ] + BaselineAlerts.notes,
        run: diff)

    private static func diff(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard arguments.operands.count == 2 else {
            throw .usage(
                "which two baselines? give OLD and NEW, each by ID or NAME", help: ["see: monitord baseline list"])
        }
        let configuration = try Setup.configuration(arguments)
        let directory = Setup.baselineDirectory(arguments, configuration)
        let old = try BaselineCommand.find(arguments.operands[0], directory, arguments)
        let new = try BaselineCommand.find(arguments.operands[1], directory, arguments)
        let comparison = BaselineComparison(from: old, to: new)
        var alerts: BaselineAlerts?
        if old.model.utf8.elementsEqual(new.model.utf8) {
            alerts = try BaselineAlerts(old, new, directory, arguments, configuration, isCurrentOnly: false)
            if alerts == nil { Console.say(BaselineAlerts.missing(arguments, configuration)) }
        } else {
            Console.say("the baselines are of two models: past alerts were not looked at")
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.object { writer in
                    for (key, baseline) in [("old", old), ("new", new)] {
                        writer.key(key)
                        writer.object { BaselineCommand.writeHead(baseline, to: &$0) }
                    }
                    write(comparison, to: &writer)
                    alerts?.write(to: &writer)
                }
            }
            return ExitStatus.ok
        }
        Console.line(visible("\(BaselineCommand.title(old)) → \(BaselineCommand.title(new)), \(new.model)"))
        if comparison.isEmpty { Console.line("no difference") }
        print(comparison)
        alerts?.print()
        return ExitStatus.ok
    }

    /// `-1.2`: percentage points with their sign.
    static func points(_ difference: Double?) -> String {
        difference.map { "\($0 > 0 ? "+" : "")\(figure(($0 * 1e5).rounded() / 1e3))" } ?? "-"
    }

    // MARK: For people

    private static func print(_ comparison: BaselineComparison) {
        if !comparison.rates.isEmpty {
            Console.line("")
            Console.table(
                ["CATEGORY", "OLD", "N", "NEW", "N", "DIFFERENCE", "FROM", "TO"],
                comparison.rates.map { row in
                    [
                        BaselineCommand.categoryText(row.category), share(row.old.refusalRate),
                        grouped(row.old.decided), share(row.new.refusalRate), grouped(row.new.decided),
                        points(row.difference), points(row.low), points(row.high),
                    ]
                }, alignedRight: [1, 2, 3, 4, 5, 6, 7])
        }
        if !comparison.mixes.isEmpty { Console.line("") }
        for mix in comparison.mixes {
            let word = mix.dimension == .category ? "category mix" : "topics of answers"
            let chance = mix.limit.map { " (chance stays below \(figure($0)))" } ?? ""
            Console.line("\(word): \(mix.bits.map { "\(figure($0)) bits" } ?? "no events")\(chance)")
        }
        guard !comparison.spreads.isEmpty else { return }
        Console.line("")
        let pair = { (row: BaselineComparison.SpreadChange, value: (Spread) -> Double?) -> String in
            let old = row.old.flatMap(value).map { figure($0) } ?? "-"
            return "\(old) → \(row.new.flatMap(value).map { figure($0) } ?? "-")"
        }
        Console.table(
            ["MEASURE", "N", "MEAN", "P50", "P95", "P95 AT MOST", "RAISED"],
            comparison.spreads.map { row in
                [
                    row.measure.name, "\(grouped(row.old?.events ?? 0)) → \(grouped(row.new?.events ?? 0))",
                    pair(row, \.mean), pair(row, \.median), pair(row, \.p95), pair(row, \.p95High),
                    row.measure.isShare ? "\(share(row.old?.raised)) → \(share(row.new?.raised))" : "-",
                ]
            })
    }

    // MARK: For programs

    static func write(_ comparison: BaselineComparison, to writer: inout JSONWriter) {
        writer.key("rates")
        writer.array { writer in
            for row in comparison.rates { write(row, to: &writer) }
        }
        writer.key("mixes")
        writer.array { writer in
            for mix in comparison.mixes { write(mix, to: &writer) }
        }
        writer.key("measures")
        writer.array { writer in
            for row in comparison.spreads {
                writer.object { writer in
                    writer.field("measure", row.measure.name)
                    for (key, spread) in [("old", row.old), ("new", row.new)] {
                        guard let spread else { continue }
                        writer.key(key)
                        BaselineShowCommand.write(spread, to: &writer)
                    }
                }
            }
        }
    }

    private static func write(_ row: BaselineComparison.RateChange, to writer: inout JSONWriter) {
        writer.object { writer in
            if let category = row.category { writer.field("category", category) }
            for (key, tally) in [("old", row.old), ("new", row.new)] {
                writer.key(key)
                writer.object { writer in
                    writer.field("refused", tally[.refused])
                    writer.field("decided", tally.decided)
                    if let rate = tally.refusalRate { writer.field("refusal_rate", rate) }
                }
            }
            if let difference = row.difference { writer.field("difference", difference) }
            guard let low = row.low, let high = row.high else { return }
            writer.key("interval")
            writer.array { writer in
                writer.value(low)
                writer.value(high)
            }
        }
    }

    private static func write(_ mix: BaselineComparison.MixChange, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("dimension", mix.dimension.name)
            if let bits = mix.bits { writer.field("js_bits", bits) }
            if let limit = mix.limit { writer.field("js_chance", limit) }
            writer.key("values")
            writer.array { writer in
                for part in mix.parts {
                    writer.object { writer in
                        writer.field("value", part.name)
                        writer.field("old", part.old)
                        writer.field("new", part.new)
                    }
                }
            }
        }
    }
}
