// What a pane counts, for charts that look at events and not at users.

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

    /// Events of a score and the sum of their values. Where sampling kept some events rather than others they are the
    /// effective ones, at the rate that the weights give.
    package func counts(_ score: Score) -> (events: Double, sum: Double) { score.sums(totals) }

    /// The same of whatever a gauge reads: of a mean the sum has the measure's unit. Nothing for quantiles.
    package func counts(_ gauge: Gauge) -> (events: Double, sum: Double) {
        switch gauge {
        case .rate(let score): return counts(score)
        case .mean:
            let reading = gauge.reading(totals)
            return (reading.effective, (reading.value ?? 0) * reading.effective)
        case .quantile, .events: return (0, 0)
        }
    }
}

extension Score {
    /// Events that count and the sum of their values, each in [0, 1].
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
