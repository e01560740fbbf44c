// The evidence of one pane, unit by unit.

internal import Statistics

/// The logarithm of the product of a pane's unit factors, per learner. It can be stepped on once only, and panes are
/// disjoint: a window that overlaps the one before would count evidence twice.
package struct PaneFactor: ~Copyable {
    private var logs = PerLearner(repeating: 0)
    /// Factors whose logarithm is not taken yet. A logarithm for each unit would cost more than all the rest.
    private var product = PerLearner(repeating: 1)
    /// |ln product| is at most this.
    private var reach = 0.0
    package private(set) var isEmpty = true

    package init() {}

    /// Adds events of one stratum that are units of their own: nothing tells whose they are.
    package mutating func add(hits: Double, misses: Double, weight: Double = 1, bets: borrowing Bets) {
        guard hits + misses > 0 else { return }
        isEmpty = false
        if weight == 1 {
            for k in logs.indices { logs[k] += hits * bets.logHit[k] + misses * bets.logMiss[k] }
        } else {
            var factors = PerLearner(repeating: 1)
            bets.factors(1, weight: weight, into: &factors)
            multiply(factors, reach: bets.reach, times: hits)
            bets.factors(0, weight: weight, into: &factors)
            multiply(factors, reach: bets.reach, times: misses)
        }
    }

    /// Adds one user.
    package mutating func add(_ unit: borrowing UnitFactor) {
        if unit.events > 0 { multiply(unit.mean, reach: unit.reach) }
    }

    /// `reach` bounds |ln factor|.
    mutating func multiply(_ factors: borrowing PerLearner, reach bound: Double, times: Double = 1) {
        guard times > 0 else { return }
        isEmpty = false
        if times == 1, bound < Self.reachMax {
            if reach + bound > Self.reachMax { takeLogarithms() }
            for k in product.indices { product[k] *= factors[k] }
            reach += bound
        } else {
            for k in logs.indices { logs[k] += times * ln(factors[k]) }
        }
    }

    /// Well inside the range of a Double, e^±708.
    private static let reachMax = 600.0

    private mutating func takeLogarithms() {
        for k in logs.indices { logs[k] += ln(product[k]) }
        product = PerLearner(repeating: 1)
        reach = 0
    }

    /// Σ ln factor for each learner.
    package consuming func makeLogFactors() -> PerLearner {
        if reach > 0 { takeLogarithms() }
        return logs
    }
}
