// The accumulator is an exact monoid.

import Model
import Seeds
import Testing

@testable import Panes

func randomTally(using random: inout SeededRandom, events: Int = 8) -> Tally {
    var tally = Tally.zero
    for _ in 0..<Int.random(in: 0...events, using: &random) {
        tally.add(
            Outcome.allCases.randomElement(using: &random) ?? .unknown,
            weight: random.chance(0.7) ? Tally.weightOne : Int64.random(in: 256...2_560_000, using: &random))
    }
    return tally
}

func sum(_ tallies: [Tally]) -> Tally {
    var sum = Tally.zero
    for tally in tallies { sum.merge(tally) }
    return sum
}

@Suite struct TallyTests {
    @Test func mergeIsAssociativeCommutativeAndUndoneBySubtract() {
        var random = SeededRandom(announcing: "mergeIsAssociativeCommutativeAndUndoneBySubtract")
        for _ in 0..<500 {
            let (a, b, c) = (
                randomTally(using: &random), randomTally(using: &random), randomTally(using: &random)
            )
            #expect(sum([a, b]) == sum([b, a]))
            #expect(sum([sum([a, b]), c]) == sum([a, sum([b, c])]))
            #expect(sum([a, .zero]) == a)
            var undone = sum([a, b, c])
            undone.subtract(b)
            #expect(undone == sum([a, c]))
            undone.subtract(a)
            undone.subtract(c)
            #expect(undone == .zero)
            #expect(undone.isEmpty)
        }
    }

    @Test func onlyDecisionsOfTheModelEnterTheRate() {
        var tally = Tally.zero
        for (outcome, count) in [
            (Outcome.refused, 3), (.partial, 2), (.complied, 5), (.blocked, 7), (.error, 11), (.unknown, 13),
        ] {
            for _ in 0..<count { tally.add(outcome, weight: Tally.weightOne) }
        }
        #expect(tally.events == 41)
        #expect(tally.decided == 10)
        #expect(tally.refusalRate == 0.3)
        #expect(tally.effectiveEvents == 10)
    }

    @Test func noDecisionMeansNoRate() {
        var tally = Tally.zero
        #expect(tally.refusalRate == nil)
        tally.add(.error, weight: Tally.weightOne)
        #expect(tally.refusalRate == nil)
        #expect(tally.effectiveEvents == 0)
        #expect(!tally.isEmpty)
    }

    /// Four complied events kept with probability 1/10 stand for forty; with ten refusals the rate is 10 / 50.
    /// Kish: (10·1 + 4·10)² / (10·1 + 4·100) = 2500 / 410.
    @Test func sampledEventsWeighWhatTheyStandFor() {
        var tally = Tally.zero
        for _ in 0..<10 { tally.add(.refused, weight: 256) }
        for _ in 0..<4 { tally.add(.complied, weight: 2560) }
        tally.add(.blocked, weight: 2560)
        #expect(tally.refusalRate == 0.2)
        #expect(tally.effectiveEvents == 2500.0 / 410)
        #expect(tally.squares == 10 * 256 + 4 * 25_600)
        #expect(tally.decided == 14)
    }

    @Test func equalWeightsAreWorthTheirCount() {
        for weight in [Int64(256), 2560, 2_560_000] {
            var tally = Tally.zero
            for _ in 0..<1000 { tally.add(.complied, weight: weight) }
            #expect(tally.effectiveEvents == 1000)
            #expect(tally.refusalRate == 0)
        }
    }
}
