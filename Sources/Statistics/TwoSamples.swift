// Two samples of one measure beside each other.

/// Sorted values of both.
package struct TwoSamples: Sendable {
    private let x: [Double]
    private let y: [Double]

    /// Nil unless both have values, all of them finite.
    package init?(_ x: [Double], _ y: [Double]) {
        guard !x.isEmpty, !y.isEmpty, (x + y).allSatisfy(\.isFinite) else { return nil }
        self.x = x.sorted()
        self.y = y.sorted()
    }

    /// The Kolmogorov–Smirnov statistic: the largest gap between the two distribution functions.
    package var kolmogorovSmirnov: Double {
        var largest = 0.0
        sweep { _, _, gap in largest = max(largest, abs(gap)) }
        return largest
    }

    /// Its asymptotic p: the law of one sample of xy/(x+y) values, and its limit beyond what that is computed for.
    package var kolmogorovSmirnovP: Double {
        let size = Double(x.count) * (Double(y.count) / Double(x.count + y.count))
        let n = max(1, size.rounded(.toNearestOrEven))
        let byCount = n <= Double(Kolmogorov.countedMax) ? Kolmogorov.sf(kolmogorovSmirnov, count: Int(n)) : nil
        return byCount ?? Kolmogorov.sf(kolmogorovSmirnov * n.squareRoot()) ?? 1
    }

    /// Wasserstein's distance of order one, in units of the measure; nil when it is beyond any number.
    package var wasserstein: Double? {
        var sum = 0.0
        sweep { from, to, gap in sum += (to - from) * abs(gap) }
        return sum.isFinite ? sum : nil
    }

    /// Cramér and von Mises' two-sample statistic T (Anderson 1962), ties at their mean rank.
    package var cramerVonMises: Double {
        let (m, n) = (Double(x.count), Double(y.count))
        var sums = (0.0, 0.0)
        ranks { rank, places, isFirst in
            for place in places {
                let distance = rank - Double(place + 1)
                if isFirst { sums.0 += distance * distance } else { sums.1 += distance * distance }
            }
        }
        return (m * sums.0 + n * sums.1) / (m * n * (m + n)) - (4 * m * n - 1) / (6 * (m + n))
    }

    /// Mann and Whitney's U of the first sample: pairs in which it is larger, ties as halves.
    package var mannWhitneyU: Double {
        var sum = 0.0
        ranks { rank, places, isFirst in if isFirst { sum += rank * Double(places.count) } }
        return sum - Double(x.count) * Double(x.count + 1) / 2
    }

    /// Each stretch between neighbouring values of the pooled sample, with F(x) − F(y) on it.
    private func sweep(_ body: (_ from: Double, _ to: Double, _ gap: Double) -> Void) {
        var (i, j) = (0, 0)
        while i < x.count || j < y.count {
            let value = i < x.count && (j == y.count || x[i] <= y[j]) ? x[i] : y[j]
            while i < x.count, x[i] == value { i += 1 }
            while j < y.count, y[j] == value { j += 1 }
            let next = min(i < x.count ? x[i] : .infinity, j < y.count ? y[j] : .infinity)
            guard next < .infinity else { return }
            body(value, next, Double(i) / Double(x.count) - Double(j) / Double(y.count))
        }
    }

    /// Each group of equal values with its mean rank, once for its places in either sample.
    private func ranks(_ body: (_ rank: Double, _ places: Range<Int>, _ isFirst: Bool) -> Void) {
        var (i, j) = (0, 0)
        while i < x.count || j < y.count {
            let value = i < x.count && (j == y.count || x[i] <= y[j]) ? x[i] : y[j]
            let (fromX, fromY) = (i, j)
            while i < x.count, x[i] == value { i += 1 }
            while j < y.count, y[j] == value { j += 1 }
            let rank = Double(fromX + fromY + 1 + i + j) / 2
            if i > fromX { body(rank, fromX..<i, true) }
            if j > fromY { body(rank, fromY..<j, false) }
        }
    }
}
