// Closed panes in, verdicts and transitions out: once per pane, not once per event.

internal import Alerts
internal import Detectors
package import Model
package import Panes

/// Windows, detectors and alert lives of every rule. Steps panes in order; reads no clock.
package struct Evaluator: Sendable {
    let grid: PaneGrid
    private let book: any BaselineBook
    private var cells = CellDirectory()
    private var aggregations: [Aggregation] = []
    private var windows: [SlidingWindow] = []
    private var charts: [RuleChart] = []
    private var gapWatch: GapWatch
    private var history: PaneHistory
    private let windowCountMax: Int64
    /// The last closed pane. Nil before the first.
    private(set) var closedThrough: Int64?

    private struct SlidingWindow: Sendable {
        let aggregation: Int
        var totals: Window
    }

    package init(rules: [Rule], grid: PaneGrid, book: any BaselineBook) {
        self.grid = grid
        self.book = book
        windowCountMax = rules.map { grid.count(in: $0.window) }.max() ?? 1
        history = PaneHistory(count: windowCountMax)
        gapWatch = GapWatch(hold: rules.map(\.window).max() ?? grid.width)
        for rule in rules {
            let aggregation = aggregationIndex(rule.dimensions)
            let window = windowIndex(aggregation, grid.count(in: rule.window))
            charts.append(RuleChart(rule: rule, window: window))
        }
    }

    private mutating func aggregationIndex(_ dimensions: [Dimension]) -> Int {
        if let known = aggregations.firstIndex(where: { $0.dimensions == dimensions }) { return known }
        aggregations.append(Aggregation(dimensions: dimensions))
        return aggregations.count - 1
    }

    /// Rules with the same aggregation and length share one window.
    private mutating func windowIndex(_ aggregation: Int, _ count: Int64) -> Int {
        let known = windows.firstIndex { $0.aggregation == aggregation && $0.totals.count == count }
        if let known { return known }
        windows.append(SlidingWindow(aggregation: aggregation, totals: Window(count: count)))
        return windows.count - 1
    }

    /// The evaluator's id of a cell, the same for every shard.
    package mutating func cell(for scope: Scope) -> Int {
        let (cell, isNew) = cells.cell(for: scope)
        if isNew {
            for index in aggregations.indices { aggregations[index].announce(cell: cell, scope: scope) }
        }
        return cell
    }

    package func scope(ofCell cell: Int) -> Scope { cells.scopes[cell] }

    /// Closes one pane that had events, and before it every empty pane since the last one.
    package mutating func close(_ pane: ClosedPane) -> [AlertTransition] {
        var transitions = closeEmpty(through: pane.index - 1)
        transitions += step(pane)
        return transitions
    }

    /// Closes empty panes. Once every window is empty and every alert has said that it is stale, nothing more can
    /// happen until the next event, so a jump over years costs no more than one over the longest window.
    package mutating func closeEmpty(through index: Int64) -> [AlertTransition] {
        guard let last = closedThrough, last < index else { return [] }
        var transitions: [AlertTransition] = []
        let bound = min(index, last + windowCountMax + 1)
        var next = last + 1
        while next <= bound {
            transitions += step(ClosedPane(index: next, rows: []))
            next += 1
        }
        if bound < index {
            transitions += gapWatch.step(at: grid.end(of: index))
            closedThrough = index
        }
        return transitions
    }

    private mutating func step(_ pane: ClosedPane) -> [AlertTransition] {
        slide(pane)
        let time = grid.end(of: pane.index)
        var transitions: [AlertTransition] = []
        for index in charts.indices {
            let window = windows[charts[index].window]
            let scopes = aggregations[window.aggregation].scopes
            charts[index].adopt(scopes: scopes, book: book)
            transitions += charts[index].step(window.totals, at: time)
        }
        return transitions + gapWatch.step(at: time)
    }

    /// Adds the newest pane to every window and takes the expired one out.
    private mutating func slide(_ pane: ClosedPane) {
        for index in windows.indices {
            let aggregation = windows[index].aggregation
            for row in pane.rows {
                windows[index].totals.add(
                    row.accumulator.totals, series: aggregations[aggregation].series(ofCell: row.cell))
            }
            for row in history.rows(at: pane.index - windows[index].totals.count) {
                windows[index].totals.expire(row.totals, series: aggregations[aggregation].series(ofCell: row.cell))
            }
        }
        history.append(pane)
        closedThrough = pane.index
    }

    /// Records a gap in the log as an alert of its own.
    package mutating func report(_ gap: GapRow, at time: EventTime) -> [AlertTransition] {
        gapWatch.report(gap, at: time)
    }

    /// The first event of a partition after a gap.
    package mutating func resume(topic: String, partition: Int32, at time: EventTime) {
        gapWatch.resume(topic: topic, partition: partition, at: time)
    }

    /// Whether a partition had no event since its gap.
    package func isGapOpenEnded(topic: String, partition: Int32) -> Bool {
        gapWatch.isOpenEnded(topic: topic, partition: partition)
    }

    // MARK: Checkpoint and restart

    /// States and verdicts that changed since this was last asked.
    package mutating func takeDirty() -> (states: [StateRow], verdicts: [VerdictRow]) {
        var states = gapWatch.takeDirty()
        var verdicts: [VerdictRow] = []
        let time = closedThrough.map { grid.end(of: $0) } ?? EventTime(microseconds: 0)
        for index in charts.indices {
            let dirty = charts[index].takeDirty(at: time)
            states += dirty.states
            verdicts += dirty.verdicts
        }
        return (states, verdicts)
    }

    /// The oldest pane that a window still needs after closing `index`.
    package func oldestNeeded(after index: Int64) -> Int64 { index - windowCountMax + 1 }

    /// Puts back what a store kept: closed panes in order, then the states. Returns the states that no rule wants or
    /// that cannot be read.
    package mutating func restore(closed: [ClosedPane], through index: Int64?, states: [StateRow]) -> [StateRow] {
        if let index { restore(closed, through: index) }
        return states.filter { !restore($0) }
    }

    private mutating func restore(_ closed: [ClosedPane], through index: Int64) {
        var next = closed.startIndex
        for pane in oldestNeeded(after: index)...index {
            while next < closed.endIndex, closed[next].index < pane { next += 1 }
            let isStored = next < closed.endIndex && closed[next].index == pane
            slide(ClosedPane(index: pane, rows: isStored ? closed[next].rows : []))
        }
        for chart in charts.indices {
            charts[chart].adopt(scopes: aggregations[windows[charts[chart].window].aggregation].scopes, book: book)
            charts[chart].noteHistory()
        }
    }

    private mutating func restore(_ state: StateRow) -> Bool {
        guard let bytes = state.bytes else { return false }
        if state.rule == GapWatch.rule.name { return gapWatch.restore(state.scope, bytes) }
        for index in charts.indices where charts[index].rule.name == state.rule {
            let aggregation = windows[charts[index].window].aggregation
            guard state.scope.values.map(\.dimension) == aggregations[aggregation].dimensions else { return false }
            let series = aggregations[aggregation].series(for: state.scope)
            charts[index].adopt(scopes: aggregations[aggregation].scopes, book: book)
            return charts[index].restore(series: series, bytes)
        }
        return false
    }
}
