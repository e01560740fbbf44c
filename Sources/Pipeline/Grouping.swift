// Which strata a series consists of.

internal import Detectors
internal import Model
internal import Panes

/// The strata of each series: the series of a finer aggregation that fall into it, in the order of their appearance.
struct Grouping: Sendable {
    let aggregation: Int
    /// The finer aggregation; the same one when a series is its own only stratum.
    let strata: Int
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

/// What every chart may read at the end of a pane.
struct EvaluatedPane {
    let index: Int64
    let time: EventTime
    let grid: PaneGrid
    let windows: [SlidingWindow]
    let aggregations: [Aggregation]
    let groupings: [Grouping]
    /// By grouping: the series with events in this pane, ascending, with their evidence.
    let evidence: [[(series: Int, evidence: PaneEvidence)]]

    func evidence(grouping: Int, series: Int) -> PaneEvidence? {
        let rows = evidence[grouping]
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].series < series { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low].series == series ? rows[low].evidence : nil
    }
}
