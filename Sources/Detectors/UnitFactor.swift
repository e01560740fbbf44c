// The evidence of one user in one pane.

/// The mean of the factors of a user's events. A mean of e-factors is one under any dependence inside the user, which
/// the product is not. So users weigh alike, and the null is about their means.
package struct UnitFactor: Sendable {
    private var sum = PerLearner(repeating: 0)
    private(set) var reach = 0.0
    package private(set) var events = 0.0
    private let room: Double

    /// `room` matters where sampling leaves out events of some users more than of others. The number of kept events
    /// then tells users apart, and the mean over them is no factor of the whole any more; over a fixed number of places
    /// it is. Places that kept events do not fill have factor 1. `room` is one for all users. Of more events than that,
    /// their mean is what `room` of them, drawn by lot, bring on average.
    package init(room: Double = 0) {
        self.room = room
    }

    /// Adds events of one stratum and one weight. Fractions are values between a hit and a miss.
    package mutating func add(hits: Double, misses: Double, weight: Double = 1, bets: borrowing Bets) {
        guard hits + misses > 0 else { return }
        if weight == 1 {
            for k in sum.indices { sum[k] += hits * bets.hit[k] + misses * bets.miss[k] }
        } else {
            var factors = PerLearner(repeating: 1)
            // Linear in x, so that the events' mean stands for them.
            bets.factors(hits / (hits + misses), weight: weight, into: &factors)
            for k in sum.indices { sum[k] += (hits + misses) * factors[k] }
        }
        reach = max(reach, bets.reach)
        events += hits + misses
    }

    /// The mean over the unit's places.
    var mean: PerLearner {
        let empty = max(0, room - events)
        var mean = sum
        for k in mean.indices { mean[k] = (mean[k] + empty) / (events + empty) }
        return mean
    }
}
