// Who spoke lately, in two generations of bits.

internal import Model

/// A user is new when neither this spell nor the one before has seen the user's bit. Users who share a bit are taken
/// for one: that costs evidence, and as bits know nothing of what users do, it costs no guarantee.
struct RecentUsers<let words: Int>: Equatable, Sendable {
    private var spell = Int64.min
    private var current = InlineArray<words, UInt64>(repeating: 0)
    private var previous = InlineArray<words, UInt64>(repeating: 0)

    init() {}

    /// Begins a spell, when it is another one than that of the last pane.
    mutating func enter(spell next: Int64) {
        guard next != spell else { return }
        let isNext = spell != .min && next == spell + 1
        for word in previous.indices {
            previous[word] = isNext ? current[word] : 0
            current[word] = 0
        }
        spell = next
    }

    /// Whether the user was not seen lately; from now on the user was.
    mutating func isNew(_ user: UInt64) -> Bool {
        let word = Int(truncatingIfNeeded: (user >> 32) % UInt64(words))
        let bit: UInt64 = 1 << (user & 63)
        let isNew = (current[word] | previous[word]) & bit == 0
        current[word] |= bit
        return isNew
    }

    static func == (left: RecentUsers, right: RecentUsers) -> Bool {
        left.spell == right.spell
            && left.current.indices.allSatisfy {
                left.current[$0] == right.current[$0] && left.previous[$0] == right.previous[$0]
            }
    }

    func write(to writer: inout ByteWriter) {
        writer.write(spell)
        for word in current.indices { writer.write(Int64(bitPattern: current[word])) }
        for word in previous.indices { writer.write(Int64(bitPattern: previous[word])) }
    }

    init(from reader: inout ByteReader) throws(ByteCodingError) {
        spell = try reader.integer()
        for word in current.indices { current[word] = UInt64(bitPattern: try reader.integer()) }
        for word in previous.indices { previous[word] = UInt64(bitPattern: try reader.integer()) }
    }
}
