// The CUSUM chart of a mean: a shift of a stated size, up, down, or both.

package import Model

/// Weighs each value by the log-likelihood ratio of a normal mean moved by `shift` deviations.
package struct GaussianCUSUM: Equatable, Sendable {
    private let mean: Double
    private let deviation: Double
    private let shift: Double
    private let limits: CUSUMLimits
    private var rise: CUSUM
    private var fall: CUSUM?

    /// `shift` is in standard deviations, negative for a fall; two-sided charts look both ways.
    package init(
        mean: Double, deviation: Double, shift: Double, isTwoSided: Bool = false, limits: CUSUMLimits
    ) throws(ParameterError) {
        self.mean = try bounded(mean, "mean")
        self.deviation = try positive(deviation, "deviation")
        guard abs(shift) <= 1e6, shift != 0 else { throw ParameterError("shift", "must be a number other than 0") }
        self.shift = shift
        self.limits = limits
        rise = CUSUM(headStart: limits.headStart)
        fall = isTwoSided ? CUSUM(headStart: limits.headStart) : nil
    }

    /// Takes one value; one that is no number changes nothing.
    package mutating func step(_ value: Double, pane: Int64) {
        guard !value.isNaN else { return }
        let score = (min(max(value, -1e100), 1e100) - mean) / deviation
        let bounded = min(max(score, -1e100), 1e100)
        rise.add(shift * bounded - shift * shift / 2, pane: pane)
        fall?.add(-shift * bounded - shift * shift / 2, pane: pane)
    }

    /// Forgets the sums: after an alarm.
    package mutating func reset() {
        rise = CUSUM(headStart: limits.headStart)
        if fall != nil { fall = rise }
    }

    /// The larger sum.
    package var statistic: Double { leader.statistic }
    /// Whether the statistic has reached h.
    package var isAlarm: Bool { statistic >= limits.h }
    /// The first step since the leading sum was last zero.
    package var onset: Int64? { leader.onset }

    private var leader: CUSUM {
        if let fall, fall.statistic > rise.statistic { return fall }
        return rise
    }
}

extension GaussianCUSUM {
    private static let version: UInt8 = 1

    /// Writes parameters and state.
    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(mean)
        writer.write(deviation)
        writer.write(shift)
        limits.write(to: &writer)
        rise.write(to: &writer)
        writer.write(UInt8(fall == nil ? 0 : 1))
        fall?.write(to: &writer)
    }

    /// Reads what `write` wrote; every later step gives the same bits.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        mean = try reader.number(in: -1e100...1e100)
        deviation = try reader.number(in: .leastNonzeroMagnitude...1e100)
        shift = try reader.number(in: -1e6...1e6)
        guard shift != 0 else { throw .value(at: reader.position - 8) }
        limits = try CUSUMLimits(from: &reader)
        rise = try CUSUM(from: &reader)
        fall = try reader.flag() ? try CUSUM(from: &reader) : nil
    }
}
