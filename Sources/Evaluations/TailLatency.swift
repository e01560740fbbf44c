// The 95th percentile of two sets of latencies, by their ranks alone: no resampling, no chance.

internal import Statistics

package struct TailLatency: Sendable {
    static let quantile = 0.95

    package let base: Double
    package let tuned: Double
    /// Of tuned by base; an end that too few values leave open is zero or infinite.
    package let ratioLower: Double
    package let ratioUpper: Double

    /// In milliseconds. Nil unless both have values, and those of the base are above zero.
    package init?(base: [Double], tuned: [Double], alpha: Double) {
        guard let old = OrderStatistics(base), let new = OrderStatistics(tuned),
            let oldValue = old.quantile(Self.quantile), let newValue = new.quantile(Self.quantile), oldValue > 0
        else { return nil }
        (self.base, self.tuned) = (oldValue, newValue)
        // Each of the four ends may miss with a quarter of alpha (Bonferroni).
        let (oldLow, oldHigh) = Self.ends(old, base.count, alpha / 4)
        let (newLow, newHigh) = Self.ends(new, tuned.count, alpha / 4)
        ratioLower = oldHigh.map { (newLow ?? 0) / $0 } ?? 0
        ratioUpper = newHigh.flatMap { high in oldLow.flatMap { $0 > 0 ? high / $0 : nil } } ?? .infinity
    }

    private static func ends(_ sorted: OrderStatistics, _ count: Int, _ g: Double) -> (Double?, Double?) {
        let low = Binomial(count: count, rate: quantile)?.quantile(g).flatMap { sorted.value(rank: $0) }
        let high = OrderStatistics.upperBoundRank(of: quantile, g: g, count: count).flatMap { sorted.value(rank: $0) }
        return (low, high)
    }
}
