// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of 64 bits that is cheap on short texts.

/// Takes a message byte by byte, so that nothing has to be copied.
struct SipHash: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    /// The bytes of the word that is not full yet, the first one lowest.
    private var word: UInt64 = 0
    private(set) var count: UInt64 = 0

    init(_ key: (low: UInt64, high: UInt64)) {
        v0 = key.low ^ 0x736f_6d65_7073_6575
        v1 = key.high ^ 0x646f_7261_6e64_6f6d
        v2 = key.low ^ 0x6c79_6765_6e65_7261
        v3 = key.high ^ 0x7465_6462_7974_6573
    }

    @inline(__always)
    mutating func take(_ byte: UInt8) {
        word |= UInt64(byte) &<< ((count & 7) &<< 3)
        count &+= 1
        if count & 7 == 0 {
            absorb(word)
            word = 0
        }
    }

    var isEmpty: Bool { count == 0 }

    consuming func finished() -> UInt64 {
        absorb(word | count &<< 56)
        v2 ^= 0xff
        for _ in 0..<4 { round() }
        return v0 ^ v1 ^ v2 ^ v3
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v2 &+= v3
        v1 = (v1 &<< 13 | v1 &>> 51) ^ v0
        v3 = (v3 &<< 16 | v3 &>> 48) ^ v2
        v0 = v0 &<< 32 | v0 &>> 32
        v2 &+= v1
        v0 &+= v3
        v1 = (v1 &<< 17 | v1 &>> 47) ^ v2
        v3 = (v3 &<< 21 | v3 &>> 43) ^ v0
        v2 = v2 &<< 32 | v2 &>> 32
    }
}
