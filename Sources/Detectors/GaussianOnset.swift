// The onset of a shift of the mean, in either direction: FOCuS for normal values.

/// Finds when the mean moved, from a known mean or from an unknown one.
package struct GaussianOnset: Equatable, Sendable {
    private let isKnown: Bool
    private let deviation: Double
    /// The mean when it is known; else the first value, so that sums stay small.
    private var origin: Double?
    private var falls = CandidateHull()
    private var rises = CandidateHull()

    /// Without a mean, what came before a start is compared with what came after.
    package init(mean: Double?, deviation: Double = 1) throws(ParameterError) {
        isKnown = mean != nil
        origin = if let mean { try bounded(mean, "mean") } else { nil }
        self.deviation = try positive(deviation, "deviation")
    }

    /// Takes one value; one that is no number changes nothing.
    package mutating func step(_ value: Double, pane: Int64) {
        guard !value.isNaN else { return }
        let value = min(max(value, -1e100), 1e100)
        let centre = origin ?? value
        origin = centre
        let score = min(max((value - centre) / deviation, -1e50), 1e50)
        falls.add(events: 1, sum: score, pane: pane, forgettingAt: isKnown ? 0 : nil)
        rises.add(events: 1, sum: -score, pane: pane, forgettingAt: isKnown ? 0 : nil)
    }

    /// The best change; its statistic is twice the log-likelihood ratio, as is usual for normal values.
    package var reading: OnsetReading? {
        if isKnown {
            let gain = { (events: Double, sum: Double) -> Double in events > 0 ? sum * sum / events : 0 }
            return stronger(falls.reading(scale: 2, gain: gain), rises.reading(scale: 2, gain: gain))
        }
        let events = falls.events
        let total = falls.sum
        let gain = { (after: Double, sum: Double) -> Double in
            let before = events - after
            guard before > 0, after > 0 else { return 0 }
            let gap = sum / after - (total - sum) / before
            return gap * gap * (before / events * after)
        }
        return stronger(falls.reading(scale: 2, gain: gain), rises.reading(scale: 2) { gain($0, -$1) })
    }
}
