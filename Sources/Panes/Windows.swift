// Closed panes, and the sliding totals over them.

/// One closed pane, merged over shards: each cell once.
package struct ClosedPane: Sendable {
    package var index: Int64
    package var rows: [(cell: Int, accumulator: Accumulator)]

    package init(index: Int64, rows: [(cell: Int, accumulator: Accumulator)]) {
        self.index = index
        self.rows = rows
    }
}

/// The closed panes that some window still covers, oldest first, without their samples. Every window reads the same
/// copy.
package struct PaneHistory: Sendable {
    private var panes: [(index: Int64, rows: [(cell: Int, totals: Totals)])] = []
    private var first = 0
    private let count: Int64

    /// Keeps panes for the longest window, `count` panes.
    package init(count: Int64) {
        self.count = count
    }

    package mutating func append(_ pane: ClosedPane) {
        precondition(panes.last.map { $0.index < pane.index } ?? true, "panes close in order")
        if !pane.rows.isEmpty { panes.append((pane.index, pane.rows.map { ($0.cell, $0.accumulator.totals) })) }
        while first < panes.count, panes[first].index <= pane.index - count { first += 1 }
        // Dropping the dead prefix once it is half of the array keeps appending amortised constant.
        if first * 2 > panes.count {
            panes.removeFirst(first)
            first = 0
        }
    }

    /// The rows of a pane; empty when it had none or is no longer kept.
    package func rows(at index: Int64) -> [(cell: Int, totals: Totals)] {
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

/// Sliding totals by series: `total += newest − expired`, exact because accumulators are integers.
package struct Window: Sendable {
    /// Length in panes.
    package let count: Int64
    package private(set) var totals: [Totals] = []

    package init(count: Int64) {
        precondition(count > 0, "a window covers at least one pane")
        self.count = count
    }

    package mutating func add(_ newest: Totals, series: Int) {
        if series >= totals.count { totals.append(contentsOf: repeatElement(.zero, count: series + 1 - totals.count)) }
        totals[series].merge(newest)
    }

    package mutating func expire(_ oldest: Totals, series: Int) {
        totals[series].subtract(oldest)
    }

    package func totals(series: Int) -> Totals { series < totals.count ? totals[series] : .zero }

    package func total(series: Int) -> Tally { series < totals.count ? totals[series].tally : .zero }

    /// The values of a measure, by its place in the list of the run.
    package func histogram(series: Int, measure: Int) -> Histogram {
        series < totals.count ? totals[series].histogram(measure) : .empty
    }
}
