// Two counted rates beside each other: intervals for their difference and ratio, and tests that they are one.

/// A first group against a second one. Methods give nil unless 0 < alpha < 1.
package struct TwoProportions: Sendable {
    package let first: Proportion
    package let second: Proportion

    package init(_ first: Proportion, _ second: Proportion) {
        self.first = first
        self.second = second
    }

    /// First rate minus second.
    package var difference: Double { first.rate - second.rate }

    /// First rate by second; nil when the second is zero.
    package var ratio: Double? { second.hits > 0 ? first.rate / second.rate : nil }

    /// Newcombe's hybrid of two Wilson intervals (his method 10).
    package func newcombe(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha) else { return nil }
        let (a, b) = (first.wilson(z: z), second.wilson(z: z))
        func away(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
        return Interval(
            lower: difference - away(first.rate - a.lower, b.upper - second.rate),
            upper: difference + away(a.upper - first.rate, second.rate - b.lower))
    }

    /// Agresti and Caffo: Wald's interval after a hit and a miss were added to each group.
    package func agrestiCaffo(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha) else { return nil }
        return waldInterval(z, adding: 1).clamped(-1, 1)
    }

    /// Wald's interval, for comparison with other tools; too short for small counts.
    package func wald(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha) else { return nil }
        return waldInterval(z, adding: 0)
    }

    private func waldInterval(_ z: Double, adding extra: Double) -> Interval {
        func moments(_ group: Proportion) -> (rate: Double, variance: Double) {
            let count = group.count + 2 * extra
            let rate = (group.hits + extra) / count
            return (rate, rate * ((group.misses + extra) / count) / count)
        }
        let (a, b) = (moments(first), moments(second))
        let half = z * (a.variance + b.variance).squareRoot()
        return Interval(lower: a.rate - b.rate - half, upper: a.rate - b.rate + half)
    }

    /// The interval of the log ratio; nil also when a group has no hits.
    package func ratioLog(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha), first.hits > 0, second.hits > 0 else { return nil }
        func variance(_ group: Proportion) -> Double { group.misses / group.hits / group.count }
        let half = z * (variance(first) + variance(second)).squareRoot()
        let centre = ln(first.hits / second.hits) + ln(second.count / first.count)
        return Interval(finite: exp(centre - half), exp(centre + half))
    }
}

// MARK: tests

extension TwoProportions {
    /// Pearson's chi-square without correction; nil when all of both groups hit or none.
    package var chiSquare: Double? {
        let hits = first.hits + second.hits
        let misses = first.misses + second.misses
        guard hits > 0, misses > 0 else { return nil }
        let n = first.count + second.count
        let determinant = first.hits / hits * second.misses - second.hits / hits * first.misses
        let value = determinant * (determinant / misses) * (hits / first.count) * (n / second.count)
        return value.isFinite ? value : nil
    }

    /// The likelihood-ratio statistic G.
    package var g: Double {
        let n = first.count + second.count
        let share = (first.hits + second.hits) / n
        let rest = (first.misses + second.misses) / n
        let hits = deviance(first.hits, first.count * share) + deviance(second.hits, second.count * share)
        let misses = deviance(first.misses, first.count * rest) + deviance(second.misses, second.count * rest)
        return max(0, 2 * (hits + misses))
    }

    /// P(a G as large | one rate), by chi-square.
    package var gP: Double { chiSquareUpper(g, degrees: 1) }

    /// Fisher's exact P(as few hits in the first group or fewer | both margins); nil unless the counts are whole.
    package var fisherLess: Double? {
        let whole = [first.hits, first.count, second.hits, second.count]
        guard whole.allSatisfy({ $0 == $0.rounded() && $0 <= 1e13 }) else { return nil }
        let total = first.hits + second.hits
        let least = max(0, total - second.count)
        let most = min(first.count, total)
        let mode = total * (first.count / (first.count + second.count))
        if first.hits >= most { return 1 }
        if first.hits <= mode { return min(1, tail(from: first.hits, to: least, by: -1)) }
        return min(1, max(0, 1 - tail(from: first.hits + 1, to: most, by: 1)))
    }

    /// The sum of hypergeometric probabilities from `start` away from the mode.
    private func tail(from start: Double, to end: Double, by step: Double) -> Double {
        let total = first.hits + second.hits
        let share = total / (first.count + second.count)
        let here = binomialProbability(start, first.count, share)
        let there = binomialProbability(total - start, second.count, share)
        let both = binomialProbability(total, first.count + second.count, share)
        var term = here / both * there
        var sum = 0.0
        var k = start
        while true {
            sum += term
            if k == end || term <= sum * 0x1p-60 { return sum }
            let up = (first.count - k) * (total - k)
            let down = (k + 1) * (second.count - total + k + 1)
            let downHere = k * (second.count - total + k)
            let upBefore = (first.count - k + 1) * (total - k + 1)
            term *= step > 0 ? up / down : downHere / upBefore
            k += step
        }
    }
}
