// What one observation of one stratum is worth to each learner.

internal import Statistics

/// The factor of an event x ∈ [0, 1] of weight w is 1 + slope · w · (target − x) for `low`, with the sign turned for
/// `high`: linear in x, positive, and of mean at most 1 while the conditional mean of x is on the null's side.
/// All events of a stratum share one slope whatever their weight. Another one for weight 1 would be void where sampling
/// depends on the input: the events that are always kept may lie beyond the target while the whole does not.
package struct Bets: Equatable, Sendable {
    /// Learners: 8 or 10 for a log-odds shift, 5 with weights, 6 against an expected count.
    package let count: Int
    package let side: Side
    /// The null's boundary: the mean of x is at least this (`low`) or at most this (`high`).
    package let target: Double
    /// Heavier events have the factor 1.
    package let weightMax: Double
    package let slope: PerLearner
    /// Factors at weight 1, and their logarithms.
    package let hit: PerLearner
    package let miss: PerLearner
    package let logHit: PerLearner
    package let logMiss: PerLearner
    /// |ln factor| of an event is at most this.
    let reach: Double

    /// Odds shifts of the alternatives: ¼ · 2^(k/2).
    static let shifts: PerLearner = [
        0.25, 0.3535533905932738, 0.5, 0.7071067811865476, 1, 1.4142135623730951, 2, 2.8284271247461903, 4,
        5.656854249492381,
    ]
    /// Shares of the largest bet that keeps every factor positive.
    private static let weightedShares = [0.05, 0.1, 0.2, 0.4, 0.8]
    private static let expectedShares = [0.025, 0.05, 0.1, 0.2, 0.4, 0.8]

    /// Learners that a log-odds shift of this target wants: rare events have jumps that only a wider grid reaches.
    /// Strata of one chart take the largest of theirs.
    package static func learners(q0: Double, side: Side) -> Int { (side == .high ? q0 : 1 - q0) < 0.002 ? 10 : 8 }

    /// A common shift of the log-odds: a single rate, or one stratum of a risk-adjusted chart. With `weightMax` above 1
    /// bets are scaled to the heaviest event instead. Nil unless 0 < q0 < 1 and `weightMax` is finite and at least 1;
    /// the caller clamps a baseline's rate to [.5/(n+1), 1 − .5/(n+1)].
    package init?(q0: Double, side: Side, weightMax: Double = 1, learners: Int? = nil) {
        guard q0 > 0, q0 < 1, weightMax >= 1, weightMax < .infinity else { return nil }
        if weightMax > 1 {
            let room = side == .low ? 1 - q0 : q0
            self.init(target: q0, room: room, shares: Self.weightedShares, side: side, weightMax: weightMax)
        } else {
            self.init(shifted: q0, side: side, learners: learners ?? Self.learners(q0: q0, side: side))
        }
    }

    /// Observed against expected: the null is Σx ≥ Σ`expected` (`low`) or ≤ (`high`) over whatever mix of strata
    /// comes, with `expected` = r·p0 of this stratum. `extreme` is the smallest `expected` of the chart's strata for
    /// `low`, the largest for `high`. Nil unless both are positive, below 1 for `low`, and in that order.
    package init?(expected: Double, extreme: Double, side: Side, weightMax: Double = 1) {
        guard expected > 0, extreme > 0, expected < .infinity, extreme < .infinity else { return nil }
        guard weightMax >= 1, weightMax < .infinity else { return nil }
        guard side == .low ? extreme <= expected && expected < 1 : extreme >= expected else { return nil }
        let room = side == .low ? 1 - extreme : extreme
        self.init(target: expected, room: room, shares: Self.expectedShares, side: side, weightMax: weightMax)
    }

    /// The likelihood ratio of θ with logit θ = logit q0 ∓ shift. With s = e^∓shift it is s/(1 + q0(s−1)) for a hit and
    /// 1/(1 + q0(s−1)) for a miss, which loses nothing at rates near 0 and 1.
    private init(shifted q0: Double, side: Side, learners: Int) {
        precondition(1...Mixture.learnersMax ~= learners, "a mixture has 1 to 10 learners")
        var slope = PerLearner(repeating: 0)
        var hit = PerLearner(repeating: 1)
        var miss = hit
        var logHit = slope
        var logMiss = slope
        for k in 0..<learners {
            let shift = side == .low ? -Self.shifts[k] : Self.shifts[k]
            let growth = expm1(shift)
            logMiss[k] = -ln1p(q0 * growth)
            logHit[k] = shift + logMiss[k]
            miss[k] = 1 / (1 + q0 * growth)
            hit[k] = (1 + growth) * miss[k]
            slope[k] = abs(growth) * miss[k]
        }
        count = learners
        (self.side, target, weightMax) = (side, q0, 1)
        (self.slope, self.hit, self.miss, self.logHit, self.logMiss) = (slope, hit, miss, logHit, logMiss)
        // A factor lies between e^−shift and e^shift.
        reach = Self.shifts[learners - 1]
    }

    private init(target: Double, room: Double, shares: [Double], side: Side, weightMax: Double) {
        let sign: Double = side == .low ? 1 : -1
        var slope = PerLearner(repeating: 0)
        var hit = PerLearner(repeating: 1)
        var miss = hit
        var logHit = slope
        var logMiss = slope
        for (k, share) in shares.enumerated() {
            slope[k] = share / (weightMax * room)
            hit[k] = 1 + sign * slope[k] * (target - 1)
            miss[k] = 1 + sign * slope[k] * target
            logHit[k] = ln1p(sign * slope[k] * (target - 1))
            logMiss[k] = ln1p(sign * slope[k] * target)
        }
        count = shares.count
        (self.side, self.target, self.weightMax) = (side, target, weightMax)
        (self.slope, self.hit, self.miss, self.logHit, self.logMiss) = (slope, hit, miss, logHit, logMiss)
        // The largest bet loses 4/5 at most, or gains on the heaviest event of the better kind.
        let gain = side == .low ? target : 1 - target
        reach = max(1.7, ln1p(0.8 * max(0, gain) / room))
    }

    /// Factors of one event of `weight`. 1 where the weight is beyond `weightMax` or no weight at all.
    func factors(_ x: Double, weight: Double, into factors: inout PerLearner) {
        guard weight > 0, weight <= weightMax else { return factors = PerLearner(repeating: 1) }
        let edge = (side == .low ? target - x : x - target) * weight
        for k in factors.indices { factors[k] = 1 + slope[k] * edge }
    }

    package static func == (left: Bets, right: Bets) -> Bool {
        left.count == right.count && left.side == right.side && left.target == right.target
            && left.weightMax == right.weightMax && haveSameBits(left.slope, right.slope)
    }
}
