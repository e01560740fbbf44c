// What a pane counts, for charts that look at events and not at users.

internal import Model
package import Panes

extension PaneEvidence {
    /// Everything that the series did in the pane.
    package var totals: Totals {
        if parts.count == 1 { return parts[0].accumulator.totals }
        return parts.reduce(into: .zero) { $0.merge($1.accumulator.totals) }
    }

    /// The questions that are known of all its cells.
    var questions: Sample {
        if parts.count == 1 { return parts[0].accumulator.pairs }
        return Sample.merged(parts.lazy.map(\.accumulator.pairs), capacity: Accumulator.questionsMax)
    }

    /// What a pane brings to a chart of a gauge; of a mean the sum has the measure's unit. Nothing for quantiles.
    package func counts(_ gauge: Gauge) -> PaneCounts {
        switch gauge {
        case .rate(let score): return counts(score)
        case .mean(let measure):
            let histogram = totals.histogram(measure)
            let events = Double(histogram.weight) / Double(Tally.weightOne)
            return PaneCounts(events: events, sum: (histogram.mean ?? 0) * events, weightMax: weightMax)
        case .quantile, .events: return PaneCounts(events: 0, sum: 0)
        }
    }

    package func counts(_ score: Score) -> PaneCounts {
        let (events, sum) = score.weighed(totals)
        return PaneCounts(events: events, sum: sum, weightMax: weightMax)
    }
}

/// Events of a pane by weight, and the sum of their values by weight.
///
/// A chart divides both by the heaviest weight that it ever saw: then every event says at most as much as one that was
/// always kept, and the mean of the likelihood ratio stays at most 1 even where sampling goes by the outcome.
package struct PaneCounts: Equatable, Sendable {
    package var events: Double
    package var sum: Double
    package var weightMax: Double

    package init(events: Double, sum: Double, weightMax: Double = 1) {
        self.events = events
        self.sum = sum
        self.weightMax = weightMax
    }
}

/// The heaviest weight that a snapshot may hold.
let snapshotWeights = 1.0...0x1p40

extension Score {
    /// Weights of the events that count, and of their values: counts, where nothing was sampled.
    func weighed(_ totals: Totals) -> (events: Double, sum: Double) {
        var (events, sum) = (0.0, 0.0)
        let add = { (value: Double, weight: Int64) in
            let weight = Double(weight) / Double(Tally.weightOne)
            events += weight
            sum += value * weight
        }
        switch self {
        case .refused, .failed, .blocked:
            for outcome in Outcome.allCases {
                let weight = totals.tally.weights[Int(outcome.rawValue)]
                if let value = value(kind: outcome.rawValue, bin: 0) { add(value, weight) }
            }
        case .above(let measure, _), .mean(let measure, _):
            let kind = SampleRow.measureKind + UInt8(measure)
            for bin in totals.histogram(measure).bins {
                if let value = value(kind: kind, bin: bin.bin) { add(value, bin.weight) }
            }
        }
        return (events, sum)
    }

    /// Events that count and the sum of their values, each in [0, 1]: the effective ones where weights differ.
    package func sums(_ totals: Totals) -> (events: Double, sum: Double) {
        if totals.tally.hasUnequalWeights {
            let reading = reading(totals)
            guard let value = reading.value else { return (0, 0) }
            return (reading.effective, min(1, value / cap) * reading.effective)
        }
        var (events, sum) = (0.0, 0.0)
        for (value, count) in counts(totals) {
            events += Double(count)
            sum += value * Double(count)
        }
        return (events, sum)
    }

    /// The standard deviation of a mean's values, no less than a bin is wide; nil for a rate, whose own tells it.
    package func deviation(_ totals: Totals) -> Double? {
        guard case .mean(let measure, let cap) = self, let mean = totals.histogram(measure).mean else { return nil }
        return max(totals.histogram(measure).variance(cap: cap).squareRoot(), 0.02 * min(mean, cap)) / cap
    }

    /// The largest value of a mean, which counts as 1; 1 for the rest.
    package var cap: Double {
        if case .mean(_, let cap) = self { cap } else { 1 }
    }
}
