// Evidence at the ends of its range: restarts, odd numbers, empty panes, huge counts.

import Model
import Seeds
import Statistics
import Testing

@testable import Detectors

@Suite struct EvidenceRangeTests {
    private static let targets = [1e-12, 0.0005, 0.0019, 0.05, 0.5, 0.92, 0.9985, 1 - 1e-12]

    private static func everyBets() throws -> [Bets] {
        var all: [Bets] = []
        for q0 in targets {
            for side in [Side.low, .high] {
                all.append(try #require(Bets(q0: q0, side: side)))
                all.append(try #require(Bets(q0: q0, side: side, weightMax: 10_000)))
            }
        }
        all.append(try #require(Bets(expected: 0.891, extreme: 0.45, side: .low)))
        all.append(try #require(Bets(expected: 0.45, extreme: 0.45, side: .low, weightMax: 20)))
        all.append(try #require(Bets(expected: 0.3, extreme: 1.2, side: .high)))
        all.append(try #require(Bets(expected: 1.2, extreme: 1.2, side: .high)))
        return all
    }

    @Test func factorsArePositiveAndOfMeanOneAtTheBoundary() throws {
        for bets in try Self.everyBets() {
            for k in 0..<bets.count {
                #expect(bets.hit[k] > 0 && bets.miss[k] > 0)
                let mean = bets.target * bets.hit[k] + (1 - bets.target) * bets.miss[k]
                #expect(abs(mean - 1) < 1e-12)
                // Beyond the boundary the mean is above 1, on the null's side below.
                #expect((bets.miss[k] > bets.hit[k]) == (bets.side == .low))
                #expect(abs(bets.logHit[k] - ln(bets.hit[k])) < 1e-9 * max(1, abs(bets.logHit[k])))
                #expect(max(abs(bets.logHit[k]), abs(bets.logMiss[k])) <= bets.reach * (1 + 1e-12))
            }
            for k in bets.count..<Mixture.learnersMax { #expect(bets.hit[k] == 1 && bets.logMiss[k] == 0) }
        }
    }

    /// Events that are always kept may lie beyond the boundary while the whole does not.
    @Test func weightedFactorsHaveMeanOneHoweverSamplingDependsOnTheInput() throws {
        let (flagged, rest, shareFlagged) = (0.7, 0.97, 0.2)
        let whole = shareFlagged * flagged + (1 - shareFlagged) * rest
        let bets = try #require(Bets(q0: whole, side: .low, weightMax: 20))
        var heavy = PerLearner(repeating: 1)
        for k in 0..<bets.count {
            bets.factors(rest, weight: 20, into: &heavy)
            let always = flagged * bets.hit[k] + (1 - flagged) * bets.miss[k]
            let mean = shareFlagged * always + (1 - shareFlagged) * (0.05 * heavy[k] + 0.95)
            #expect(abs(mean - 1) < 1e-12)
        }
    }

    /// Users ask ten times. Flagged ones are always kept and refused more often; of the others one event in
    /// twenty is kept. The mean over kept events gains though the whole is at the boundary; over ten places it is 1.
    @Test func unitsWithRoomAreFactorsHoweverSamplingDependsOnTheUser() throws {
        let kinds = [(share: 0.135, rate: 0.97, kept: 1.0), (share: 0.865, rate: 0.9, kept: 0.05)]
        let whole = kinds.reduce(0) { $0 + $1.share * $1.rate }
        let bets = try #require(Bets(q0: whole, side: .low, weightMax: 20))
        for k in 0..<bets.count {
            var means: [Double] = []
            for room in [0.0, 10] {
                var mean = 0.0
                for kind in kinds {
                    var mass = power(1 - kind.kept, 10)
                    for kept in 0...10 {
                        if kind.kept == 1 { mass = kept == 10 ? 1 : 0 }
                        var unit = UnitFactor(room: room)
                        // Linear in x: the expected hits stand for the mean over outcomes.
                        let (hits, events) = (kind.rate * Double(kept), Double(kept))
                        unit.add(hits: hits, misses: events - hits, weight: 1 / kind.kept, bets: bets)
                        mean += kind.share * mass * (kept > 0 ? unit.mean[k] : 1)
                        mass *= Double(10 - kept) / Double(kept + 1) * kind.kept / (1 - kind.kept)
                    }
                }
                means.append(mean)
            }
            #expect(abs(means[1] - 1) < 1e-12)
            #expect(means[0] > 1 + 0.01 * bets.slope[k])
        }
    }

    @Test func bothSidesMirrorEachOther() throws {
        let low = try #require(Bets(q0: 0.92, side: .low))
        let high = try #require(Bets(q0: 0.08, side: .high))
        for k in 0..<8 {
            #expect(ReferenceValues.isNear(low.hit[k], high.miss[k]))
            #expect(ReferenceValues.isNear(low.miss[k], high.hit[k]))
        }
        #expect(Bets(q0: 0.0019, side: .high)?.count == 10 && Bets(q0: 0.0019, side: .low)?.count == 8)
        #expect(Bets(q0: 0.9985, side: .low)?.count == 10 && Bets(q0: 0.9985, side: .high)?.count == 8)
        #expect(Bets(q0: 0.9985, side: .low, learners: 8)?.count == 8)
    }

    @Test func impossibleTargetsAreRefused() {
        for q0 in [0, 1, -0.1, 1.1, .nan, .infinity] {
            for side in [Side.low, .high] { #expect(Bets(q0: q0, side: side) == nil) }
        }
        for weight in [0, 0.5, .nan, .infinity] { #expect(Bets(q0: 0.5, side: .low, weightMax: weight) == nil) }
        let expected: [(Double, Double, Side)] = [
            (0, 0, .low), (1, 0.5, .low), (0.5, 0.6, .low), (.nan, 0.5, .low), (0.5, .nan, .high), (0.5, 0.4, .high),
        ]
        for (expected, extreme, side) in expected {
            #expect(Bets(expected: expected, extreme: extreme, side: side) == nil)
        }
    }

    @Test func noInputGivesANumberThatIsNone() throws {
        var random = SeededRandom(seed: 6)
        for bets in try Self.everyBets() {
            var mixture = Mixture(learners: bets.count)
            for events in [1, 2.5, 100, 1e6, 1e12, 1e12, 3] {
                for share in [0, 1, random.unit()] {
                    var pane = PaneFactor()
                    pane.add(hits: events * share, misses: events * (1 - share), bets: bets)
                    pane.add(hits: share, misses: 1 - share, weight: 1 + random.unit() * 20_000, bets: bets)
                    pane.add(hits: 1, misses: 0, weight: .nan, bets: bets)
                    for _ in 0..<40 {
                        var unit = UnitFactor()
                        unit.add(hits: random.unit(), misses: random.unit(), weight: bets.weightMax, bets: bets)
                        unit.add(hits: share, misses: 0, bets: bets)
                        pane.add(unit)
                    }
                    mixture.step(pane)
                    #expect(mixture.logE.isFinite)
                }
            }
        }
    }

    @Test func emptyPaneIsNoStep() throws {
        let bets = try #require(Bets(q0: 0.5, side: .low))
        var mixture = Mixture(learners: 8)
        #expect(mixture.logE == -.infinity)
        #expect(!mixture.reaches(-1e300))
        var pane = PaneFactor()
        pane.add(UnitFactor())
        pane.add(hits: 0, misses: 0, bets: bets)
        mixture.step(pane)
        #expect(mixture == Mixture(learners: 8))
        mixture.step(hits: 3, misses: 5, bets: bets)
        let before = mixture
        mixture.step(PaneFactor())
        #expect(mixture == before)
        mixture.reset()
        #expect(mixture == Mixture(learners: 8))
    }

    /// The running product is folded before it leaves the range of a Double, and nothing is lost by it.
    @Test func productsOfManyUnitsEqualTheSumOfTheirLogarithms() throws {
        for bets in try Self.everyBets() {
            var random = SeededRandom(seed: 5)
            var pane = PaneFactor()
            var sums = [Double](repeating: 0, count: bets.count)
            for _ in 0..<500 {
                let isHit = random.chance(0.5)
                var unit = UnitFactor()
                unit.add(hits: isHit ? 2 : 0, misses: isHit ? 0 : 2, bets: bets)
                pane.add(unit)
                for k in 0..<bets.count { sums[k] += isHit ? bets.logHit[k] : bets.logMiss[k] }
            }
            let logs = pane.makeLogFactors()
            for k in 0..<bets.count { #expect(ReferenceValues.isNear(logs[k], sums[k])) }
        }
    }

    @Test func snapshotInTheMiddleChangesNothing() throws {
        for bets in try Self.everyBets() {
            var random = SeededRandom(seed: 7)
            var straight = Mixture(learners: bets.count)
            var restarted = straight
            for _ in 0..<50 {
                let hits = Double(random.next() % 21)
                straight.step(hits: hits, misses: 20 - hits, bets: bets)
                var writer = ByteWriter()
                restarted.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                restarted = try Mixture(from: &reader)
                #expect(reader.isAtEnd)
                restarted.step(hits: hits, misses: 20 - hits, bets: bets)
                #expect(restarted == straight)
            }
        }
    }

    @Test func snapshotsThatNobodyWroteAreRefused() throws {
        var writer = ByteWriter()
        Mixture(learners: 3).write(to: &writer)
        for length in 0..<writer.bytes.count {
            var reader = ByteReader(Array(writer.bytes.prefix(length)))
            #expect(throws: ByteCodingError.truncated(at: max(0, length - (length + 7) % 8))) {
                try Mixture(from: &reader)
            }
        }
        for (place, value) in [(0, 0), (0, 11), (0, 255)] as [(Int, UInt8)] {
            var bytes = writer.bytes
            bytes[place] = value
            var reader = ByteReader(bytes)
            #expect(throws: ByteCodingError.value(at: 0)) { try Mixture(from: &reader) }
        }
        for value in [Double.nan, .infinity, 1e300] {
            var writer = ByteWriter()
            writer.write(UInt8(1))
            writer.write(Int64(bitPattern: value.bitPattern))
            var reader = ByteReader(writer.bytes)
            #expect(throws: ByteCodingError.value(at: 1)) { try Mixture(from: &reader) }
        }
    }
}
