// How far two distributions over the same bins are apart, from counts.

/// Current counts against baseline counts, bin by bin.
package struct Divergence: Sendable {
    /// Shares of the current counts and of the baseline's.
    private let p: [Double]
    private let q: [Double]
    private let current: [Double]
    private let baseline: [Double]
    private let currentTotal: Double
    private let baselineTotal: Double

    private static let ln2 = 0.6931471805599453

    /// Nil unless both have the same bins, at least one, with finite counts of zero or more and totals within
    /// 1e-9 ≤ total ≤ `countMax`.
    package init?(current: [Double], baseline: [Double]) {
        let totals = (current.reduce(0, +), baseline.reduce(0, +))
        guard current.count == baseline.count, (current + baseline).allSatisfy({ $0 >= 0 }),
            totals.0 >= countMin, totals.1 >= countMin, totals.0 <= countMax, totals.1 <= countMax
        else { return nil }
        self.current = current
        self.baseline = baseline
        (currentTotal, baselineTotal) = totals
        p = current.map { $0 / totals.0 }
        q = baseline.map { $0 / totals.1 }
    }

    // MARK: Jensen–Shannon

    /// In bits, 0 to 1. (Some libraries call the square root of it by this name.)
    package var jensenShannonBits: Double { Self.jensenShannon(p, q) / Self.ln2 }

    /// The square root of the divergence in nats.
    package var jensenShannonDistanceNat: Double { Self.jensenShannon(p, q).squareRoot() }

    /// The square root of the divergence in bits.
    package var jensenShannonDistanceBase2: Double { jensenShannonBits.squareRoot() }

    /// What the divergence in bits is on average when nothing has changed.
    package var biasBits: Double {
        Double(max(0, occupiedBins - 1)) / 8 * (1 / currentTotal + 1 / baselineTotal) / Self.ln2
    }

    /// The divergence in bits without its bias; below zero when the counts agree better than chance would have it.
    package var debiasedBits: Double { jensenShannonBits - biasBits }

    /// What the divergence in bits exceeds with probability alpha when nothing has changed; nil unless 0 < alpha < 1.
    package func thresholdBits(alpha: Double) -> Double? {
        guard alpha > 0, alpha < 1 else { return nil }
        guard let law = ChiSquare(degrees: Double(occupiedBins - 1)) else { return 0 }
        return law.isf(alpha).map { $0 * (1 / currentTotal + 1 / baselineTotal) / (8 * Self.ln2) }
    }

    /// The divergence in nats with the groups weighted by their sizes: G / 2n.
    package var weightedNats: Double {
        let total = currentTotal + baselineTotal
        return Self.jensenShannon(p, q, currentTotal / total, baselineTotal / total)
    }

    // MARK: other distances

    /// Kullback–Leibler of current from baseline in nats; infinite where the baseline has an empty bin.
    package var klCurrentBaseline: Double { Self.kullbackLeibler(p, q) }

    /// Kullback–Leibler of baseline from current in nats; infinite where current has an empty bin.
    package var klBaselineCurrent: Double { Self.kullbackLeibler(q, p) }

    package var hellinger: Double {
        let squares = zip(p, q).map { ($0.squareRoot() - $1.squareRoot()) * ($0.squareRoot() - $1.squareRoot()) }
        return min(1, (squares.reduce(0, +) / 2).squareRoot())
    }

    package var totalVariation: Double { zip(p, q).map { abs($0 - $1) }.reduce(0, +) / 2 }

    // MARK: with half a count added to every bin

    /// Kullback–Leibler of current from baseline in nats, always finite.
    package var smoothedKL: Double { Self.kullbackLeibler(smoothed.0, smoothed.1) }

    /// Jensen–Shannon in bits.
    package var smoothedJensenShannonBits: Double { Self.jensenShannon(smoothed.0, smoothed.1) / Self.ln2 }

    /// The population stability index.
    package var smoothedPSI: Double {
        let (p, q) = smoothed
        return zip(p, q).map { ($0 - $1) * ln($0 / $1) }.reduce(0, +)
    }

    private var smoothed: ([Double], [Double]) {
        let k = Double(current.count)
        return (
            current.map { ($0 + 0.5) / (currentTotal + 0.5 * k) },
            baseline.map { ($0 + 0.5) / (baselineTotal + 0.5 * k) }
        )
    }

    // MARK: test and entropy

    /// Bins that are not empty in both.
    package var occupiedBins: Int { zip(current, baseline).count { $0 + $1 > 0 } }

    /// The likelihood-ratio statistic of the two rows.
    package var g: Double {
        let total = currentTotal + baselineTotal
        var sum = 0.0
        for (x, y) in zip(current, baseline) where x + y > 0 {
            let share = (x + y) / total
            // What is nearly no number at all would be multiplied down to zero.
            guard share > 1e-300 else { continue }
            sum += deviance(x, currentTotal * share) + deviance(y, baselineTotal * share)
        }
        return max(0, 2 * sum)
    }

    /// P(a G as large | nothing has changed), by chi-square.
    package var gP: Double { chiSquareUpper(g, degrees: occupiedBins - 1) }

    /// Shannon's entropy of current, in nats.
    package var entropy: Double { max(0, -p.map { $0 > 0 ? $0 * ln($0) : 0 }.reduce(0, +)) }

    /// The entropy with Miller and Madow's correction.
    package var entropyMillerMadow: Double {
        entropy + Double(current.count { $0 > 0 } - 1) / (2 * currentTotal)
    }

    // MARK: sums

    /// Each bin's share of the divergence as Σ x ln(x/m) + m − x, whose terms are all positive.
    private static func jensenShannon(
        _ p: [Double], _ q: [Double], _ wp: Double = 0.5, _ wq: Double = 0.5
    ) -> Double {
        var sum = 0.0
        for (x, y) in zip(p, q) where x + y > 0 {
            let middle = wp * x + wq * y
            guard middle > 0 else { continue }
            sum += wp * deviance(x, middle) + wq * deviance(y, middle)
        }
        return min(ln2, max(0, sum))
    }

    private static func kullbackLeibler(_ p: [Double], _ q: [Double]) -> Double {
        var sum = 0.0
        for (x, y) in zip(p, q) where x > 0 || y > 0 {
            if y == 0 { return .infinity }
            sum += deviance(x, y)
        }
        return max(0, sum)
    }
}
