// The recursion of every CUSUM chart: evidence that adds up, and starts afresh at zero.

internal import Model

/// Page's cumulative sum of log-likelihood weights.
package struct CUSUM: Equatable, Sendable {
    /// At least 0; alarm when it reaches the chart's h.
    package private(set) var statistic: Double
    /// The first step since the sum was last zero.
    private var start: Int64?

    /// `headStart` is where the sum begins: h/2 halves the delay of a change that was there from the first event.
    init(headStart: Double = 0) { statistic = headStart }

    /// The sum goes no further than `max`.
    mutating func add(_ weight: Double, pane: Int64, max limit: Double = snapshotSums.upperBound) {
        let sum = min(statistic + weight, limit)
        if sum > 0 {
            start = start ?? pane
            statistic = sum
        } else {
            start = nil
            statistic = 0
        }
    }

    /// Where the change began, if there is one: the first step after the last zero. Nil while the sum is zero.
    package var onset: Int64? { statistic > 0 ? start : nil }

    func write(to writer: inout ByteWriter) {
        writer.write(statistic)
        writer.write(UInt8(start == nil ? 0 : 1))
        if let start { writer.write(start) }
    }

    init(from reader: inout ByteReader) throws(ByteCodingError) {
        statistic = try reader.number(in: 0...snapshotSums.upperBound)
        start = try reader.flag() ? try reader.integer() : nil
    }
}

/// The alarm line of a chart and the place from which its sums start.
package struct CUSUMLimits: Equatable, Sendable {
    package let h: Double
    package let headStart: Double

    /// `headStart` is a share of h, 0 to below 1; .5 is usual.
    package init(h: Double, headStart: Double = 0) throws(ParameterError) {
        self.h = try positive(h, "h")
        guard (0..<1).contains(headStart) else {
            throw ParameterError("head-start", "must be a share of h, 0 to below 1")
        }
        self.headStart = headStart * h
    }

    func write(to writer: inout ByteWriter) {
        writer.write(h)
        writer.write(headStart)
    }

    init(from reader: inout ByteReader) throws(ByteCodingError) {
        h = try reader.number(in: .leastNonzeroMagnitude...1e100)
        headStart = try reader.number(in: 0...h)
    }
}
