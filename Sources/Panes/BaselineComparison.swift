// Two baselines beside each other: only what differs.

package import Model
internal import Statistics

/// What changes when one baseline takes the place of another. Nothing, for a baseline and itself.
package struct BaselineComparison: Equatable, Sendable {
    /// Refusals of the whole model or of one category.
    package struct RateChange: Equatable, Sendable {
        /// Nil for the whole model.
        package let category: String?
        package let old: Tally
        package let new: Tally
        /// New rate minus old, with Newcombe's 95 % interval. Nil when one of them has no decided events.
        package let difference: Double?
        package let low: Double?
        package let high: Double?
    }

    /// How events spread over the values of a dimension.
    package struct MixChange: Equatable, Sendable {
        package let dimension: Dimension
        /// Jensen–Shannon divergence in bits without its bias, 0 at least, and what it stays below in 99 % of pairs
        /// of samples from one source. Nil when one of them has no events.
        package let bits: Double?
        package let limit: Double?
        /// By the bytes of their names.
        package let parts: [(name: String, old: Int64, new: Int64)]

        package static func == (left: MixChange, right: MixChange) -> Bool {
            left.dimension == right.dimension && left.parts.elementsEqual(right.parts) { $0 == $1 }
        }
    }

    package struct SpreadChange: Equatable, Sendable {
        package let measure: Measure
        package let old: Spread?
        package let new: Spread?
    }

    /// The whole model first, then categories by their bytes.
    package let rates: [RateChange]
    package let mixes: [MixChange]
    package let spreads: [SpreadChange]

    package var isEmpty: Bool { rates.isEmpty && mixes.isEmpty && spreads.isEmpty }

    package init(from old: Baseline, to new: Baseline) {
        let whole = RateChange(category: nil, old.tally, new.tally)
        let categories = Self.joined(old.tallies(by: .category), new.tallies(by: .category))
            .map { RateChange(category: $0.name, $0.old, $0.new) }
        rates = ([whole] + categories).filter { $0.old != $0.new }
        mixes = [Dimension.category, .responseTopic].compactMap { Self.mix($0, old, new) }
        spreads = Array(Set(old.measures + new.measures)).sorted().compactMap { measure in
            let (before, after) = (old.histogram(for: Scope([]), measure), new.histogram(for: Scope([]), measure))
            guard before != after else { return nil }
            return SpreadChange(measure: measure, old: Spread(measure, before), new: Spread(measure, after))
        }
    }

    /// Nil when the counts are the same.
    private static func mix(_ dimension: Dimension, _ old: Baseline, _ new: Baseline) -> MixChange? {
        let parts = joined(old.tallies(by: dimension), new.tallies(by: dimension))
            .map { (name: $0.name, old: $0.old.events, new: $0.new.events) }
        guard parts.contains(where: { $0.old != $0.new }) else { return nil }
        let divergence = Divergence(current: parts.map { Double($0.new) }, baseline: parts.map { Double($0.old) })
        return MixChange(
            dimension: dimension, bits: divergence.map { max(0, $0.debiasedBits) },
            limit: divergence?.thresholdBits(alpha: 0.01), parts: parts)
    }

    /// Both sides by name, in the order of the names' bytes; what one does not have is zero there.
    private static func joined(
        _ old: [(name: String, tally: Tally)], _ new: [(name: String, tally: Tally)]
    ) -> [(name: String, old: Tally, new: Tally)] {
        var byName: [[UInt8]: (old: Tally, new: Tally)] = [:]
        for (name, tally) in old { byName[Array(name.utf8), default: (.zero, .zero)].old = tally }
        for (name, tally) in new { byName[Array(name.utf8), default: (.zero, .zero)].new = tally }
        return byName.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (String(decoding: $0.key, as: UTF8.self), $0.value.old, $0.value.new) }
    }
}

extension BaselineComparison.RateChange {
    fileprivate init(category: String?, _ old: Tally, _ new: Tally) {
        self.category = category
        (self.old, self.new) = (old, new)
        guard let before = old.proportion, let after = new.proportion else {
            (difference, low, high) = (nil, nil, nil)
            return
        }
        let pair = TwoProportions(after, before)
        let interval = pair.newcombe(alpha: 0.05)
        (difference, low, high) = (pair.difference, interval?.lower, interval?.upper)
    }
}
