// Logarithm and exponential of our own. A libm picks its code by processor, and its last bits with it: a snapshot that
// is stepped on elsewhere must not differ. These use only + − × ÷, which IEEE 754 fixes, so every machine agrees.

private let ln2High = 0x1.62e42feep-1
private let ln2Low = 0x1.a39ef35793c76p-33

/// The natural logarithm, within one unit in the last place. NaN below zero, −∞ at zero.
package func ln(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x == .infinity ? x : .nan }
    var bits = x.bitPattern
    var exponent = 0
    if bits < 0x0010_0000_0000_0000 {
        bits = (x * 0x1p54).bitPattern
        exponent = -54
    }
    // The significand goes to [√½, √2), so that f is small on both sides of one.
    let shifted = bits &+ (0x3ff0_0000_0000_0000 &- 0x3fe6_a09e_667f_3bcd)
    exponent &+= Int(shifted >> 52) &- 1023
    let f = Double(bitPattern: (shifted & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd) - 1
    // ln(1+f) = 2 artanh(s) with s = f/(2+f); the series of artanh in z = s².
    let s = f / (2 + f)
    let z = s * s
    let z2 = z * z
    let odd: Double = 2.0 / 3 + z2 * (2.0 / 7 + z2 * (2.0 / 11 + z2 * (2.0 / 15 + z2 * (2.0 / 19))))
    let even: Double = 2.0 / 5 + z2 * (2.0 / 9 + z2 * (2.0 / 13 + z2 * (2.0 / 17 + z2 * (2.0 / 21))))
    let rest = z * (odd + z * even)
    let half = 0.5 * f * f
    let e = Double(exponent)
    return e * ln2High - ((half - (s * (half + rest) + e * ln2Low)) - f)
}

/// The exponential, within one unit in the last place.
package func exp(_ x: Double) -> Double {
    guard x < 709.782712893384 else { return x.isNaN ? x : .infinity }
    guard x > -745.1332191019412 else { return x.isNaN ? x : 0 }
    // Adding 1.5·2⁵² rounds to an integer without a call.
    let k = (x * 1.4426950408889634 + 0x1.8p52) - 0x1.8p52
    let r = (x - k * ln2High) - k * ln2Low
    let power = 1 + (r + r * r * exponentialTail(r))
    let scale = Int(k)
    if scale > -1022, scale < 1024 { return power * Double(bitPattern: UInt64(bitPattern: Int64(scale + 1023)) << 52) }
    let half = Double(bitPattern: UInt64(bitPattern: Int64(scale / 2 + 1023)) << 52)
    return power * half * Double(bitPattern: UInt64(bitPattern: Int64(scale - scale / 2 + 1023)) << 52)
}

/// (eʳ − 1 − r) / r² for |r| ≤ ln(2)/2, by Taylor's series.
private func exponentialTail(_ r: Double) -> Double {
    let r2 = r * r
    let r4 = r2 * r2
    let a: Double = 1.0 / 2 + r * (1.0 / 6)
    let b: Double = 1.0 / 24 + r * (1.0 / 120)
    let c: Double = 1.0 / 720 + r * (1.0 / 5040)
    let d: Double = 1.0 / 40320 + r * (1.0 / 362_880)
    let e: Double = 1.0 / 3_628_800 + r * (1.0 / 39_916_800)
    let f: Double = 1.0 / 479_001_600 + r * (1.0 / 6_227_020_800)
    return (a + r2 * b) + r4 * ((c + r2 * d) + r4 * (e + r2 * f))
}

/// ln(1 + x), exact for small x too.
package func ln1p(_ x: Double) -> Double {
    let u = 1 + x
    if u == 1 { return x }
    guard u < .infinity, u > 0 else { return ln(u) }
    // What rounding took from 1 + x, put back to first order.
    return ln(u) + (x - (u - 1)) / u
}

/// eˣ − 1, exact for small x too.
package func expm1(_ x: Double) -> Double {
    abs(x) < 0.34 ? x + x * x * exponentialTail(x) : exp(x) - 1
}

/// ln(1 + eˣ): 0 at −∞.
package func softplus(_ x: Double) -> Double {
    x > 0 ? x + ln1p(exp(-x)) : ln1p(exp(x))
}

/// The log-odds of a probability.
package func logit(_ p: Double) -> Double { ln(p / (1 - p)) }

/// The probability of log-odds.
package func expit(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// `base` to the power `exponent`, for a positive base; its relative error grows with |exponent · ln(base)|.
package func power(_ base: Double, _ exponent: Double) -> Double {
    base == 0 ? (exponent > 0 ? 0 : exponent == 0 ? 1 : .infinity) : exp(exponent * ln(base))
}
