// What each model is held against.

internal import Alerts
package import Model

/// The baselines that judged last, by model.
package struct BaselineList: Sendable {
    package var now: EventTime
    package var rows: [Row]

    package init(now: EventTime, rows: [Row]) { (self.now, self.rows) = (now, rows) }

    /// One baseline.
    package struct Row: Equatable, Sendable {
        package var id: String
        package var name: String
        package var model: String
        package var from: EventTime
        package var to: EventTime
        package var events: Int64
        package var refusalRate: Double?
        package var cells: Int
        /// Series that it judges now.
        package var series: Int

        package init(
            id: String, name: String, model: String, from: EventTime, to: EventTime, events: Int64,
            refusalRate: Double?, cells: Int, series: Int
        ) {
            (self.id, self.name, self.model, self.from, self.to) = (id, name, model, from, to)
            (self.events, self.refusalRate, self.cells, self.series) = (events, refusalRate, cells, series)
        }
    }

    private static let rowsMax = 100

    package var page: PageContent {
        let used = rows.filter { $0.series > 0 }
        let head =
            rows.isEmpty
            ? "No baseline is in use."
            : "\(counted(used.count, "baseline")) \(used.count == 1 ? "judges" : "judge") now."
        var html = "<h1>\(escaped(head))</h1>\n"
        html += paragraph(
            "A baseline is what a model did when it was known to be good. It never changes; a new one takes its place.",
            "lead")
        let columns: [MarkupTable.Column] = [
            .init("Model"), .init("Baseline"), .init("Age", isNumber: true, isLabelled: true),
            .init("Events", isNumber: true, isLabelled: true), .init("Cells", isNumber: true, isLabelled: true),
            .init("Refused", isNumber: true, isLabelled: true), .init("Judges", isNumber: true, isLabelled: true),
        ]
        let cells = rows.prefix(Self.rowsMax).map { row in
            [
                escaped(row.model),
                "\(escaped(row.name)) <code>\(escaped(String(row.id.prefix(8))))</code><br><span class=\"soft small\">"
                    + "\(moment(row.from, now)) to \(moment(row.to, now))</span>",
                age(now - row.to), escaped(grouped(row.events)), escaped(grouped(Int64(row.cells))),
                row.refusalRate.map { escaped(percent($0)) } ?? "",
                row.series == 0 ? "nothing now" : "\(grouped(Int64(row.series))) series",
            ]
        }
        if rows.isEmpty {
            html += "<p>Learn one: <code>monitord baseline learn</code></p>\n"
        } else {
            html += MarkupTable(caption: "Those in use first", columns: columns, rows: Array(cells)).html
            html += rest(rows.count - cells.count, "baseline", "monitord baseline list")
        }
        return PageContent(title: "Baselines", section: .baselines, html: html)
    }
}
