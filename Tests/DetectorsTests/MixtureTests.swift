// Evidence against its reference values, through a restart, and at the ends of its range.

import Model
import Seeds
import Statistics
import Testing

@testable import Detectors

@Suite struct MixtureTests {
    @Test func gridIsTheReferenceGrid() throws {
        let thetas: [Double] = try ReferenceValues("sr_mixture").value("theta_for_q0_092")
        let bets = try #require(Bets(q0: 0.92, side: .low))
        #expect(bets.count == thetas.count)
        for (k, theta) in thetas.enumerated() {
            #expect(ReferenceValues.isNear(bets.hit[k] * 0.92, theta))
            #expect(ReferenceValues.isNear(bets.miss[k] * 0.08, 1 - theta))
        }
    }

    @Test func perEventPathAndAlarmsAreTheReferenceOnes() throws {
        let reference = try ReferenceValues("sr_mixture")
        let path = Dictionary(uniqueKeysWithValues: try reference.path("per_event_log_e").map { ($0.place, $0.value) })
        let alarms: [String: Int] = try reference.value("alarm_index0")
        let bets = try #require(Bets(q0: 0.92, side: .low))
        var mixture = Mixture(learners: bets.count)
        var compared = 0
        var first: [String: Int] = [:]
        for (t, x) in ReferenceValues.bernoulli.enumerated() {
            mixture.step(hits: x, misses: 1 - x, bets: bets)
            if let value = path[t] {
                #expect(ReferenceValues.isNear(mixture.logE, value), "event \(t)")
                compared += 1
            }
            for (name, threshold) in [("1e3", 1e3), ("1e5", 1e5), ("1e9", 1e9)]
            where first[name] == nil && mixture.reaches(ln(threshold)) { first[name] = t }
        }
        #expect(compared == path.count)
        #expect(first == alarms)
    }

    @Test(arguments: [("pane20_log_e", 0.92), ("pane20_vs_090p0_log_e", 0.828)])
    func panesOfTwentyAreTheReferencePanes(name: String, q0: Double) throws {
        let path = try ReferenceValues("sr_mixture").path(name)
        let bets = try #require(Bets(q0: q0, side: .low))
        var mixture = Mixture(learners: bets.count)
        var logE: [Double] = []
        for pane in 0..<150 {
            let hits = ReferenceValues.bernoulli[pane * 20..<pane * 20 + 20].reduce(0, +)
            mixture.step(hits: hits, misses: 20 - hits, bets: bets)
            logE.append(mixture.logE)
        }
        for (place, value) in path { #expect(ReferenceValues.isNear(logE[place], value), "pane \(place)") }
    }

    @Test func strataShareOneShift() throws {
        let reference = try ReferenceValues("risk_adjusted_sr")
        let q0: [Double] = try reference.value("q0")
        let learners = q0.map { Bets.learners(q0: $0, side: .low) }.max() ?? 8
        let bets = try q0.map { try #require(Bets(q0: $0, side: .low, learners: learners)) }
        try compare(reference.path("log_e"), with: bets)
    }

    @Test func observedAgainstExpectedIsTheReference() throws {
        let reference = try ReferenceValues("overall_oe_sr")
        let rate: Double = try reference.value("r")
        let p0: [Double] = try reference.value("p0")
        let bets = try p0.map { try #require(Bets(expected: rate * $0, extreme: rate * 0.5, side: .low)) }
        try compare(reference.path("log_e"), with: bets)
    }

    private func compare(_ path: [(place: Int, value: Double)], with bets: [Bets]) throws {
        let counts: [[Double]] = try ReferenceValues("risk_adjusted_sr").value("x")
        var mixture = Mixture(learners: bets[0].count)
        var logE: [Double] = []
        for refused in counts {
            var pane = PaneFactor()
            for (stratum, events) in [12.0, 6, 2].enumerated() {
                pane.add(hits: refused[stratum], misses: events - refused[stratum], bets: bets[stratum])
            }
            mixture.step(pane)
            logE.append(mixture.logE)
        }
        for (place, value) in path { #expect(ReferenceValues.isNear(logE[place], value), "pane \(place)") }
    }

    @Test func unitHasTheMeanFactorOfItsEvents() throws {
        let rows: [[Double]] = try ReferenceValues("clustered_factor").value("rows")
        for row in rows {
            // Bets of one alternative: the reference rows name their own θ.
            let shift = abs(logit(row[2]) - logit(row[1]))
            let (q0, theta) = (row[1], row[2])
            #expect(ReferenceValues.isNear(row[0] * theta / q0 + (1 - row[0]) * (1 - theta) / (1 - q0), row[3]))
            let bets = try #require(Bets(q0: q0, side: .low))
            var unit = UnitFactor()
            unit.add(hits: 10 * row[0], misses: 10 - 10 * row[0], bets: bets)
            // The factor is linear between hit and miss for each learner; here for those around the row's shift.
            for k in 0..<8 where abs(Bets.shifts[k] - shift) < 0.6 {
                let expected = row[0] * bets.hit[k] + (1 - row[0]) * bets.miss[k]
                #expect(ReferenceValues.isNear(unit.mean[k], expected))
            }
        }
    }

    @Test func weightedBetsAreTheReferenceBets() throws {
        let reference = try ReferenceValues("weighted_betting_sr")
        let weights: [Double] = try reference.value("w")
        let outcomes: [Double] = try reference.value("x")
        let path: [Double] = try reference.value("e_path")
        let bets = try #require(
            Bets(q0: try reference.value("q0"), side: .low, weightMax: try reference.value("wmax")))
        for asUnits in [false, true] {
            var mixture = Mixture(learners: bets.count)
            for (t, x) in outcomes.enumerated() {
                var pane = PaneFactor()
                if asUnits {
                    var unit = UnitFactor()
                    unit.add(hits: x, misses: 1 - x, weight: weights[t], bets: bets)
                    pane.add(unit)
                } else {
                    pane.add(hits: x, misses: 1 - x, weight: weights[t], bets: bets)
                }
                mixture.step(pane)
                #expect(ReferenceValues.isNear(Statistics.exp(mixture.logE), path[t]), "event \(t)")
            }
        }
    }
}
