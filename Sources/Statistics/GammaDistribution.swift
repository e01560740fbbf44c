// The gamma distribution, the incomplete gamma functions, and chi-square with them.

/// A gamma distribution by shape and scale.
package struct GammaDistribution: Sendable {
    private let shape: Double
    private let scale: Double

    /// Nil unless the shape is from 1e-9 to `countMax`, and the scale positive and finite.
    package init?(shape: Double, scale: Double = 1) {
        guard shape >= countMin, shape <= countMax, scale > 0, scale < .infinity else { return nil }
        self.shape = shape
        self.scale = scale
    }

    /// The regularised incomplete gamma functions P and Q at x / scale; nil when x is not a number.
    package func tails(_ x: Double) -> Tails? {
        guard !x.isNaN else { return nil }
        return x <= 0 ? .lower(0) : gammaTails(shape, x / scale)
    }

    /// The x with P(X ≤ x) = p; nil unless 0 < p < 1.
    package func quantile(_ p: Double) -> Double? { quantile(.lower(p)) }

    /// The x with P(X > x) = q, for small q; nil unless 0 < q < 1.
    package func quantile(upper q: Double) -> Double? { quantile(.upper(q)) }

    private func quantile(_ target: TailTarget) -> Double? {
        guard target.isProbability else { return nil }
        let start = ln(shape) + (shape >= 1 ? target.normal / shape.squareRoot() : 0)
        let u = solve(target, from: start, in: -745...745) { u in
            let x = exp(u)
            return (gammaTails(shape, x), gammaDensity(shape, x))
        }
        let x = exp(u) * scale
        return x.isFinite ? x : nil
    }
}

/// The chi-square distribution.
package struct ChiSquare: Sendable {
    private let gamma: GammaDistribution

    /// Nil unless the degrees of freedom are from 2e-9 to twice `countMax`.
    package init?(degrees: Double) {
        guard let gamma = GammaDistribution(shape: degrees / 2, scale: 2) else { return nil }
        self.gamma = gamma
    }

    /// P(X > x); nil when x is not a number.
    package func sf(_ x: Double) -> Double? { gamma.tails(x)?.upper }

    /// P(X ≤ x); nil when x is not a number.
    package func cdf(_ x: Double) -> Double? { gamma.tails(x)?.lower }

    /// The x with P(X > x) = q; nil unless 0 < q < 1.
    package func isf(_ q: Double) -> Double? { gamma.quantile(upper: q) }
}

/// P(χ² > x) where the domain is known to hold; one for no degrees of freedom.
func chiSquareUpper(_ x: Double, degrees: Int) -> Double {
    degrees < 1 ? 1 : gammaTails(Double(degrees) / 2, max(0, x) / 2).upper
}

/// xᵃ e⁻ˣ / Γ(a): the density in ln x.
func gammaDensity(_ a: Double, _ x: Double) -> Double {
    guard x > 0, x < .infinity else { return 0 }
    return exp(0.5 * ln(a) - halfLn2Pi - stirlingError(a) - deviance(a, x))
}

/// P(a, x) and Q(a, x) for a > 0 and x ≥ 0: a series below a + 1, a continued fraction (Lentz's method) above.
/// Both need about √a steps in the middle, a few millions for the largest a allowed.
func gammaTails(_ a: Double, _ x: Double) -> Tails {
    guard x > 0 else { return .lower(0) }
    let front = gammaDensity(a, x)
    guard front > 0 else { return x < a ? .lower(0) : .upper(0) }
    if x < a + 1 {
        var term = 1 / a
        var sum = term
        var n = a
        while term > sum * 0x1p-54 {
            n += 1
            term *= x / n
            sum += term
        }
        return .lower(front * sum)
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / (abs(b) < tiny ? tiny : b)
    var h = d
    var i = 1.0
    while i < fractionStepsMax {
        let an = -i * (i - a)
        b += 2
        d = an * d + b
        d = 1 / (abs(d) < tiny ? tiny : d)
        c = b + an / c
        if abs(c) < tiny { c = tiny }
        let change = c * d
        h *= change
        if abs(change - 1) < 0x1p-52 { break }
        i += 1
    }
    return .upper(front * h)
}

/// More than any count up to `countMax` takes.
let fractionStepsMax = 1e9
