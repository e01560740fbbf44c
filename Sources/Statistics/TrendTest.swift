// Does a rate go up or down over ordered groups?

/// Cochran and Armitage's test for a trend of proportions over scores, such as the times of runs.
package struct TrendTest: Sendable, Equatable {
    /// Hits among a count at a score.
    package struct Group: Sendable, Equatable {
        package let share: Proportion
        package let score: Double

        package init(_ share: Proportion, score: Double) {
            self.share = share
            self.score = score
        }
    }

    /// Standard normal when the rate is the same everywhere; above 0 when it rises with the score.
    package let z: Double
    /// Change of the rate per unit of score: the slope of a line by least squares, weighted by counts.
    package let slope: Double
    /// The smaller of hits and misses over all groups: with few of them p is only a guide.
    package let rarer: Double

    /// Nil unless there are two different scores, all finite, and both hits and misses.
    package init?(_ groups: [Group]) {
        let count = groups.reduce(0) { $0 + $1.share.count }
        let hits = groups.reduce(0) { $0 + $1.share.hits }
        guard count > 0, count <= countMax, hits > 0, hits < count, groups.allSatisfy({ $0.score.isFinite }) else {
            return nil
        }
        let rate = hits / count
        // Around their mean, scores such as microseconds since 1970 lose no digits.
        let first = groups[0].score
        let mean = groups.reduce(0) { $0 + $1.share.count * ($1.score - first) } / count
        var (excess, spread) = (0.0, 0.0)
        for group in groups {
            let distance = group.score - first - mean
            excess += distance * (group.share.hits - group.share.count * rate)
            spread += group.share.count * distance * distance
        }
        guard spread > 0, spread.isFinite, excess.isFinite else { return nil }
        z = excess / (rate * (1 - rate) * spread).squareRoot()
        slope = excess / spread
        rarer = min(hits, count - hits)
    }

    /// Two-sided, by the normal distribution.
    package var p: Double { min(1, 2 * Normal.tails(-abs(z)).lower) }
}
