// The last hours of one number, as large as a word.

/// Values at equal distances, oldest first; nil where nothing happened.
package struct Sparkline: Equatable, Sendable {
    package var values: [Double?]
    /// Drawn as a quiet line.
    package var baseline: Double?

    package init(values: [Double?], baseline: Double? = nil) {
        (self.values, self.baseline) = (values, baseline)
    }

    private static let (width, height) = (132.0, 36.0)

    /// Nothing when there are fewer than two values. `title` says in words what it shows.
    func html(_ title: String) -> String {
        let known = values.compactMap(\.self).filter(\.isFinite)
        guard known.count > 1, values.count > 1 else { return "" }
        let all = known + [baseline].compactMap(\.self).filter(\.isFinite)
        let (low, high) = (all.min() ?? 0, all.max() ?? 1)
        // Small waves of a steady number are no mountains.
        let span = max(high - low, abs(high) * 0.12, 1e-9)
        let middle = (high + low) / 2
        let y = { (value: Double) in Self.height / 2 - (value - middle) / span * (Self.height - 8) }
        let x = { (place: Int) in 2 + Double(place) / Double(values.count - 1) * (Self.width - 8) }
        var (path, isDown, last) = ("", false, (0.0, 0.0))
        for (place, value) in values.enumerated() {
            guard let value, value.isFinite else {
                isDown = false
                continue
            }
            path += "\(isDown ? "L" : "M")\(short(x(place))) \(short(y(value)))"
            (isDown, last) = (true, (x(place), y(value)))
        }
        var svg = "<svg class=\"spark\" viewBox=\"0 0 132 36\" role=\"img\"><title>\(escaped(title))</title>"
        if let baseline, baseline.isFinite {
            svg += "<path class=\"p-l\" stroke-dasharray=\"2 3\" d=\"M2 \(short(y(baseline)))H130\"/>"
        }
        svg += "<path class=\"p-s\" d=\"\(path)\"/>"
        return svg + "<circle class=\"p-d\" cx=\"\(short(last.0))\" cy=\"\(short(last.1))\" r=\"2.5\"/></svg>"
    }
}

/// One decimal.
func short(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e6 else { return "0" }
    let tenths = Int64((value * 10).rounded())
    let fraction = tenths.magnitude % 10
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10)\(fraction == 0 ? "" : ".\(fraction)")"
}
