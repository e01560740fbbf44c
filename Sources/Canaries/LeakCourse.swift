// Canaries that came without their ids, pane by pane.

package import Model

/// Counts of one suite and model. What a pane counts is known when it closes, so the order of arrival changes nothing.
package struct LeakCourse: Equatable, Sendable {
    private struct Pane: Equatable, Sendable {
        var index: Int64
        var count: Int64
    }

    /// Of panes that are open, by index.
    private var open: [Pane] = []
    /// The last pane with a leak whose end was not told yet, and whether its recovery was.
    private var last: Int64?
    private var isRecovering = false
    /// Since it last began.
    private var total: Int64 = 0

    /// So many panes may be open; counts of later ones go to the last.
    static let openMax = 64

    package init() {}

    /// What the end of a pane says.
    package struct Word: Equatable, Sendable {
        package var pane: Int64
        /// Events of this pane, and of all since the alert began; zero: there was none for a while.
        package var count: Int64
        package var total: Int64
    }

    package mutating func add(pane: Int64) {
        guard let place = open.firstIndex(where: { $0.index >= pane }) else {
            if open.count < Self.openMax { open.append(Pane(index: pane, count: 1)) } else { add(to: open.count - 1) }
            return
        }
        if open[place].index == pane { return add(to: place) }
        if open.count < Self.openMax { open.insert(Pane(index: pane, count: 1), at: place) } else { add(to: place) }
    }

    private mutating func add(to place: Int) { open[place].count = min(open[place].count, 1 << 40) + 1 }

    /// The next thing that happens up to the pane `index`: a pane with leaks, the first one without, or the one `hold`
    /// panes later, when the alert may end. Call it until it says nothing.
    package mutating func next(through index: Int64, hold: Int64) -> Word? {
        let due = last.map { isRecovering ? $0 + 1 + hold : $0 + 1 }
        if let pane = open.first, pane.index <= index, due.map({ pane.index <= $0 }) ?? true {
            open.removeFirst()
            (last, isRecovering, total) = (pane.index, false, min(total, 1 << 40) + pane.count)
            return Word(pane: pane.index, count: pane.count, total: total)
        }
        guard let due, due <= index else { return nil }
        defer {
            if isRecovering { (last, total) = (nil, 0) }
            isRecovering.toggle()
        }
        return Word(pane: due, count: 0, total: total)
    }

    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(Int64(open.count))
        for pane in open {
            writer.write(pane.index)
            writer.write(pane.count)
        }
        writer.write(UInt8(last == nil ? 0 : 1))
        writer.write(last ?? 0)
        writer.write(UInt8(isRecovering ? 1 : 0))
        writer.write(total)
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        for _ in 0..<(try reader.count(max: Int64(Self.openMax))) {
            let index = try Self.pane(from: &reader)
            guard open.last.map({ $0.index < index }) ?? true else { throw .value(at: reader.position - 8) }
            open.append(Pane(index: index, count: try reader.count(max: 1 << 41)))
        }
        let hasLast = try reader.flag()
        let pane = try Self.pane(from: &reader)
        last = hasLast ? pane : nil
        isRecovering = try reader.flag()
        total = try reader.count(max: 1 << 42)
    }

    /// Far from where adding to it would overflow.
    private static func pane(from reader: inout ByteReader) throws(ByteCodingError) -> Int64 {
        let index = try reader.integer()
        guard (-1 << 60)...(1 << 60) ~= index else { throw .value(at: reader.position - 8) }
        return index
    }
}
