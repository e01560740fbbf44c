// Interned names: bytes in, dense ids out.

/// A name of one dimension, dense within its table. Zero is the empty name: the event does not say.
package struct NameID: Hashable, Sendable {
    package let index: UInt32

    @inlinable
    package init(index: UInt32) {
        self.index = index
    }

    package static let absent = NameID(index: 0)
}

/// Open addressing over one arena of bytes. A look-up of a known name allocates nothing.
package struct NameTable: Sendable {
    /// Offsets into `arena`: name `i` is `arena[starts[i]..<starts[i + 1]]`.
    @usableFromInline internal var starts: [Int] = [0, 0]
    @usableFromInline internal var arena: [UInt8] = []
    /// Name index + 1 by hash slot; zero is free. The count is a power of two, at most half full.
    @usableFromInline internal var slots: [UInt32] = Array(repeating: 0, count: 64)
    private let capacity: Int

    /// `capacity` bounds the names; past it `intern` returns nil.
    package init(capacity: Int) {
        precondition(capacity > 0, "a name table holds at least one name")
        self.capacity = capacity
    }

    /// Names known, the absent one included.
    package var count: Int { starts.count - 1 }

    /// The id of `name`; nil when the name is new and the table is full.
    package mutating func intern(_ name: Span<UInt8>) -> NameID? {
        if name.isEmpty { return .absent }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(name)) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot] - 1)
            if matches(index, name) { return NameID(index: UInt32(index)) }
            slot = (slot + 1) & mask
        }
        guard count < capacity else { return nil }
        let index = count
        for position in name.indices { arena.append(name[position]) }
        starts.append(arena.count)
        slots[slot] = UInt32(index + 1)
        if count * 2 > slots.count { grow() }
        return NameID(index: UInt32(index))
    }

    /// The bytes of a name as text. Decoders pass valid UTF-8 only, so nothing is repaired.
    package func text(_ id: NameID) -> String {
        let index = Int(id.index)
        precondition(index < count, "NameID from another table")
        return String(decoding: arena[starts[index]..<starts[index + 1]], as: UTF8.self)
    }

    private func matches(_ index: Int, _ name: Span<UInt8>) -> Bool {
        let start = starts[index]
        guard starts[index + 1] - start == name.count else { return false }
        for position in 0..<name.count where arena[start + position] != name[position] { return false }
        return true
    }

    private mutating func grow() {
        var larger = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = larger.count - 1
        for index in 1..<count {
            var slot = Int(truncatingIfNeeded: Self.hash(arena[starts[index]..<starts[index + 1]].span)) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = UInt32(index + 1)
        }
        slots = larger
    }

    /// FNV-1a with a final mix. Slots decide speed only, never order or identity.
    private static func hash(_ name: Span<UInt8>) -> UInt64 {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for position in name.indices { value = (value ^ UInt64(name[position])) &* 0x100_0000_01b3 }
        return value ^ (value >> 29)
    }
}
