// The binomial distribution.

/// Hits among `count` tries that each hit at `rate`.
package struct Binomial: Sendable {
    private let count: Double
    private let rate: Double

    /// Nil unless 0 ≤ count ≤ `countMax` and 0 ≤ rate ≤ 1.
    package init?(count: Int, rate: Double) {
        guard count >= 0, Double(count) <= countMax, rate >= 0, rate <= 1 else { return nil }
        self.count = Double(count)
        self.rate = rate
    }

    /// P(X = k).
    package func pmf(_ k: Int) -> Double { binomialProbability(Double(k), count, rate) }

    /// P(X ≤ k) and P(X > k).
    package func tails(_ k: Int) -> Tails {
        let k = Double(k)
        if k < 0 { return .lower(0) }
        if k >= count { return .upper(0) }
        return betaTails(count - k, k + 1, 1 - rate, rate)
    }

    /// P(X ≤ k).
    package func cdf(_ k: Int) -> Double { tails(k).lower }

    /// The smallest k with P(X ≤ k) ≥ p; nil unless 0 < p < 1.
    package func quantile(_ p: Double) -> Int? {
        guard p > 0, p < 1 else { return nil }
        return smallest(near: normalQuantile(lower: p)) { tails($0).lower >= p }
    }

    /// The smallest k with P(X > k) ≤ q, for small q; nil unless 0 < q < 1.
    package func quantile(upper q: Double) -> Int? {
        guard q > 0, q < 1 else { return nil }
        return smallest(near: -normalQuantile(lower: q)) { tails($0).upper <= q }
    }

    /// The smallest k that suffices; searched in widening circles around the normal guess with its skewness.
    private func smallest(near z: Double, _ suffices: (Int) -> Bool) -> Int {
        let last = Int(count)
        let sd = (count * rate * (1 - rate)).squareRoot()
        let guess = (count * rate + z * sd + (z * z - 1) * (1 - 2 * rate) / 6).rounded()
        var high = Int(min(max(guess, 0), count))
        var low = -1
        var stride = 1
        if suffices(high) {
            while high - stride > -1, suffices(high - stride) {
                high -= stride
                stride *= 2
            }
            low = max(-1, high - stride)
        } else {
            low = high
            while low + stride < last, !suffices(low + stride) {
                low += stride
                stride *= 2
            }
            high = min(last, low + stride)
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if suffices(middle) { high = middle } else { low = middle }
        }
        return high
    }
}

/// P(X = k) among n at rate p, exact for huge n (Loader).
func binomialProbability(_ k: Double, _ n: Double, _ p: Double) -> Double {
    guard k >= 0, k <= n else { return 0 }
    let q = 1 - p
    if p == 0 { return k == 0 ? 1 : 0 }
    if q == 0 { return k == n ? 1 : 0 }
    if k == 0 { return exp(n * ln1p(-p)) }
    if k == n { return exp(n * ln(p)) }
    let errors = stirlingError(n) - stirlingError(k) - stirlingError(n - k)
    let exponent = errors - deviance(k, n * p) - deviance(n - k, n * q)
    return exp(exponent - halfLn2Pi + 0.5 * (ln(n / k) - ln(n - k)))
}
