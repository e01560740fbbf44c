// Seeded randomness and the little arithmetic that it needs: the same seed gives the same bits on every machine.

/// xoshiro256** (Blackman and Vigna), seeded by SplitMix64.
struct RandomStream: Sendable {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    init(seed: UInt64) {
        let step: UInt64 = 0x9e37_79b9_7f4a_7c15
        a = mixed(seed &+ step)
        b = mixed(seed &+ step &* 2)
        c = mixed(seed &+ step &* 3)
        d = mixed(seed &+ step &* 4)
    }

    mutating func next() -> UInt64 {
        let product: UInt64 = b &* 5
        let result: UInt64 = (product << 7 | product >> 57) &* 9
        let shifted: UInt64 = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d << 45 | d >> 19
        return result
    }

    /// Uniform in [0, 1), in steps of 2⁻⁵³.
    mutating func unit() -> Double {
        Traffic.unit(next())
    }

    /// Uniform in `0..<bound`; the bias is below `bound` / 2⁶⁴.
    mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "an index needs a non-empty range")
        return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func chance(_ probability: Double) -> Bool {
        unit() < probability
    }

    /// Exponential with mean 1.
    mutating func exponential() -> Double {
        -naturalLogarithm(1 - unit())
    }
}

/// The highest bits of a word as a number in [0, 1).
func unit(_ word: UInt64) -> Double { Double(word >> 11) * 0x1p-53 }

/// SplitMix64's finaliser: a bijection, so distinct numbers stay distinct.
func mixed(_ number: UInt64) -> UInt64 {
    var word = number
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
}

/// ln of a normal positive number to about 1e-12, by ln m = 2 artanh((m − 1) / (m + 1)).
/// Written here because a C library's last bit may differ between versions, and then the golden bytes would.
func naturalLogarithm(_ number: Double) -> Double {
    precondition(number > 0, "the logarithm needs a positive number")
    var significand = number.significand
    var exponent = Double(number.exponent)
    if significand > 1.414_213_562_373_095 {
        significand /= 2
        exponent += 1
    }
    let ratio: Double = (significand - 1) / (significand + 1)
    let square: Double = ratio * ratio
    var sum = 0.0
    for denominator in stride(from: 15.0, through: 1.0, by: -2.0) { sum = sum * square + 1 / denominator }
    return 2 * ratio * sum + exponent * 0.693_147_180_559_945_3
}

/// A smooth wave of period 1 between −1 and 1 that rises through 0 at 0: two parabolas instead of a sine.
func wave(_ phase: Double) -> Double {
    let turn: Double = phase - phase.rounded(.down)
    return turn < 0.5 ? 16 * turn * (0.5 - turn) : -16 * (turn - 0.5) * (1 - turn)
}
