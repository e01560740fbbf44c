// Cosine and its inverse, for cubics. As bit-reproducible as `ln` and `exp`, and as little in a hurry.

/// For |x| ≤ 4, within a few units in the last place of 1.
func cosine(_ x: Double) -> Double {
    // cos x = 2 cos² (x/2) − 1, until Taylor's series takes few terms.
    let small = x / 16
    let square = small * small
    // 1 − cos, so that the doublings keep its digits.
    var sum = 0.0
    for k in stride(from: 18.0, through: 4, by: -2) { sum = square / (k * (k - 1)) * (1 - sum) }
    var missing = square / 2 * (1 - sum)
    for _ in 0..<4 { missing = 2 * missing * (2 - missing) }
    return 1 - missing
}

/// In [0, π]; nil outside −1 ≤ c ≤ 1 by more than rounding.
func arccosine(_ c: Double) -> Double? {
    guard abs(c) <= 1 + 1e-12 else { return nil }
    let target = min(max(c, -1), 1)
    // The cosine falls from 0 to π.
    return border(inside: 0, outside: 3.141592653589793) { cosine($0) >= target }
}
