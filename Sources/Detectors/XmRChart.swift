// Individual values and their moving ranges: the chart for means of latency and the like.

/// Limits from the mean range between neighbours, which a level shift barely widens.
package struct XmRChart: Equatable, Sendable {
    /// The mean of the values.
    package let centre: Double
    /// The mean distance of neighbours.
    package let meanRange: Double

    /// Estimates the limits. Throws on fewer than two values and on one that is no number.
    package init(_ values: [Double]) throws(ParameterError) {
        guard values.count > 1 else { throw ParameterError("series", "must have two values at least") }
        guard values.allSatisfy({ abs($0) <= 1e100 }) else {
            throw ParameterError("series", "has a value that is no number")
        }
        centre = values.reduce(0, +) / Double(values.count)
        meanRange = zip(values, values.dropFirst()).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(values.count - 1)
    }

    /// 2.66 = 3 / 1.128: three standard deviations, by the mean range of two normal values.
    package var limits: ClosedRange<Double> { centre - 2.66 * meanRange...centre + 2.66 * meanRange }
    /// The largest moving range that chance explains.
    package var rangeMax: Double { 3.267 * meanRange }

    /// Whether a value, or its distance from the one before, is outside.
    package func isAlarm(_ value: Double, after last: Double?) -> Bool {
        !limits.contains(value) || last.map { abs(value - $0) > rangeMax } ?? false
    }
}
