// Records per second over the last seconds.

internal import Model

/// A ring of totals, one a second.
struct RateMeter {
    private var samples: [(at: TimeSpan, total: Int64)] = []
    private static let interval = TimeSpan.seconds(1)
    private static let countMax = 11

    mutating func note(_ total: Int64, at now: TimeSpan) {
        if let last = samples.last, now - last.at < Self.interval { return }
        if samples.count == Self.countMax { samples.removeFirst() }
        samples.append((now, total))
    }

    func rate(_ total: Int64, at now: TimeSpan) -> Double {
        guard let first = samples.first, now > first.at else { return 0 }
        return Double(total - first.total) / Double((now - first.at).microseconds) * 1_000_000
    }
}
