// A reference period becomes baselines.

internal import Events
package import Model
package import Panes
package import Platform

/// Accumulates events by cell: a baseline is the merged accumulator of a period. Panes are kept beside it, to see
/// whether the period was of one piece.
package struct BaselineLearner: ~Copyable {
    private var decoder: EventDecoder
    private var names: NameTable
    private let overflow: NameID
    private var cells: CellTable
    private var learned: [Learned] = []
    private let period: Range<EventTime>
    private let knownBad: [KnownBad]
    /// By place in `knownBad`: the panes with events that were left out for it.
    private var leftOut: [Set<Int64>]
    private let grid: PaneGrid
    /// Measures only: a baseline needs no sample of users.
    private let contents: PaneContents
    private var sieve: CanarySieve
    /// Events inside the period, canaries left out.
    package private(set) var counted: Int64 = 0
    package private(set) var outside: Int64 = 0
    package private(set) var rejected: Int64 = 0

    /// What one cell did.
    private struct Learned {
        var accumulator = Accumulator.zero
        var series = PaneSeries()
        var userBits: UInt64 = 0
        var from: EventTime
        var to: EventTime
        /// Of its model, places in `knownBad`.
        let bad: [Int]
    }

    /// Learns `measures`, eight at most, but nothing of panes that touch a time of `knownBad`. Nil when
    /// there is no memory for the decoder.
    package init?(
        settings: PipelineSettings, dimensions: [Dimension], measures: [Measure], period: Range<EventTime>,
        knownBad: [KnownBad] = []
    ) {
        guard
            let decoder = EventDecoder(
                messageBytesMax: settings.messageBytesMax, dimensions: DimensionSet(dimensions), measures: measures,
                isUserRead: true, isQuestionRead: settings.recognition?.hashesText ?? false,
                futureMax: settings.futureMax)
        else { return nil }
        self.decoder = decoder
        sieve = CanarySieve(settings.recognition, plan: settings.canaries)
        var names = NameTable(capacity: (settings.seriesMax + 1) * (dimensions.count + 1) + 1)
        overflow = names.intern(Array(Shard.overflowName.utf8).span) ?? .absent
        self.names = names
        cells = CellTable(dimensions: dimensions, capacity: settings.seriesMax)
        self.period = period
        self.knownBad = knownBad
        leftOut = Array(repeating: [], count: knownBad.count)
        grid = settings.grid
        contents = PaneContents(measures: measures)
        recognise(settings.canaryRuns)
    }

    /// Events of these runs are canaries, marked or not, and nothing is learned from them.
    private mutating func recognise(_ runs: [CanaryRun]) {
        sieve.admit(runs)
        decoder.readMessages(sieve.readsMessages)
    }

    private func isCanary(_ event: Event) -> Bool {
        if event.isCanary { return true }
        if sieve.isIdle { return false }
        if case .organic = sieve.finding(event, decoder) { return false }
        return true
    }

    package mutating func take(_ batch: borrowing RecordBatch, wall: EventTime) {
        for index in batch.records.indices {
            guard let payload = batch.records[index].payload,
                let event = try? decoder.decode(payload, now: wall, names: &names, overflow: overflow)
            else {
                rejected += 1
                continue
            }
            guard period.contains(event.time), !isCanary(event), let cell = cells.cell(for: event.names) else {
                outside += 1
                continue
            }
            add(event, cell)
        }
    }

    private mutating func add(_ event: Event, _ cell: Int) {
        if cell == learned.count {
            learned.append(Learned(from: event.time, to: event.time, bad: bad(scope(of: cell)[.model] ?? "")))
        }
        let pane = grid.index(of: event.time)
        if isLeftOut(pane, learned[cell].bad) { return }
        counted += 1
        if learned[cell].accumulator.isEmpty { (learned[cell].from, learned[cell].to) = (event.time, event.time) }
        learned[cell].accumulator.add(event, pane: pane, parts: contents.parts)
        learned[cell].series.add(event.outcome, pane: pane)
        learned[cell].userBits |= event.userBit
        learned[cell].from = min(learned[cell].from, event.time)
        learned[cell].to = max(learned[cell].to, event.time)
    }

    private func bad(_ model: String) -> [Int] {
        knownBad.indices.filter { knownBad[$0].model.utf8.elementsEqual(model.utf8) }
    }

    /// A pane that is bad in part is bad: which of its events came before is not kept.
    private mutating func isLeftOut(_ pane: Int64, _ places: [Int]) -> Bool {
        for place in places
        where grid.end(of: pane) > knownBad[place].from && grid.start(of: pane) < knownBad[place].until {
            leftOut[place].insert(pane)
            return true
        }
        return false
    }

    /// The times of `knownBad` for which something was left out, each with its panes.
    package var omissions: [(knownBad: KnownBad, panes: Int)] {
        zip(knownBad, leftOut).filter { !$1.isEmpty }.map { ($0, $1.count) }
    }

    /// One baseline for each model, in the order of their names.
    package func baselines(name: String, source: String) -> [Baseline] {
        var byModel: [[UInt8]: [Int]] = [:]
        let scopes = learned.indices.map { scope(of: $0) }
        for cell in learned.indices where !learned[cell].accumulator.isEmpty {
            byModel[Array((scopes[cell][.model] ?? "").utf8), default: []].append(cell)
        }
        return byModel.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { model, members in
            Baseline(
                name: name, model: String(decoding: model, as: UTF8.self), source: source,
                from: members.map { learned[$0].from }.min() ?? period.lowerBound,
                to: members.map { learned[$0].to }.max() ?? period.lowerBound,
                cells: members.map { baselineCell($0, scopes[$0]) })
        }
    }

    /// What every cell did over time, in the order of scopes.
    package func series() -> [(scope: Scope, series: PaneSeries)] {
        learned.indices.filter { !learned[$0].accumulator.isEmpty }.map { (scope(of: $0), learned[$0].series) }.sorted {
            Scope.precedes($0.scope, $1.scope)
        }
    }

    private func baselineCell(_ cell: Int, _ scope: Scope) -> Baseline.Cell {
        let learned = learned[cell]
        let values = contents.measures.enumerated().map { place, measure in
            Baseline.Values(measure: measure, histogram: learned.accumulator.totals.histogram(place))
        }
        return Baseline.Cell(
            scope: scope, tally: learned.accumulator.tally, values: values, users: learned.userBits.nonzeroBitCount,
            panes: learned.series.panes)
    }

    private func scope(of cell: Int) -> Scope {
        Scope(zip(cells.dimensions, cells.names(of: cell)).map { ($0, names.text($1)) })
    }
}
