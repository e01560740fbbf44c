// A series over time with the lines that it is held against: what there is to draw, and where it lies.

package import Model

/// One control chart. Text and SVG draw the same one.
package struct Plot: Sendable {
    package struct Point: Equatable, Sendable {
        package var time: EventTime
        package var value: Double

        package init(time: EventTime, value: Double) {
            self.time = time
            self.value = value
        }
    }

    /// A horizontal line.
    package struct Level: Equatable, Sendable {
        package enum Style: Sendable {
            case solid, dashed, dotted
        }

        package var value: Double
        package var name: String
        package var style: Style

        package init(value: Double, name: String, style: Style) {
            self.value = value
            self.name = name
            self.style = style
        }
    }

    /// A moment that people ask about, with the interval in which it may lie.
    package struct Mark: Equatable, Sendable {
        package var time: EventTime
        package var name: String
        package var interval: ClosedRange<Int64>?
        /// The name in a word or two, for where there is little room; nil: the name itself.
        package var caption: String?

        /// `interval` in microseconds.
        package init(
            time: EventTime, name: String, interval: ClosedRange<Int64>? = nil, caption: String? = nil
        ) {
            self.time = time
            self.name = name
            self.interval = interval
            self.caption = caption
        }
    }

    package var title: String
    package var from: EventTime
    package var until: EventTime
    /// In the order of time; none outside of [from, until).
    package private(set) var points: [Point]
    package private(set) var levels: [Level]
    package var marks: [Mark]
    /// How a value is written.
    package var format: @Sendable (Double) -> String

    /// Nil when there is nothing to draw: no time, or no point in it.
    package init?(
        title: String, from: EventTime, until: EventTime, points: [Point], levels: [Level], marks: [Mark],
        format: @escaping @Sendable (Double) -> String
    ) {
        let inside = points.filter { $0.time >= from && $0.time < until && $0.value.isFinite }
        guard from < until, !inside.isEmpty else { return nil }
        self.title = title
        self.from = from
        self.until = until
        self.points = inside
        self.levels = levels.filter(\.value.isFinite)
        self.marks = marks.filter { $0.time >= from && $0.time < until }
        self.format = format
    }

    /// The chart in words, for those who do not see it.
    package var summary: String {
        let values = points.map(\.value)
        guard let first = values.first, let last = values.last, let low = values.min(), let high = values.max() else {
            return ""
        }
        return "\(values.count) \(values.count == 1 ? "point" : "points"): first \(format(first)), "
            + "lowest \(format(low)), highest \(format(high)), last \(format(last))"
    }

    /// The values between which it is drawn: all points and levels, with a little air.
    var range: ClosedRange<Double> {
        let values = points.map(\.value) + levels.map(\.value)
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        let air = high > low ? (high - low) * 0.04 : max(abs(high) * 0.1, 0.01)
        return low - air...high + air
    }

    /// Where a moment lies between 0, the left end, and 1.
    func place(of time: EventTime) -> Double {
        Double(time.microseconds - from.microseconds) / Double(max(1, until.microseconds - from.microseconds))
    }

    /// The usual time between two points; zero when there is one.
    var pace: Int64 {
        let steps = zip(points.dropFirst(), points).map { ($0.time - $1.time).microseconds }.sorted()
        return steps.isEmpty ? 0 : steps[steps.count / 2]
    }

    /// The mean of the points in each of `count` equal spans; nil where there is none.
    func means(_ count: Int) -> [Double?] {
        var sums = [Double](repeating: 0, count: count)
        var counts = [Double](repeating: 0, count: count)
        for point in points {
            let column = min(count - 1, max(0, Int(place(of: point.time) * Double(count))))
            sums[column] += point.value
            counts[column] += 1
        }
        return zip(sums, counts).map { $1 > 0 ? $0 / $1 : nil }
    }
}
