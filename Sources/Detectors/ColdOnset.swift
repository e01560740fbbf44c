// The onset of a change when nobody knows the rate before it: the two-sample likelihood ratio.

package import Model
internal import Statistics

/// Finds when a rate moved, in either direction, without a baseline. Compares what came before a start with what came
/// after; nothing is ever forgotten, and the corners kept grow with the logarithm of the events.
package struct ColdOnset: Equatable, Sendable {
    private var falls = CandidateHull()
    private var rises = CandidateHull()

    package init() {}

    /// Takes one pane; an empty one changes nothing.
    package mutating func step(events: Double, hits: Double, pane: Int64) {
        guard let counts = counts(events: events, hits: hits) else { return }
        falls.add(events: counts.events, sum: counts.hits, pane: pane, forgettingAt: nil)
        rises.add(events: counts.events, sum: -counts.hits, pane: pane, forgettingAt: nil)
    }

    /// The best change; nil while nothing speaks for one.
    package var reading: OnsetReading? {
        let events = falls.events
        let hits = falls.sum
        let whole = Self.likelihood(events, hits)
        let gain = { (after: Double, sum: Double) -> Double in
            Self.likelihood(events - after, hits - sum) + Self.likelihood(after, sum) - whole
        }
        return stronger(falls.reading(gain: gain), rises.reading { gain($0, -$1) })
    }

    /// The best log-likelihood of so many hits, without the binomial coefficient.
    private static func likelihood(_ events: Double, _ hits: Double) -> Double {
        binomialLikelihood(events: events, hits: hits)
    }
}

/// X ln(X/N) + (N−X) ln((N−X)/N), with 0 ln 0 = 0.
func binomialLikelihood(events: Double, hits: Double) -> Double {
    guard events > 0, hits > 0, hits < events else { return 0 }
    let misses = events - hits
    return hits * ln(hits / events) + misses * ln(misses / events)
}

extension ColdOnset {
    private static let version: UInt8 = 1

    /// Writes the state.
    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        falls.write(to: &writer)
        rises.write(to: &writer)
    }

    /// Reads what `write` wrote; every later step gives the same bits.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        falls = try CandidateHull(from: &reader)
        rises = try CandidateHull(from: &reader)
        guard falls.events == rises.events, falls.sum == -rises.sum else { throw .value(at: reader.position) }
    }
}
