// The figures of a comparison: one metric of one slice.

internal import Model
package import Statistics

/// Tuned against base.
package struct MetricRow: Equatable, Sendable {
    package enum Winner: String, Sendable {
        case base, tuned, tie
    }

    package var metric: EvaluationMetric
    package var slice: Slice
    /// Cases that both sides were measured for and that the metric speaks of.
    package var count: Int
    /// Cases of the slice that the metric speaks of and that a side was not measured for.
    package var unmeasured: Int
    package var base: Double
    package var tuned: Double
    /// 95 %: of tuned minus base; of latency, of tuned by base. Nil where the data leave it open altogether.
    package var interval: Interval?
    /// Exact McNemar, of pairs that pass or fail.
    package var p: Double?
    /// Cases that score lower, and higher.
    package var regressed: Int
    package var improved: Int

    package var difference: Double { tuned - base }
    /// Nil when the base is zero.
    package var ratio: Double? { base > 0 ? tuned / base : nil }
    package var regressedShare: Double { count == 0 ? 0 : Double(regressed) / Double(count) }

    package var winner: Winner {
        if abs(difference) <= tolerance { return .tie }
        // Tokens and latency cost: less is better.
        return (difference > 0) == metric.isShare ? .tuned : .base
    }
}

extension Comparison {
    /// Nil where no case has the metric.
    package func row(_ metric: EvaluationMetric, _ slice: Slice, within: Slice = .whole) -> MetricRow? {
        let pairs = pairs(in: slice, within)
        let unmeasured = pairs.count { !$0.isMeasured && metric.speaks(of: $0.base.first) }
        if metric == .latencyP95 { return latency(pairs, slice, unmeasured) }
        var values: [(first: Double, second: Double, weight: Double)] = []
        for pair in pairs {
            guard let both = pair.values(metric) else { continue }
            values.append((both.base, both.tuned, pair.base.first.weight))
        }
        guard let means = PairedMeans(values) else { return nil }
        var row = MetricRow(
            metric: metric, slice: slice, count: values.count, unmeasured: unmeasured, base: means.first,
            tuned: means.second, interval: nil, p: nil,
            regressed: values.count { $0.second < $0.first - tolerance },
            improved: values.count { $0.second > $0.first + tolerance })
        if let rates = Self.rates(values), metric != .lengthRatio {
            row.interval = rates.newcombe(alpha: Self.alpha)
            row.p = rates.exactP
        } else {
            row.interval = means.interval(alpha: Self.alpha, reach: metric.isShare ? 1 : nil)
        }
        return row
    }

    /// Nil unless every value is zero or one and every weight the same.
    private static func rates(_ values: [(first: Double, second: Double, weight: Double)]) -> PairedRates? {
        var cells = [0, 0, 0, 0]
        for value in values {
            guard value.first == 0 || value.first == 1, value.second == 0 || value.second == 1,
                value.weight == values[0].weight
            else { return nil }
            cells[(value.first == 1 ? 0 : 2) + (value.second == 1 ? 0 : 1)] += 1
        }
        return PairedRates(both: cells[0], first: cells[1], second: cells[2], neither: cells[3])
    }

    private func latency(_ pairs: [CasePair], _ slice: Slice, _ unmeasured: Int) -> MetricRow? {
        let measured = pairs.filter(\.isMeasured)
        guard
            let tail = TailLatency(
                base: measured.flatMap(\.base.latencies), tuned: measured.flatMap(\.tuned.latencies),
                alpha: Self.alpha)
        else { return nil }
        let isOpen = tail.ratioUpper.isInfinite
        return MetricRow(
            metric: .latencyP95, slice: slice, count: measured.count, unmeasured: unmeasured, base: tail.base,
            tuned: tail.tuned,
            interval: isOpen ? nil : Interval(lower: tail.ratioLower, upper: tail.ratioUpper), p: nil, regressed: 0,
            improved: 0)
    }
}
