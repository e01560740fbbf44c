// A threshold that follows traffic, and nothing else.

package import Model

/// A chart's threshold over time. Traffic that shrank lowers it at the turn of a 30-day month only; traffic that grew
/// raises it at once. So no month has more than its budget, and nothing that evidence shows can lower it.
package struct MonthlyThreshold: Equatable, Sendable {
    package private(set) var month: Int64
    package private(set) var logA: Double

    package init(month: Int64, logA: Double) {
        self.month = month
        self.logA = logA
    }

    /// Takes what the budget asks for, from traffic alone. An earlier month counts as this one.
    package mutating func settle(month: Int64, logA wanted: Double) {
        logA = month > self.month ? wanted : max(logA, wanted)
        self.month = max(self.month, month)
    }

    /// 30-day months since 1970.
    package static func month(of time: EventTime) -> Int64 {
        let length: Int64 = 30 * 86_400 * 1_000_000
        let month = time.microseconds / length
        return time.microseconds % length < 0 ? month - 1 : month
    }

    package func write(to writer: inout ByteWriter) {
        writer.write(month)
        writer.write(logA)
    }

    /// Throws on a threshold that is no number.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        month = try reader.integer()
        logA = try reader.double()
        guard logA >= 0 else { throw .value(at: reader.position - 8) }
    }
}
