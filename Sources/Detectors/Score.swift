// How an event counts towards a chart: wholly, not at all, or in part.

internal import Model
package import Panes
internal import Statistics

/// A number in [0, 1] of an event, as far as its outcome or one of its measures tells it.
package enum Score: Equatable, Sendable {
    /// Refusals among decided events.
    case refused
    /// Errors, or answers cut by a filter, among all events.
    case failed, blocked
    /// Events whose measure lies in a bin above this one, among the events that have the measure.
    case above(measure: Int, bin: UInt16)
    /// The measure as a share of a cap.
    case mean(measure: Int, cap: Double)

    /// Nil when such a row does not count.
    func value(kind: UInt8, bin: UInt16) -> Double? {
        switch self {
        case .refused: kind <= Outcome.complied.rawValue ? (kind == Outcome.refused.rawValue ? 1 : 0) : nil
        case .failed: kind < SampleRow.measureKind ? (kind == Outcome.error.rawValue ? 1 : 0) : nil
        case .blocked: kind < SampleRow.measureKind ? (kind == Outcome.blocked.rawValue ? 1 : 0) : nil
        case .above(let measure, let cut): isOf(measure, kind) ? (bin > cut ? 1 : 0) : nil
        case .mean(let measure, let cap): isOf(measure, kind) ? min(1, LogBins.grid.representative(bin) / cap) : nil
        }
    }

    private func isOf(_ measure: Int, _ kind: UInt8) -> Bool { Int(kind) == Int(SampleRow.measureKind) + measure }

    /// Events of one value and their number, unweighted.
    func counts(_ totals: Totals) -> [(value: Double, count: Int64)] {
        switch self {
        case .refused, .failed, .blocked:
            return Outcome.allCases.compactMap { outcome in
                value(kind: outcome.rawValue, bin: 0).map { ($0, totals.tally[outcome]) }
            }
        case .above(let measure, _), .mean(let measure, _):
            let kind = SampleRow.measureKind + UInt8(measure)
            return totals.histogram(measure).bins.compactMap { bin in
                value(kind: kind, bin: bin.bin).map { ($0, bin.count) }
            }
        }
    }

    /// The mean of the score over a window, weighted, with how many events it is of. A `mean` has the measure's unit.
    package func reading(_ totals: Totals) -> Reading {
        let tally = totals.tally
        switch self {
        case .refused:
            return Reading(value: tally.refusalRate, events: tally.decided, effective: tally.effectiveEvents)
        case .failed: return rate(of: .error, tally)
        case .blocked: return rate(of: .blocked, tally)
        case .above(let measure, let cut):
            let histogram = totals.histogram(measure)
            let all = histogram.weight
            let above = histogram.above(cut).weight
            return Reading(
                value: all > 0 ? Double(above) / Double(all) : nil, events: histogram.count,
                effective: Double(histogram.count))
        case .mean(let measure, let cap):
            let histogram = totals.histogram(measure)
            var sum = 0.0
            var weight = 0.0
            for bin in histogram.bins {
                sum += Double(bin.weight) * min(cap, LogBins.grid.representative(bin.bin))
                weight += Double(bin.weight)
            }
            return Reading(
                value: weight > 0 ? sum / weight : nil, events: histogram.count, effective: Double(histogram.count))
        }
    }

    private func rate(of outcome: Outcome, _ tally: Tally) -> Reading {
        var all: Int64 = 0
        for index in 0..<6 { all &+= tally.weights[index] }
        let value = all > 0 ? Double(tally.weights[Int(outcome.rawValue)]) / Double(all) : nil
        return Reading(value: value, events: tally.events, effective: Double(tally.events))
    }

    /// The reading's value as a share of the largest that the score can have.
    func rate(_ totals: Totals) -> Double? {
        guard case .mean(_, let cap) = self else { return reading(totals).value }
        return reading(totals).value.map { $0 / cap }
    }

    /// Requests that the reading is about, with those that sampling left out.
    func mass(_ totals: Totals) -> Double {
        switch self {
        case .refused, .failed, .blocked:
            let weights = Outcome.allCases.map { outcome in
                value(kind: outcome.rawValue, bin: 0) == nil ? 0 : totals.tally.weights[Int(outcome.rawValue)]
            }
            return Double(weights.reduce(0, &+)) / Double(Tally.weightOne)
        case .above(let measure, _), .mean(let measure, _):
            return Double(totals.histogram(measure).weight) / Double(Tally.weightOne)
        }
    }

    /// A score over a window.
    package struct Reading: Equatable, Sendable {
        /// Nil without events.
        package var value: Double?
        package var events: Int64
        package var effective: Double
    }
}
