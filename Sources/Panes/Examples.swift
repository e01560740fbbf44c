// A few events by name: for each kind of outcome one of those that a cell had in a pane.

package import Model

/// What an event is an example of.
package enum ExampleKind: UInt8, CaseIterable, Sendable {
    case refused, complied, blocked, failed, unknown

    package init(_ outcome: Outcome) {
        switch outcome {
        case .refused: self = .refused
        case .partial, .complied: self = .complied
        case .blocked: self = .blocked
        case .error: self = .failed
        case .unknown: self = .unknown
        }
    }
}

/// The id with the smallest hash of each kind: the same whatever the order of arrival and however often one comes.
package struct Examples: Equatable, Sendable {
    /// In the order of kinds, each once.
    package private(set) var all: [(kind: ExampleKind, id: EventID)] = []
    /// By kind, the hash of its id: most events are turned away by one comparison.
    private var least = InlineArray<5, UInt64>(repeating: .max)

    package init() {}

    package var isEmpty: Bool { all.isEmpty }

    package subscript(kind: ExampleKind) -> EventID? { all.first { $0.kind == kind }?.id }

    package mutating func offer(_ id: borrowing EventID, kind: ExampleKind) {
        if id.isNone { return }
        if id.hash > least[Int(kind.rawValue)] { return }
        least[Int(kind.rawValue)] = id.hash
        var place = 0
        while place < all.count, all[place].kind.rawValue < kind.rawValue { place += 1 }
        if place == all.count || all[place].kind != kind {
            // Room for those that most panes have.
            if all.isEmpty { all.reserveCapacity(2) }
            all.insert((kind, copy id), at: place)
        } else if id.precedes(all[place].id) {
            all[place].id = copy id
        }
    }

    package mutating func merge(_ other: Examples) {
        for (kind, id) in other.all { offer(id, kind: kind) }
    }

    package static func == (left: Examples, right: Examples) -> Bool { left.all.elementsEqual(right.all) { $0 == $1 } }
}

extension Examples {
    func write(to writer: inout ByteWriter) {
        writer.write(UInt8(all.count))
        for (kind, id) in all {
            writer.write(kind.rawValue)
            writer.write(Int64(bitPattern: id.hash))
            let bytes = id.bytes
            writer.write(UInt8(bytes.count))
            for byte in bytes { writer.write(byte) }
        }
    }

    init(from reader: inout ByteReader) throws(ByteCodingError) {
        for _ in 0..<(try reader.byte()) {
            guard let kind = ExampleKind(rawValue: try reader.byte()),
                all.last.map({ $0.kind.rawValue < kind.rawValue }) ?? true
            else { throw .value(at: reader.position) }
            let hash = UInt64(bitPattern: try reader.integer())
            var bytes: [UInt8] = []
            for _ in 0..<(try reader.byte()) { bytes.append(try reader.byte()) }
            guard let id = EventID(hash: hash, bytes: bytes) else { throw .value(at: reader.position) }
            offer(id, kind: kind)
        }
    }
}

/// The examples of the newest panes of each cell.
package struct ExampleHistory: Sendable {
    /// As many of a kind are kept of a cell, and shown of an alert.
    package static let countMax = Finding.examplesMax

    /// By cell: panes in ascending order.
    private var cells: [[(pane: Int64, examples: Examples)]] = []

    package init() {}

    package mutating func add(_ examples: Examples, pane: Int64, cell: Int) {
        if examples.isEmpty { return }
        while cells.count <= cell { cells.append([]) }
        cells[cell].append((pane, examples))
        // Looking through them each time would cost more than the few that wait.
        if cells[cell].count % 8 == 0 { prune(cell) }
    }

    /// A pane is of no more use once there are enough newer ones with each kind that it has.
    private mutating func prune(_ cell: Int) {
        var counts = InlineArray<5, Int>(repeating: 0)
        var place = cells[cell].count
        while place > 0 {
            place -= 1
            let isOfUse = cells[cell][place].examples.all.contains { counts[Int($0.kind.rawValue)] < Self.countMax }
            for (kind, _) in cells[cell][place].examples.all { counts[Int(kind.rawValue)] += 1 }
            if !isOfUse { cells[cell].remove(at: place) }
        }
    }

    /// Panes that are kept of a cell.
    func panes(of cell: Int) -> Int { cell < cells.count ? cells[cell].count : 0 }

    /// Ids of the newest panes after `pane`, of one kind or of any.
    package func ids(of members: some Sequence<Int>, kind: ExampleKind?, after pane: Int64) -> [EventID] {
        var found: [(pane: Int64, id: EventID)] = []
        for cell in members where cell < cells.count {
            for entry in cells[cell] where entry.pane > pane {
                for (own, id) in entry.examples.all where kind == nil || own == kind { found.append((entry.pane, id)) }
            }
        }
        found.sort { $0.pane != $1.pane ? $0.pane > $1.pane : $0.id.precedes($1.id) }
        var ids: [EventID] = []
        for (_, id) in found where ids.count < Self.countMax && !ids.contains(id) { ids.append(id) }
        return ids
    }
}
