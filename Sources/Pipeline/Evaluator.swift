// Closed panes in, verdicts and transitions out: once per pane, not once per event.

internal import Alerts
package import Canaries
internal import Detectors
package import Model
package import Panes

/// Windows, detectors and alert lives of every rule. Steps panes in order; reads no clock.
package struct Evaluator: Sendable {
    let grid: PaneGrid
    private let book: any BaselineBook
    var cells = CellDirectory()
    var aggregations: [Aggregation] = []
    var windows: [SlidingWindow] = []
    var charts: [RuleChart] = []
    var gapWatch: GapWatch
    var canaries: CanaryWatch
    var watch: SelfWatch
    var desk: AlertDesk
    /// By model: what fires, as of the last pane.
    var supports: [ModelName: Support] = [:]
    /// By model: categories with an alert of high or more.
    var categories: [ModelName: Set<ModelName>] = [:]
    private var history: PaneHistory
    private var examples = ExampleHistory()
    private let windowCountMax: Int64
    /// The last closed pane. Nil before the first.
    private(set) var closedThrough: Int64?

    let measures: [Measure]
    var groupings: [Grouping] = []
    /// By cell: its place in the order of scopes. Ids differ after a restart, and sums of fractions with them.
    private var ranks: [Int] = []
    /// By cell: whether groupings know it.
    private var isGrouped: [Bool] = []

    package init(
        set: RuleSet, grid: PaneGrid, seriesMax: Int, measures: [Measure], book: any BaselineBook,
        canaries plan: CanaryPlan? = nil, watch settings: WatchSettings? = nil
    ) {
        self.grid = grid
        self.book = book
        let rules = set.rules
        self.measures = measures
        windowCountMax = rules.map { grid.count(in: $0.window) }.max() ?? 1
        history = PaneHistory(count: windowCountMax)
        gapWatch = GapWatch(hold: rules.map(\.window).max() ?? grid.width)
        let thresholds = Thresholds(set: set, grid: grid, seriesMax: seriesMax)
        desk = AlertDesk(silences: set.silences)
        let hash = set.hash
        canaries = CanaryWatch(plan, models: set.models, rulesHash: hash)
        watch = SelfWatch(settings, grid: grid, rulesHash: hash)
        for rule in rules {
            addChart(
                ChartPlan(
                    rule: rule, measures: measures, thresholds: thresholds, grid: grid, models: set.models))
        }
        for index in charts.indices {
            charts[index].stamp = RuleStamp(revision: charts[index].rule.revision, rulesHash: hash)
        }
    }

    private mutating func addChart(_ plan: ChartPlan) {
        let filter = ChartPlan.filter(of: plan.rule)
        let aggregation = aggregationIndex(plan.rule.dimensions, filter)
        let strata = aggregationIndex(ChartPlan.strata(of: plan.rule), filter)
        let control = ChartPlan.control(of: plan.rule).map {
            aggregationIndex($0, ChartPlan.controlFilter(of: plan.rule))
        }
        let isPaired = plan.rule.detect.isPaired
        let grouping = groupingIndex(aggregation, strata)
        let controlGrouping = isPaired ? control.map { groupingIndex($0, $0) } : nil
        for index in [grouping, controlGrouping] {
            if let index, plan.readsEvidence { groupings[index].isRead = true }
        }
        charts.append(
            RuleChart(
                plan: plan, window: windowIndex(aggregation, plan.windowPanes), grouping: grouping,
                strataWindow: windowIndex(strata, plan.windowPanes),
                controlWindow: control.map { windowIndex($0, plan.windowPanes) }, controlGrouping: controlGrouping))
    }

    private mutating func groupingIndex(_ aggregation: Int, _ strata: Int) -> Int {
        let known = groupings.firstIndex { $0.aggregation == aggregation && $0.strata == strata }
        if let known { return known }
        groupings.append(Grouping(aggregation: aggregation, strata: strata))
        return groupings.count - 1
    }

    private mutating func aggregationIndex(_ dimensions: [Dimension], _ filter: CellFilter?) -> Int {
        let known = aggregations.firstIndex { $0.dimensions == dimensions && $0.filter == filter }
        if let known { return known }
        aggregations.append(Aggregation(dimensions: dimensions, filter: filter))
        return aggregations.count - 1
    }

    /// Rules with the same aggregation and length share one window.
    private mutating func windowIndex(_ aggregation: Int, _ count: Int64) -> Int {
        let known = windows.firstIndex { $0.aggregation == aggregation && $0.totals.count == count }
        if let known { return known }
        windows.append(SlidingWindow(aggregation: aggregation, totals: Window(count: count)))
        return windows.count - 1
    }

    /// What became of each rule's series, in the order of the rules.
    var tallies: [RuleTally] { charts.map(\.tally) }

    /// The evaluator's id of a cell, the same for every shard.
    package mutating func cell(for scope: Scope) -> Int {
        let (cell, isNew) = cells.cell(for: scope)
        if isNew {
            for index in aggregations.indices { aggregations[index].announce(cell: cell, scope: scope) }
            isGrouped.append(false)
        }
        return cell
    }

    /// A stratum begins with the first pane that closes with it. How early a batch announced its cell is chance, and
    /// bets depend on what strata there are.
    private mutating func group(_ pane: ClosedPane) {
        for row in pane.rows.indices where !isGrouped[pane.rows[row].cell] {
            isGrouped[pane.rows[row].cell] = true
            for index in groupings.indices { announce(pane.rows[row].cell, to: index) }
        }
    }

    private mutating func announce(_ cell: Int, to grouping: Int) {
        guard let series = aggregations[groupings[grouping].aggregation].series(ofCell: cell),
            let stratum = aggregations[groupings[grouping].strata].series(ofCell: cell)
        else { return }
        groupings[grouping].announce(stratum: stratum, series: series)
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
            let time = grid.end(of: index)
            for chart in charts.indices { charts[chart].expire(at: time) }
            transitions += skipCoverage(after: last, from: bound, through: index)
            transitions += record(gapWatch.step(at: time).map { ($0, .gap) }, at: time)
            transitions += record(closeCanaries(through: index), at: time)
            closedThrough = index
        }
        return transitions
    }

    private mutating func step(_ pane: ClosedPane) -> [AlertTransition] {
        slide(pane)
        let time = grid.end(of: pane.index)
        adoptSeries()
        rankCells()
        var evaluated = EvaluatedPane(
            index: pane.index, time: time, grid: grid, windows: windows, aggregations: aggregations,
            groupings: groupings, examples: examples, evidence: groupings.map { evidence(pane, $0) })
        review(pane, at: time)
        return moveAlerts(&evaluated, at: time)
    }

    private mutating func adoptSeries() {
        for index in charts.indices {
            let grouping = charts[index].grouping
            let scopes = aggregations[groupings[grouping].aggregation].scopes
            if let last = scopes.indices.last { groupings[grouping].announce(series: last) }
            let strata = aggregations[groupings[grouping].strata].scopes
            charts[index].adopt(groupings[grouping], scopes: scopes, strata: strata, book: book, measures: measures)
            for baseline in charts[index].takeBaselines() {
                desk.noteBaseline(model: baseline.model, to: baseline.to)
            }
        }
    }

    private mutating func rankCells() {
        guard ranks.count < cells.scopes.count else { return }
        ranks = Array(repeating: 0, count: cells.scopes.count)
        let ordered = cells.scopes.indices.sorted { Scope.precedes(cells.scopes[$0], cells.scopes[$1]) }
        for (rank, cell) in ordered.enumerated() { ranks[cell] = rank }
    }

    /// The pane's cells by series. Cells come in the order of their scopes, so sums are the same in every process.
    private func evidence(_ pane: ClosedPane, _ grouping: Grouping) -> EvidenceShelf {
        var shelf = EvidenceShelf(pane)
        guard grouping.isRead else { return shelf }
        let ofCell = aggregations[grouping.aggregation].seriesOfCell
        let strataOfCell = aggregations[grouping.strata].seriesOfCell
        var order: [(series: Int, rank: Int, row: Int)] = []
        order.reserveCapacity(pane.rows.count)
        for row in pane.rows.indices {
            let cell = pane.rows[row].cell
            guard let series = ofCell[cell] else { continue }
            order.append((series, ranks[cell], row))
        }
        order.sort { ($0.series, $0.rank) < ($1.series, $1.rank) }
        for (series, _, row) in order {
            guard let stratum = strataOfCell[pane.rows[row].cell] else { continue }
            shelf.add(row: row, stratum: grouping.place(ofStratum: stratum), series: series)
        }
        return shelf
    }

    /// Adds the newest pane to every window and takes the expired one out.
    private mutating func slide(_ pane: ClosedPane) {
        group(pane)
        for index in windows.indices {
            let ofCell = aggregations[windows[index].aggregation].seriesOfCell
            for row in pane.rows.indices {
                guard let series = ofCell[pane.rows[row].cell] else { continue }
                windows[index].totals.add(pane.rows[row].accumulator.totals, series: series)
            }
            let expired = history.rows(at: pane.index - windows[index].totals.count)
            for row in expired.indices {
                guard let series = ofCell[expired[row].cell] else { continue }
                windows[index].totals.expire(expired[row].totals, series: series)
            }
        }
        for row in pane.rows.indices {
            examples.add(pane.rows[row].accumulator.examples, pane: pane.index, cell: pane.rows[row].cell)
        }
        history.append(pane)
        watch.slide(pane, scopes: cells.scopes)
        closedThrough = pane.index
    }

    /// Records a gap in the log as an alert of its own.
    package mutating func report(_ gap: GapRow, at time: EventTime) -> [AlertTransition] {
        record(gapWatch.report(gap, at: time).map { ($0, .gap) }, at: time)
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
        let own = watch.takeDirty()
        var states = gapWatch.takeDirty() + canaries.takeDirty() + own.states
        states += desk.takeContexts().map {
            StateRow(rule: AlertDesk.contextRule, scope: Scope([(.model, $0.model)]), bytes: $0.bytes)
        }
        var verdicts = own.verdicts
        let time = closedThrough.map { grid.end(of: $0) } ?? EventTime(microseconds: 0)
        for index in charts.indices {
            let dirty = charts[index].takeDirty(at: time)
            states += dirty.states
            verdicts += dirty.verdicts
        }
        return (states, verdicts)
    }

    /// The oldest pane that a window still needs after closing `index`.
    package func oldestNeeded(after index: Int64) -> Int64 { index - max(windowCountMax, watch.panesNeeded) + 1 }

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
        adoptSeries()
        watch.settleCoverage()
        for chart in charts.indices { charts[chart].noteHistory() }
    }

    private mutating func restore(_ state: StateRow) -> Bool {
        guard let bytes = state.bytes else { return false }
        if state.rule == GapWatch.rule.name { return gapWatch.restore(state.scope, bytes) }
        if let rule = SelfRule(name: state.rule) { return restoreWatch(rule, state.scope, bytes) }
        if let rule = CanaryRule(name: state.rule) { return restoreCanary(rule, state.scope, bytes) }
        if state.rule == AlertDesk.contextRule { return desk.restoreContexts(model: state.scope[.model] ?? "", bytes) }
        for index in charts.indices where charts[index].rule.name == state.rule {
            let aggregation = windows[charts[index].window].aggregation
            guard state.scope.values.map(\.dimension) == aggregations[aggregation].dimensions else { return false }
            if aggregations[aggregation].filter?.excludes(state.scope) ?? false { return false }
            let series = aggregations[aggregation].series(for: state.scope)
            let grouping = charts[index].grouping
            for scope in charts[index].strata(in: bytes, of: state.scope) {
                let stratum = aggregations[groupings[grouping].strata].series(for: scope)
                groupings[grouping].announce(stratum: stratum, series: series)
            }
            adoptSeries()
            guard charts[index].restore(series: series, bytes) else { return false }
            adoptAlert(index, series)
            return true
        }
        return false
    }
}
