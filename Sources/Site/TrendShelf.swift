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
    /// What one request may spend on reading, and what a turn of the thread that reads the rest may.
    private static let patience = TimeSpan.milliseconds(10)
    private static let turn = TimeSpan.milliseconds(100)
    /// What was not asked for this long is read anew from its end.
    private static let gapMax = TimeSpan.seconds(600)

    private let shelf = Mutex(Shelf())
    private let isFilling = Atomic<Bool>(false)

    /// The course of each series up to `closed`, oldest first; nil where nothing happened or nothing is read yet. What
    /// is missing is read by a thread of its own from the store at `path`.
    func trends(
        _ reader: borrowing Reader, _ rules: [Key: Rule], closed: EventTime, path: String
    ) throws(StoreError) -> [Key: [Double?]] {
        if try !advance(reader, rules, closed: closed, patience: Self.patience) { fill(rules, closed, path) }
        let (width, end) = (Self.bucket.microseconds, closed.microseconds)
        let first = ((end - 1) / width - Self.bucketsMax + 1) * width
        let sums = shelf.withLock { $0.rules == rules ? $0.sums : [:] }
        return rules.keys.reduce(into: [:]) { result, key in
            let own = sums[key] ?? [:]
            result[key] = (first / width...max(first, end - 1) / width).map { place in
                own[place].flatMap { $0.events > 0 ? $0.sum / $0.events : nil }
            }
        }
    }

    /// Reads on until all is read or `patience` is over, a bucket at least. Whether all is read.
    private func advance(
        _ reader: borrowing Reader, _ rules: [Key: Rule], closed: EventTime, patience: TimeSpan
    ) throws(StoreError) -> Bool {
        var state = shelf.withLock { $0 }
        let (width, end) = (Self.bucket.microseconds, closed.microseconds)
        let first = ((end - 1) / width - Self.bucketsMax + 1) * width
        if state.rules != rules || state.through > end || end - state.through > Self.gapMax.microseconds {
            state = Shelf(rules: rules, from: end, through: end)
        }
        let limit = Clocks.monotonic() + patience
        if state.through < end {
            try Self.read(reader, &state, state.through..<end)
            state.through = end
        }
        while state.from > first, Clocks.monotonic() < limit {
            let start = max(first, (state.from - 1) / width * width)
            try Self.read(reader, &state, start..<state.from)
            state.from = start
        }
        for key in state.sums.keys { state.sums[key] = state.sums[key]?.filter { $0.key >= first / width } }
        let kept = state
        shelf.withLock { shelf in
            // Of two that read at once, the one that knows more stays.
            let isMore = kept.through > shelf.through || (kept.through == shelf.through && kept.from < shelf.from)
            if shelf.rules != kept.rules || isMore { shelf = kept }
        }
        return state.from <= first
    }

    /// One thread at a time, and for hours of panes seconds at most.
    private func fill(_ rules: [Key: Rule], _ closed: EventTime, _ path: String) {
        guard isFilling.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else { return }
        let thread = Thread {
            defer { self.isFilling.store(false, ordering: .releasing) }
            // A store that cannot be read now is read at the next request.
            guard let reader = try? Reader(directory: path) else { return }
            for _ in 0..<Self.bucketsMax {
                guard let isWhole = try? self.advance(reader, rules, closed: closed, patience: Self.turn), !isWhole
                else { return }
            }
        }
        guard let thread else { return isFilling.store(false, ordering: .releasing) }
        thread.detach()
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
