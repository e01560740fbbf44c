// Paired answers: only pairs that disagree tell the two sides apart.

/// Discordant pairs: `b` where only the first side hit, `c` where only the second did.
package struct McNemar: Sendable {
    private let b: Int
    private let c: Int

    /// Nil unless both are zero or more and their sum is at most `countMax`.
    package init?(b: Int, c: Int) {
        guard b >= 0, c >= 0, Double(b) + Double(c) <= countMax else { return nil }
        self.b = b
        self.c = c
    }

    /// The chi-square statistic with continuity correction; zero without discordant pairs.
    package var chiSquareCorrected: Double {
        b + c == 0 ? 0 : Double(max(0, abs(b - c) - 1)) * (Double(max(0, abs(b - c) - 1)) / Double(b + c))
    }

    /// The exact two-sided p.
    package var exactP: Double { min(1, 2 * halves.cdf) }

    /// The exact p with only half of what was seen itself.
    package var midP: Double { min(1, 2 * halves.cdf - halves.pmf) }

    private var halves: (cdf: Double, pmf: Double) {
        guard let law = Binomial(count: b + c, rate: 0.5) else { return (1, 0) }
        return (law.cdf(min(b, c)), law.pmf(min(b, c)))
    }
}
