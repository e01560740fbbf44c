// The standard normal distribution.

package enum Normal {
    /// P(X ≤ x); nil when x is not a number.
    package static func cdf(_ x: Double) -> Double? { x.isNaN ? nil : tails(x).lower }

    /// The density at x; nil when x is not a number.
    package static func density(_ x: Double) -> Double? { x.isNaN ? nil : normalDensity(x) }

    /// The x with P(X ≤ x) = p, to the last digits; nil unless 0 < p < 1.
    package static func quantile(_ p: Double) -> Double? { p > 0 && p < 1 ? normalQuantile(lower: p) : nil }

    /// The z that a two-sided interval leaves alpha outside of; nil unless 0 < alpha < 1.
    package static func twoSided(alpha: Double) -> Double? { alpha > 0 && alpha < 1 ? zTwoSided(alpha) : nil }

    /// Both tails at x.
    static func tails(_ x: Double) -> Tails {
        // P(|X| > x) = Q(½, x²/2).
        let outside = gammaTails(0.5, 0.5 * x * x).upper / 2
        return x < 0 ? .lower(outside) : .upper(outside)
    }
}

func normalDensity(_ x: Double) -> Double { exp(-0.5 * x * x - halfLn2Pi) }

/// For 0 < alpha < 1.
func zTwoSided(_ alpha: Double) -> Double { -normalQuantile(lower: alpha / 2) }

/// For 0 < p < 1.
func normalQuantile(lower p: Double) -> Double {
    if abs(p - 0.5) < 0.25 { return centralQuantile(2 * p - 1) }
    let tail = min(p, 1 - p)
    // Abramowitz & Stegun 26.2.23, off by 4.5e-4 at most; three steps of Newton on the logarithm do the rest.
    let t = (-2 * ln(tail)).squareRoot()
    let above: Double = 2.515517 + t * (0.802853 + t * 0.010328)
    let below: Double = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = t - above / below
    for _ in 0..<4 {
        let q = Normal.tails(x).upper
        guard q > 0 else { break }
        let slope = normalDensity(x) / q
        let excess = ln(q / tail)
        // Halley: the second derivative of ln q is −slope (slope − x).
        x += excess / (slope * (1 + 0.5 * excess * (1 - x / slope)))
    }
    return p < 0.5 ? -x : x
}

/// The x with P(−x < X < x) = inside, with its sign: near the middle the tails cannot tell small x apart.
private func centralQuantile(_ inside: Double) -> Double {
    if inside == 0 { return 0 }
    let target = abs(inside)
    var x = target * 1.2533141373155003
    for _ in 0..<8 {
        let step = (gammaTails(0.5, 0.5 * x * x).lower - target) / (2 * normalDensity(x))
        x -= step
        if abs(step) <= 0x1p-53 * x { break }
    }
    return inside < 0 ? -x : x
}
