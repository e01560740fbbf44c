// What runs of a suite amount to.

import Canaries
import Model
import Seeds
import Testing

@Suite struct SuiteEvidenceTests {
    private let start = EventTime(microseconds: 1_763_640_000_000_000)

    private func run(_ number: Int, hours: Int64 = 1, hash: String = "h") -> CanaryRun {
        let time = start + .seconds(Int64(number) * hours * 3600)
        return CanaryRun(
            suite: "direct", kind: .direct, target: "tuned", model: "alpha", occasion: "slot:\(number)",
            slot: Int64(number), suiteHash: hash, dueAt: time, startedAt: time, deadline: time + .seconds(1800),
            state: .intended)
    }

    /// A whole run; `failed` items fail twice, `flaky` ones once of three times.
    private func play(
        _ evidence: inout SuiteEvidence, _ run: CanaryRun, items: Int = 24, failed: Range<Int> = 0..<0,
        flaky: Range<Int> = 0..<0
    ) {
        for item in 0..<items {
            let fate: CanaryFate = failed.contains(item) ? .failed : flaky.contains(item) ? .flaky : .passed
            let (asked, failures): (Int64, Int64) = fate == .failed ? (2, 2) : fate == .flaky ? (3, 1) : (1, 0)
            let conclusion = CanaryConclusion(
                item: "i\(item)", category: "c\(item % 4)", fate: fate, asked: asked, failures: failures)
            _ = evidence.take(CanaryReport(run: run, conclusions: [conclusion], at: run.startedAt))
        }
        var over = run
        over.state = .complete
        _ = evidence.take(CanaryReport(run: over, at: run.startedAt))
    }

    @Test func silenceIsToldWithWhatItLeavesOpen() {
        var evidence = SuiteEvidence()
        #expect(evidence.zeroFailureBound == nil)
        play(&evidence, run(0))
        #expect(evidence.zeroFailureBound.map { (0.117...0.118).contains($0) } == true)
        for number in 1..<24 { play(&evidence, run(number)) }
        #expect(evidence.dayCounts.asked == 576)
        play(&evidence, run(24), failed: 0..<1)
        #expect(evidence.zeroFailureBound == nil)
    }

    @Test func twoFailuresOfTwoAnswersAreEvidence() {
        var evidence = SuiteEvidence()
        play(&evidence, run(0), items: 1, failed: 0..<1)
        // STATISTICS 3.13: e = 3021.
        #expect(abs(evidence.lnEvidence(borne: 0.01) - 8.0133) < 0.001)
    }

    /// What no single run shows is shown by a day.
    @Test func dayShowsWhatRunsDoNot() {
        var evidence = SuiteEvidence()
        var highest = 0.0
        for number in 0..<12 {
            play(&evidence, run(number), flaky: 3..<4)
            if number == 0 { highest = evidence.lnEvidence(borne: 0.01) }
        }
        #expect(highest < SuiteEvidence.lnThreshold)
        #expect(evidence.lnEvidence(borne: 0.01) > highest)
        #expect(evidence.dayCounts.failures == 12)
        // A day later it is forgotten.
        play(&evidence, run(40))
        #expect(evidence.dayCounts.failures == 0 && evidence.dayCounts.asked == 24)
    }

    @Test func conclusionsAndRunsAreTakenOnce() {
        var (once, twice) = (SuiteEvidence(), SuiteEvidence())
        for number in 0..<5 {
            play(&once, run(number), failed: 2..<4)
            play(&twice, run(number), failed: 2..<4)
            play(&twice, run(number), failed: 0..<24)
        }
        #expect(once == twice)
    }

    @Test func regressionBeginsAnewWithOtherQuestions() {
        var evidence = SuiteEvidence()
        play(&evidence, run(0))
        #expect(evidence.regression == nil)
        play(&evidence, run(1), failed: 0..<14)
        #expect(evidence.regression.map { $0.worse == 14 && $0.lnEvidence > SuiteEvidence.lnThreshold } == true)
        play(&evidence, run(2, hash: "other"), failed: 0..<14)
        #expect(evidence.regression == nil)
        play(&evidence, run(3, hash: "other"), failed: 0..<14)
        #expect(evidence.regression.map { $0.worse == 0 && $0.lnEvidence == 0 } == true)
    }

    /// A coin that is fair never looks bad for long.
    @Test func itemsThatFlipBothWaysAreNoRegression() {
        var random = SeededRandom(announcing: "itemsThatFlipBothWaysAreNoRegression")
        var evidence = SuiteEvidence()
        play(&evidence, run(0), failed: 0..<6)
        for number in 1..<200 {
            let first = Int.random(in: 0...18, using: &random)
            play(&evidence, run(number), failed: first..<first + 6)
        }
        #expect(evidence.regression.map { $0.lnEvidence < SuiteEvidence.lnThreshold + 3 } == true)
    }

    /// What is remembered does not grow, however long it goes on.
    @Test func evidenceIsBounded() {
        var evidence = SuiteEvidence()
        for number in 0..<300 { play(&evidence, run(number), items: 200, failed: 0..<200) }
        #expect(evidence.failing.count == 64)
        var writer = ByteWriter()
        evidence.write(to: &writer)
        #expect(writer.bytes.count < 12_000)
        var reader = ByteReader(writer.bytes)
        #expect((try? SuiteEvidence(from: &reader)) == evidence)
    }

    @Test func tunedAndBaseAreComparedOncePerSlot() throws {
        var (tuned, base) = (SuiteEvidence(), SuiteEvidence())
        var comparison = ComparisonEvidence()
        for number in 0..<3 {
            play(&tuned, run(number), failed: 0..<6)
            play(&base, run(number), failed: 0..<2)
            let (own, other) = (try #require(tuned.last), try #require(base.last))
            let isTaken = comparison.take(own, base: other)
            let isTakenAgain = comparison.take(own, base: other)
            #expect(isTaken && !isTakenAgain)
            #expect((comparison.worse, comparison.better, comparison.both) == (4, 0, 24))
        }
        #expect(comparison.lnEvidence > 4)
        play(&tuned, run(3))
        let ahead = comparison.take(try #require(tuned.last), base: try #require(base.last))
        #expect(!ahead, "the base has not run in this slot")
    }
}
