// The logarithm of the gamma function, and the two parts that keep densities exact for huge counts.

/// ½ ln 2π.
let halfLn2Pi = 0.91893853320467274178
/// Counts above this have no exact neighbours to tell apart; the distributions refuse them.
package let countMax = 1e15
/// Shapes and totals below this are no counts of anything, and their reciprocals would run away.
let countMin = 1e-9

/// ln Γ(x) for x > 0, nil elsewhere; relative to its value it is exact near its zeros at 1 and 2 too.
package func lnGamma(_ x: Double) -> Double? {
    guard x > 0, x < .infinity else { return nil }
    let value = lnGammaPositive(x)
    return value.isFinite ? value : nil
}

func lnGammaPositive(_ x: Double) -> Double {
    if x >= 10 { return (x - 0.5) * ln(x) - x + halfLn2Pi + stirlingSeries(x) }
    if x < 0.5 { return zetaSeries(x) - ln1p(x) - ln(x) }
    if x < 1.5 { return zetaSeries(x - 1) - ln1p(x - 1) }
    var rest = x
    var product = 1.0
    while rest > 2.5 {
        rest -= 1
        product *= rest
    }
    return ln(product) + zetaSeries(rest - 2)
}

/// ln Γ(2 + w) = (1 − γ) w + Σ (−1)ᵏ (ζ(k) − 1) wᵏ / k, for |w| ≤ ½.
private func zetaSeries(_ w: Double) -> Double {
    var sum = 0.0
    for coefficient in zetaTerms.reversed() { sum = sum * w + coefficient }
    return w * (0.42278433509846713 + w * sum)
}

/// (−1)ᵏ (ζ(k) − 1) / k from k = 2 on.
private let zetaTerms: [Double] = [
    0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
    -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357936, 9.945751278180853e-05,
    -4.492623673813314e-05, 2.0507212775670694e-05, -9.439488275268395e-06, 4.374866789907487e-06,
    -2.039215753801366e-06, 9.55141213040742e-07, -4.492469198764566e-07, 2.1207184805554667e-07,
    -1.00432248239681e-07, 4.769810169363981e-08, -2.2711094608943164e-08, 1.0838659214896955e-08,
    -5.183475041970047e-09, 2.4836745438024785e-09, -1.1921401405860912e-09, 5.731367241678862e-10,
    -2.7595228851242334e-10, 1.3304764374244491e-10, -6.422964563838101e-11,
]

/// ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π], what Stirling's formula leaves out. Loader, "Fast and accurate computation
/// of binomial probabilities" (2000), builds exact densities from it and from `deviance`.
func stirlingError(_ x: Double) -> Double {
    x >= 10 ? stirlingSeries(x) : lnGammaPositive(x) - ((x - 0.5) * ln(x) - x + halfLn2Pi)
}

private func stirlingSeries(_ x: Double) -> Double {
    let z = 1 / (x * x)
    let tail: Double = 1.0 / 1188 - z * (691.0 / 360_360 - z * (1.0 / 156 - z * (3617.0 / 122_400)))
    let head: Double = 1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * tail)))
    return head / x
}

/// x ln(x/m) + m − x: zero at x = m, without cancellation near it.
func deviance(_ x: Double, _ mean: Double) -> Double {
    if x == 0 { return mean }
    let difference = x - mean
    guard abs(difference) < 0.1 * (x + mean) else { return x * ln(x / mean) + mean - x }
    // With v = (x−m)/(x+m): x ln(x/m) = 2x artanh v, and x·2v − (x−m) = (x−m) v.
    let v = difference / (x + mean)
    let v2 = v * v
    var term = 2 * x * v
    var sum = difference * v
    var odd = 3.0
    while odd < 60 {
        term *= v2
        let next = sum + term / odd
        if next == sum { break }
        sum = next
        odd += 2
    }
    return sum
}

/// ln B(a, b) for positive a and b, without the cancellation of three large ln Γ.
func lnBeta(_ a: Double, _ b: Double) -> Double {
    let (small, large) = a < b ? (a, b) : (b, a)
    let sum = small + large
    let errors = stirlingError(small) + stirlingError(large) - stirlingError(sum)
    return halfLn2Pi + errors + (small - 0.5) * ln(small / sum) - large * ln1p(small / large) - 0.5 * ln(large)
}
