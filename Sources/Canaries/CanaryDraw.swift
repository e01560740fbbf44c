// Lots that nobody outside can guess, and that fall the same way after a restart.

package import Model
import Statistics

/// xoshiro256** (Blackman and Vigna), seeded by an HMAC.
package struct CanaryDraw: Equatable, Sendable {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    /// From 32 bytes; fewer are filled up with zeros.
    package init(seed: [UInt8]) {
        a = littleEndian(seed.prefix(8))
        b = littleEndian(seed.dropFirst(8).prefix(8))
        c = littleEndian(seed.dropFirst(16).prefix(8))
        d = littleEndian(seed.dropFirst(24).prefix(8))
        // All zeros would give nothing but zeros.
        if a | b | c | d == 0 { a = 0x9e37_79b9_7f4a_7c15 }
    }

    package mutating func next() -> UInt64 {
        let product: UInt64 = b &* 5
        let result: UInt64 = (product &<< 7 | product &>> 57) &* 9
        let shifted: UInt64 = b &<< 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d &<< 45 | d &>> 19
        return result
    }

    /// Uniform in `0..<bound`; zero when there is no such number. The bias is below `bound` / 2⁶⁴.
    package mutating func number(below bound: Int64) -> Int64 {
        guard bound > 0 else { return 0 }
        return Int64(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Exponential with the given mean; never longer than `gapMax`.
    package mutating func gap(mean: TimeSpan) -> TimeSpan {
        let unit = Double(next() >> 11) * 0x1p-53
        let length: Double = Double(max(mean.microseconds, 0)) * -ln(1 - unit)
        return length < 0x1p62 ? min(TimeSpan(microseconds: Int64(length)), Self.gapMax(mean: mean)) : .longest
    }

    /// Twenty times the mean, which one gap in half a billion would exceed.
    package static func gapMax(mean: TimeSpan) -> TimeSpan {
        let (product, overflow) = max(mean.microseconds, 0).multipliedReportingOverflow(by: 20)
        return overflow ? .longest : TimeSpan(microseconds: product)
    }

    /// Fisher and Yates.
    package mutating func shuffle<Element>(_ elements: inout [Element]) {
        for place in elements.indices.dropFirst().reversed() {
            elements.swapAt(place, Int(number(below: Int64(place) + 1)))
        }
    }
}

extension TimeSpan {
    fileprivate static let longest = TimeSpan(microseconds: 1 << 62)
}
