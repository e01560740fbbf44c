// What a baseline says of a score, and how far it can be trusted.

package import Panes
internal import Statistics

/// A rate in the baseline, with bounds for what a sample of its size does not know: each fails with probability g.
package struct Yardstick: Equatable, Sendable {
    /// A baseline with fewer events than this says nothing yet.
    package static let eventsMin: Int64 = 30

    package var rate: Double
    package var events: Int64
    package var low: Double
    package var high: Double

    package init(rate: Double, events: Int64, low: Double, high: Double) {
        self.rate = rate
        self.events = events
        self.low = low
        self.high = high
    }

    /// A rate of `effective` events. Nil with fewer events than `eventsMin`. `doubt` is g.
    package init?(rate value: Double, of effective: Double, events: Int64, doubt: Double) {
        guard events >= Self.eventsMin, let proportion = Proportion(hits: value * effective, of: effective),
            let low = proportion.jeffreysLower(doubt), let high = proportion.jeffreysUpper(doubt)
        else { return nil }
        let room = 0.5 / (effective + 1)
        self.init(
            rate: min(max(value, room), 1 - room), events: events, low: max(low, 1e-9), high: min(high, 1 - 1e-9))
    }

    /// Nil when the totals hold fewer than `eventsMin` events of the score. `doubt` is g.
    package init?(_ score: Score, _ totals: Totals, doubt: Double) {
        let reading = score.reading(totals)
        guard let value = reading.value, reading.events >= Self.eventsMin else { return nil }
        switch score {
        case .refused, .failed, .blocked, .above:
            self.init(rate: value, of: reading.effective, events: reading.events, doubt: doubt)
        case .mean(let measure, let cap):
            let histogram = totals.histogram(measure)
            guard cap > 0, let z = Normal.quantile(1 - doubt) else { return nil }
            let mean = value / cap
            let doubt: Double = z * (histogram.variance(cap: cap).squareRoot() / cap) / reading.effective.squareRoot()
            self.init(
                rate: mean, events: reading.events, low: max(mean - doubt, 1e-9), high: min(mean + doubt, 1 - 1e-9))
        }
    }
}

extension Histogram {
    /// Of the values cut to `cap`.
    func variance(cap: Double) -> Double {
        var (weight, sum, squares) = (0.0, 0.0, 0.0)
        for bin in bins {
            let value = min(cap, LogBins.grid.representative(bin.bin))
            weight += Double(bin.weight)
            sum += Double(bin.weight) * value
            squares += Double(bin.weight) * value * value
        }
        guard weight > 0 else { return 0 }
        return max(0, squares / weight - (sum / weight) * (sum / weight))
    }
}
