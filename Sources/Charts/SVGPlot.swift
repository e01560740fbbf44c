// The plot as a picture: one SVG element without scripts, fonts or anything from elsewhere.

internal import Model

/// Draws a plot into an SVG document. Everything from outside is escaped.
package struct SVGPlot: Sendable {
    package var width = 800
    package var height = 320

    package init(width: Int = 800, height: Int = 320) {
        self.width = min(max(width, 200), 4000)
        self.height = min(max(height, 120), 2000)
    }

    private static let margin = (left: 70, right: 130, top: 34, bottom: 46)

    package func text(_ plot: Plot) -> String {
        let range = plot.range
        let (left, top) = (Self.margin.left, Self.margin.top)
        let wide = Double(width - left - Self.margin.right)
        let tall = Double(height - top - Self.margin.bottom)
        let x = { (time: EventTime) in Double(left) + plot.place(of: time) * wide }
        let y = { (value: Double) in
            Double(top) + (range.upperBound - value) / (range.upperBound - range.lowerBound) * tall
        }
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" \
            font-family="sans-serif" font-size="12">
            <title>\(escaped(plot.title))</title>
            <style>text{fill:#333}.s{fill:none;stroke:#1f6feb;stroke-width:1.5}.l{stroke:#555}\
            .m{stroke:#b35900}.i{fill:#b35900;opacity:.15}\
            @media(prefers-color-scheme:dark){text{fill:#ddd}.l{stroke:#aaa}.s{stroke:#79b8ff}}</style>
            <text x="\(left)" y="18" font-weight="bold">\(escaped(plot.title))</text>

            """
        for level in plot.levels {
            let (place, text) = (decimal(y(level.value)), decimal(y(level.value) + 4))
            let end = Double(left) + wide
            svg += """
                <line class="l" x1="\(left)" x2="\(decimal(end))" y1="\(place)" y2="\(place)"\(dash(level.style))/>
                <text x="\(left - 6)" y="\(text)" text-anchor="end">\(escaped(plot.format(level.value)))</text>
                <text x="\(decimal(end + 6))" y="\(text)">\(escaped(level.name))</text>

                """
        }
        for (index, mark) in plot.marks.enumerated() {
            svg += picture(of: mark, index, x, top: Double(top), bottom: Double(top) + tall)
        }
        svg += "<path class=\"s\" d=\"\(path(plot, columns: Int(wide), left: Double(left), y))\"/>\n"
        for (time, anchor) in [(plot.from, "start"), (plot.until, "end")] {
            svg += "<text x=\"\(decimal(x(time)))\" y=\"\(decimal(Double(top) + tall + 18))\" "
            svg += "text-anchor=\"\(anchor)\">\(escaped(time.rfc3339))</text>\n"
        }
        return svg + "</svg>\n"
    }

    private func dash(_ style: Plot.Level.Style) -> String {
        switch style {
        case .solid: ""
        case .dashed: " stroke-dasharray=\"6 4\""
        case .dotted: " stroke-dasharray=\"2 4\""
        }
    }

    private func picture(
        of mark: Plot.Mark, _ index: Int, _ x: (EventTime) -> Double, top: Double, bottom: Double
    ) -> String {
        var svg = ""
        if let interval = mark.interval {
            let first = x(EventTime(microseconds: interval.lowerBound))
            let last = x(EventTime(microseconds: interval.upperBound))
            svg += "<rect class=\"i\" x=\"\(decimal(first))\" y=\"\(decimal(top))\" "
            svg += "width=\"\(decimal(max(1, last - first)))\" height=\"\(decimal(bottom - top))\"/>\n"
        }
        let place = decimal(x(mark.time))
        svg += "<line class=\"m\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(decimal(top))\" y2=\"\(decimal(bottom))\"/>\n"
        svg += "<text x=\"\(decimal(x(mark.time) + 4))\" y=\"\(decimal(bottom - 6 - 14 * Double(index % 4)))\">"
        return svg + "\(escaped(mark.name))</text>\n"
    }

    /// One stroke for each stretch with events.
    private func path(_ plot: Plot, columns: Int, left: Double, _ y: (Double) -> Double) -> String {
        var path = ""
        var isDown = false
        for (column, mean) in plot.means(max(1, columns)).enumerated() {
            guard let mean else { continue }
            path += "\(isDown ? "L" : "M")\(decimal(left + Double(column))) \(decimal(y(mean)))"
            isDown = true
        }
        return path
    }

    /// One decimal.
    private func decimal(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let tenths = Int64((value * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }
}

/// Text for XML: markup is spelled out, and what may not stand in it at all becomes a visible escape.
private func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in visible(text).unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
