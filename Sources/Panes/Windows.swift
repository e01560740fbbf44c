// Closed panes, and the sliding totals over them.

/// One closed pane, merged over shards: each cell once.
package struct ClosedPane: Sendable {
    package var index: Int64
    package var rows: [(cell: Int, tally: Tally)]

    package init(index: Int64, rows: [(cell: Int, tally: Tally)]) {
        self.index = index
        self.rows = rows
    }
}

/// The closed panes that some window still covers, oldest first. Every window reads the same copy.
package struct PaneHistory: Sendable {
    private var panes: [ClosedPane] = []
    private var first = 0
    private let count: Int64

    /// Keeps panes for the longest window, `count` panes.
    package init(count: Int64) {
        self.count = count
    }

    package mutating func append(_ pane: ClosedPane) {
        precondition(panes.last.map { $0.index < pane.index } ?? true, "panes close in order")
        if !pane.rows.isEmpty { panes.append(pane) }
        while first < panes.count, panes[first].index <= pane.index - count { first += 1 }
        // Dropping the dead prefix once it is half of the array keeps appending amortised constant.
        if first * 2 > panes.count {
            panes.removeFirst(first)
            first = 0
        }
    }

    /// The rows of a pane; empty when it had none or is no longer kept.
    package func rows(at index: Int64) -> [(cell: Int, tally: Tally)] {
        var low = first
        var high = panes.count
        while low < high {
            let middle = (low + high) / 2
            if panes[middle].index < index { low = middle + 1 } else { high = middle }
        }
        return low < panes.count && panes[low].index == index ? panes[low].rows : []
    }

    package var isEmpty: Bool { first == panes.count }
}

/// Sliding totals by series: `total += newest − expired`, exact because tallies are integers.
package struct Window: Sendable {
    /// Length in panes.
    package let count: Int64
    package private(set) var totals: [Tally] = []

    package init(count: Int64) {
        precondition(count > 0, "a window covers at least one pane")
        self.count = count
    }

    package mutating func add(_ tally: Tally, series: Int) {
        if series >= totals.count { totals.append(contentsOf: repeatElement(.zero, count: series + 1 - totals.count)) }
        totals[series].merge(tally)
    }

    package mutating func expire(_ tally: Tally, series: Int) {
        totals[series].subtract(tally)
    }

    package func total(series: Int) -> Tally { series < totals.count ? totals[series] : .zero }
}
