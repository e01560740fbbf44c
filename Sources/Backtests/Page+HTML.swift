// The page as one HTML file: no script, nothing fetched, every text escaped.

internal import Model

extension Page {
    package var html: String {
        var body = "<h1>\(markupText(title))</h1>\n"
        for block in blocks {
            switch block {
            case .head(let head): body += "<h2>\(markupText(head))</h2>\n"
            case .text(let text): body += "<p>\(markupText(text))</p>\n"
            case .note(let note): body += "<p class=\"note\"><strong>Note:</strong> \(markupText(note))</p>\n"
            case .table(let columns, let rows, let right): body += table(columns, rows, right)
            case .timeline(let bars, let range): body += picture(bars, range)
            }
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(markupText(title))</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em }
            table { border-collapse: collapse; margin: 1em 0 }
            th, td { padding: .25em .7em; border-bottom: 1px solid #ddd; text-align: left }
            .r { text-align: right; font-variant-numeric: tabular-nums }
            .note { border-left: 4px solid #b36b00; padding-left: .8em } svg { max-width: 100%; height: auto }
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }
}

private func table(_ columns: [String], _ rows: [[String]], _ right: Set<Int>) -> String {
    let cell = { (tag: String, column: Int, text: String) in
        "<\(tag)\(right.contains(column) ? " class=\"r\"" : "")>\(markupText(text))</\(tag)>"
    }
    var text = "<table>\n<thead><tr>"
    for (column, name) in columns.enumerated() { text += cell("th", column, name) }
    text += "</tr></thead>\n<tbody>\n"
    for row in rows {
        text += "<tr>" + row.enumerated().map { cell("td", $0.offset, $0.element) }.joined() + "</tr>\n"
    }
    return text + "</tbody>\n</table>\n"
}

/// At most this many alerts are drawn; the table has all of them.
private let barsMax = 60

/// One line for each alert, over the time that was judged.
private func picture(_ bars: [Page.Bar], _ range: Range<EventTime>) -> String {
    let shown = bars.prefix(barsMax)
    let height = shown.count * 18 + 24
    let length: Double = max(1, (range.upperBound - range.lowerBound).seconds)
    let place = { (time: EventTime) -> Int in
        let share: Double = (time - range.lowerBound).seconds / length
        return Int((min(1, max(0, share)) * 960).rounded())
    }
    var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 \(height)\" role=\"img\" "
    text += "aria-label=\"Alerts over time\">\n<g transform=\"translate(20,4)\" font-size=\"11\">\n"
    for (row, bar) in shown.enumerated() {
        let from = place(bar.from)
        let width = max(3, place(bar.until ?? range.upperBound) - from)
        text +=
            "<rect x=\"\(from)\" y=\"\(row * 18)\" width=\"\(width)\" height=\"12\" fill=\"\(colour(bar.severity))\">"
        text += "<title>\(markupText(bar.severity.name + " " + bar.name))</title></rect>\n"
        // The name stands where there is room for it: before the bar, in it, or behind it.
        let isInside = from <= 480 && from + width > 560
        let x = from > 480 ? from - 6 : isInside ? from + 6 : from + width + 6
        let style = from > 480 ? " text-anchor=\"end\"" : isInside ? " fill=\"#fff\"" : ""
        text += "<text x=\"\(x)\" y=\"\(row * 18 + 10)\"\(style)>\(markupText(bar.name))</text>\n"
    }
    let base = shown.count * 18 + 14
    text += "<text x=\"0\" y=\"\(base)\">\(markupText(clockText(range.lowerBound)))</text>\n"
    text += "<text x=\"960\" y=\"\(base)\" text-anchor=\"end\">\(markupText(clockText(range.upperBound)))</text>\n"
    let rest = bars.count - shown.count
    let more = rest > 0 ? "<p>\(rest) more alerts are in the table only.</p>\n" : ""
    return text + "</g>\n</svg>\n" + more
}

private func colour(_ severity: Severity) -> String {
    switch severity {
    case .low: "#7a8794"
    case .medium: "#b36b00"
    case .high: "#c62828"
    case .critical: "#7b1fa2"
    }
}
