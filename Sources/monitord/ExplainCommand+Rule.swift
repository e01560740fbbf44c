// A rule in words: for each series, why it fires or why it does not.

internal import Alerts
internal import Model
internal import Panes
internal import Pipeline

extension ExplainCommand {
    /// Series that are told of one by one; the rest is counted.
    private static let seriesMax = 8

    static func print(
        _ name: String, _ rule: Rule?, _ rows: [VerdictRow], _ alerts: [Alert], _ delays: [RuleForecast.Delay]
    ) {
        Console.line(head(name, rule))
        for row in rows.prefix(seriesMax) {
            Console.line("")
            Console.line("\(row.verdict.state.name): \(visible(labels(row.scope)))")
            Card.print([("", why(row, delays))])
            if let alert = alerts.first(where: { $0.scope == row.scope }) {
                Card.print([
                    (
                        "",
                        "alert \(alert.id.text.prefix(8)), \(alert.severity.name), \(alert.state.rawValue) "
                            + "since \(alert.firedAt.rfc3339)"
                    )
                ])
            }
        }
        if rows.count > seriesMax {
            Console.line("")
            Console.line("and \(rows.count - seriesMax) more series: name one with DIMENSION=VALUE")
        }
    }

    private static func head(_ name: String, _ rule: Rule?) -> String {
        guard let rule else { return "rule \(name); its file could not be read, so its lines are not shown" }
        return "rule \(name): \(rule.definition)"
    }

    /// One sentence: what is known, what is missing, and how long it would take.
    static func why(_ row: VerdictRow, _ delays: [RuleForecast.Delay]) -> String {
        row.verdict.why + (row.verdict.state == .ok ? outlook(row, delays) : "")
    }

    /// What the quickest line would take.
    private static func outlook(_ row: VerdictRow, _ delays: [RuleForecast.Delay]) -> String {
        let own = delays.filter { $0.scope == row.scope }
        guard let delay = own.min(by: { $0.events < $1.events }) else { return "" }
        let time = delay.minutes.map { " or \(figure($0.rounded(.up))) minutes" } ?? ""
        let part = delay.isHarmOnly ? " in the categories that it mostly refuses" : ""
        let events = grouped(Int64(min(delay.events, 1e15)))
        return "; at \(percent(delay.rate))\(part) it would page in about \(events) events\(time)"
    }

    static func steps(_ name: String, _ rows: [VerdictRow], _ alerts: [Alert]) -> [String] {
        var lines: [String] = []
        if let alert = alerts.first { lines.append("monitord explain \(alert.id.text.prefix(8))") }
        lines.append("monitord rules show \(name)")
        if let row = rows.first, row.scope.values.count > 1 || rows.count > 1 {
            let words = row.scope.values.map { "\($0.dimension.name)=\($0.value)" }.joined(separator: " ")
            lines.append("monitord chart \(name) \(words) --since -1d")
        }
        return lines
    }
}
