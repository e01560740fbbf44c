// Which strata a series consists of.

internal import Detectors
internal import Model
internal import Panes

/// The strata of each series: the series of a finer aggregation that fall into it, in the order of their appearance.
struct Grouping: Sendable {
    let aggregation: Int
    /// The finer aggregation; the same one when a series is its own only stratum.
    let strata: Int
    /// Whether a chart reads the panes of its series.
    var isRead = false
    /// Stratum ids by series.
    private(set) var members: [[Int]] = []
    /// By stratum id: its place within its series; -1 while none of its cells was seen.
    private var places: [Int] = []
    /// The series of each stratum, in the order of their appearance.
    private var owners: [Int] = []

    init(aggregation: Int, strata: Int) {
        self.aggregation = aggregation
        self.strata = strata
    }

    /// Strata so far.
    var strataCount: Int { owners.count }

    /// Announces that a cell of this stratum belongs to this series.
    mutating func announce(stratum: Int, series: Int) {
        while places.count <= stratum { places.append(-1) }
        if places[stratum] >= 0 { return }
        announce(series: series)
        places[stratum] = members[series].count
        members[series].append(stratum)
        owners.append(series)
    }

    /// A series without any cell so far.
    mutating func announce(series: Int) {
        while members.count <= series { members.append([]) }
    }

    func place(ofStratum stratum: Int) -> Int { places[stratum] }

    /// The series that got strata beyond the first `count`, each once or more, with all of their strata.
    func changed(since count: Int) -> [(series: Int, strata: [Int])] {
        owners[min(count, owners.count)...].map { ($0, members[$0]) }
    }
}

/// A sliding window over one aggregation.
struct SlidingWindow: Sendable {
    let aggregation: Int
    var totals: Window
}

/// The cells of a pane by series, made into evidence once a chart asks for it: many never do.
struct EvidenceShelf: Sendable {
    private struct Entry {
        let series: Int
        /// Places in `rows`.
        let first: Int
        var end: Int
        var evidence: PaneEvidence?
    }

    private let pane: ClosedPane
    /// Places in the pane and strata, series by series.
    private var rows: [(row: Int, stratum: Int)] = []
    /// The series with events in the pane, ascending.
    private var entries: [Entry] = []

    init(_ pane: ClosedPane) {
        self.pane = pane
    }

    /// Adds a row of the pane. The series come in ascending order.
    mutating func add(row: Int, stratum: Int, series: Int) {
        rows.append((row, stratum))
        if let last = entries.indices.last, entries[last].series == series {
            entries[last].end = rows.count
        } else {
            entries.append(Entry(series: series, first: rows.count - 1, end: rows.count))
        }
    }

    /// Nil for a series without events.
    mutating func evidence(series: Int) -> PaneEvidence? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].series < series { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, entries[low].series == series else { return nil }
        if let made = entries[low].evidence { return made }
        let made = PaneEvidence(
            rows[entries[low].first..<entries[low].end].map {
                PaneEvidence.Part(stratum: $0.stratum, accumulator: pane.rows[$0.row].accumulator)
            })
        entries[low].evidence = made
        return made
    }
}

/// What every chart may read at the end of a pane.
struct EvaluatedPane {
    let index: Int64
    let time: EventTime
    let grid: PaneGrid
    let windows: [SlidingWindow]
    let aggregations: [Aggregation]
    let groupings: [Grouping]
    let examples: ExampleHistory
    private var shelves: [EvidenceShelf]

    init(
        index: Int64, time: EventTime, grid: PaneGrid, windows: [SlidingWindow], aggregations: [Aggregation],
        groupings: [Grouping], examples: ExampleHistory, evidence: [EvidenceShelf]
    ) {
        self.index = index
        self.time = time
        self.grid = grid
        self.windows = windows
        self.aggregations = aggregations
        self.groupings = groupings
        self.examples = examples
        shelves = evidence
    }

    mutating func evidence(grouping: Int, series: Int) -> PaneEvidence? { shelves[grouping].evidence(series: series) }
}
