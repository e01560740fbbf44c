// The last hours of the series that the first page shows, read a little at each request until they are whole.

internal import Model
internal import Panes
internal import Platform
internal import Store
internal import Synchronization

/// Values of five minutes each.
final class TrendShelf: Sendable {
    /// A series whose course is wanted.
    struct Key: Hashable {
        var rule: String
        var scope: Scope

        static func == (left: Key, right: Key) -> Bool {
            left.rule.utf8.elementsEqual(right.rule.utf8) && left.scope == right.scope
        }

        func hash(into hasher: inout Hasher) {
            for byte in rule.utf8 { hasher.combine(byte) }
            hasher.combine(scope)
        }
    }

    private struct Shelf {
        var rules: [Key: Rule] = [:]
        /// By the number of the bucket.
        var sums: [Key: [Int64: (events: Double, sum: Double)]] = [:]
        /// What is read, in microseconds.
        var from: Int64 = 0
        var through: Int64 = 0
    }

    static let bucket = TimeSpan.seconds(300)
    static let bucketsMax: Int64 = 72
    /// What one request may spend on the past. One bucket is read whatever it costs.
    private static let patience = TimeSpan.milliseconds(12)

    private let shelf = Mutex(Shelf())

    /// The course of each series up to `closed`, oldest first; nil where nothing happened or nothing is read yet.
    func trends(
        _ reader: borrowing Reader, _ rules: [Key: Rule], closed: EventTime
    ) throws(StoreError) -> [Key: [Double?]] {
        var state = shelf.withLock { $0 }
        let width = Self.bucket.microseconds
        let end = closed.microseconds
        if state.rules != rules || state.through > end || end - state.through > Self.bucketsMax * width {
            state = Shelf(rules: rules, from: end, through: end)
        }
        let patience = Clocks.monotonic() + Self.patience
        if state.through < end {
            try Self.read(reader, &state, state.through..<end)
            state.through = end
        }
        let first = (end / width - Self.bucketsMax + 1) * width
        while state.from > first, Clocks.monotonic() < patience {
            let start = max(first, (state.from - 1) / width * width)
            try Self.read(reader, &state, start..<state.from)
            state.from = start
        }
        for key in state.sums.keys { state.sums[key] = state.sums[key]?.filter { $0.key >= first / width } }
        let kept = state
        // The one that read more wins; what the other read is read again.
        shelf.withLock { if $0.rules != kept.rules || $0.through <= kept.through { $0 = kept } }
        return kept.rules.reduce(into: [:]) { result, entry in
            let sums = kept.sums[entry.key] ?? [:]
            result[entry.key] = (first / width...max(first, end - 1) / width).map { place in
                sums[place].flatMap { $0.events > 0 ? $0.sum / $0.events : nil }
            }
        }
    }

    private static func read(
        _ reader: borrowing Reader, _ state: inout Shelf, _ period: Range<Int64>
    ) throws(StoreError) {
        let wanted = state.rules.map { (key: $0.key, rule: $0.value, cells: $0.value.filter.map { CellFilter($0) }) }
        var sums = state.sums
        try reader.eachPane(
            from: EventTime(microseconds: period.lowerBound), until: EventTime(microseconds: period.upperBound),
            of: Scope([]), samples: false
        ) { row in
            let place = row.start.microseconds / bucket.microseconds
            for (key, rule, cells) in wanted {
                let fits = key.scope.values.allSatisfy { (row.scope[$0] ?? "").utf8.elementsEqual($1.utf8) }
                guard fits, cells?.takes(row.scope) ?? true else { continue }
                let (events, sum) = PaneCourse.numbers(row, rule.metric)
                sums[key, default: [:]][place, default: (0, 0)].events += events
                sums[key, default: [:]][place, default: (0, 0)].sum += sum
            }
        }
        state.sums = sums
    }
}
