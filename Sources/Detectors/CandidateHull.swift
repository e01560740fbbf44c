// Where a change may have begun: the corners of the upper concave hull of a walk.

internal import Model

/// The walk (events, sum) as it stood before a pane.
struct Candidate: Equatable, Sendable {
    var events: Double
    var sum: Double
    var pane: Int64
}

/// Functional online change detection. Of all starts only the corners of the hull can ever be the best, whatever comes:
/// 3 to 7 of them on average, 19 at most in two million events.
struct CandidateHull: Equatable, Sendable {
    static let cornersMax = 128
    /// Starts whose log-likelihood is this near to the best one's belong to the interval.
    static let intervalNats = 3.0

    private(set) var corners: [Candidate] = []
    private(set) var events = 0.0
    private(set) var sum = 0.0

    init() {}

    /// Adds a pane. `slope`: the walk since the first corner has returned to the null when it climbs at least that
    /// steeply, and starts afresh; without it nothing is ever forgotten.
    mutating func add(events more: Double, sum gain: Double, pane: Int64, forgettingAt slope: Double?) {
        if let slope, let first = corners.first, sum - first.sum >= slope * (events - first.events) {
            corners.removeAll(keepingCapacity: true)
            events = 0
            sum = 0
        }
        let start = Candidate(events: events, sum: sum, pane: pane)
        while corners.count >= 2, isBelow(corners[corners.count - 2], corners[corners.count - 1], start) {
            corners.removeLast()
        }
        if corners.count == Self.cornersMax { dropFlattest() }
        corners.append(start)
        events += more
        sum += gain
    }

    /// The best start, and those nearly as good. Nil when no start gains anything.
    func reading(scale: Double = 1, gain: (_ events: Double, _ sum: Double) -> Double) -> OnsetReading? {
        let gains = corners.map { gain(events - $0.events, sum - $0.sum) }
        guard let best = gains.indices.max(by: { gains[$0] < gains[$1] }), gains[best] > 0 else { return nil }
        var interval = corners[best].pane...corners[best].pane
        for index in gains.indices where gains[index] >= gains[best] - Self.intervalNats * scale {
            let pane = corners[index].pane
            interval = min(interval.lowerBound, pane)...max(interval.upperBound, pane)
        }
        return OnsetReading(
            statistic: gains[best], pane: corners[best].pane, interval: interval, events: events - corners[best].events,
            sum: sum - corners[best].sum)
    }

    /// Whether b lies on or below the chord from a to c.
    private func isBelow(_ a: Candidate, _ b: Candidate, _ c: Candidate) -> Bool {
        (b.sum - a.sum) * (c.events - b.events) <= (c.sum - b.sum) * (b.events - a.events)
    }

    /// The corner that stands out least is the one to do without.
    private mutating func dropFlattest() {
        var flattest = 1
        var least = Double.infinity
        for index in 1..<corners.count - 1 {
            let (a, b, c) = (corners[index - 1], corners[index], corners[index + 1])
            let area = (b.sum - a.sum) * (c.events - b.events) - (c.sum - b.sum) * (b.events - a.events)
            if area < least { (flattest, least) = (index, area) }
        }
        corners.remove(at: flattest)
    }
}

/// Where a change began, by the evidence so far.
package struct OnsetReading: Equatable, Sendable {
    /// The log-likelihood that the best start gains.
    package let statistic: Double
    /// The first pane after the change.
    package let pane: Int64
    /// Starts nearly as likely: within 3 nats.
    package let interval: ClosedRange<Int64>
    /// Events since the best start, and the sum of their scores as the detector saw them: mirrored on a high side.
    package let events: Double
    let sum: Double
}

extension CandidateHull {
    func write(to writer: inout ByteWriter) {
        writer.write(events)
        writer.write(sum)
        writer.write(Int64(corners.count))
        for corner in corners {
            writer.write(corner.events)
            writer.write(corner.sum)
            writer.write(corner.pane)
        }
    }

    init(from reader: inout ByteReader) throws(ByteCodingError) {
        events = try reader.number(in: 0...snapshotSums.upperBound)
        sum = try reader.number(in: snapshotSums)
        let count = try reader.integer()
        guard (0...Int64(Self.cornersMax)).contains(count) else { throw .value(at: reader.position - 8) }
        var earlier = 0.0
        for _ in 0..<count {
            let corner = Candidate(
                events: try reader.number(in: 0...snapshotSums.upperBound),
                sum: try reader.number(in: snapshotSums), pane: try reader.integer())
            guard corner.events >= earlier, corner.events <= events else { throw .value(at: reader.position) }
            earlier = corner.events
            corners.append(corner)
        }
    }
}
