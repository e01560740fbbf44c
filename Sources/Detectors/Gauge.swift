// The number that a rule shows of a window, and of its baseline: both are totals, so one piece of code reads both.

internal import Model
package import Panes
internal import Statistics

/// What is read off a window.
package enum Gauge: Equatable, Sendable {
    case rate(Score)
    case quantile(measure: Int, Double)
    case mean(measure: Int)
    /// Requests, as a count.
    case events

    package func reading(_ totals: Totals) -> Score.Reading {
        switch self {
        case .rate(let score): return score.reading(totals)
        case .quantile(let measure, let q):
            let histogram = totals.histogram(measure)
            return Score.Reading(
                value: histogram.quantile(q), events: histogram.count, effective: Double(histogram.count))
        case .mean(let measure):
            let histogram = totals.histogram(measure)
            return Score.Reading(value: histogram.mean, events: histogram.count, effective: Double(histogram.count))
        case .events:
            let events = totals.tally.events
            return Score.Reading(value: Double(events), events: events, effective: Double(events))
        }
    }
}
