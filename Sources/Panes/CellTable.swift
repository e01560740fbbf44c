// The finest keys that are kept: one cell for each combination of names that occurs.

package import Model

/// Dense ids for name combinations. A look-up of a known cell allocates nothing.
package struct CellTable: Sendable {
    package let dimensions: [Dimension]
    private let places: [Int]
    /// `places.count` names per cell, in order of dimension.
    private var keys: [NameID] = []
    /// Cell + 1 by hash slot; zero is free. The count is a power of two, at most half full.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)
    private let capacity: Int

    /// `capacity` bounds the cells; past it `cell(for:)` returns nil.
    package init(dimensions: [Dimension], capacity: Int) {
        self.dimensions = dimensions
        self.capacity = capacity
        places = dimensions.map { $0.place }
    }

    package var count: Int { keys.count / max(1, places.count) }

    /// The id of the cell that `names` (by `Dimension.place`) belong to; nil when it is new and the table is full.
    /// One more cell fits for the caller who says that it is the `overflow` of the others.
    package mutating func cell(for names: borrowing InlineArray<8, NameID>, isOverflow: Bool = false) -> Int? {
        var hash: UInt64 = 0
        for place in places { hash = (hash ^ UInt64(names[place].index)) &* 0x9e37_79b9_7f4a_7c15 }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash >> 32) & mask
        while slots[slot] != 0 {
            let cell = Int(slots[slot] - 1)
            if matches(cell, names) { return cell }
            slot = (slot + 1) & mask
        }
        guard count < capacity + (isOverflow ? 1 : 0) else { return nil }
        let cell = count
        for place in places { keys.append(names[place]) }
        slots[slot] = UInt32(cell + 1)
        if count * 2 > slots.count { grow() }
        return cell
    }

    /// The names of a cell, in order of dimension.
    package func names(of cell: Int) -> ArraySlice<NameID> { keys[cell * places.count..<(cell + 1) * places.count] }

    private func matches(_ cell: Int, _ names: borrowing InlineArray<8, NameID>) -> Bool {
        let start = cell * places.count
        for index in 0..<places.count where keys[start + index] != names[places[index]] { return false }
        return true
    }

    private mutating func grow() {
        var larger = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = larger.count - 1
        for cell in 0..<count {
            var hash: UInt64 = 0
            for name in names(of: cell) { hash = (hash ^ UInt64(name.index)) &* 0x9e37_79b9_7f4a_7c15 }
            var slot = Int(truncatingIfNeeded: hash >> 32) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = UInt32(cell + 1)
        }
        slots = larger
    }
}
