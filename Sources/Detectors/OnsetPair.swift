// The onset of a change in either direction.

/// Two one-sided onsets of one series; the stronger one speaks.
package struct OnsetPair: Equatable, Sendable {
    /// Below p0.
    package private(set) var low: Onset
    /// Above p0.
    package private(set) var high: Onset

    /// As `Onset`, on both sides.
    package init(p0: Double, minimumEffect: Double = 0) throws(ParameterError) {
        low = try Onset(p0: p0, side: .low, minimumEffect: minimumEffect)
        high = try Onset(p0: p0, side: .high, minimumEffect: minimumEffect)
    }

    /// Takes one pane; an empty one changes nothing.
    package mutating func step(events: Double, hits: Double, pane: Int64) {
        low.step(events: events, hits: hits, pane: pane)
        high.step(events: events, hits: hits, pane: pane)
    }

    /// The stronger side's reading; nil while nothing speaks for a change.
    package var reading: OnsetReading? { stronger(low.reading, high.reading) }
}

func stronger(_ one: OnsetReading?, _ other: OnsetReading?) -> OnsetReading? {
    guard let one, let other else { return one ?? other }
    return other.statistic > one.statistic ? other : one
}
