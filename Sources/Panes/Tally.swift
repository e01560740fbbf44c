// The accumulator of outcomes: exact integers, so merging is associative, commutative and undone by subtraction.

package import Model

/// Counts of events by outcome, and the same weighted by inverse inclusion probability.
package struct Tally: Equatable, Sendable {
    /// Weights are fixed point in 1/256: an event that was always kept weighs 256.
    package static let weightOne: Int64 = 256

    package static let zero = Tally()

    /// Events by `Outcome.rawValue`.
    package var counts: InlineArray<6, Int64> = .init(repeating: 0)
    /// Sums of weights by `Outcome.rawValue`.
    package var weights: InlineArray<6, Int64> = .init(repeating: 0)
    /// Sum of squared weights of decided events, each divided by 256 and rounded down.
    package var squares: Int64 = 0

    package init() {}

    /// Weights stay below 2^22 (`sampling.rate` ≥ 0.0001), so 2^28 events at the largest weight fit in each sum.
    @inlinable
    package mutating func add(_ outcome: Outcome, weight: Int64) {
        let index = Int(outcome.rawValue)
        counts[index] &+= 1
        weights[index] &+= weight
        if outcome.isDecided { squares &+= (weight &* weight) >> 8 }
    }

    package mutating func merge(_ other: Tally) {
        for index in 0..<6 {
            counts[index] &+= other.counts[index]
            weights[index] &+= other.weights[index]
        }
        squares &+= other.squares
    }

    /// Undoes `merge(other)` exactly.
    package mutating func subtract(_ other: Tally) {
        for index in 0..<6 {
            counts[index] &-= other.counts[index]
            weights[index] &-= other.weights[index]
        }
        squares &-= other.squares
    }

    package subscript(outcome: Outcome) -> Int64 { counts[Int(outcome.rawValue)] }

    /// Events of every outcome.
    package var events: Int64 {
        var sum: Int64 = 0
        for index in 0..<6 { sum &+= counts[index] }
        return sum
    }

    package var isEmpty: Bool { events == 0 }

    /// Events in which the model itself decided: the denominator of the refusal rate.
    package var decided: Int64 { self[.refused] &+ self[.partial] &+ self[.complied] }

    private func weight(_ outcome: Outcome) -> Int64 { weights[Int(outcome.rawValue)] }

    private var decidedWeight: Int64 { weight(.refused) &+ weight(.partial) &+ weight(.complied) }

    /// Hájek's estimate of the share of decided requests that the model refused. A partial refusal is not one.
    /// Nil without decided events.
    package var refusalRate: Double? {
        decidedWeight > 0 ? Double(weight(.refused)) / Double(decidedWeight) : nil
    }

    /// Kish's effective number of decided events, (Σw)² / Σw².
    package var effectiveEvents: Double {
        guard squares > 0 else { return 0 }
        let sum = Double(decidedWeight)
        return sum * sum / (Double(squares) * 256)
    }

    /// Whether some event weighed more than one that was always kept.
    package var hasUnequalWeights: Bool {
        for index in 0..<6 where weights[index] != counts[index] &* Tally.weightOne { return true }
        return false
    }

    package static func == (left: Tally, right: Tally) -> Bool {
        for index in 0..<6 {
            guard left.counts[index] == right.counts[index], left.weights[index] == right.weights[index] else {
                return false
            }
        }
        return left.squares == right.squares
    }
}
