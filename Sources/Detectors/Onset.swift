// The onset of a change from a known rate: FOCuS, one-sided, on panes.

package import Model
internal import Statistics

/// Finds when a rate left p0, in one direction, by any amount or by at least a minimum effect.
package struct Onset: Equatable, Sendable {
    private let p0: Double
    private let side: Side
    private let minimumEffect: Double
    /// The rate before the change and the nearest one after it, both as seen from below: high sides are mirrored.
    private let before: Double
    private let cap: Double
    private let slope: Double
    private var hull = CandidateHull()

    /// `minimumEffect` is a share of p0: 0.03 asks for a rate below 0.97 p0, or above 1.03 p0.
    package init(p0: Double, side: Side, minimumEffect: Double = 0) throws(ParameterError) {
        self.p0 = try rate(p0, "p0")
        self.side = side
        self.minimumEffect = minimumEffect
        let nearest = side == .low ? p0 * (1 - minimumEffect) : p0 * (1 + minimumEffect)
        guard minimumEffect >= 0, rates.contains(nearest) else {
            throw ParameterError("effect", "must leave a rate strictly between 0 and 1, on the side of the change")
        }
        before = side == .low ? p0 : 1 - p0
        cap = side == .low ? nearest : 1 - nearest
        let hit = ln(cap / before)
        let miss = ln((1 - cap) / (1 - before))
        // A walk that returns to this slope gains nothing from even the smallest change. A cap equal to p0, after
        // rounding too, is no cap.
        slope = miss > 0 && hit < 0 ? miss / (miss - hit) : before
    }

    /// Takes one pane; an empty one changes nothing.
    package mutating func step(events: Double, hits: Double, pane: Int64) {
        guard let counts = counts(events: events, hits: hits) else { return }
        let sum = side == .low ? counts.hits : counts.events - counts.hits
        hull.add(events: counts.events, sum: sum, pane: pane, forgettingAt: slope)
    }

    /// Everything there is to say about the change; nil while nothing speaks for one.
    package var reading: OnsetReading? {
        hull.reading { events, sum in
            guard events > 0 else { return 0 }
            let hits = min(max(sum, 0), events)
            let after = min(hits / events, cap)
            let gained = hits > 0 ? hits * ln(after / before) : 0
            return gained + (events - hits) * ln((1 - after) / (1 - before))
        }
    }

    /// The log-likelihood ratio of the best change against none; 0 when there is none.
    package var statistic: Double { reading?.statistic ?? 0 }

    /// The first pane after the change.
    package var onset: Int64? { reading?.pane }

    /// The panes where the change may have begun: starts within 3 nats of the best.
    package var interval: ClosedRange<Int64>? { reading?.interval }

    /// Candidate starts that are kept.
    package var candidates: Int { hull.corners.count }
}

extension Onset {
    private static let version: UInt8 = 1

    /// Writes parameters and state.
    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(p0)
        writer.write(side.rawValue)
        writer.write(minimumEffect)
        hull.write(to: &writer)
    }

    /// Reads what `write` wrote; every later step gives the same bits.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        let p0 = try reader.number(in: rates)
        guard let side = Side(rawValue: try reader.byte()) else { throw .value(at: reader.position - 1) }
        let effect = try reader.number(in: 0...1e13)
        do throws(ParameterError) {
            try self.init(p0: p0, side: side, minimumEffect: effect)
        } catch {
            throw .value(at: reader.position - 8)
        }
        hull = try CandidateHull(from: &reader)
    }
}
