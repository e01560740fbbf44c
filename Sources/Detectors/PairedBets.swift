// Two answers to the same input, from a model and from the one that it was tuned from.

internal import Statistics

/// Bets against "the tuned model is no worse than the base one". With no gap tolerated only discordant pairs count, and
/// they are worse half the time at most. With a gap all pairs count, by (1 + d) / 2 with d = 1 for a worse answer, 0 for
/// an equal one, −1 for a better one: the null is that d is `gap` at most on average.
package struct PairedBets: Equatable, Sendable {
    package let bets: Bets
    private let countsEqual: Bool

    /// Nil unless 0 ≤ gap < 1.
    package init?(toleratedGap gap: Double = 0) {
        guard gap >= 0, let bets = Bets(q0: (1 + gap) / 2, side: .high) else { return nil }
        self.bets = bets
        countsEqual = gap > 0
    }

    /// Adds pairs that are units of their own.
    package func add(worse: Double, equal: Double, better: Double, to pane: inout PaneFactor) {
        pane.add(hits: worse, misses: better, bets: bets)
        guard countsEqual, equal > 0 else { return }
        var unit = UnitFactor()
        unit.add(hits: 0.5, misses: 0.5, bets: bets)
        pane.multiply(unit.mean, reach: bets.reach, times: equal)
    }
}
