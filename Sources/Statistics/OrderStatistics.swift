// Quantiles of a sample, and what its ranks say about the quantile behind it.

/// A sorted sample.
package struct OrderStatistics: Sendable {
    private let values: [Double]

    /// Nil unless there are values, all of them finite.
    package init?(_ values: [Double]) {
        guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
        self.values = values.sorted()
    }

    /// The quantile by linear interpolation between neighbours (Hyndman and Fan's type 7); nil unless 0 ≤ p ≤ 1.
    package func quantile(_ p: Double) -> Double? {
        guard p >= 0, p <= 1 else { return nil }
        let place = p * Double(values.count - 1)
        let below = min(Int(place), values.count - 1)
        let above = min(below + 1, values.count - 1)
        let share = place - Double(below)
        // Weighted ends cannot overflow where their difference would.
        return share == 0 ? values[below] : values[below] * (1 - share) + values[above] * share
    }

    /// The value of a rank counted from one; nil outside the sample.
    package func value(rank: Int) -> Double? { rank >= 1 && rank <= values.count ? values[rank - 1] : nil }

    /// Whether the q-quantile is above a cut, told by counting: `above` of `count` values exceed it. Nil unless
    /// 0 ≤ above ≤ count, 0 < count and 0 < q < 1.
    package static func quantileExceeds(_ q: Double, above: Int, of count: Int) -> Bool? {
        guard q > 0, q < 1, count > 0, above >= 0, above <= count else { return nil }
        return Double(above) > (1 - q) * Double(count)
    }

    /// The rank whose value is above the q-quantile with probability 1 − g; nil when no rank of the sample is, and
    /// unless 1 ≤ count ≤ `countMax`, 0 < q < 1 and 0 < g < 1.
    package static func upperBoundRank(of q: Double, g: Double, count: Int) -> Int? {
        guard q > 0, q < 1, count > 0, let law = Binomial(count: count, rate: q), let k = law.quantile(upper: g) else {
            return nil
        }
        return k < count ? k + 1 : nil
    }
}
