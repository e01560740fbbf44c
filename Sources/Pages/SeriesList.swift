// Every series with its state, the most urgent first.

internal import Alerts
package import Model

/// Series under filters.
package struct SeriesList: Sendable {
    package var now: EventTime
    /// The most urgent first; at most `rowsMax` are shown.
    package var rows: [Row]
    /// What was asked for: `model`, `rule`, `state` of the address.
    package var wanted: [(name: String, value: String)] = []
    package var states: [(word: String, count: Int)] = []

    package init(now: EventTime, rows: [Row]) {
        (self.now, self.rows) = (now, rows)
    }

    static let rowsMax = 120

    /// One series of a rule.
    package struct Row: Equatable, Sendable {
        package var rule: String
        package var scope: Scope
        package var verdict: Verdict
        package var standing: SeriesStanding

        package init(rule: String, scope: Scope, verdict: Verdict, standing: SeriesStanding) {
            (self.rule, self.scope, self.verdict, self.standing) = (rule, scope, verdict, standing)
        }
    }

    package var page: PageContent {
        var html = "<h1>\(rows.isEmpty ? "No series fit." : "\(grouped(Int64(rows.count))) series.")</h1>\n" + chips
        let columns: [MarkupTable.Column] = [
            .init("Series"), .init("State"), .init("Now", isNumber: true, isLabelled: true),
            .init("Normally", isNumber: true, isLabelled: true), .init("Events", isNumber: true, isLabelled: true),
            .init("Why"),
        ]
        let cells = rows.prefix(Self.rowsMax).map { row in
            [
                "\(link(seriesPath(rule: row.rule, scope: row.scope), row.rule)) "
                    + "<span class=\"soft\">\(escaped(series(row.scope)))</span>",
                row.standing.badge, shown(row.verdict.value, row), shown(row.verdict.baselineValue, row),
                escaped(grouped(row.verdict.events)), escaped(row.reason),
            ]
        }
        if !cells.isEmpty {
            html += MarkupTable(caption: "The most urgent first", columns: columns, rows: cells).html
            html += rest(rows.count - cells.count, "series", "monitord status")
        }
        return PageContent(title: "Series", section: .series, html: html)
    }

    private func shown(_ value: Double?, _ row: Row) -> String {
        value == nil ? "" : escaped(valueText(value, isShare: row.verdict.isShare))
    }

    private var chips: String {
        let others = wanted.filter { $0.name != "state" }
        let state = wanted.first { $0.name == "state" }?.value
        let path = { (word: String?) in
            let parts =
                others.map { "\($0.name)=\(queryText($0.value))" } + (word.map { ["state=\(queryText($0))"] } ?? [])
            return parts.isEmpty ? "/series" : "/series?\(parts.joined(separator: "&"))"
        }
        let chip = { (word: String, address: String, isCurrent: Bool) in
            let current = isCurrent ? " aria-current=\"true\"" : ""
            return "<li><a href=\"\(escaped(address))\"\(current)>\(escaped(word))</a></li>"
        }
        var items = [chip("any state", path(nil), state == nil)]
        items += states.map { chip("\($0.count) \($0.word)", path($0.word), state == $0.word) }
        items += others.map { "<li><span>\(escaped("\($0.name) \($0.value)"))</span></li>" }
        return "<nav aria-label=\"Filters\"><ul class=\"chips\">\(items.joined())</ul></nav>\n"
    }
}

extension SeriesList.Row {
    /// Only where it is not judged, or not to be believed.
    fileprivate var reason: String { standing.doubt ?? (standing.isJudged ? "" : verdict.why) }
}
