// One series: its control chart, what is said of it, and its last windows.

internal import Alerts
package import Charts
package import Model

/// Everything about one series of a rule.
package struct SeriesSheet: Sendable {
    package var now: EventTime
    package var rule: String
    package var scope: Scope
    package var verdict: Verdict
    package var standing: SeriesStanding
    package var at: EventTime
    /// `ratio of refusal_rate over 15m, warning below 0.9`; empty where the rule is not known.
    package var definition = ""
    package var baselineID: String?
    package var interval: ClosedRange<Double>?
    package var plot: Plot?
    /// Oldest first.
    package var panes: [Pane] = []
    /// Of this series, the newest first.
    package var alerts: [Alert] = []
    /// Spans that can be chosen, and the one that is shown.
    package var spans: [String] = []
    package var span: String = ""

    package init(now: EventTime, rule: String, scope: Scope, verdict: Verdict, standing: SeriesStanding, at: EventTime)
    {
        (self.now, self.rule, self.scope) = (now, rule, scope)
        (self.verdict, self.standing, self.at) = (verdict, standing, at)
    }

    /// What a stretch of time brought.
    package struct Pane: Equatable, Sendable {
        package var from: EventTime
        package var events: Double
        package var value: Double?

        package init(from: EventTime, events: Double, value: Double?) {
            (self.from, self.events, self.value) = (from, events, value)
        }
    }

    private static let panesMax = 20
    private static let alertsMax = 10

    package var page: PageContent {
        let title = "\(rule): \(series(scope))"
        var html =
            "<p class=\"crumb\">\(link("/series", "Series")) / \(link("/series?rule=\(queryText(rule))", rule))</p>\n"
        html += "<h1>\(escaped(series(scope)))</h1>\n"
        html += "<p class=\"lead\">\(standing.badge): \(escaped(standing.doubt ?? verdict.why))</p>\n"
        html += section("Over time", choices + chart(plot))
        html += section("What is known", facts(known))
        html += section("Alerts of this series", alertList)
        html += section("Last stretches", table)
        let words = scope.values.map { "\($0.dimension.name)=\($0.value)" }.joined(separator: " ")
        html += section("Look closer", "<pre>\(escaped("monitord explain \(rule) \(words)"))</pre>\n")
        return PageContent(title: title, section: .series, html: html)
    }

    private func value(_ number: Double?) -> String { escaped(valueText(number, isShare: verdict.isShare)) }

    private var choices: String {
        guard spans.count > 1 else { return "" }
        let items = spans.map { each in
            let address = escaped("\(seriesPath(rule: rule, scope: scope))&since=-\(each)")
            return "<li><a href=\"\(address)\"\(each == span ? " aria-current=\"true\"" : "")>\(escaped(each))</a></li>"
        }
        return "<nav aria-label=\"How far back\"><ul class=\"chips\">\(items.joined())</ul></nav>\n"
    }

    private var known: [(name: String, html: String)] {
        var rows: [(name: String, html: String)] = [
            ("Rule", escaped(definition.isEmpty ? rule : "\(rule): \(definition)"))
        ]
        if verdict.value != nil {
            rows.append(
                ("Now", "<strong>\(value(verdict.value))</strong> of \(escaped(grouped(verdict.events))) events"))
        }
        if let interval {
            rows.append(
                ("Likely", "\(value(interval.lowerBound)) to \(value(interval.upperBound)) (95 % at this look)"))
        }
        if verdict.baselineValue != nil {
            let id = baselineID.map { " (\(link("/baselines", "baseline \($0.prefix(8))")))" } ?? ""
            let left = verdict.ratio.map { "; \(escaped(percent($0))) of it is left" } ?? ""
            rows.append(("Normally", "\(value(verdict.baselineValue))\(id)\(left)"))
        }
        if let statistic = verdict.statistic, let threshold = verdict.threshold {
            rows.append(("Evidence", escaped("\(tenths(statistic)); an alert needs \(tenths(threshold))")))
        }
        if verdict.needed > 0, verdict.needed < .max {
            rows.append(("Events needed", escaped("\(grouped(verdict.needed)) in the window to be judged")))
        }
        rows.append(("Judged", ago(at, now)))
        return rows
    }

    private var alertList: String {
        let shown = alerts.prefix(Self.alertsMax)
        guard !shown.isEmpty else { return "" }
        return "<ul class=\"plain rows\">\n\(shown.map { "<li>\(item($0, now))</li>\n" }.joined())</ul>\n"
            + rest(alerts.count - shown.count, "alert", "monitord alerts --all rule=\(rule)")
    }

    private var table: String {
        let shown = panes.suffix(Self.panesMax).reversed()
        guard !shown.isEmpty else { return "" }
        let columns: [MarkupTable.Column] = [
            .init("From"), .init("Value", isNumber: true), .init("Events", isNumber: true),
        ]
        let rows = shown.map { pane in
            [
                moment(pane.from, now), pane.value.map { value($0) } ?? "none",
                escaped(grouped(Int64(min(max(pane.events, 0), 1e15)))),
            ]
        }
        return MarkupTable(caption: "The newest first", columns: columns, rows: rows, isStacked: false).html
    }
}
