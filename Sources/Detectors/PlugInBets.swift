// The fixed part of a chart of shares: the baseline and the bets against it.

internal import Statistics

/// Bets that forecast the next pane from the panes before, and gain where the forecast beats the baseline. They lose
/// 1 + rho · distance per event, so that their mean is at most 1 for every truth within chi distance `rho` of the
/// baseline, √Σ(θ−θ̂)²/θ̂ ≤ rho (Cauchy–Schwarz): an estimated baseline is no drift, nor is one too small to matter.
package struct PlugInBets: Equatable, Sendable {
    package static let binsMax = 64

    /// Shares of the baseline, none of them 0.
    package let baseline: [Double]
    package let rho: Double
    /// How fast each forecast follows the panes.
    package let rates: [Double]
    /// How much of the baseline stays in the forecast.
    package let shares: [Double]

    package var bins: Int { baseline.count }
    package var learners: Int { rates.count * shares.count }

    /// Nil unless there are 2 to `binsMax` positive shares of sum 1, rho ≥ 0, rates in (0, 1], shares in (0, 1), and at
    /// most ten learners, which are rates × shares.
    package init?(
        baseline: [Double], rho: Double, rates: [Double] = [0.3, 0.1, 0.03, 0.01], shares: [Double] = [0.2, 0.7]
    ) {
        guard 2...Self.binsMax ~= baseline.count, baseline.allSatisfy({ $0 > 0 }) else { return nil }
        guard abs(baseline.reduce(0, +) - 1) < 1e-9, rho >= 0, rho < .infinity else { return nil }
        guard rates.allSatisfy({ $0 > 0 && $0 <= 1 }), shares.allSatisfy({ $0 > 0 && $0 < 1 }) else { return nil }
        guard 1...Mixture.learnersMax ~= rates.count * shares.count else { return nil }
        self.baseline = baseline
        self.rho = rho
        self.rates = rates
        self.shares = shares
    }

    /// Shares of counts with half an event added to each bin, so that none is 0. `other`, where events go that the
    /// baseline did not know, is a bin like the rest. Empty without bins.
    package static func smoothed(_ counts: [Double]) -> [Double] {
        let total = counts.reduce(0, +) + 0.5 * Double(counts.count)
        return counts.map { ($0 + 0.5) / total }
    }

    /// |ln factor| of an event is at most this.
    var reach: Double {
        let scarce = baseline.min() ?? 1
        let least = shares.min() ?? 1
        return max(-ln(scarce), ln1p(rho / scarce.squareRoot()) - ln(least))
    }
}
