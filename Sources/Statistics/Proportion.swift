// A rate that was counted, and the intervals around it. `alpha` is the share of intervals that may miss the truth.

/// Hits among a count. Both may be fractions: weighted counts have effective sizes.
package struct Proportion: Sendable, Equatable {
    package let hits: Double
    package let count: Double

    /// Nil unless 0 ≤ hits ≤ count and 1e-9 ≤ count ≤ `countMax`.
    package init?(hits: Double, of count: Double) {
        guard count >= countMin, count <= countMax, hits >= 0, hits <= count else { return nil }
        self.hits = hits
        self.count = count
    }

    package var rate: Double { hits / count }
    package var misses: Double { count - hits }

    /// Wilson's score interval; nil unless 0 < alpha < 1.
    package func wilson(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha) else { return nil }
        return wilson(z: z)
    }

    func wilson(z: Double) -> Interval {
        let z2 = z * z
        let half = z * (hits * misses / count + z2 / 4).squareRoot()
        // The roots of a quadratic: one as a sum, the other from their product, so that neither loses digits.
        let top = hits + z2 / 2 + half
        return Interval(
            lower: hits * (hits / count) / top, upper: misses == 0 ? 1 : min(1, top / (count + z2)))
    }

    /// The equal-tailed interval of Jeffreys' posterior, Beta(hits + ½, misses + ½); nil unless 0 < alpha < 1.
    package func jeffreys(alpha: Double) -> Interval? {
        guard alpha > 0, alpha < 1, let posterior, let lower = posterior.quantile(alpha / 2) else { return nil }
        return posterior.quantile(upper: alpha / 2).map { Interval(lower: lower, upper: $0) }
    }

    /// What the rate is above with posterior probability 1 − g, for g down to 1e-300: zero when nothing hit.
    package func jeffreysLower(_ g: Double) -> Double? {
        guard g > 0, g < 1 else { return nil }
        return hits == 0 ? 0 : posterior?.quantile(g)
    }

    /// What the rate is below with posterior probability 1 − g: one when everything hit.
    package func jeffreysUpper(_ g: Double) -> Double? {
        guard g > 0, g < 1 else { return nil }
        return misses == 0 ? 1 : posterior?.quantile(upper: g)
    }

    private var posterior: BetaDistribution? {
        BetaDistribution(min(hits + 0.5, countMax), min(misses + 0.5, countMax))
    }

    /// Clopper and Pearson's interval, which never covers less than it says; nil unless 0 < alpha < 1.
    package func clopperPearson(alpha: Double) -> Interval? {
        guard alpha > 0, alpha < 1 else { return nil }
        let below = hits == 0 ? 0 : BetaDistribution(hits, min(misses + 1, countMax))?.quantile(alpha / 2)
        let above = misses == 0 ? 1 : BetaDistribution(min(hits + 1, countMax), misses)?.quantile(upper: alpha / 2)
        guard let below, let above else { return nil }
        return Interval(lower: below, upper: above)
    }

    /// Agresti and Coull's interval: Wald's around Wilson's centre; nil unless 0 < alpha < 1.
    package func agrestiCoull(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha) else { return nil }
        let whole = count + z * z
        let centre = (hits + z * z / 2) / whole
        let half = z * (centre * (1 - centre) / whole).squareRoot()
        return Interval(lower: centre - half, upper: centre + half).clamped(0, 1)
    }

    /// What is shown: Wilson's interval, below 40 Jeffreys' with its open ends closed; nil unless 0 < alpha < 1.
    package func shown(alpha: Double) -> Interval? {
        guard count < 40 else { return wilson(alpha: alpha) }
        guard let interval = jeffreys(alpha: alpha) else { return nil }
        return Interval(lower: hits == 0 ? 0 : interval.lower, upper: misses == 0 ? 1 : interval.upper)
    }
}
