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
    private var starts: [Int] = [0, 0]
    private var arena: [UInt8] = []
    /// By slot: the upper half of the name's hash, then its index + 1; zero is free. The count is a power of two,
    /// at most half full.
    private var slots: [UInt64] = Array(repeating: 0, count: 64)
    /// The hash of each name, for growing.
    private var hashes: [UInt64] = [0]
    /// By the lowest eight bits of the stamp.
    private var recent: [(stamp: UInt64, id: NameID)] = Array(repeating: (0, .absent), count: 256)
    private let capacity: Int

    /// `capacity` bounds the names; past it `intern` returns nil.
    package init(capacity: Int) {
        precondition(capacity > 0, "a name table holds at least one name")
        self.capacity = capacity
    }

    /// Names known, the absent one included.
    package var count: Int { starts.count - 1 }

    /// The same as `intern(name)`, without looking at the bytes when the stamp was here before.
    /// The caller promises that equal stamps stand for equal names; zero promises nothing.
    package mutating func intern(_ name: Span<UInt8>, stamp: UInt64) -> NameID? {
        let place = Int(truncatingIfNeeded: stamp & 0xff)
        if stamp != 0, recent[place].stamp == stamp { return recent[place].id }
        guard let id = intern(name) else { return nil }
        if stamp != 0 { recent[place] = (stamp, id) }
        return id
    }

    /// The id of `name`; nil when the name is new and the table is full.
    package mutating func intern(_ name: Span<UInt8>) -> NameID? {
        if name.isEmpty { return .absent }
        let hash = Self.hash(name)
        let mask = slots.count - 1
        let tag = hash & 0xffff_ffff_0000_0000
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let entry = slots[slot]
            if entry & 0xffff_ffff_0000_0000 == tag {
                let index = Int(entry & 0xffff_ffff) - 1
                if matches(index, name) { return NameID(index: UInt32(index)) }
            }
            slot = (slot + 1) & mask
        }
        guard count < capacity else { return nil }
        let index = count
        for position in name.indices { arena.append(name[position]) }
        starts.append(arena.count)
        hashes.append(hash)
        slots[slot] = tag | UInt64(index + 1)
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
        let known = arena.span.extracting(start..<start + name.count)
        for position in name.indices where known[position] != name[position] { return false }
        return true
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: slots.count * 2)
        let mask = larger.count - 1
        for index in 1..<count {
            var slot = Int(truncatingIfNeeded: hashes[index]) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = hashes[index] & 0xffff_ffff_0000_0000 | UInt64(index + 1)
        }
        slots = larger
    }

    /// Eight bytes at a time; a multiplication for each byte would take longer than the rest of the look-up.
    /// It decides speed only, never order or identity.
    private static func hash(_ name: Span<UInt8>) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: name.count) &* 0x9e37_79b9_7f4a_7c15
        var position = 0
        while position < name.count {
            var word: UInt64 = 0
            for index in position..<min(position + 8, name.count) { word = word << 8 | UInt64(name[index]) }
            hash = (hash ^ word) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
            position += 8
        }
        return hash
    }
}
