// Adds events to the open panes of their cells. A shard shares nothing with another shard.

package import Model

/// Where an event went.
package enum Placement: Sendable {
    case counted
    /// Behind its own partition's watermark: its pane may be closed.
    case late
}

/// A pane that no event can reach any more, as far as one shard knows it.
package struct ShardPane: Sendable {
    package var index: Int64
    /// Each cell once, in the order of first arrival.
    package var rows: [(cell: Int, accumulator: Accumulator)]
}

/// Names, cells and open panes of the partitions that belong to it.
package struct Shard: Sendable {
    /// The value of a dimension when names or cells have reached their bound.
    package static let overflowName = "__other__"

    package let grid: PaneGrid
    package var names: NameTable
    package let overflow: NameID
    package private(set) var cells: CellTable
    /// Events that lost their own cell to the bound.
    package private(set) var overflowed: Int64 = 0
    private var clocks: [PartitionClock] = []
    private let lateness: TimeSpan
    private let parts: PaneContents.Parts
    private var open: [OpenPane] = []
    /// Index into `open` of the pane used last.
    private var recent = 0

    package init(
        grid: PaneGrid, lateness: TimeSpan, dimensions: [Dimension], seriesMax: Int,
        contents: PaneContents = PaneContents()
    ) {
        self.grid = grid
        self.lateness = lateness
        parts = contents.parts
        // Each cell can bring one new name per dimension, and one place is for the overflow name.
        names = NameTable(capacity: (seriesMax + 1) * (dimensions.count + 1) + 1)
        cells = CellTable(dimensions: dimensions, capacity: seriesMax)
        overflow = names.intern(Array(Shard.overflowName.utf8).span) ?? .absent
        for dimension in dimensions { overflowNames[dimension.place] = overflow }
    }

    private var overflowNames = InlineArray<8, NameID>(repeating: .absent)

    /// The cell that events share once there is no room for a cell of their own.
    private mutating func overflowCell() -> Int {
        guard let cell = cells.cell(for: overflowNames, isOverflow: true) else {
            preconditionFailure("the overflow cell has a place of its own")
        }
        return cell
    }

    /// Adds a partition and returns its number within this shard.
    package mutating func addPartition(newest: EventTime?, floor: EventTime?) -> Int {
        clocks.append(PartitionClock(lateness: lateness, newest: newest, floor: floor))
        return clocks.count - 1
    }

    package subscript(clock partition: Int) -> PartitionClock {
        get { clocks[partition] }
        set { clocks[partition] = newValue }
    }

    /// Puts one event into its pane, or finds it late.
    package mutating func add(_ event: borrowing Event, partition: Int) -> Placement {
        let index = grid.index(of: event.time)
        if let watermark = clocks[partition].watermark, grid.end(of: index) <= watermark { return .late }
        clocks[partition].observe(event.time)
        let cell: Int
        if let known = cells.cell(for: event.names) {
            cell = known
        } else {
            cell = overflowCell()
            overflowed += 1
        }
        let place = openPane(index)
        open[place].add(event, cell: cell, parts: parts)
        return .counted
    }

    /// Puts back what a checkpoint kept of an open pane. Returns its cell.
    package mutating func restore(
        _ accumulator: Accumulator, names: borrowing InlineArray<8, NameID>, index: Int64
    ) -> Int {
        let cell = cells.cell(for: names) ?? overflowCell()
        let place = openPane(index)
        open[place].merge(cell: cell, accumulator: accumulator)
        return cell
    }

    /// Lets `takeDirty` name a cell of an open pane that no event has touched.
    package mutating func markDirty(index: Int64, cell: Int) {
        let place = openPane(index)
        open[place].markDirty(cell: cell)
    }

    /// The oldest pane that is open.
    package var oldestOpen: Int64? { open.first?.index }
    package var newestOpen: Int64? { open.last?.index }

    /// Removes and returns the panes up to `index`, oldest first.
    package mutating func close(through index: Int64) -> [ShardPane] {
        let count = open.prefix { $0.index <= index }.count
        guard count > 0 else { return [] }
        let closed = open[..<count].map { ShardPane(index: $0.index, rows: $0.rows) }
        open.removeFirst(count)
        recent = 0
        return closed
    }

    /// The open panes' indexes with the cells that changed since this was last asked.
    package mutating func takeDirty() -> [(index: Int64, cells: [Int])] {
        var dirty: [(index: Int64, cells: [Int])] = []
        for place in open.indices {
            let cells = open[place].takeDirty()
            if !cells.isEmpty { dirty.append((open[place].index, cells)) }
        }
        return dirty
    }

    /// What an open pane has of a cell.
    package func accumulator(index: Int64, cell: Int) -> Accumulator {
        guard let pane = open.first(where: { $0.index == index }) else { return .zero }
        return pane.accumulator(of: cell)
    }

    /// The scope of a cell, as text.
    package func scope(of cell: Int) -> Scope {
        Scope(zip(cells.dimensions, cells.names(of: cell)).map { ($0, names.text($1)) })
    }

    /// The place of a pane in `open`, which is ordered by index.
    private mutating func openPane(_ index: Int64) -> Int {
        if recent < open.count, open[recent].index == index { return recent }
        var low = 0
        var high = open.count
        while low < high {
            let middle = (low + high) / 2
            if open[middle].index < index { low = middle + 1 } else { high = middle }
        }
        if low == open.count || open[low].index != index { open.insert(OpenPane(index: index), at: low) }
        recent = low
        return low
    }
}

/// Accumulators of the cells that had events in one pane.
private struct OpenPane: Sendable {
    let index: Int64
    private(set) var rows: [(cell: Int, accumulator: Accumulator)] = []
    private var isDirty: [Bool] = []
    private var dirty: [Int] = []
    /// Row + 1 by cell; zero is none.
    private var rowOfCell: [UInt32] = []

    init(index: Int64) {
        self.index = index
    }

    mutating func add(_ event: borrowing Event, cell: Int, parts: PaneContents.Parts) {
        let row = row(of: cell)
        rows[row].accumulator.add(event, pane: index, parts: parts)
        if !isDirty[row] { markDirty(row) }
    }

    mutating func merge(cell: Int, accumulator: Accumulator) {
        let row = row(of: cell)
        rows[row].accumulator.merge(accumulator)
    }

    func accumulator(of cell: Int) -> Accumulator {
        guard cell < rowOfCell.count, rowOfCell[cell] != 0 else { return .zero }
        return rows[Int(rowOfCell[cell] - 1)].accumulator
    }

    mutating func takeDirty() -> [Int] {
        defer { dirty = [] }
        return dirty.map { row in
            isDirty[row] = false
            return rows[row].cell
        }
    }

    mutating func markDirty(cell: Int) {
        let row = row(of: cell)
        if !isDirty[row] { markDirty(row) }
    }

    private mutating func markDirty(_ row: Int) {
        isDirty[row] = true
        dirty.append(row)
    }

    private mutating func row(of cell: Int) -> Int {
        if cell < rowOfCell.count, rowOfCell[cell] != 0 { return Int(rowOfCell[cell] - 1) }
        if cell >= rowOfCell.count {
            rowOfCell.append(contentsOf: repeatElement(0, count: cell + 1 - rowOfCell.count))
        }
        rows.append((cell, .zero))
        isDirty.append(false)
        rowOfCell[cell] = UInt32(rows.count)
        return rows.count - 1
    }
}
