// A line of a rule for one series: its null, its evidence, and whether it counts as crossed.

internal import Model
internal import Statistics

/// The null of a line: the mean of the score is not beyond its target.
package struct Line: Equatable, Sendable {
    /// How the target follows from a yardstick.
    package enum Target: Equatable, Sendable {
        /// A share of the baseline; 1 asks for any change at all.
        case ratio(Double)
        case points(Double)
        /// The same whatever the baseline says.
        case absolute(Double)
    }

    package enum Level: UInt8, Sendable {
        case warning, critical
    }

    package let level: Level
    package let side: Side
    package let target: Target
    /// ln A.
    package let threshold: Double

    package init(level: Level, side: Side, target: Target, threshold: Double) {
        self.level = level
        self.side = side
        self.target = target
        self.threshold = threshold
    }

    /// The mean that the null allows at most (`high`) or at least (`low`) in this stratum: never nearer to the baseline
    /// than what the baseline does not know. Nil when it lies outside (0, 1) and so nothing can be beyond it.
    package func mean(_ yardstick: Yardstick) -> Double? {
        let line: Double =
            switch target {
            case .ratio(let ratio): yardstick.rate * ratio
            case .points(let points): side == .low ? yardstick.rate - points : yardstick.rate + points
            case .absolute(let value): value
            }
        let mean: Double =
            switch (target, side) {
            case (.absolute, _): line
            case (_, .low): min(line, yardstick.low)
            case (_, .high): max(line, yardstick.high)
            }
        return mean > 0 && mean < 1 ? mean : nil
    }

    /// Whether the line asks for any change, so that each stratum is held against its own baseline.
    var isAnyChange: Bool { target == .ratio(1) }

    /// One set of bets for each stratum; nil where the stratum says nothing.
    ///
    /// Over several strata a spec line says "observed against expected at this mix", which takes bets of one size; a
    /// line at the baseline itself says "each stratum as it was", which takes a common shift of the odds.
    /// `all` are the strata of the baseline, whether they were seen or not.
    func bets(_ yardsticks: [Yardstick?], among all: [Yardstick], side: Side, weightMax: Double) -> [Bets?] {
        let means = yardsticks.map { $0.flatMap { mean($0) } }
        let known = all.compactMap { mean($0) }
        guard known.count > 1, !isAnyChange else {
            let learners = known.map { Bets.learners(q0: $0, side: side) }.max() ?? 8
            return means.map { mean in
                mean.flatMap { Bets(q0: $0, side: side, weightMax: weightMax, learners: learners) }
            }
        }
        // Rates that are high in the baseline are those of the harm that refusals answer to; where there are such, the
        // rest only dilutes a fall.
        let isHarm = self.side == .low && all.contains { $0.rate >= 0.5 }
        let counted = zip(yardsticks, means).map { yardstick, mean in
            isHarm && (yardstick?.rate ?? 0) < 0.5 ? nil : mean
        }
        let extremes = all.compactMap { isHarm && $0.rate < 0.5 ? nil : mean($0) }
        guard let extreme = side == .low ? extremes.min() : extremes.max() else { return counted.map { _ in nil } }
        return counted.map { mean in
            mean.flatMap { Bets(expected: $0, extreme: extreme, side: side, weightMax: weightMax) }
        }
    }
}
