// One number for each learner of a mixture, flat.

/// A number per learner; a mixture of fewer learners leaves the rest at the neutral value.
package typealias PerLearner = InlineArray<10, Double>

/// Which side of the null the alternatives lie on: `low` looks for a rate that fell, `high` for one that rose.
package enum Side: UInt8, Sendable, CaseIterable {
    case low
    case high
}

/// Bit for bit, so that −∞ equals itself and 0 is not −0.
func haveSameBits(_ left: borrowing PerLearner, _ right: borrowing PerLearner) -> Bool {
    for k in left.indices where left[k].bitPattern != right[k].bitPattern { return false }
    return true
}
