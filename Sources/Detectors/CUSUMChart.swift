// `detect = "cusum"`: one sum for each side of each line of a series.

package import Model
internal import Statistics

/// Page's sums from the baseline's rate, or mean, to where the lines lie. Both are sums over events: a pane of n events
/// with values of sum x in [0, 1] weighs x · hit + (n − x) · miss. For a rate these are the logarithms of p1/p0 and
/// (1−p1)/(1−p0). For a mean, of values with deviation σ, they are d·(v−m0)/σ − d²/2 at v = 1 and v = 0 with
/// d = (m1−m0)/σ: the likelihood ratio of the standardised pane mean, whose shift grows with the root of n. So the run
/// length counts events in both, whatever the size of panes.
///
/// The run length is that of independent events; sessions and heavy tails shorten it. Pages come from evidence.
package struct CUSUMChart: Equatable, Sendable {
    /// A sum stops at this many limits, so that the way back is bounded however long a breach lasted.
    static let sumMax = 2.0

    private struct Arm: Equatable, Sendable {
        let level: Line.Level
        let hit: Double
        let miss: Double
        let h: Double
        var sum: CUSUM
        var isCrossed = false
    }

    private var arms: [Arm] = []
    private var weightMax = 1.0

    /// Lines whose alternative is no rate are left out. `deviation` is that of a mean's values; nil for a rate.
    /// `runLength` is in events between false alarms.
    package init(
        lines: [Line], yardstick: Yardstick, deviation: Double?, runLength: Double, hasHeadStart: Bool
    ) {
        for line in lines {
            guard case .ratio(let ratio) = line.target else { continue }
            // The baseline's own error is taken off on the line's side, as lines of evidence do.
            let p0 = line.side == .low ? yardstick.low : yardstick.high
            let p1 = p0 * ratio
            guard p0 > 0, p0 < 1, p1 > 0, p1 < 1, p1 != p0, let weights = Self.weights(p0, p1, deviation),
                let h = Self.limit(p0, p1, deviation, runLength)
            else { continue }
            let sum = CUSUM(headStart: hasHeadStart ? h / 2 : 0)
            arms.append(Arm(level: line.level, hit: weights.hit, miss: weights.miss, h: h, sum: sum))
        }
    }

    private static func weights(_ p0: Double, _ p1: Double, _ deviation: Double?) -> (hit: Double, miss: Double)? {
        guard let deviation else { return (ln(p1 / p0), ln((1 - p1) / (1 - p0))) }
        guard deviation > 0 else { return nil }
        let shift: Double = (p1 - p0) / deviation
        let half: Double = shift * shift / 2
        return (shift * (1 - p0) / deviation - half, -shift * p0 / deviation - half)
    }

    /// h by the closed form: a few dozen exponentials, where the chain would cost milliseconds for each series.
    private static func limit(_ p0: Double, _ p1: Double, _ deviation: Double?, _ runLength: Double) -> Double? {
        guard let deviation else {
            return (try? RunLength(p0: p0, p1: p1)).flatMap { try? $0.threshold(runLength: runLength, isClosed: true) }
        }
        return RunLength.normalThreshold(shift: abs(p1 - p0) / deviation, runLength: runLength)
    }

    /// Whether some line can be crossed.
    package var isTestable: Bool { !arms.isEmpty }

    /// Takes the pane with this index. While `mayJudge` is false sums gather, and nothing is said.
    package mutating func step(_ pane: PaneCounts, index: Int64, mayJudge: Bool) {
        if pane.weightMax > weightMax { weightMax = min(pane.weightMax, snapshotWeights.upperBound) }
        if let (events, sum) = counts(events: pane.events / weightMax, hits: pane.sum / weightMax) {
            for arm in arms.indices {
                let weight: Double = sum * arms[arm].hit + (events - sum) * arms[arm].miss
                arms[arm].sum.add(weight, pane: index, max: Self.sumMax * arms[arm].h)
            }
        }
        for index in arms.indices {
            if arms[index].sum.statistic == 0 { arms[index].isCrossed = false }
            if mayJudge, arms[index].sum.statistic >= arms[index].h { arms[index].isCrossed = true }
        }
    }

    /// The highest level that counts as crossed: from the limit on until the sum is back at zero.
    package var level: Line.Level? { crossed?.level }

    /// The sum and the limit of the line that decides: the highest that is crossed, else the one that is nearest.
    package var statistic: (value: Double, threshold: Double)? {
        let nearest = arms.max { $0.sum.statistic / $0.h < $1.sum.statistic / $1.h }
        return (crossed ?? nearest).map { ($0.sum.statistic, $0.h) }
    }

    /// The first pane since the crossed sum was last zero.
    package var onset: Int64? { crossed?.sum.onset }

    private var crossed: Arm? {
        arms.filter(\.isCrossed).max { $0.level.rawValue < $1.level.rawValue }
    }
}

extension CUSUMChart {
    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(weightMax)
        writer.write(UInt8(arms.count))
        for arm in arms {
            for number in [arm.hit, arm.miss, arm.h] { writer.write(number) }
            writer.write(UInt8(arm.isCrossed ? 1 : 0))
            arm.sum.write(to: &writer)
        }
    }

    /// Puts back what `write` wrote. Sums of other weights are no sums of these: then it throws.
    package mutating func restore(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        let weightMax = try reader.number(in: snapshotWeights)
        guard Int(try reader.byte()) == arms.count else { throw .value(at: reader.position - 1) }
        var restored = arms
        for index in restored.indices {
            for number in [restored[index].hit, restored[index].miss, restored[index].h] {
                guard try reader.number() == number else { throw .value(at: reader.position - 8) }
            }
            restored[index].isCrossed = try reader.flag()
            restored[index].sum = try CUSUM(from: &reader)
        }
        (arms, self.weightMax) = (restored, weightMax)
    }
}
