// The difference of two means over the same cases, each with its weight.

internal import Statistics

package struct PairedMeans: Sendable {
    private let pairs: [(first: Double, second: Double, weight: Double)]
    private let weight: Double

    /// Nil without cases; weights are above zero.
    init?(_ pairs: [(first: Double, second: Double, weight: Double)]) {
        weight = pairs.reduce(0) { $0 + $1.weight }
        guard weight > 0, weight.isFinite else { return nil }
        self.pairs = pairs
    }

    var first: Double { pairs.reduce(0) { $0 + $1.first * $1.weight } / weight }
    var second: Double { pairs.reduce(0) { $0 + $1.second * $1.weight } / weight }

    /// Second minus first, as Student's t has it for paired values; nil for fewer than two cases. `reach` is how far a
    /// value can move, where that has a bound: cases that all moved alike still leave open what others would do.
    func interval(alpha: Double, reach: Double?) -> Interval? {
        guard pairs.count > 1, let t = studentTwoSided(alpha: alpha, degrees: pairs.count - 1) else { return nil }
        let difference = second - first
        let count = Double(pairs.count)
        let squares = pairs.reduce(0.0) { sum, pair in
            let away: Double = pair.weight * (pair.second - pair.first - difference)
            return sum + away * away
        }
        var half = t * (squares / (weight * weight) * (count / (count - 1))).squareRoot()
        if squares == 0, let reach {
            half = reach * (Canary.zeroFailureBound(count: pairs.count, alpha: alpha / 2) ?? 1)
        }
        guard half.isFinite else { return nil }
        let (low, high) = (difference - half, difference + half)
        return reach.map { Interval(lower: max(-$0, low), upper: min($0, high)) } ?? Interval(lower: low, upper: high)
    }
}

/// The t with P(|T| > t) = alpha: T² = ν(1 − X)/X where X is beta with ν/2 and ½. Nil unless 0 < alpha < 1.
package func studentTwoSided(alpha: Double, degrees: Int) -> Double? {
    guard degrees > 0, let x = BetaDistribution(Double(degrees) / 2, 0.5)?.quantile(alpha), x > 0 else { return nil }
    return (Double(degrees) * (1 - x) / x).squareRoot()
}
