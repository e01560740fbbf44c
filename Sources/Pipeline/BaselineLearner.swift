// A reference period becomes baselines.

internal import Events
package import Model
package import Panes
package import Platform

/// Tallies events by cell, whatever their panes: a baseline is the merged accumulator of a period.
package struct BaselineLearner: ~Copyable {
    private var decoder: EventDecoder
    private var names: NameTable
    private let overflow: NameID
    private var cells: CellTable
    private var tallies: [Tally] = []
    private var from: [EventTime] = []
    private var to: [EventTime] = []
    private let period: Range<EventTime>
    /// Events inside the period, canaries left out.
    package private(set) var counted: Int64 = 0
    package private(set) var outside: Int64 = 0
    package private(set) var rejected: Int64 = 0

    /// Nil when there is no memory for the decoder.
    package init?(settings: PipelineSettings, dimensions: [Dimension], period: Range<EventTime>) {
        guard
            let decoder = EventDecoder(
                messageBytesMax: settings.messageBytesMax, dimensions: DimensionSet(dimensions),
                futureMax: settings.futureMax)
        else { return nil }
        self.decoder = decoder
        var names = NameTable(capacity: (settings.seriesMax + 1) * (dimensions.count + 1) + 1)
        overflow = names.intern(Array(Shard.overflowName.utf8).span) ?? .absent
        self.names = names
        cells = CellTable(dimensions: dimensions, capacity: settings.seriesMax)
        self.period = period
    }

    package mutating func take(_ batch: borrowing RecordBatch, wall: EventTime) {
        for index in batch.records.indices {
            guard let payload = batch.records[index].payload,
                let event = try? decoder.decode(payload, now: wall, names: &names, overflow: overflow)
            else {
                rejected += 1
                continue
            }
            guard period.contains(event.time), !event.isCanary, let cell = cells.cell(for: event.names) else {
                outside += 1
                continue
            }
            add(event, cell)
        }
    }

    private mutating func add(_ event: Event, _ cell: Int) {
        counted += 1
        if cell == tallies.count {
            tallies.append(.zero)
            from.append(event.time)
            to.append(event.time)
        }
        tallies[cell].add(event.outcome, weight: event.weight)
        from[cell] = min(from[cell], event.time)
        to[cell] = max(to[cell], event.time)
    }

    /// One baseline for each model, in the order of their names.
    package func baselines(name: String, source: String) -> [Baseline] {
        var byModel: [[UInt8]: [Int]] = [:]
        let scopes = tallies.indices.map { cell in
            Scope(zip(cells.dimensions, cells.names(of: cell)).map { ($0, names.text($1)) })
        }
        for cell in tallies.indices { byModel[Array((scopes[cell][.model] ?? "").utf8), default: []].append(cell) }
        return byModel.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { model, members in
            Baseline(
                name: name, model: String(decoding: model, as: UTF8.self), source: source,
                from: members.map { from[$0] }.min() ?? period.lowerBound,
                to: members.map { to[$0] }.max() ?? period.lowerBound,
                cells: members.map { Baseline.Cell(scope: scopes[$0], tally: tallies[$0]) })
        }
    }
}
