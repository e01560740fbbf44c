// The CUSUM chart of a rate: from p0 to a stated rate below it, above it, or both.

package import Model
internal import Statistics

/// Weighs each event by ln(p1/p0) or ln((1−p1)/(1−p0)); a pane adds the sum over its events.
package struct BernoulliCUSUM: Equatable, Sendable {
    private struct Arm: Equatable, Sendable {
        let p1: Double
        let hit: Double
        let miss: Double
        var sum: CUSUM

        init(p0: Double, p1: Double, sum: CUSUM) {
            self.p1 = p1
            hit = ln(p1 / p0)
            miss = ln((1 - p1) / (1 - p0))
            self.sum = sum
        }
    }

    private let p0: Double
    private let limits: CUSUMLimits
    private var arms: [Arm]

    /// One alternative makes a one-sided chart, on its side of p0; one on each side make a two-sided one.
    package init(p0: Double, p1: Double, and other: Double? = nil, limits: CUSUMLimits) throws(ParameterError) {
        self.p0 = try rate(p0, "p0")
        self.limits = limits
        arms = []
        for p1 in [p1] + (other.map { [$0] } ?? []) {
            guard rates.contains(p1), p1 != p0 else {
                throw ParameterError("p1", "must lie strictly between 0 and 1, and differ from p0")
            }
            if let first = arms.first, (first.p1 < p0) == (p1 < p0) {
                throw ParameterError("p1", "two alternatives must lie on the two sides of p0")
            }
            arms.append(Arm(p0: p0, p1: p1, sum: CUSUM(headStart: limits.headStart)))
        }
    }

    /// Takes one pane; an empty one changes nothing.
    package mutating func step(events: Double, hits: Double, pane: Int64) {
        guard let (events, hits) = counts(events: events, hits: hits) else { return }
        for index in arms.indices {
            arms[index].sum.add(hits * arms[index].hit + (events - hits) * arms[index].miss, pane: pane)
        }
    }

    /// Forgets the sums: after an alarm.
    package mutating func reset() {
        for index in arms.indices { arms[index].sum = CUSUM(headStart: limits.headStart) }
    }

    /// The larger sum.
    package var statistic: Double { leader.statistic }
    /// Whether the statistic has reached h.
    package var isAlarm: Bool { statistic >= limits.h }
    /// The first step since the leading sum was last zero.
    package var onset: Int64? { leader.onset }

    private var leader: CUSUM {
        arms.count > 1 && arms[1].sum.statistic > arms[0].sum.statistic ? arms[1].sum : arms[0].sum
    }
}

extension BernoulliCUSUM {
    private static let version: UInt8 = 1

    /// Writes parameters and state.
    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(p0)
        limits.write(to: &writer)
        writer.write(UInt8(arms.count))
        for arm in arms {
            writer.write(arm.p1)
            arm.sum.write(to: &writer)
        }
    }

    /// Reads what `write` wrote; every later step gives the same bits.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        p0 = try reader.number(in: rates)
        limits = try CUSUMLimits(from: &reader)
        let count = try reader.byte()
        guard count == 1 || count == 2 else { throw .value(at: reader.position - 1) }
        arms = []
        for _ in 0..<count {
            let p1 = try reader.number(in: rates)
            arms.append(Arm(p0: p0, p1: p1, sum: try CUSUM(from: &reader)))
        }
        let isOrderly = arms.allSatisfy { $0.p1 != p0 } && (count == 1 || (arms[0].p1 < p0) != (arms[1].p1 < p0))
        guard isOrderly else { throw .value(at: reader.position) }
    }
}
