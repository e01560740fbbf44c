// How much of a change is another mix of requests, and how much another behaviour.

package import Model
package import Panes

/// A window held against the baseline's own rates at today's mix.
package struct MixReading: Sendable {
    /// One stratum of the window.
    package struct Stratum: Sendable {
        package var scope: Scope
        package var totals: Totals
        package var yardstick: Yardstick?

        package init(scope: Scope, totals: Totals, yardstick: Yardstick?) {
            self.scope = scope
            self.totals = totals
            self.yardstick = yardstick
        }
    }

    /// The rate that the baseline's strata give at the window's mix. Nil when it knows none of them.
    package private(set) var expected: Double?
    /// Share of the window's events in strata that the baseline knows.
    package private(set) var coverage: Double?
    /// The observed rate over those strata.
    package private(set) var observed: Double?
    private var parts: [(stratum: Stratum, share: Double, reading: Score.Reading)] = []

    package init(_ strata: [Stratum], score: Score) {
        var (all, known, expectedSum, observedSum) = (0.0, 0.0, 0.0, 0.0)
        for stratum in strata {
            let reading = score.reading(stratum.totals)
            guard let value = reading.value else { continue }
            // Of a sample, not the mix of what was kept but of what was sent.
            let weight = score.mass(stratum.totals)
            all += weight
            guard let yardstick = stratum.yardstick else { continue }
            known += weight
            expectedSum += weight * yardstick.rate
            observedSum += weight * value
            parts.append((stratum, weight, reading))
        }
        guard all > 0 else { return }
        coverage = known / all
        guard known > 0 else { return }
        expected = expectedSum / known
        observed = observedSum / known
        for index in parts.indices { parts[index].share /= known }
    }

    /// The part of the change that is the mix, where `baseline` is the rate at the baseline's own mix.
    package func mixChange(from baseline: Double) -> Double? { expected.map { $0 - baseline } }

    package var behaviourChange: Double? {
        guard let expected, let observed else { return nil }
        return observed - expected
    }

    /// The strata that carry most of the behaviour change, the largest first.
    package var segments: [Finding.Segment] {
        let all = parts.compactMap { part -> Finding.Segment? in
            guard let yardstick = part.stratum.yardstick, let value = part.reading.value else { return nil }
            return Finding.Segment(
                scope: part.stratum.scope, events: part.reading.events, rate: value, baselineRate: yardstick.rate,
                change: part.share * (value - yardstick.rate))
        }
        let ranked = all.sorted { left, right in
            let (larger, smaller) = (left.change.magnitude, right.change.magnitude)
            if larger != smaller { return larger > smaller }
            return Scope.precedes(left.scope, right.scope)
        }
        return Array(ranked.prefix(Finding.segmentsMax))
    }
}
