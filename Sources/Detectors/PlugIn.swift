// Evidence that shares moved: topics, lengths, latencies, scores by baseline quantile.

package import Model
internal import Statistics

/// A number per bin, without a place on the heap.
private typealias Bins = InlineArray<64, Double>

/// Events of one user in one bin of a pane.
package struct BinCount: Equatable, Sendable {
    package var user: Int
    package var bin: Int
    package var events: Double

    package init(user: Int, bin: Int, events: Double) {
        self.user = user
        self.bin = bin
        self.events = events
    }
}

/// The state of a plug-in e-detector: a forecast per rate, and the evidence. The bets come with each call, always the
/// same ones.
package struct PlugIn: Equatable, Sendable {
    package private(set) var mixture: Mixture
    /// Forecast shares, rate by rate.
    private var forecasts: [Double]

    /// Starts with the baseline as every forecast.
    package init(_ bets: PlugInBets) {
        mixture = Mixture(learners: bets.learners)
        forecasts = bets.rates.flatMap { _ in bets.baseline }
    }

    /// Takes one pane whose events are units of their own, then learns from it. `counts` has all bins.
    package mutating func step(_ counts: [Double], bets: PlugInBets) {
        precondition(counts.count == bets.bins, "counts of another chart")
        let events = counts.reduce(0, +)
        guard events > 0 else { return }
        var logs = PerLearner(repeating: 0)
        let toll = tolls(bets)
        for k in 0..<bets.learners {
            var sum = 0.0
            for bin in 0..<bets.bins where counts[bin] > 0 { sum += counts[bin] * ln(gain(k, bin, bets)) }
            logs[k] = sum - events * ln(toll[k])
        }
        mixture.step(logs)
        var totals = Bins(repeating: 0)
        for bin in 0..<bets.bins { totals[bin] = counts[bin] }
        learn(totals, events, bets)
    }

    /// Takes one pane user by user, then learns from it. Counts of one user stand together.
    package mutating func step(users counts: [BinCount], bets: PlugInBets) {
        var pane = PaneFactor()
        var totals = Bins(repeating: 0)
        var total = 0.0
        let toll = tolls(bets)
        let reach = bets.reach
        var sum = PerLearner(repeating: 0)
        var events = 0.0
        for (place, count) in counts.enumerated() {
            precondition(count.bin < bets.bins, "a bin of another chart")
            totals[count.bin] += count.events
            total += count.events
            events += count.events
            for k in 0..<bets.learners { sum[k] += count.events * gain(k, count.bin, bets) }
            guard place + 1 == counts.count || counts[place + 1].user != count.user else { continue }
            if events > 0 {
                for k in 0..<bets.learners { sum[k] /= events * toll[k] }
                for k in bets.learners..<Mixture.learnersMax { sum[k] = 1 }
                pane.multiply(sum, reach: reach)
            }
            sum = PerLearner(repeating: 0)
            events = 0
        }
        mixture.step(pane)
        learn(totals, total, bets)
    }

    package var logE: Double { mixture.logE }

    /// Forgets the evidence after an alarm; forecasts stay.
    package mutating func reset() { mixture.reset() }

    /// What an event in `bin` multiplies learner `k` by, before the toll.
    private func gain(_ k: Int, _ bin: Int, _ bets: PlugInBets) -> Double {
        let share = bets.shares[k % bets.shares.count]
        return (1 - share) * forecasts[k / bets.shares.count * bets.bins + bin] / bets.baseline[bin] + share
    }

    /// The most that an event of a truth in the ball gains on average.
    private func tolls(_ bets: PlugInBets) -> PerLearner {
        var tolls = PerLearner(repeating: 1)
        for rate in bets.rates.indices {
            var square = 0.0
            for bin in 0..<bets.bins {
                let excess = forecasts[rate * bets.bins + bin] - bets.baseline[bin]
                square += excess * excess / bets.baseline[bin]
            }
            for (place, share) in bets.shares.enumerated() {
                tolls[rate * bets.shares.count + place] = 1 + bets.rho * (1 - share) * square.squareRoot()
            }
        }
        return tolls
    }

    private mutating func learn(_ counts: borrowing Bins, _ events: Double, _ bets: PlugInBets) {
        guard events > 0 else { return }
        for (rate, speed) in bets.rates.enumerated() {
            for bin in 0..<bets.bins {
                let place = rate * bets.bins + bin
                forecasts[place] += speed * (counts[bin] / events - forecasts[place])
            }
        }
    }
}

extension PlugIn {
    package func write(to writer: inout ByteWriter) {
        mixture.write(to: &writer)
        for share in forecasts { writer.write(share) }
    }

    /// Throws on a state of other bets, and on forecasts that are no shares.
    package init(from reader: inout ByteReader, bets: PlugInBets) throws(ByteCodingError) {
        self.init(bets)
        mixture = try Mixture(from: &reader)
        guard mixture.learners == bets.learners else { throw .value(at: reader.position) }
        for place in forecasts.indices {
            forecasts[place] = try reader.double()
            // A sum of roundings may leave [0, 1] by a little.
            guard abs(forecasts[place] - 0.5) < 0.5 + 1e-9 else { throw .value(at: reader.position - 8) }
        }
    }
}
