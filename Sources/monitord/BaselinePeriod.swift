// Whether a period is fit to be learned from, and what to do when it is not.

internal import Alerts
internal import Model
internal import Panes
internal import Pipeline

enum BaselinePeriod {
    /// Days of the week differ.
    static let lengthMin = TimeSpan.seconds(7 * 86_400)
    private static let seriesMax = 8
    private static let stretchesMax = 5

    /// Warns of short periods, and throws when a rate changed inside one, unless `--allow-change` accepts it.
    static func check(
        _ baselines: [Baseline], _ series: [(scope: Scope, series: PaneSeries)], _ grid: PaneGrid,
        _ arguments: Arguments
    ) throws(CommandFailure) {
        if let shortest = baselines.map({ $0.to - $0.from }).min(), shortest < lengthMin {
            let unit: Int64 = shortest < .seconds(60) ? 1_000_000 : 60_000_000
            let length = TimeSpan(microseconds: (shortest.microseconds + unit / 2) / unit * unit).durationText
            Console.say(
                "warning: the period covers \(length); a baseline of live traffic should cover 7 or more,"
                    + " since days of the week differ")
        }
        var lines: [String] = []
        var models: [String] = []
        for baseline in baselines {
            let own = series.filter { $0.scope[.model]?.utf8.elementsEqual(baseline.model.utf8) ?? false }
            let changes = periodChanges(own, grid: grid)
            guard !changes.isEmpty else { continue }
            models.append(baseline.model)
            lines += changes.prefix(seriesMax).map { text($0) }
            if changes.count > seriesMax { lines.append("… \(changes.count - seriesMax) more series") }
            if changes.count == 1, changes[0].scope.values.count == 1 {
                lines.append("no category changed by itself: the mix of requests may have")
            }
        }
        guard !models.isEmpty else { return }
        let message = "the refusal rate of \(models.joined(separator: ", ")) changed inside the period"
        guard !arguments[flag: "allow-change"] else {
            Console.say("warning: " + visible(message))
            for line in lines { Console.say("  " + visible(line)) }
            return
        }
        throw CommandFailure(
            status: ExitStatus.negative, message: message + "; nothing was saved",
            help: lines + ["take a period of one piece with --since and --until, or accept it with --allow-change"])
    }

    /// `model=m category=c: 92.0 % of 1,200, then from 2026-11-21T06:30:00Z 61.5 % of 900`.
    private static func text(_ change: PeriodChange) -> String {
        let stretches = change.stretches
        let parts = stretches.prefix(stretchesMax).enumerated().map { place, stretch in
            let since = place == 0 ? "" : "then from \(stretch.from.rfc3339) "
            return "\(since)\(percent(stretch.rate)) of \(grouped(stretch.decided))"
        }
        let rest = stretches.count - parts.count
        let more = rest > 0 ? ", and \(counted(rest, "more change"))" : ""
        return "\(labels(change.scope)): \(parts.joined(separator: ", "))\(more)"
    }
}
