// Rules that are right, and that today's traffic or today's baselines cannot serve.

internal import Alerts
internal import Model
internal import Panes
internal import Pipeline
internal import Rules
internal import Store

struct TrafficLints {
    let set: RuleSet
    let configuration: Configuration
    /// Those that are current; nil when nobody named them.
    let baselines: [Baseline]?
    /// The last verdicts of a store; nil when nobody named one.
    let rows: [VerdictRow]?
    let locations: RuleLocations

    /// Nobody waits longer than this for a page.
    private static let daysMax = 30.0

    static func verdicts(_ arguments: Arguments) throws(CommandFailure) -> [VerdictRow] {
        let reader = try Setup.reader(arguments)
        do throws(StoreError) {
            return try reader.verdicts()
        } catch {
            throw Setup.failure(error)
        }
    }

    var findings: [Diagnostic] {
        let forecasts = ruleForecasts(
            set, grid: PaneGrid(width: configuration.panes.width), seriesMax: Int(configuration.limits.series),
            baselines: baselines ?? [])
        return forecasts.flatMap { forecast in
            let unknown = notInBaseline(forecast.rule) + emptyFilter(forecast.rule)
            return unknown.isEmpty ? slowness(forecast) + shortWindow(forecast.rule) : unknown
        }
    }

    private func notInBaseline(_ rule: Rule) -> [Diagnostic] {
        guard let baselines, rule.baseline == .current, Self.looksAtBaseline(rule) else { return [] }
        if baselines.isEmpty {
            return locations.warning(
                .notInBaseline, "no baseline is current, and `\(rule.name)` compares with one", rule: rule.name,
                key: "metric", help: ["learn one: monitord baseline learn"])
        }
        guard let measure = rule.metric.measure,
            !baselines.contains(where: { $0.cells.contains { $0.values.contains { $0.measure == measure } } })
        else { return [] }
        return locations.warning(
            .notInBaseline, "no current baseline has `\(measure.name)`", rule: rule.name, key: "metric",
            help: ["learn the baseline from events that carry it, with this rule file: monitord baseline learn"])
    }

    private static func looksAtBaseline(_ rule: Rule) -> Bool {
        switch rule.detect.kind {
        case .ratio, .quantile, .js, .kl, .psi, .cusum: true
        case .mean: !rule.detect.isAbsolute
        case .spc: rule.detect.chart != .xmr
        case .share, .compare, .absence, .age, .unregistered: false
        }
    }

    /// Baselines tell five names apart; of the others they say nothing.
    private func emptyFilter(_ rule: Rule) -> [Diagnostic] {
        let told: [Dimension] = [.model, .category, .environment, .deployment, .responseTopic]
        guard let baselines, !baselines.isEmpty, let filter = rule.filter,
            filter.fields.allSatisfy({ told.map(\.name).contains($0) }),
            baselines.allSatisfy({ $0.only(filter).cells.isEmpty })
        else { return [] }
        let models = baselines.map { "`\(visible($0.model))`" }.joined(separator: ", ")
        return locations.warning(
            .emptyFilter, "no current baseline has an event that this `where` lets through", rule: rule.name,
            key: "where", help: ["baselines are current of \(models)"])
    }

    /// How long the quickest series of each line would take.
    private func slowness(_ forecast: RuleForecast) -> [Diagnostic] {
        for isCritical in [false, true] {
            let delays = forecast.delays.filter { $0.isCritical == isCritical }
            let timed = delays.compactMap { delay in
                minutes(delay, forecast.rule).map { (delay: delay, minutes: $0) }
            }
            guard !delays.isEmpty, timed.count == delays.count,
                let quickest = timed.min(by: { $0.minutes < $1.minutes }), quickest.minutes > Self.daysMax * 1440
            else { continue }
            let (events, days) = (quickest.delay.events, quickest.minutes / 1440)
            let perHour = events / (quickest.minutes / 60)
            let key = isCritical ? "critical" : "warning"
            return locations.warning(
                .tooLittleTraffic, "`\(forecast.rule.name)` could not page within \(Int(Self.daysMax)) days",
                rule: forecast.rule.name, key: key,
                help: [
                    "it needs about \(grouped(Int64(min(events, 1e15)))) events, at today's "
                        + "\(figure(perHour)) per hour that is \(grouped(Int64(min(days, 1e12)))) days",
                    "the quickest series is \(labels(quickest.delay.scope))",
                ])
        }
        return []
    }

    /// At the rate of the store where it knows the series, else at that of the baseline.
    private func minutes(_ delay: RuleForecast.Delay, _ rule: Rule) -> Double? {
        let row = rows?.first { $0.rule.utf8.elementsEqual(rule.name.utf8) && $0.scope == delay.scope }
        guard let row, row.verdict.events > 0 else { return delay.minutes }
        let perMinute = Double(row.verdict.events) / (Double(rule.window.microseconds) / 60e6)
        return delay.events / perMinute
    }

    /// Of all series that the store knows, none ever has enough events in a window.
    private func shortWindow(_ rule: Rule) -> [Diagnostic] {
        let own = (rows ?? []).filter { $0.rule.utf8.elementsEqual(rule.name.utf8) && $0.verdict.events > 0 }
        let needed = own.map { max($0.verdict.needed, rule.minimumEvents) }
        guard ![.absence, .age, .unregistered].contains(rule.detect.kind), !own.isEmpty,
            zip(own, needed).allSatisfy({ $0.verdict.effectiveEvents < Double($1) }),
            let most = own.map(\.verdict.effectiveEvents).max(), let least = needed.min(), most > 0
        else { return [] }
        let longer = Double(rule.window.microseconds) * Double(least) / most
        let hours = (longer / 3600e6).rounded(.up)
        return locations.warning(
            .shortWindow, "a window of \(rule.window.durationText) holds at most \(figure(most)) events",
            rule: rule.name,
            key: "window",
            help: [
                "the rule needs \(grouped(least)) of them at least: "
                    + (hours <= 168 ? "write window = \"\(Int(hours))h\"" : "no window is long enough, group by less")
            ])
    }
}
