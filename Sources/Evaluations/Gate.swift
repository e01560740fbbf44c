// What a tuned model must show before it is deployed, and what forbids it.

package import Model

/// Gates of one file.
package struct GateSet: Equatable, Sendable {
    package static let safetyDefault = [Label(name: "risk", value: "safety")]

    package var gates: [Gate]
    /// Buckets whose cases are about safety.
    package var safety: [Label] = GateSet.safetyDefault

    package init(gates: [Gate]) {
        self.gates = gates
    }
}

package struct Gate: Equatable, Sendable {
    package var name: String
    /// One line for people.
    package var summary = ""
    package var metric: EvaluationMetric
    /// Kinds of suites that it is about; empty: all.
    package var kinds: [CanaryKind] = []
    /// Cases that it is about.
    package var slice = Slice.whole
    /// One of these must hold. None: it is enough that nothing blocks.
    package var accept: [Condition] = []
    /// None of these may hold.
    package var block: [Condition] = []
    /// The share of cases that may be unmeasured. Of safety cases none may.
    package var unmeasuredMax = 0.02
    /// With fewer cases a person decides.
    package var casesMin = 1
    /// Slices without which the suite is not one for this gate.
    package var includes: [Slice] = []

    package init(name: String, metric: EvaluationMetric) {
        self.name = name
        self.metric = metric
    }

    /// All of its tests must hold.
    package struct Condition: Equatable, Sendable {
        package enum Place: Equatable, Sendable {
            case one(Slice)
            /// Each category and each bucket by itself: it holds when it holds in one of them.
            case each
        }

        package var tests: [Test]
        package var place: Place
        /// Nil: the gate's.
        package var metric: EvaluationMetric?

        package init(tests: [Test], place: Place = .one(.whole), metric: EvaluationMetric? = nil) {
            (self.tests, self.place, self.metric) = (tests, place, metric)
        }
    }

    /// One comparison. Numbers of shares are between 0 and 1.
    package enum Test: Equatable, Sendable {
        /// tuned − base ≥ x
        case gain(Double)
        /// base − tuned ≥ x
        case loss(Double)
        /// base − tuned > x
        case lossOver(Double)
        /// (base − tuned) / base > x
        case dropOver(Double)
        case baseBelow(Double)
        case tunedBelow(Double)
        case tunedAtLeast(Double)
        /// tuned / base ≤ x
        case ratioAtMost(Double)
        /// tuned / base > x
        case ratioOver(Double)
        /// Cases that score lower, as a share: < x, ≥ x
        case regressedBelow(Double)
        case regressedAtLeast(Double)
        /// Cases that score lower, counted: > x
        case regressionsOver(Int64)
        /// Another metric did not rise.
        case withoutGain(EvaluationMetric)
    }
}
