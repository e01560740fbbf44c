// A rate from a sample in which events stand for different numbers of others.

/// Hájek's estimate from values and weights.
package struct WeightedRate: Sendable, Equatable {
    /// Σ w x / Σ w.
    package let rate: Double
    /// Kish's effective size: how many equally weighted events tell as much.
    package let effectiveCount: Double
    /// The linearised standard error.
    package let standardError: Double
    /// Σ x / n, which ignores the weights.
    package let unweighted: Double

    /// Nil unless there are as many values as weights, at least one, all finite, and weights are 0 or more with a sum
    /// above 0; magnitudes at most 1e100.
    package init?(values: [Double], weights: [Double]) {
        guard values.count == weights.count, !values.isEmpty,
            values.allSatisfy({ abs($0) <= 1e100 }), weights.allSatisfy({ $0 >= 0 && $0 <= 1e100 })
        else { return nil }
        // Weights relative to the largest: their squares can neither overflow nor all vanish.
        guard let largest = weights.max(), largest > 0 else { return nil }
        let shares = weights.map { $0 / largest }
        let total = shares.reduce(0, +)
        let rate = zip(shares, values).map { $0 * $1 }.reduce(0, +) / total
        let squares = zip(shares, values).map { ($0 * ($1 - rate)) * ($0 * ($1 - rate)) }.reduce(0, +)
        self.rate = rate
        effectiveCount = total * total / shares.map { $0 * $0 }.reduce(0, +)
        standardError = squares.squareRoot() / total
        unweighted = values.reduce(0, +) / Double(values.count)
    }
}
