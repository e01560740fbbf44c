// The beta distribution and the regularised incomplete beta function.

/// A beta distribution.
package struct BetaDistribution: Sendable {
    private let a: Double
    private let b: Double

    /// Nil unless both are from 1e-9 to `countMax`.
    package init?(_ a: Double, _ b: Double) {
        guard a >= countMin, b >= countMin, a <= countMax, b <= countMax else { return nil }
        self.a = a
        self.b = b
    }

    /// The regularised incomplete beta function I and its complement; nil when x is not a number.
    package func tails(_ x: Double) -> Tails? {
        guard !x.isNaN else { return nil }
        return betaTails(a, b, min(max(x, 0), 1), min(max(1 - x, 0), 1))
    }

    /// The x with P(X ≤ x) = p; nil unless 0 < p < 1.
    package func quantile(_ p: Double) -> Double? { quantile(.lower(p)) }

    /// The x with P(X > x) = q, for small q; nil unless 0 < q < 1.
    package func quantile(upper q: Double) -> Double? { quantile(.upper(q)) }

    private func quantile(_ target: TailTarget) -> Double? {
        guard target.isProbability else { return nil }
        let spread = a >= 1 && b >= 1 ? target.normal * (1 / a + 1 / b).squareRoot() : 0
        // In log-odds, where points near both ends keep their digits and the density is log-concave.
        let u = solve(target, from: ln(a / b) + spread, in: -745...745) { u in
            let x = expit(u)
            let y = expit(-u)
            return (betaTails(a, b, x, y), betaDensity(a, b, x, y))
        }
        return expit(u)
    }
}

/// xᵃ yᵇ / B(a, b) with y = 1 − x: the density in log-odds.
func betaDensity(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    guard x > 0, y > 0 else { return 0 }
    return exp(lnBetaDensity(a, b, x, y))
}

/// For x and y above zero.
func lnBetaDensity(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let n = a + b
    let errors = stirlingError(n) - stirlingError(a) - stirlingError(b)
    return errors + 0.5 * ln(a / n) + 0.5 * ln(b) - halfLn2Pi - deviance(a, n * x) - deviance(b, n * y)
}

/// I and 1 − I at x, with y = 1 − x given apart so that neither end loses digits.
func betaTails(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Tails {
    if x <= 0 { return .lower(0) }
    if y <= 0 { return .upper(0) }
    // The continued fraction converges fast on the near side of the mean only.
    if x * (a + b + 2) > a + 1 { return nearTail(b, a, y, x).swapped }
    return nearTail(a, b, x, y)
}

private func nearTail(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Tails {
    let front = betaDensity(a, b, x, y)
    guard front > 0 else { return .lower(0) }
    return .lower(front * betaFraction(a, b, x) / a)
}

/// The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8) by Lentz's method; about
/// √max(a, b) steps near the mean.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var h = d
    var m = 1.0
    while m < fractionStepsMax {
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / kept(1 + even * d)
        c = kept(1 + even / c)
        h *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / kept(1 + odd * d)
        c = kept(1 + odd / c)
        let change = d * c
        h *= change
        if abs(change - 1) < 0x1p-52 { break }
        m += 1
    }
    return h
}
