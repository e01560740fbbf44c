// Probes that must never fail: what a few failures say, and what silence does.

package enum Canary {
    private static let alternatives = [0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95]

    /// ln of the evidence against a failure rate of at most q0: the mean of the likelihood ratios of the alternatives
    /// above q0. Nil unless 0 < q0 < 0.95 and 0 ≤ failures ≤ count ≤ `countMax`.
    package static func lnEvidence(failures: Int, of count: Int, q0: Double) -> Double? {
        guard q0 > 0, q0 < 0.95, failures >= 0, failures <= count, Double(count) <= countMax else { return nil }
        let exponents = alternatives.filter { $0 > q0 }.map { theta in
            Double(failures) * (ln(theta) - ln(q0)) + Double(count - failures) * (ln1p(-theta) - ln1p(-q0))
        }
        guard let largest = exponents.max() else { return nil }
        return largest + ln(exponents.map { exp($0 - largest) }.reduce(0, +) / Double(exponents.count))
    }

    /// What the failure rate is below with confidence 1 − alpha after `count` probes without a failure; nil unless
    /// count > 0 and 0 < alpha < 1.
    package static func zeroFailureBound(count: Int, alpha: Double) -> Double? {
        guard count > 0, alpha > 0, alpha < 1 else { return nil }
        return -expm1(ln(alpha) / Double(count))
    }
}
