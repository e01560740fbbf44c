// Randomness for tests: printed, and repeatable with MONITORD_SEED.

internal import Glibc

/// SplitMix64: the same seed gives the same numbers in every process.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    /// A generator for one test, seeded by MONITORD_SEED or by chance; says which, so that a failure can be repeated.
    package init(announcing test: String) {
        let seed =
            getenv("MONITORD_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 1..<1_000_000_000)
        print("\(test): MONITORD_SEED=\(seed)")
        self.init(seed: seed)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Uniform in [0, 1).
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    package mutating func chance(_ probability: Double) -> Bool { unit() < probability }
}
