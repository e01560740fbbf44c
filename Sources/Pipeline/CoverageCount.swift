// How many events of each model have a verdict, over a sliding window of panes.

internal import Model
internal import Panes

/// Running sums by model. They follow from the closed panes alone, so a start that reads those has them again.
struct CoverageCount: Sendable {
    struct Sum: Equatable, Sendable {
        /// Refused, partial, complied or blocked.
        var judged: Int64 = 0
        /// All but errors: a request that failed has no answer to judge.
        var all: Int64 = 0
    }

    static let window = TimeSpan.seconds(900)

    /// The length of the window in panes.
    let panes: Int64
    private(set) var scopes: [Scope] = []
    private(set) var sums: [Sum] = []
    /// Models whose sum the last pane changed.
    private(set) var changed: [Int] = []
    /// By cell: its model. -1: not looked up yet.
    private var modelOfCell: [Int] = []
    private var places: [Scope: Int] = [:]
    private var kept: [(pane: Int64, rows: [(model: Int, sum: Sum)])] = []

    init(grid: PaneGrid) {
        panes = grid.count(in: Self.window)
    }

    /// Takes in a closed pane, and takes out what has left the window. `scopes` is by cell.
    mutating func slide(_ pane: ClosedPane, scopes cells: [Scope]) {
        changed = []
        var rows: [(model: Int, sum: Sum)] = []
        for row in pane.rows.indices {
            let sum = Sum(pane.rows[row].accumulator.tally)
            guard sum.all > 0 else { continue }
            let model = model(ofCell: pane.rows[row].cell, cells)
            sums[model].add(sum)
            rows.append((model, sum))
            changed.append(model)
        }
        if !rows.isEmpty { kept.append((pane.index, rows)) }
        let expired = kept.prefix { $0.pane <= pane.index - panes }
        for (_, rows) in expired {
            for (model, sum) in rows {
                sums[model].subtract(sum)
                changed.append(model)
            }
        }
        kept.removeFirst(expired.count)
        changed = Set(changed).sorted { Scope.precedes(scopes[$0], scopes[$1]) }
    }

    func place(of scope: Scope) -> Int? { places[scope] }

    private mutating func model(ofCell cell: Int, _ cells: [Scope]) -> Int {
        if cell >= modelOfCell.count {
            modelOfCell.append(contentsOf: repeatElement(-1, count: cell + 1 - modelOfCell.count))
        }
        if modelOfCell[cell] < 0 { modelOfCell[cell] = add(Scope([(.model, cells[cell][.model] ?? "")])) }
        return modelOfCell[cell]
    }

    /// The place of a model, which is made when it is new.
    mutating func add(_ scope: Scope) -> Int {
        if let known = places[scope] { return known }
        places[scope] = scopes.count
        scopes.append(scope)
        sums.append(Sum())
        return scopes.count - 1
    }
}

extension CoverageCount.Sum {
    fileprivate init(_ tally: Tally) {
        all = tally.events &- tally[.error]
        judged = tally.decided &+ tally[.blocked]
    }

    fileprivate mutating func add(_ other: Self) {
        judged &+= other.judged
        all &+= other.all
    }

    fileprivate mutating func subtract(_ other: Self) {
        judged &-= other.judged
        all &-= other.all
    }
}
