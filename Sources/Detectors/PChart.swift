// The chart of a rate, pane by pane: exact binomial limits, three-sigma limits, and Laney's for scattered rates.

internal import Statistics

/// A p-chart around a known or estimated rate.
package struct PChart: Equatable, Sendable {
    /// The chance of a point outside on either side, that of three sigma in a normal distribution.
    package static let tail = 0.00135

    /// The centre line.
    package let p0: Double
    /// How much wider than binomial the rates scatter, from one pane to the next; 1 when nothing is known.
    package let sigmaZ: Double
    /// Pearson's dispersion of the panes that the chart was made from; 1 for a stated rate.
    package let dispersion: Double

    /// Around a stated rate. `sigmaZ` is Laney's, from a baseline.
    package init(p0: Double, sigmaZ: Double = 1) throws(ParameterError) {
        self.p0 = try rate(p0, "p0")
        self.sigmaZ = try positive(sigmaZ, "sigma-z")
        dispersion = 1
    }

    /// Around the mean rate of these panes, with their own scatter. Throws when they are all hits, all misses or empty.
    package init(events: [Double], hits: [Double]) throws(ParameterError) {
        let panes = zip(events, hits).compactMap { counts(events: $0, hits: $1) }
        let total = panes.reduce(0) { $0 + $1.events }
        p0 = try rate(total > 0 ? panes.reduce(0) { $0 + $1.hits } / total : 0, "p0")
        var steps = 0.0
        var squares = 0.0
        var last: Double?
        for pane in panes {
            let z = Self.score(pane.events, pane.hits, p0)
            if let last { steps += abs(z - last) }
            last = z
            squares += z * z
        }
        let gaps = Double(max(1, panes.count - 1))
        // 1.128 is the mean range of two normal values.
        sigmaZ = steps > 0 ? steps / gaps / 1.128 : 1
        dispersion = panes.count > 1 ? squares / gaps : 1
    }

    private static func score(_ events: Double, _ hits: Double, _ p0: Double) -> Double {
        (hits / events - p0) / (p0 * (1 - p0) / events).squareRoot()
    }

    /// What the chart says of one pane.
    package struct Point: Equatable, Sendable {
        /// The pane's rate.
        package let rate: Double
        /// Its distance from the centre, in binomial standard deviations.
        package let z: Double
        fileprivate let events: Double
        fileprivate let p0: Double
        /// Counts outside this have a chance of at most .00135 on either side. Not kept: made when asked for.
        package var exact: ClosedRange<Double> { BinomialLimits(events: events, p: p0, tail: PChart.tail).counts }
        /// Rates within three binomial standard deviations: what most charts draw, and wrong for rates near 0 and 1.
        package let threeSigma: ClosedRange<Double>
        /// Rates within three standard deviations as the panes really scatter.
        package let laney: ClosedRange<Double>
        /// The count is outside the exact limits.
        package let isOutside: Bool
        /// The rate is outside Laney's limits.
        package let isOutsideLaney: Bool
    }

    /// Judges one pane; nil when it is empty.
    package func point(events: Double, hits: Double) -> Point? {
        guard let (events, hits) = counts(events: events, hits: hits) else { return nil }
        let sigma = (p0 * (1 - p0) / events).squareRoot()
        let rate = hits / events
        let z = Self.score(events, hits, p0)
        let laney = Self.limits(p0, 3 * sigma * max(1, sigmaZ))
        return Point(
            rate: rate, z: z, events: events, p0: p0, threeSigma: Self.limits(p0, 3 * sigma), laney: laney,
            isOutside: isOutside(events: events, hits: hits, z: z), isOutsideLaney: !laney.contains(rate))
    }

    /// Skewness and the steps of the counts move the exact limits from three deviations by less than 3/sd deviations
    /// once the variance is 25; only nearer to them than that they must be known.
    private func isOutside(events: Double, hits: Double, z: Double) -> Bool {
        let variance = events * p0 * (1 - p0)
        let doubt = 3 / variance.squareRoot()
        if variance >= 25, abs(abs(z) - 3) > doubt { return abs(z) > 3 }
        return !BinomialLimits(events: events, p: p0, tail: Self.tail).counts.contains(hits)
    }

    private static func limits(_ centre: Double, _ half: Double) -> ClosedRange<Double> {
        max(0, centre - half)...min(1, centre + half)
    }
}

/// The counts between the two tails of a binomial distribution.
struct BinomialLimits {
    let counts: ClosedRange<Double>

    /// Above this variance two quantiles cost less than adding up the terms.
    static let varianceMax = 10_000.0

    /// `events` is at least 1, `p` inside (0, 1); a fraction of an event is cut off.
    init(events: Double, p: Double, tail: Double) {
        let n = events.rounded(.down)
        let q = 1 - p
        if n * p * q > Self.varianceMax, n <= 1e12, let binomial = Binomial(count: Int(n), rate: p),
            let lower = binomial.quantile(tail), let upper = binomial.quantile(upper: tail), lower <= upper
        {
            counts = Double(lower)...Double(upper)
            return
        }
        guard n * p * q <= Self.varianceMax else {
            // Beyond what the exact quantile takes, the normal one with Cornish and Fisher's skewness.
            let z = 2.9999769927033643
            let skew: Double = (z * z - 1) * (q - p) / 6
            let spread: Double = z * (n * p * q).squareRoot()
            let centre: Double = n * p + skew
            counts = max(0, (centre - spread).rounded())...min(n, (centre + spread).rounded())
            return
        }
        // Terms relative to that of the mode, outwards: first their sum, then as far as the rest is still a tail.
        let mode = min(n, ((n + 1) * p).rounded(.down))
        let odds = p / q
        let down = { (k: Double) in k / ((n - k + 1) * odds) }
        let up = { (k: Double) in (n - k) / (k + 1) * odds }
        let below = Self.sum(Int(mode)) { down(mode - $0) }
        let above = Self.sum(Int(n - mode)) { up(mode + $0) }
        let wanted = tail * (1 + below + above)
        let lower = Self.steps(Int(mode), below - wanted) { down(mode - $0) }
        let upper = Self.steps(Int(n - mode), above - wanted) { up(mode + $0) }
        counts = mode - lower...mode + upper
    }

    /// The sum of at most `count` terms, each `ratio` times the one before it. What is left out is below 1e−12 of it.
    private static func sum(_ count: Int, _ ratio: (Double) -> Double) -> Double {
        var (sum, term) = (0.0, 1.0)
        for index in 0..<count {
            term *= ratio(Double(index))
            sum += term
            if term < 1e-15 { break }
        }
        return sum
    }

    /// How many terms come before the rest is less than the tail: until their sum exceeds `room`.
    private static func steps(_ count: Int, _ room: Double, _ ratio: (Double) -> Double) -> Double {
        var (sum, term) = (0.0, 1.0)
        guard room >= 0 else { return 0 }
        for index in 0..<count {
            term *= ratio(Double(index))
            sum += term
            if sum > room { return Double(index + 1) }
        }
        return Double(count)
    }
}
