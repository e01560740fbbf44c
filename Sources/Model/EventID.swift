// The id of an event, short enough to be carried along.

/// At most 64 bytes; longer ids are not kept.
package struct EventID: Equatable, Sendable {
    package static let none = EventID(hash: 0, words: .init(repeating: 0), count: 0)
    package static let bytesMax = 64

    package let hash: UInt64
    /// The bytes of the id, eight in a word, the first one lowest; zero behind the end.
    private let words: InlineArray<8, UInt64>
    /// Zero: there is none.
    private let count: UInt8

    package init(hash: UInt64, words: InlineArray<8, UInt64>, count: UInt8) {
        self.hash = hash
        self.words = words
        self.count = min(count, UInt8(Self.bytesMax))
    }

    /// Nil unless there are 1 to 64 bytes of UTF-8.
    package init?(hash: UInt64, bytes: some Collection<UInt8>) {
        guard 1...Self.bytesMax ~= bytes.count, String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var words = InlineArray<8, UInt64>(repeating: 0)
        for (place, byte) in bytes.enumerated() { words[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8) }
        self.init(hash: hash, words: words, count: UInt8(bytes.count))
    }

    /// The hash of an id or of any other text, as the decoder computes it; zero only for no bytes. The seed is no
    /// secret: it spreads, it does not resist an enemy.
    package static func hash(of bytes: [UInt8]) -> UInt64 {
        guard !bytes.isEmpty else { return 0 }
        let (step, last): (UInt64, UInt64) = (0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93)
        var state: UInt64 = 0x8bb8_4b93_962e_acc9 ^ (UInt64(bytes.count) &* step)
        var at = 0
        while at + 8 < bytes.count {
            state ^= folded(state ^ word(bytes, from: at), step)
            at += 8
        }
        let rest = word(bytes, from: bytes.count >= 8 ? bytes.count - 8 : 0)
        state = folded(folded(state ^ rest, step) ^ state, last)
        return state == 0 ? 1 : state
    }

    /// Up to eight bytes, the first one lowest.
    private static func word(_ bytes: [UInt8], from start: Int) -> UInt64 {
        var word: UInt64 = 0
        for (place, byte) in bytes[start...].prefix(8).enumerated() { word |= UInt64(byte) << UInt64(8 * place) }
        return word
    }

    /// Both halves of the whole product.
    private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.low ^ product.high
    }

    package var isNone: Bool { count == 0 }
    package var size: Int { Int(count) }

    package var bytes: [UInt8] {
        (0..<Int(count)).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64($0 % 8 * 8)) }
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// An order that knows nothing of what the event did.
    package func precedes(_ other: EventID) -> Bool {
        if hash != other.hash { return hash < other.hash }
        for place in words.indices where words[place] != other.words[place] { return words[place] < other.words[place] }
        return count < other.count
    }

    package static func == (left: EventID, right: EventID) -> Bool { !left.precedes(right) && !right.precedes(left) }
}
