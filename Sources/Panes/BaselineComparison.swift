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
        let names = Self.union(old.events(by: .category).map(\.name), new.events(by: .category).map(\.name))
        let categories = names.map { name in
            let scope = Scope([(.category, name)])
            return RateChange(category: name, old.tally(for: scope), new.tally(for: scope))
        }
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
        let (before, after) = (old.events(by: dimension), new.events(by: dimension))
        let parts = union(before.map(\.name), after.map(\.name)).map { name in
            func events(_ side: [(name: String, events: Int64)]) -> Int64 {
                side.first { $0.name.utf8.elementsEqual(name.utf8) }?.events ?? 0
            }
            return (name: name, old: events(before), new: events(after))
        }
        guard parts.contains(where: { $0.old != $0.new }) else { return nil }
        let divergence = Divergence(current: parts.map { Double($0.new) }, baseline: parts.map { Double($0.old) })
        return MixChange(
            dimension: dimension, bits: divergence.map { max(0, $0.debiasedBits) },
            limit: divergence?.thresholdBits(alpha: 0.01), parts: parts)
    }

    private static func union(_ left: [String], _ right: [String]) -> [String] {
        Set((left + right).map { Array($0.utf8) }).sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
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
