// Both tails of a distribution at once, and the search for a quantile in the thinner one.

/// Probabilities below and above a point. Each is exact relative to itself where it is the smaller one.
package struct Tails: Sendable, Equatable {
    /// P(X ≤ x).
    package let lower: Double
    /// P(X > x).
    package let upper: Double

    /// From the lower tail.
    static func lower(_ p: Double) -> Tails {
        let p = min(max(p, 0), 1)
        return Tails(lower: p, upper: 1 - p)
    }

    /// From the upper tail.
    static func upper(_ q: Double) -> Tails {
        let q = min(max(q, 0), 1)
        return Tails(lower: 1 - q, upper: q)
    }

    var swapped: Tails { Tails(lower: upper, upper: lower) }
}

/// A probability that a quantile is asked for, by the tail that it was given as.
enum TailTarget {
    case lower(Double)
    case upper(Double)

    /// The thinner tail, which says the same.
    var thinner: TailTarget {
        switch self {
        case .lower(let p): p > 0.5 ? .upper(1 - p) : self
        case .upper(let q): q > 0.5 ? .lower(1 - q) : self
        }
    }

    var isProbability: Bool {
        switch self {
        case .lower(let p), .upper(let p): p > 0 && p < 1
        }
    }

    /// The standard normal quantile, where a search starts.
    var normal: Double {
        switch self {
        case .lower(let p): normalQuantile(lower: p)
        case .upper(let q): -normalQuantile(lower: q)
        }
    }
}

/// Solves for u where the tail at u is the target: Newton's method on the logarithm of the thinner tail, which is
/// concave for the log-concave densities it is used with, between bounds that halve when a step leaves them.
/// `at` gives the tails at u, and the density in u.
func solve(
    _ target: TailTarget, from start: Double, in bounds: ClosedRange<Double>,
    at: (Double) -> (tails: Tails, density: Double)
) -> Double {
    let target = target.thinner
    var low = bounds.lowerBound
    var high = bounds.upperBound
    var u = min(max(start, low), high)
    var stepBefore = Double.infinity
    for _ in 0..<200 {
        let (tails, density) = at(u)
        // How far u is too far right, as a logarithm.
        let (tail, excess): (Double, Double) =
            switch target {
            case .lower(let p): (tails.lower, ln(tails.lower / p))
            case .upper(let q): (tails.upper, -ln(tails.upper / q))
            }
        if excess == 0 { return u }
        if excess > 0 { high = u } else { low = u }
        var next = u - tail * excess / density
        // Not a number after an underflow: the comparison is false then.
        if !(next > low && next < high) { next = low + (high - low) / 2 }
        let step = abs(next - u)
        let isStill = step <= 0x1p-51 * max(1, abs(u))
        let isNoise = step < 0x1p-26 * max(1, abs(u)) && step >= stepBefore
        u = next
        if isStill || isNoise || high - low <= 0x1p-52 * max(1, abs(u)) { break }
        stepBefore = step
    }
    return u
}
