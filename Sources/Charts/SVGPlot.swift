// The plot as a picture: one SVG element without scripts, fonts or anything from elsewhere.

internal import Model

/// Draws a plot into an SVG document. Everything from outside is escaped.
package struct SVGPlot: Sendable {
    package var width = 800
    package var height = 320
    /// Classes of the picture in a page, which gives it colours and a head; nil: it stands alone and has its own.
    package var classes: String?

    package init(width: Int = 800, height: Int = 320, classes: String? = nil) {
        self.width = min(max(width, 200), 4000)
        self.height = min(max(height, 120), 2000)
        self.classes = classes
    }

    /// What each class looks like; a page may say the same in colours of its own.
    private static let style = """
        text{fill:#454c54}\
        .p-n{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}\
        .p-t{font-weight:600;fill:#17191c}.p-g{stroke:#e3e6e9}.p-b{fill:#1d5fa8;opacity:.09}\
        .p-l{stroke:#6b737c}.p-w{stroke:#8a5200}.p-c{stroke:#b3260e}.p-s{fill:none;stroke:#1d5fa8;stroke-width:1.75}\
        .p-d{fill:#1d5fa8}.p-o{fill:#b3260e}.p-m{stroke:#17191c}.p-i{fill:#17191c;opacity:.1}\
        @media(prefers-color-scheme:dark){text{fill:#b3bac2}.p-n{stroke:#121416}.p-t{fill:#eceef0}.p-g{stroke:#2c3136}\
        .p-b{fill:#8fc1f5;opacity:.12}.p-l{stroke:#969fa8}.p-w{stroke:#f0b95c}.p-c{stroke:#ff9b85}.p-s{stroke:#8fc1f5}\
        .p-d{fill:#8fc1f5}.p-o{fill:#ff9b85}.p-m{stroke:#eceef0}.p-i{fill:#eceef0;opacity:.16}}
        """

    package func text(_ plot: Plot) -> String {
        let frame = PlotFrame(self, plot)
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" \
            font-family="system-ui, sans-serif" font-size="12"\(classes.map { " class=\"\($0)\"" } ?? "")>
            <title>\(markupText(plot.title))</title>
            <desc>\(markupText(plot.summary))</desc>

            """
        if classes == nil {
            svg += "<style>\(Self.style)</style>\n"
            svg += "<text class=\"p-t\" x=\"\(decimal(frame.left))\" y=\"18\">\(markupText(plot.title))</text>\n"
        }
        return svg + frame.grid() + frame.band() + frame.marks() + frame.levels() + frame.series() + "</svg>\n"
    }
}

/// One decimal.
func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let tenths = Int64((value * 10).rounded())
    let fraction = tenths.magnitude % 10
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10)\(fraction == 0 ? "" : ".\(fraction)")"
}
