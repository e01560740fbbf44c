// The plot for a terminal: braille dots where the locale allows them, plain ASCII where it does not.

internal import Model

/// Draws a plot into lines of at most `width` columns.
package struct TextPlot: Sendable {
    package var width = 80
    /// Rows of the drawing itself; axis and legend come below it.
    package var height = 12
    package var isASCII = false

    package init(width: Int = 80, height: Int = 12, isASCII: Bool = false) {
        self.width = min(max(width, 40), 400)
        self.height = min(max(height, 4), 100)
        self.isASCII = isASCII
    }

    package func lines(_ plot: Plot) -> [String] {
        let canvas = Canvas(self, plot)
        var lines = (0..<height).map { canvas.line($0) }
        lines.append(canvas.axis)
        lines += canvas.times
        lines += canvas.legend
        return lines
    }
}

/// One drawing in the making.
private struct Canvas {
    let style: TextPlot
    let plot: Plot
    private let range: ClosedRange<Double>
    /// Columns of the labels on both sides, and of the drawing between them.
    private let left: Int
    private let right: Int
    private let columns: Int
    /// Dots of each cell, row after row: the bits of a braille pattern, or one bit for a star.
    private var dots: [UInt8]

    init(_ style: TextPlot, _ plot: Plot) {
        self.style = style
        self.plot = plot
        range = plot.range
        let values = plot.levels.map(\.value) + [range.lowerBound, range.upperBound]
        left = min(16, values.map { plot.format($0).unicodeScalars.count }.max() ?? 0)
        right = min(18, plot.levels.map { $0.name.unicodeScalars.count }.max() ?? 0)
        columns = max(10, style.width - left - right - 4)
        dots = Array(repeating: 0, count: columns * style.height)
        draw()
    }

    /// Bits of braille dots by (row, column) within a cell.
    private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    private mutating func draw() {
        let (wide, tall) = style.isASCII ? (1, 1) : (2, 4)
        var last: Int?
        for (x, mean) in plot.means(columns * wide).enumerated() {
            guard let mean else {
                last = nil
                continue
            }
            let y = row(of: mean, style.height * tall)
            // Neighbours are joined, so that a jump is seen as one stroke.
            for step in min(y, last ?? y)...max(y, last ?? y) {
                let bit = style.isASCII ? 1 : Self.bits[step % 4][x % 2]
                dots[step / tall * columns + x / wide] |= bit
            }
            last = y
        }
    }

    /// Counted from the top.
    private func row(of value: Double, _ count: Int) -> Int {
        let share = (range.upperBound - value) / (range.upperBound - range.lowerBound)
        return min(count - 1, max(0, Int(share * Double(count))))
    }

    private func levels(in row: Int) -> [Plot.Level] {
        plot.levels.filter { self.row(of: $0.value, style.height) == row }
    }

    func line(_ row: Int) -> String {
        let levels = levels(in: row)
        var label = levels.first.map { plot.format($0.value) } ?? ""
        if label.isEmpty, row == 0 { label = plot.format(range.upperBound) }
        if label.isEmpty, row == style.height - 1 { label = plot.format(range.lowerBound) }
        var text = padded(label, left) + (style.isASCII ? " |" : " │")
        for column in 0..<columns { text += cell(row, column, levels.first) }
        // Lines that share a row share its end as well.
        let names = levels.map(\.name).joined(separator: ", ").unicodeScalars.prefix(right + 1)
        return trimmed(text + (names.isEmpty ? "" : " " + String(names)))
    }

    private func cell(_ row: Int, _ column: Int, _ level: Plot.Level?) -> String {
        let bits = dots[row * columns + column]
        if bits != 0 {
            if style.isASCII { return "*" }
            return Unicode.Scalar(0x2800 + UInt32(bits)).map { String(Character($0)) } ?? "*"
        }
        guard let level else { return " " }
        switch level.style {
        case .solid: return style.isASCII ? "-" : "─"
        case .dashed: return column % 2 == 0 ? (style.isASCII ? "-" : "╌") : " "
        case .dotted: return column % 2 == 0 ? (style.isASCII ? "." : "·") : " "
        }
    }

    private func column(of time: EventTime) -> Int {
        min(columns - 1, max(0, Int(plot.place(of: time) * Double(columns))))
    }

    /// The line below the drawing, with a letter for each mark.
    var axis: String {
        var cells = [String](repeating: style.isASCII ? "-" : "─", count: columns)
        for (index, mark) in plot.marks.enumerated() {
            if let interval = mark.interval {
                let first = column(of: EventTime(microseconds: interval.lowerBound))
                let last = column(of: EventTime(microseconds: interval.upperBound))
                for place in min(first, last)...max(first, last) { cells[place] = style.isASCII ? "=" : "━" }
            }
            cells[column(of: mark.time)] = letter(index)
        }
        return padded("", left) + (style.isASCII ? " +" : " └") + cells.joined()
    }

    private func letter(_ index: Int) -> String {
        Unicode.Scalar(UInt32(0x41 + index % 26)).map { String(Character($0)) } ?? "?"
    }

    /// The clock at both ends and in the middle; the day where it changes or stands first.
    var times: [String] {
        let middle = EventTime(
            microseconds: plot.from.microseconds + (plot.until.microseconds - plot.from.microseconds) / 2)
        let texts = [plot.from, middle, plot.until].map { short($0) }
        var text = [Character](repeating: " ", count: columns)
        let widest = texts[0].count + texts[1].count + texts[2].count + 4
        put(texts[0], at: 0, in: &text)
        if columns >= widest { put(texts[1], at: columns / 2 - texts[1].count / 2, in: &text) }
        put(texts[2], at: max(texts[0].count + 1, columns - texts[2].count), in: &text)
        return [trimmed(padded("", left) + "  " + String(text))]
    }

    private func put(_ word: String, at place: Int, in text: inout [Character]) {
        for (offset, character) in word.enumerated() where place + offset < text.count {
            text[place + offset] = character
        }
    }

    /// `11-20 07:10`, or with the year where a chart is longer than a month.
    private func short(_ time: EventTime) -> String {
        let text = Array(time.rfc3339.utf8)
        guard text.count >= 16 else { return time.rfc3339 }
        let isLong = plot.until.microseconds - plot.from.microseconds > 40 * 86_400_000_000
        let part = isLong ? text[0..<10] : text[5..<16]
        return String(decoding: part.map { $0 == UInt8(ascii: "T") ? 0x20 : $0 }, as: UTF8.self)
    }

    var legend: [String] {
        plot.marks.enumerated().map { index, mark in "\(padded("", left))  \(letter(index)) \(mark.name)" }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.unicodeScalars.count)) + text
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
