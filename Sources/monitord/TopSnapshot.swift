// What `monitord top` shows at one moment, read from the store.

internal import Detectors
internal import Model
internal import Panes
internal import Platform
internal import Site
internal import Store

/// One look at the store.
struct TopSnapshot {
    var at: EventTime
    /// For rates: a clock that never jumps.
    var instant: TimeSpan
    var beat: EventTime?
    var closed: EventTime?
    var newest: EventTime?
    var openPanes: Int64
    var totals: [String: Int64]
    var gaps: Int
    /// Records per second since the look before; nil at the first.
    var rate: Double?
    var alerts: [Alert]
    var seriesCount: Int
    /// By the name of their state, in order of urgency.
    var states: [(name: String, count: Int)]
    /// Those on the screen.
    var series: [Series]
    let outlook: Outlook
    /// How the live screen is sorted; nil in a plain frame.
    var order: TopOrder?
    var isHeld = false

    struct Series {
        var row: VerdictRow
        var shown: Sight.Shown
        /// The metric in its last panes; empty where it is no single number.
        var trend: [Double]
    }

    static let stateNames = ["critical", "warning", "stale", "unknown", "ok", "insufficient", "learning"]
}

/// Where looks come from.
struct TopSource: ~Copyable {
    let reader: Reader
    let rules: [Rule]
    let place: String

    /// Panes of a trend, and how far back they are looked for.
    static let trendPanes = 30
    private static let trendSpan = TimeSpan.seconds(3600)
    private static let alertsMax = 50

    /// `place` is the directory of the store.
    init(reader: consuming Reader, place: String, rules: [Rule]) {
        self.reader = reader
        self.place = place
        self.rules = rules
    }

    /// `count` series from place `first`.
    func look(
        before: TopSnapshot?, _ order: TopOrder, first: Int, count: Int
    ) throws(CommandFailure) -> TopSnapshot {
        do throws(StoreError) {
            return try reader.snapshot { () throws(StoreError) -> TopSnapshot in
                try read(before: before, order, first: first, count: count)
            }
        } catch {
            throw Setup.failure(error)
        }
    }

    private func read(
        before: TopSnapshot?, _ order: TopOrder, first: Int, count: Int
    ) throws(StoreError) -> TopSnapshot {
        let verdicts = order.sorted(try reader.verdicts())
        let (closed, beat, now) = (try reader.closedThrough(), try reader.beat(), Clocks.wall())
        let outlook = Outlook(
            sight: Sight(verdicts, open: try reader.openAlerts().map(\.alert)),
            isRunning: Reader.isHeld(directory: place), beat: beat, closedThrough: closed, now: now)
        let shown = verdicts.map { outlook.sight.shown($0).name }
        var filter = AlertFilter()
        filter.limit = Self.alertsMax
        var totals: [String: Int64] = [:]
        for row in try reader.counters() { totals[row.name, default: 0] += row.value }
        var series: [TopSnapshot.Series] = []
        for row in verdicts.dropFirst(first).prefix(count) {
            series.append(
                TopSnapshot.Series(row: row, shown: outlook.sight.shown(row), trend: try trend(of: row, until: closed)))
        }
        var snapshot = TopSnapshot(
            at: now, instant: Clocks.monotonic(), beat: beat, closed: closed,
            newest: try reader.positions().compactMap(\.newest).max(), openPanes: try reader.openPaneCount(),
            totals: totals, gaps: try reader.gaps().count, rate: nil, alerts: try reader.alerts(filter),
            seriesCount: verdicts.count,
            states: TopSnapshot.stateNames.map { name in (name, shown.count { $0 == name }) },
            series: series, outlook: outlook)
        if let before {
            let seconds = (snapshot.instant - before.instant).seconds
            let records = (totals["records"] ?? 0) - (before.totals["records"] ?? 0)
            if seconds > 0 { snapshot.rate = Double(max(0, records)) / seconds }
        }
        return snapshot
    }

    private func trend(of row: VerdictRow, until closed: EventTime?) throws(StoreError) -> [Double] {
        guard let closed, let rule = rules.first(where: { $0.name.utf8.elementsEqual(row.rule.utf8) }),
            PaneCourse.kind(rule.metric) != nil
        else { return [] }
        let panes = try PaneCourse.panes(
            reader, rule.metric, of: row.scope, from: closed - Self.trendSpan, until: closed)
        let values = panes.filter { $0.events > 0 }.map { $0.sum / $0.events }
        return Array(values.suffix(Self.trendPanes))
    }
}
