// What one cell did over time, for finding out whether a reference period was of one piece.

package import Model

/// Outcomes by pane, in order of time, however the events came. Bounded: when points get too many, two panes become
/// one, which depends on the set of events alone.
package struct PaneSeries: Sendable {
    package struct Point: Equatable, Sendable {
        /// Of the first pane, divided by the panes per point.
        package var index: Int64
        package var decided: Int64
        package var refused: Int64
    }

    package static let pointsMax = 8192

    /// Ordered by index; only those with events.
    package private(set) var points: [Point] = []
    /// A point covers 2 to this power panes of the grid.
    package private(set) var coarseness: Int64 = 0
    /// Panes of the grid with events, as runs of neighbours, ordered and apart.
    private var spans: [ClosedRange<Int64>] = []

    package init() {}

    /// Panes of the grid that had events.
    package var panes: Int64 { spans.reduce(0) { $0 + Int64($1.count) } }

    package mutating func add(_ outcome: Outcome, pane: Int64) {
        if spans.last?.contains(pane) != true { note(pane) }
        let index = pane >> coarseness
        let place = points.last.map { $0.index == index } == true ? points.count - 1 : place(of: index)
        if place == points.count || points[place].index != index {
            points.insert(Point(index: index, decided: 0, refused: 0), at: place)
        }
        if outcome.isDecided { points[place].decided += 1 }
        if outcome == .refused { points[place].refused += 1 }
        while points.count > PaneSeries.pointsMax { coarsen() }
    }

    private mutating func coarsen() {
        coarseness += 1
        var merged: [Point] = []
        for point in points {
            let index = point.index >> 1
            if let last = merged.last, last.index == index {
                merged[merged.count - 1].decided += point.decided
                merged[merged.count - 1].refused += point.refused
            } else {
                merged.append(Point(index: index, decided: point.decided, refused: point.refused))
            }
        }
        points = merged
    }

    private mutating func note(_ pane: Int64) {
        // The first run that ends at or after the pane before this one: the only one that may grow.
        var place = 0
        var high = spans.count
        while place < high {
            let middle = (place + high) / 2
            if spans[middle].upperBound < pane - 1 { place = middle + 1 } else { high = middle }
        }
        guard place < spans.count, spans[place].lowerBound <= pane + 1 else {
            return spans.insert(pane...pane, at: place)
        }
        spans[place] = min(spans[place].lowerBound, pane)...max(spans[place].upperBound, pane)
        if place + 1 < spans.count, spans[place + 1].lowerBound == spans[place].upperBound + 1 {
            spans[place] = spans[place].lowerBound...spans[place + 1].upperBound
            spans.remove(at: place + 1)
        }
    }

    /// The first place whose index is not below this.
    private func place(of index: Int64) -> Int {
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].index < index { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
