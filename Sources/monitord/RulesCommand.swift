// `monitord rules show`: what each rule needs before it pages, and how long a change would take.

internal import Alerts
internal import Model
internal import Panes
internal import Pipeline
internal import Rules

enum RulesCommand {
    static let show = Command(
        name: "rules show", purpose: "show each rule's part of the false-alarm budget, its threshold and its delays",
        operands: "[RULE ...]", operandsMax: 100,
        options: [
            Option(name: "rules", value: "PATH", purpose: "rule file, directory or pattern", isRepeatable: true),
            Option(name: "all", purpose: "every series, not only the slowest and the quickest of each line"),
            Command.config, Command.baselines,
        ],
        notes: [
            "A is the e-value that a line of a rule must reach. It follows from [budget] false_alarms_per_month, the",
            "panes of 30 days and the charts that share a part of the budget, each rule counted with limits.series",
            "series. Delays are means, at the traffic of the current baselines, for a rate a tenth of the baseline",
            "beyond the line (twice it for a share or a quantile). A user counts once in a pane, and where a pane",
            "has fewer than 32 users once in 10 to 20 minutes, which makes a delay longer.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let configuration = try Setup.configuration(arguments)
        let set = try Setup.rules(arguments, configuration)
        let baselines = try current(arguments, configuration)
        var forecasts = ruleForecasts(
            set, grid: PaneGrid(width: configuration.panes.width), seriesMax: Int(configuration.limits.series),
            baselines: baselines)
        for name in arguments.operands where !forecasts.contains(where: { $0.rule.name == name }) {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no rule '\(name)'",
                help: ["rules: \(forecasts.map(\.rule.name).joined(separator: ", "))"])
        }
        if !arguments.operands.isEmpty { forecasts.removeAll { !arguments.operands.contains($0.rule.name) } }
        if arguments.wantsJSON {
            Console.json { writer in write(set, forecasts, to: &writer) }
        } else {
            print(set, forecasts, isAll: arguments[flag: "all"], hasBaselines: !baselines.isEmpty)
        }
        return ExitStatus.ok
    }

    static func current(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> [Baseline] {
        let directory = Setup.baselineDirectory(arguments, configuration)
        do throws(BaselineDirectoryError) {
            let (baselines, _) = try directory.list()
            let (promotions, _) = try directory.promotions()
            return baselines.filter { baseline in
                promotions.last { $0.model.utf8.elementsEqual(baseline.model.utf8) }?.id == baseline.id
            }
        } catch {
            throw Setup.failure(error, arguments)
        }
    }

    private static func print(_ set: RuleSet, _ forecasts: [RuleForecast], isAll: Bool, hasBaselines: Bool) {
        Console.line("budget: \(figure(set.falseAlarmsPerMonth)) false alarms in 30 days, over all rules and series")
        Console.line("")
        Console.table(
            ["RULE", "DETECT", "GROUP", "LINE", "SHARE", "A", "LN A"],
            forecasts.flatMap { forecast in
                lines(forecast).map { line in
                    [
                        forecast.rule.name, forecast.rule.detect.kind.rawValue, forecast.group, line,
                        forecast.threshold == nil ? "-" : scientific(forecast.share),
                        forecast.threshold.map { scientific($0) } ?? "literal",
                        forecast.logThreshold.map { figure($0) } ?? "-",
                    ]
                }
            }, alignedRight: [4, 5, 6])
        for forecast in forecasts where !forecast.delays.isEmpty { printDelays(forecast, isAll: isAll) }
        if !hasBaselines { Console.say("no baseline is current: delays need one (monitord baseline learn)") }
    }

    private static func lines(_ forecast: RuleForecast) -> [String] {
        let rule = forecast.rule
        let lines = [("warning", rule.warning), ("critical", rule.critical)].flatMap { word, line -> [String] in
            guard let line else { return [] }
            let below = line.below.map { "\(word) < \(figure($0))" }
            let above = line.above.map { "\(word) > \(figure($0))" }
            return [below, above].compactMap { $0 }
        }
        return lines.isEmpty ? ["-"] : lines
    }

    private static func printDelays(_ forecast: RuleForecast, isAll: Bool) {
        Console.line("")
        Console.line("\(forecast.rule.name): would page")
        for isCritical in [false, true] {
            let delays = forecast.delays.filter { $0.isCritical == isCritical }.sorted {
                ($0.minutes ?? .infinity, $0.events) < ($1.minutes ?? .infinity, $1.events)
            }
            let shown = isAll || delays.count <= 4 ? delays : Array(delays.prefix(2) + delays.suffix(2))
            for (place, delay) in shown.enumerated() {
                if place == 2, shown.count < delays.count { Console.line("  … \(delays.count - 4) series between") }
                Console.line("  \(sentence(delay))")
            }
        }
    }

    private static func sentence(_ delay: RuleForecast.Delay) -> String {
        let time = delay.minutes.map { " / \(duration(minutes: $0))" } ?? ""
        let fell = delay.rate < delay.baselineRate ? "fell" : "rose"
        return "\(delay.isCritical ? "critical" : "warning") in about \(grouped(Int64(min(delay.events, 1e15)))) events"
            + "\(time) if \(labels(delay.scope)) \(fell) from \(percent(delay.baselineRate)) to \(percent(delay.rate))"
            + (delay.isHarmOnly ? " in the categories that it mostly refuses" : "")
            + " (boundary \(percent(delay.boundary)))"
    }

    private static func duration(minutes: Double) -> String {
        if minutes < 120 { return "\(figure(minutes.rounded(.up))) minutes" }
        let (span, unit) = minutes < 2880 ? (minutes / 60, "hours") : (minutes / 1440, "days")
        return "\(tenths(span)) \(unit)"
    }

    /// `2.3e10`.
    private static func scientific(_ value: Double) -> String {
        guard value > 0, value.isFinite else { return "-" }
        if value >= 0.01, value < 100_000 { return figure(value) }
        var exponent = 0
        var mantissa = value
        while mantissa >= 9.95 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        while mantissa < 0.995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        return "\(figure((mantissa * 10).rounded() / 10))e\(exponent)"
    }

    private static func write(_ set: RuleSet, _ forecasts: [RuleForecast], to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("false_alarms_per_month", set.falseAlarmsPerMonth)
            writer.key("rules")
            writer.array { writer in
                for forecast in forecasts { write(forecast, to: &writer) }
            }
        }
    }

    private static func write(_ forecast: RuleForecast, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", forecast.rule.name)
            writer.field("metric", forecast.rule.metric.name)
            writer.field("detect", forecast.rule.detect.kind.rawValue)
            writer.field("confirm", forecast.rule.confirm.rawValue)
            if let logThreshold = forecast.logThreshold {
                writer.field("group", forecast.group)
                writer.field("charts", forecast.charts)
                writer.field("share", forecast.share)
                writer.field("log_a", logThreshold)
            }
            writer.key("delays")
            writer.array { writer in
                for delay in forecast.delays {
                    writer.object { writer in
                        writer.key("series")
                        writer.raw(delay.scope.key)
                        writer.field("line", delay.isCritical ? "critical" : "warning")
                        writer.field("harm_only", delay.isHarmOnly)
                        writer.field("baseline_rate", delay.baselineRate)
                        writer.field("boundary", delay.boundary)
                        writer.field("rate", delay.rate)
                        writer.field("events", delay.events)
                        if let minutes = delay.minutes { writer.field("minutes", minutes) }
                    }
                }
            }
        }
    }
}
