// The series that reference values are computed from: anybody can make them again.

/// Uniform numbers in [0, 1) of a 64-bit linear congruential generator. For reproducing series, not for chance.
package struct ReferenceUniforms: Sendable, Sequence, IteratorProtocol {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> Double? {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }

    /// Zeros and ones: at `rates.before` for `change` events, at `rates.after` from then on.
    package static func bernoulli(
        seed: UInt64, count: Int, change: Int, rates: (before: Double, after: Double)
    ) -> [Int] {
        ReferenceUniforms(seed: seed).prefix(Swift.max(0, count)).enumerated().map { place, u in
            u < (place < change ? rates.before : rates.after) ? 1 : 0
        }
    }
}
