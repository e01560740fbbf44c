// Where each part of a picture lies, so that no two texts cover each other.

internal import Model

/// One picture in the making.
struct PlotFrame {
    let plot: Plot
    let left: Double
    private let right: Double
    private let top: Double
    private let bottom: Double
    private let range: ClosedRange<Double>
    private let isNarrow: Bool
    /// Of the captions above the drawing: which row each mark has, and whether its caption stands left of it.
    private let captions: [(row: Int, isLeft: Bool)]

    private static let line = 15.0
    /// Of a letter, about, in the font that is asked for.
    private static let letter = 6.4
    private static let rowsMax = 4

    init(_ style: SVGPlot, _ plot: Plot) {
        self.plot = plot
        range = plot.range
        let (width, height) = (Double(style.width), Double(style.height))
        isNarrow = width < 560
        let ticks = Ticks.values(in: range, count: 6).map { plot.format($0).unicodeScalars.count }
        left = min(90, 12 + Self.letter * Double(ticks.max() ?? 4))
        let names = plot.levels.map { $0.name.unicodeScalars.count + 1 + plot.format($0.value).unicodeScalars.count }
        right = isNarrow ? width - 10 : width - min(190, 14 + Self.letter * Double(names.max() ?? 0))
        let (left, right) = (left, right)
        let places = plot.marks.map { left + plot.place(of: $0.time) * (right - left) }
        captions = Self.rows(zip(plot.marks, places).map { ($0.shown, $1) }, left: left, right: right)
        let rows = captions.map(\.row).max().map { Double($0 + 1) } ?? 0
        top = (style.classes == nil ? 30 : 8) + rows * Self.line
        bottom = height - 26
    }

    /// Captions that would touch stand in rows.
    private static func rows(
        _ captions: [(text: String, place: Double)], left: Double, right: Double
    ) -> [(row: Int, isLeft: Bool)] {
        var taken = [[ClosedRange<Double>]](repeating: [], count: rowsMax)
        return captions.map { text, place in
            let width = letter * Double(text.unicodeScalars.count) + 10
            let isLeft = place + width > right && place - width > left
            let span = isLeft ? place - width...place : place...place + width
            let row = taken.firstIndex { $0.allSatisfy { !$0.overlaps(span) } } ?? rowsMax - 1
            taken[row].append(span)
            return (row, isLeft)
        }
    }

    private func x(_ time: EventTime) -> Double { left + plot.place(of: time) * (right - left) }

    private func y(_ value: Double) -> Double {
        top + (range.upperBound - value) / (range.upperBound - range.lowerBound) * (bottom - top)
    }

    private func text(
        _ words: String, _ x: Double, _ y: Double, _ anchor: String = "start", _ name: String = ""
    ) -> String {
        let kind = name.isEmpty ? "" : " class=\"\(name)\""
        let place = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
        return "<text\(kind) x=\"\(decimal(x))\" y=\"\(decimal(y))\"\(place)>\(markupText(words))</text>\n"
    }

    private func line(_ name: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, dash: String = "")
        -> String
    {
        let dashes = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
        return "<line class=\"\(name)\" x1=\"\(decimal(x1))\" y1=\"\(decimal(y1))\" x2=\"\(decimal(x2))\" "
            + "y2=\"\(decimal(y2))\"\(dashes)/>\n"
    }

    /// Round values and moments.
    func grid() -> String {
        var svg = ""
        for value in Ticks.values(in: range, count: Int(max(2, min(6, (bottom - top) / 34)))) {
            svg +=
                line("p-g", left, y(value), right, y(value)) + text(plot.format(value), left - 6, y(value) + 4, "end")
        }
        let count = Int(max(2, (right - left) / 76))
        for time in Ticks.times(from: plot.from, until: plot.until, count: count) {
            let place = x(time)
            svg += line("p-g", place, top, place, bottom)
            // A word at the very edge would be cut off.
            guard place > left + 14, place < right - 14 else { continue }
            svg += text(Ticks.word(time), place, bottom + 17, "middle")
        }
        return svg
    }

    /// Between two dotted lines lies what chance explains.
    func band() -> String {
        let limits = plot.levels.filter { $0.style == .dotted }.map { y($0.value) }
        guard limits.count == 2, let high = limits.min(), let low = limits.max() else { return "" }
        return "<rect class=\"p-b\" x=\"\(decimal(left))\" y=\"\(decimal(high))\" width=\"\(decimal(right - left))\" "
            + "height=\"\(decimal(low - high))\"/>\n"
    }

    func levels() -> String {
        var svg = ""
        // A band needs no lines and one name.
        let limits = plot.levels.filter { $0.style == .dotted }
        let named = limits.count == 2 ? plot.levels.filter { $0 != limits[1] } : plot.levels
        for level in plot.levels where !(limits.count == 2 && level.style == .dotted) {
            let name = level.name == "warning" ? "p-w" : level.name == "critical" ? "p-c" : "p-l"
            let dash = level.style == .solid ? "" : level.style == .dashed ? "6 4" : "2 4"
            svg += line(name, left, y(level.value), right, y(level.value), dash: dash)
        }
        let ordered = named.sorted { $0.value > $1.value }
        var places = ordered.map { y($0.value) + 4 }
        spread(&places)
        for (level, place) in zip(ordered, places) {
            if isNarrow {
                svg += text(level.name, right - 4, place - 8, "end", "p-n")
            } else {
                let isBand = limits.count == 2 && level.style == .dotted
                svg += text(isBand ? level.name : "\(level.name) \(plot.format(level.value))", right + 6, place)
            }
        }
        return svg
    }

    /// Texts from the top down, none nearer than a line to the next, all of them in the picture.
    private func spread(_ places: inout [Double]) {
        for index in places.indices.dropFirst() {
            places[index] = max(places[index], places[index - 1] + Self.line)
        }
        var limit = bottom + 4
        for index in places.indices.reversed() where places[index] > limit {
            places[index] = limit
            limit -= Self.line
        }
    }

    func marks() -> String {
        var svg = ""
        for (mark, caption) in zip(plot.marks, captions) {
            if let interval = mark.interval {
                let first = max(left, x(EventTime(microseconds: interval.lowerBound)))
                let last = min(right, x(EventTime(microseconds: interval.upperBound)))
                svg += "<rect class=\"p-i\" x=\"\(decimal(first))\" y=\"\(decimal(top))\" "
                svg += "width=\"\(decimal(max(1, last - first)))\" height=\"\(decimal(bottom - top))\">"
                svg += "<title>\(markupText(mark.name))</title></rect>\n"
            }
            let place = x(mark.time)
            let height = top - Self.line * Double(caption.row)
            svg += line("p-m", place, height - 11, place, bottom, dash: mark.interval == nil ? "1 3" : "")
            svg += text(mark.shown, place + (caption.isLeft ? -4 : 4), height - 2, caption.isLeft ? "end" : "start")
        }
        return svg
    }

    /// A dot for each point, and one stroke for each stretch without a hole.
    func series() -> String {
        let limits = plot.levels.filter { $0.style == .dotted }.map(\.value)
        let columns = max(1, Int(right - left))
        let points = plot.points.count > columns ? meanPoints(columns) : plot.points
        let hole = max(plot.pace, (plot.until - plot.from).microseconds / Int64(columns)) * 5 / 2
        var (path, dots, outside) = ("", "", "")
        var last: EventTime?
        let size = points.count > 250 ? 1.2 : 2.0
        for point in points {
            let isNext = last.map { (point.time - $0).microseconds <= hole } ?? false
            path += "\(isNext ? "L" : "M")\(decimal(x(point.time))) \(decimal(y(point.value)))"
            last = point.time
            guard points.count <= 400 else { continue }
            let isOut =
                limits.count == 2 && !(min(limits[0], limits[1])...max(limits[0], limits[1])).contains(point.value)
            let dot =
                "M\(decimal(x(point.time) - size)) \(decimal(y(point.value)))a\(size) \(size) 0 1 0 \(2 * size) 0"
                + "a\(size) \(size) 0 1 0 -\(2 * size) 0"
            if isOut { outside += dot } else { dots += dot }
        }
        return "<path class=\"p-s\" d=\"\(path)\"/>\n" + (dots.isEmpty ? "" : "<path class=\"p-d\" d=\"\(dots)\"/>\n")
            + (outside.isEmpty ? "" : "<path class=\"p-o\" d=\"\(outside)\"/>\n")
    }

    private func meanPoints(_ columns: Int) -> [Plot.Point] {
        let span = Double((plot.until - plot.from).microseconds) / Double(columns)
        return plot.means(columns).enumerated().compactMap { column, mean in
            mean.map {
                Plot.Point(time: plot.from + TimeSpan(microseconds: Int64((Double(column) + 0.5) * span)), value: $0)
            }
        }
    }
}

extension Plot.Mark {
    /// What is written beside it.
    fileprivate var shown: String { caption ?? name }
}
