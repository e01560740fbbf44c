// The series that a detector reads: counts, values or strata.

internal import Alerts
internal import Detectors

/// Events and hits, step by step.
struct CountSeries {
    var events: [Double] = []
    var hits: [Double] = []

    /// Two columns are n,x; one is a value of 0 to 1 for each event. `--pane` puts rows together.
    init(_ arguments: Arguments) throws(CommandFailure) {
        let table = try arguments.table()
        let size = try arguments.integer("pane", in: 1...1_000_000_000) ?? 1
        var rows: [(Double, Double)] = []
        if let events = table.column("n") ?? table.column("events"),
            let hits = table.column("x") ?? table.column("hits")
        {
            rows = Array(zip(events, hits))
        } else if table.width == 2, table.names.isEmpty, let events = table.column(0), let hits = table.column(1) {
            rows = Array(zip(events, hits))
        } else if let values = table.isBlank ? [] : table.series {
            rows = values.map { (1, $0) }
        } else {
            throw .usage("the input has \(counted(table.width, "column")); counts need n,x or a single one")
        }
        for (index, row) in rows.enumerated() {
            guard row.0 >= 0, row.0 <= 0x1p53, row.1 >= 0, row.1 <= row.0 else {
                throw .usage("row \(index + 1): \(row.1) hits of \(row.0) events cannot be")
            }
            if index.isMultiple(of: size) {
                events.append(0)
                hits.append(0)
            }
            events[events.count - 1] += row.0
            hits[hits.count - 1] += row.1
        }
    }

    var count: Int { events.count }
}

/// One pane's events and hits in each stratum.
struct StrataSeries {
    var panes: [[(events: Double, hits: Double)]] = []

    /// `strata` columns are hits, with their events in `--events`; twice as many are pairs of both.
    init(_ arguments: Arguments, strata: Int) throws(CommandFailure) {
        let table = try arguments.table()
        let fixed = try arguments.reals("events")
        if let fixed, fixed.count != strata { throw .usage("--events has \(fixed.count) numbers for \(strata) strata") }
        let width = fixed == nil ? 2 * strata : strata
        guard table.width == width || table.rowCount == 0 else {
            throw .usage("the input has \(counted(table.width, "column")); \(counted(strata, "stratum")) need \(width)")
        }
        for row in 0..<table.rowCount {
            let cells = Array(table.row(row))
            var pane: [(events: Double, hits: Double)] = []
            for stratum in 0..<strata {
                let counts =
                    fixed.map { (events: $0[stratum], hits: cells[stratum]) }
                    ?? (events: cells[2 * stratum], hits: cells[2 * stratum + 1])
                guard counts.events >= 0, counts.events <= 0x1p53, counts.hits >= 0, counts.hits <= counts.events else {
                    throw .usage("row \(row + 1): \(counts.hits) hits of \(counts.events) events cannot be")
                }
                pane.append(counts)
            }
            panes.append(pane)
        }
    }
}

extension Arguments {
    func table() throws(CommandFailure) -> Table { try SeriesInput.table(path: operands.first ?? "-") }

    /// A series of numbers: the only column, or the one called value or x.
    func series() throws(CommandFailure) -> [Double] {
        let table = try table()
        if table.isBlank { return [] }
        guard let values = table.series ?? table.column("value") ?? table.column("x") else {
            throw .usage("the input has \(counted(table.width, "column")); one, or one called value, is needed")
        }
        return values
    }
}
