// The exponentially weighted moving average of pane means, with limits that widen to their final width.

package import Model

/// An EWMA chart; each value may have its own standard deviation, as rates of panes of different sizes do.
package struct EWMAChart: Equatable, Sendable {
    private let mean: Double
    private let lambda: Double
    private let reach: Double
    /// The average.
    package private(set) var z: Double
    private var variance = 0.0

    /// `lambda` is the newest value's share, in (0, 1]; `reach` is L, the half width in standard deviations.
    package init(mean: Double, lambda: Double = 0.2, reach: Double = 2.7) throws(ParameterError) {
        self.mean = try bounded(mean, "mean")
        guard lambda > 0, lambda <= 1 else { throw ParameterError("lambda", "must be above 0 and at most 1") }
        self.lambda = lambda
        self.reach = try positive(reach, "reach")
        z = mean
    }

    /// Takes one value with the standard deviation that it has under the null; one that is no number changes nothing.
    package mutating func step(_ value: Double, deviation: Double) {
        guard !value.isNaN, !deviation.isNaN else { return }
        z += lambda * (min(max(value, -1e100), 1e100) - z)
        let share = lambda * min(max(deviation, 0), 1e50)
        variance = (1 - lambda) * (1 - lambda) * variance + share * share
    }

    /// Half the distance between the limits now; they lie around the mean.
    package var halfWidth: Double { reach * variance.squareRoot() }
    /// Whether the average is outside its limits.
    package var isAlarm: Bool { abs(z - mean) > halfWidth }

    /// Forgets the past: after an alarm.
    package mutating func reset() {
        z = mean
        variance = 0
    }
}

extension EWMAChart {
    private static let version: UInt8 = 1

    /// Writes parameters and state.
    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        for number in [mean, lambda, reach, z, variance] { writer.write(number) }
    }

    /// Reads what `write` wrote; every later step gives the same bits.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        mean = try reader.number(in: -1e100...1e100)
        lambda = try reader.number(in: .leastNonzeroMagnitude...1)
        reach = try reader.number(in: .leastNonzeroMagnitude...1e100)
        z = try reader.number(in: -1e101...1e101)
        variance = try reader.number(in: 0...snapshotSums.upperBound)
    }
}
