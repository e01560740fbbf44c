// Miettinen and Nurminen's score intervals for the difference and the ratio of two rates, by inverting the test.

extension TwoProportions {
    /// The score interval of the difference; nil unless 0 < alpha < 1.
    package func miettinenNurminen(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha) else { return nil }
        func isInside(_ delta: Double) -> Bool {
            let (p1, p2) = restricted(difference: delta)
            return isWithin(z, difference - delta, p1 * (1 - p1) / first.count + p2 * (1 - p2) / second.count)
        }
        return Interval(
            lower: border(inside: difference, outside: -1, isInside: isInside),
            upper: border(inside: difference, outside: 1, isInside: isInside))
    }

    /// The same as statsmodels 0.15 computes it. Its restricted rates solve another cubic, with the second group's hits
    /// where Miettinen and Nurminen have its count, and make the interval longer by about a percent. For comparison
    /// with that library; nil also where its cubic has no rates.
    package func scoreAsStatsmodels(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha) else { return nil }
        var isSolved = true
        func isInside(_ delta: Double) -> Bool {
            guard let (p1, p2) = statsmodelsRates(difference: delta) else {
                isSolved = false
                return false
            }
            return isWithin(z, difference - delta, p1 * (1 - p1) / first.count + p2 * (1 - p2) / second.count)
        }
        // It looks for the ends near Wald's: halving from far away would meet places where the cubic has no rates.
        let lower = firstOutside(from: difference, towards: -1, isInside)
        let upper = firstOutside(from: difference, towards: 1, isInside)
        isSolved = true
        let interval = Interval(
            lower: border(inside: difference, outside: lower, isInside: isInside),
            upper: border(inside: difference, outside: upper, isInside: isInside))
        return isSolved ? interval : nil
    }

    private func firstOutside(from start: Double, towards end: Double, _ isInside: (Double) -> Bool) -> Double {
        var share = 0x1p-30
        while share < 1, isInside(start + (end - start) * share) { share *= 1.25 }
        return start + (end - start) * min(share, 1)
    }

    private func statsmodelsRates(difference delta: Double) -> (Double, Double)? {
        let n = first.count + second.count
        let hits = first.hits + second.hits
        if delta == 0 { return (hits / n, hits / n) }
        let l2 = (first.count + 2 * second.count) * delta - n - hits
        let l1 = (second.hits * delta - n - 2 * second.hits) * delta + hits
        let l0 = second.hits * delta * (1 - delta)
        let third = l2 / (3 * n)
        let q = third * third * third - l1 * l2 / (6 * n * n) + l0 / (2 * n)
        let square = third * third - l1 / (3 * n)
        guard square > 0, q != 0 else { return nil }
        let p = q > 0 ? square.squareRoot() : -square.squareRoot()
        guard let angle = arccosine(q / (p * p * p)) else { return nil }
        let p2 = 2 * p * cosine((3.141592653589793 + angle) / 3) - third
        let p1 = p2 + delta
        // Its own test asks only that the variance is positive.
        return p1 * (1 - p1) / first.count + p2 * (1 - p2) / second.count > 0 ? (p1, p2) : nil
    }

    /// The score interval of the ratio; nil also when the second group has no hits, and the interval no end.
    package func ratioScore(alpha: Double) -> Interval? {
        guard let z = Normal.twoSided(alpha: alpha), let ratio else { return nil }
        func isInside(_ r: Double) -> Bool {
            let (p1, p2) = restricted(ratio: r)
            let variance = p1 * (1 - p1) / first.count + r * r * p2 * (1 - p2) / second.count
            return isWithin(z, first.rate - r * second.rate, variance)
        }
        // Ratios span many powers of ten, so the search for the upper end starts by doubling.
        var outside = max(1, 2 * ratio)
        while outside < 1e300, isInside(outside) { outside *= 2 }
        guard outside < 1e300 else { return nil }
        return Interval(
            lower: border(inside: ratio, outside: 0, isInside: isInside),
            upper: border(inside: ratio, outside: outside, isInside: isInside))
    }

    private func isWithin(_ z: Double, _ distance: Double, _ variance: Double) -> Bool {
        let n = first.count + second.count
        // n/(n−1) is Miettinen and Nurminen's correction; a single event has none.
        let corrected = n > 1 ? variance * (n / (n - 1)) : variance
        return distance == 0 || distance * distance <= z * z * corrected
    }

    /// The most likely rates that differ by `delta`.
    private func restricted(difference delta: Double) -> (Double, Double) {
        let low = max(0, -delta)
        let high = min(1, 1 - delta)
        let p2 = mostLikely(in: low...max(low, high)) { p2 in
            let p1 = p2 + delta
            return slope(first, p1) + slope(second, p2)
        }
        return (min(max(p2 + delta, 0), 1), p2)
    }

    /// The most likely rates whose ratio is `r`: a quadratic.
    private func restricted(ratio r: Double) -> (Double, Double) {
        if r == 0 { return (0, second.rate) }
        let n = first.count + second.count
        let b = first.count * r + first.hits + second.count + second.hits * r
        let root = max(0, b * b - 4 * n * r * (first.hits + second.hits)).squareRoot()
        let p2 = min(2 * (first.hits + second.hits) / (b + root), 1)
        return (min(p2 * r, 1), p2)
    }

    /// The slope of the log-likelihood of one group at rate p.
    private func slope(_ group: Proportion, _ p: Double) -> Double {
        let up = group.hits == 0 ? 0 : group.hits / max(p, 0)
        let down = group.misses == 0 ? 0 : group.misses / max(1 - p, 0)
        return up - down
    }

    /// Where a falling slope crosses zero.
    private func mostLikely(in range: ClosedRange<Double>, slope: (Double) -> Double) -> Double {
        border(inside: range.lowerBound, outside: range.upperBound) { slope($0) > 0 }
    }
}
