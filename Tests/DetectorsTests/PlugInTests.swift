// Shares, two streams and pairs against their reference values.

import Model
import Seeds
import Statistics
import Testing

@testable import Detectors

@Suite struct PlugInTests {
    private func bets(_ block: ReferenceValues, rho: Double, shares: [Double]) throws -> PlugInBets {
        let topics: [Double] = try ReferenceValues("topic_plugin_sr").value("theta0")
        return try #require(
            PlugInBets(baseline: topics, rho: rho, rates: try block.value("lam"), shares: shares))
    }

    private func compare(_ block: ReferenceValues, with bets: PlugInBets) throws {
        let counts: [[Double]] = try ReferenceValues("topic_plugin_sr").value("counts")
        var detector = PlugIn(bets)
        // One event per user is what events without users are.
        var singles = PlugIn(bets)
        var logE: [Double] = []
        for pane in counts {
            detector.step(pane, bets: bets)
            logE.append(detector.logE)
            var users: [BinCount] = []
            for (bin, events) in pane.enumerated() {
                for _ in 0..<Int(events) { users.append(BinCount(user: users.count, bin: bin, events: 1)) }
            }
            singles.step(users: users, bets: bets)
            #expect(abs(singles.logE - detector.logE) < 1e-9)
        }
        for (place, value) in try block.path("log_e") {
            #expect(ReferenceValues.isNear(logE[place], value), "pane \(place)")
        }
    }

    @Test func sharesAreTheReference() throws {
        let block = try ReferenceValues("topic_plugin_sr")
        try compare(block, with: bets(block, rho: 0, shares: [try block.value("eps")]))
    }

    @Test func sharesWithTheBallAreTheReference() throws {
        let block = try ReferenceValues("topic_ball_sr")
        try compare(block, with: bets(block, rho: try block.value("rho"), shares: try block.value("eps")))
    }

    /// Whatever the first pane holds, the forecast did not know it: every factor is 1.
    @Test func betsComeFromPastPanesOnly() throws {
        let bets = try #require(PlugInBets(baseline: [0.7, 0.2, 0.1], rho: 0))
        for counts in [[50.0, 0, 0], [0, 0, 1e12], [7, 2, 1]] {
            var detector = PlugIn(bets)
            detector.step(counts, bets: bets)
            #expect(abs(detector.logE) < 1e-3 && (counts[2] > 1e6 || abs(detector.logE) < 1e-12))
            #expect(detector != PlugIn(bets))
        }
    }

    @Test func userCountsOnceHoweverManyEvents() throws {
        let bets = try #require(PlugInBets(baseline: [0.7, 0.2, 0.1], rho: 0.1))
        var (flood, plain) = (PlugIn(bets), PlugIn(bets))
        for _ in 0..<3 {
            flood.step(users: [BinCount(user: 1, bin: 2, events: 1e6)], bets: bets)
            plain.step(users: [BinCount(user: 1, bin: 2, events: 1)], bets: bets)
        }
        #expect(abs(flood.logE - plain.logE) < 1e-12)
    }

    @Test func emptyPaneIsNoStepForShares() throws {
        let bets = try #require(PlugInBets(baseline: [0.7, 0.3], rho: 0.1))
        var detector = PlugIn(bets)
        detector.step([0, 0], bets: bets)
        detector.step(users: [], bets: bets)
        detector.step(users: [BinCount(user: 1, bin: 0, events: 0)], bets: bets)
        #expect(detector == PlugIn(bets))
    }

    @Test func snapshotOfSharesChangesNothing() throws {
        let counts: [[Double]] = try ReferenceValues("topic_plugin_sr").value("counts")
        let bets = try #require(PlugInBets(baseline: [0.4, 0.3, 0.2, 0.1], rho: 0.1))
        var straight = PlugIn(bets)
        var restarted = straight
        for pane in counts {
            straight.step(pane, bets: bets)
            restarted.step(pane, bets: bets)
            var writer = ByteWriter()
            restarted.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            restarted = try PlugIn(from: &reader, bets: bets)
            #expect(reader.isAtEnd && restarted == straight)
        }
        var writer = ByteWriter()
        Mixture(learners: 8).write(to: &writer)
        for _ in 0..<16 { writer.write(Double.nan) }
        var nonsense = ByteReader(writer.bytes)
        #expect(throws: ByteCodingError.value(at: 65)) { try PlugIn(from: &nonsense, bets: bets) }
    }

    @Test func extremeSharesGiveNumbers() throws {
        let baseline = PlugInBets.smoothed([1e12] + [Double](repeating: 0, count: 63))
        let bets = try #require(PlugInBets(baseline: baseline, rho: 0.1))
        var detector = PlugIn(bets)
        for bin in [0, 63, 63, 5, 0, 63] {
            var counts = [Double](repeating: 0, count: 64)
            counts[bin] = 1e12
            detector.step(counts, bets: bets)
            detector.step(users: [BinCount(user: 1, bin: bin, events: 5)], bets: bets)
            #expect(detector.logE.isFinite)
        }
    }

    @Test func impossibleSharesAreRefused() {
        let bad: [[Double]] = [
            [1], [], [0.5, 0.4], [1, 0], [.nan, 0.5], [Double](repeating: 1.0 / 65, count: 65),
        ]
        for baseline in bad { #expect(PlugInBets(baseline: baseline, rho: 0) == nil) }
        #expect(PlugInBets(baseline: [0.5, 0.5], rho: -1) == nil)
        #expect(PlugInBets(baseline: [0.5, 0.5], rho: 0, rates: [0]) == nil)
        #expect(PlugInBets(baseline: [0.5, 0.5], rho: 0, shares: [1]) == nil)
        let twelve = PlugInBets(baseline: [0.5, 0.5], rho: 0, rates: [0.1, 0.2, 0.3], shares: [0.1, 0.2, 0.3, 0.4])
        #expect(twelve == nil)
        #expect(PlugInBets.smoothed([3, 0]) == [3.5 / 4, 0.5 / 4])
    }
}

@Suite struct ComparisonTests {
    @Test func blockFactorIsTheReference() throws {
        let rows: [[Double]] = try ReferenceValues("two_stream_e").value("rows")
        for row in rows {
            let block = TwoStreamBlock(hitsA: row[0], eventsA: row[1], hitsB: row[2], eventsB: row[3])
            #expect(ReferenceValues.isNear(Statistics.exp(block.logE(rateA: row[4], rateB: row[5])), row[6]))
        }
    }

    @Test func streamsThatDifferAreTold() throws {
        var random = SeededRandom(seed: 11)
        var (same, different) = (TwoStream(), TwoStream())
        for _ in 0..<100 {
            func hits(_ rate: Double) -> Double { Double((0..<20).count { _ in random.unit() < rate }) }
            same.step(TwoStreamBlock(hitsA: hits(0.9), eventsA: 20, hitsB: hits(0.9), eventsB: 20))
            different.step(TwoStreamBlock(hitsA: hits(0.9), eventsA: 20, hitsB: hits(0.8), eventsB: 20))
            same.step(TwoStreamBlock(hitsA: 0, eventsA: 0, hitsB: 0, eventsB: 0))
            var writer = ByteWriter()
            different.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try TwoStream(from: &reader) == different)
        }
        #expect(same.logE < ln(20) && different.logE > ln(1e4))
        #expect(different.logChangeE >= different.logE)
    }

    @Test func firstBlockSaysNothing() {
        var stream = TwoStream()
        stream.step(TwoStreamBlock(hitsA: 10, eventsA: 10, hitsB: 0, eventsB: 10))
        #expect(stream.logE == 0)
    }

    @Test func pairsCountAgainstTheirNull() throws {
        let plain = try #require(PairedBets())
        let gap = try #require(PairedBets(toleratedGap: 0.02))
        #expect(PairedBets(toleratedGap: -0.1) == nil && PairedBets(toleratedGap: 1) == nil)
        #expect(plain.bets.target == 0.5 && gap.bets.target == 0.51)
        for k in 0..<gap.bets.count {
            let equal = (gap.bets.hit[k] + gap.bets.miss[k]) / 2
            let mean = 0.05 * gap.bets.hit[k] + 0.03 * gap.bets.miss[k] + 0.92 * equal
            #expect(abs(mean - 1) < 1e-12, "a gap of exactly 2 % is the boundary")
        }
        var onlyEqual = PaneFactor()
        plain.add(worse: 0, equal: 1000, better: 0, to: &onlyEqual)
        let isEmpty = onlyEqual.isEmpty
        #expect(isEmpty)
        var process = Mixture.process(learners: plain.bets.count)
        #expect(process.logE == 0)
        for worse in [5.0, 1] {
            var pane = PaneFactor()
            plain.add(worse: worse, equal: 7, better: 6 - worse, to: &pane)
            process.multiply(pane)
        }
        // Five worse and one better, then the reverse, and no start of its own between them: e is the mean over the
        // learners of (hit · miss)^6.
        var mean = 0.0
        for k in 0..<8 { mean += power(plain.bets.hit[k] * plain.bets.miss[k], 6) / 8 }
        #expect(ReferenceValues.isNear(process.logE, ln(mean)))
        var pane = PaneFactor()
        gap.add(worse: 0, equal: 1000, better: 0, to: &pane)
        let logs = pane.makeLogFactors()
        for k in 0..<gap.bets.count { #expect(logs[k] < 0) }
    }
}
