// What rules that go by evidence say, and when they keep quiet.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

let overall = Rule(
    name: "overall", metric: .refusalRate, dimensions: [.model], window: .seconds(300),
    warning: Threshold(below: 0.9), critical: Threshold(below: 0.75), minimumEvents: 100,
    keepFiringFor: .seconds(60))
let eachCategory = Rule(
    name: "category", metric: .refusalRate, dimensions: [.model, .category], window: .seconds(300),
    warning: Threshold(below: 0.85), critical: Threshold(below: 0.7), minimumEvents: 50,
    keepFiringFor: .seconds(60))

@Suite struct EvidenceTests {
    private let both = [Traffic(), Traffic(category: "fraud", rate: 0.7)]

    private func scaled(_ factor: Double) -> [Traffic] {
        [Traffic(rate: 0.9 * factor), Traffic(category: "fraud", rate: 0.7 * factor)]
    }

    // MARK: Alarm or none

    @Test func healthyTrafficIsNoAlarmAndAFallBelowTheLineIsOne() throws {
        var bench = Bench([overall, eachCategory], seed: 1)
        bench.run(120, both)
        #expect(bench.transitions.isEmpty)
        #expect(bench.verdict(overall)?.state == .ok && bench.verdict(eachCategory, "fraud")?.state == .ok)
        let delay = bench.untilAlarm(60, scaled(0.5))
        #expect(try #require(delay) < 12)
        bench.run(20, scaled(0.5))
        #expect(bench.verdict(overall)?.state == .critical)
        let first = try #require(bench.transitions.first { $0.alert.rule == "overall" }).alert
        let finding = try #require(first.evidence.finding)
        let onset = try #require(finding.onset)
        #expect(abs((onset - at(1210)).seconds) <= 20, "\(onset.rfc3339)")
        let (low, high, value) = (
            try #require(finding.low), try #require(finding.high), try #require(first.evidence.value)
        )
        #expect(low < value && value < high)
        #expect((finding.statistic ?? 0) >= (finding.threshold ?? .infinity))
        #expect((finding.users ?? 0) >= 10)
        #expect(finding.segments.count == 2)
    }

    /// A rate between the line and the baseline is a change, but not one that this rule is about.
    @Test func aFallThatStaysAboveTheLineIsNoAlarm() {
        var bench = Bench([overall], seed: 2)
        bench.run(300, scaled(0.95))
        #expect(bench.transitions.isEmpty)
    }

    @Test func anotherMixAloneIsNoAlarm() throws {
        var bench = Bench([overall, eachCategory], seed: 3)
        bench.run(60, both)
        let mix = [Traffic(events: 4), Traffic(category: "fraud", events: 76, rate: 0.7)]
        bench.run(300, mix)
        #expect(bench.transitions.isEmpty)
        let verdict = try #require(bench.verdict(overall))
        // Well below nine tenths of the baseline's own mix, and as expected of this one.
        #expect(try #require(verdict.value) < 0.9 * 0.8)
        #expect(abs(try #require(verdict.ratio) - 1) < 0.05)
    }

    @Test func oneCategoryIsFoundThatTheOthersHide() {
        var bench = Bench([overall, eachCategory], seed: 4)
        let hidden = [Traffic(events: 200), Traffic(category: "fraud", events: 15, rate: 0.3)]
        bench.run(80, hidden)
        #expect(Set(bench.transitions.map(\.alert.rule)) == ["category"])
        #expect(bench.verdict(eachCategory, "fraud")?.state == .critical)
        #expect(bench.verdict(eachCategory, "weapons")?.state == .ok)
        #expect(bench.verdict(overall)?.state == .ok)
    }

    // MARK: The life of an alert

    @Test func warningBecomesCriticalAndRecoveryResolves() throws {
        var bench = Bench([overall], seed: 5)
        bench.run(20, both)
        let warned = bench.untilAlarm(400, scaled(0.82))
        #expect(warned != nil)
        #expect(bench.transitions.last?.alert.severity == .medium)
        #expect(bench.verdict(overall)?.state == .warning)
        bench.run(60, scaled(0.4))
        #expect(bench.transitions.last?.kind == .escalated && bench.transitions.last?.alert.severity == .high)
        // Back, but for fewer events than the mirrored test asks for: nothing happens yet.
        bench.run(1, [Traffic(events: 5)])
        #expect(bench.verdict(overall)?.state == .critical)
        bench.run(60, both)
        #expect(bench.transitions.map(\.kind) == [.firing, .escalated, .resolved])
        #expect(bench.transitions.last?.alert.severity == .high)
        #expect(bench.verdict(overall)?.state == .ok)
        // The lines are armed again.
        let again = bench.untilAlarm(40, scaled(0.4))
        #expect(again != nil)
    }

    @Test func silenceIsStaleAndResumes() {
        var bench = Bench([overall], seed: 6)
        bench.run(20, scaled(0.4))
        bench.run(31, [])
        #expect(bench.verdict(overall)?.state == .stale)
        bench.run(1, scaled(0.4))
        #expect(bench.transitions.map(\.kind).suffix(2) == [.stale, .resumed])
    }

    // MARK: Not judged, and why

    @Test func everyReasonForNotJudgingIsNamed() {
        var thin = Bench([overall, eachCategory], book: Bench.book(extra: [("alpha", "spam", 20, 5)]), seed: 7)
        thin.run(20, both + [Traffic(category: "spam"), Traffic(category: "scams"), Traffic(model: "beta")])
        #expect(thin.verdict(eachCategory, "spam")?.state == .learning(.thinBaseline))
        #expect(thin.verdict(overall, model: "beta")?.state == .learning(.noBaseline))
        let new = thin.verdict(eachCategory, "scams")?.state
        #expect(new == .learning(.notInBaseline) || new == .learning(.thinBaseline))
        var rise = overall
        (rise.warning, rise.critical) = (Threshold(above: 1.5), nil)
        var far = Bench([rise], book: Book([("alpha", "weapons", 900, 100)]), seed: 8)
        far.run(20, [Traffic()])
        #expect(far.verdict(rise)?.state == .learning(.outOfReach))
        #expect((thin.transitions + far.transitions).isEmpty)
    }

    @Test(arguments: [1, 9]) func fewUsersSayNothingOfTheModel(users: Int) {
        var bench = Bench([overall], seed: 9)
        bench.run(60, [Traffic(rate: 0.1, users: 0..<users)])
        #expect(bench.verdict(overall)?.state == .learning(.fewUsers))
        #expect(bench.transitions.isEmpty)
    }

    @Test func tooFewEventsAreInsufficient() {
        var bench = Bench([overall], seed: 10)
        bench.run(60, [Traffic(events: 3, rate: 0)])
        #expect(bench.verdict(overall)?.state == .insufficient)
        #expect(bench.verdict(overall)?.needed == 100)
        #expect(bench.transitions.isEmpty)
    }

    // MARK: Users

    private let flood = 10_000

    @Test func oneUserWhoFloodsIsNoAlarm() {
        var bench = Bench([overall], seed: 11)
        bench.run(10, [Traffic()])
        bench.run(10, [Traffic(), Traffic(events: flood / 10, rate: 0, users: 500..<501)])
        bench.run(20, [Traffic()])
        #expect(bench.transitions.isEmpty)
        let verdict = bench.verdict(overall)
        // The window counts every event; evidence counts users.
        #expect(bench.panes == 40 && verdict?.state == .ok)
    }

    @Test func theSameFromAHundredUsersIs() {
        var bench = Bench([overall], seed: 12)
        bench.run(10, [Traffic()])
        let delay = bench.untilAlarm(10, [Traffic(), Traffic(events: flood / 10, rate: 0, users: 500..<600)])
        #expect(delay != nil)
    }

    // MARK: Sampling

    /// All flagged events are kept, and one in twenty of the others: what is kept refuses far less than what was sent.
    private func sampled(_ factor: Double) -> [Traffic] {
        [
            Traffic(events: 40, rate: 0.6 * factor, users: 0..<60),
            Traffic(events: 360, rate: 0.934 * factor, users: 60..<600, kept: 0.05),
        ]
    }

    @Test func sampledEventsAreNoAlarmWhileTheWeightedRateIsHealthy() throws {
        var bench = Bench([overall, eachCategory], seed: 13)
        bench.run(300, sampled(1))
        #expect(bench.transitions.isEmpty)
        let verdict = try #require(bench.verdict(overall))
        #expect(abs(try #require(verdict.value) - 0.9) < 0.05)
        #expect(verdict.effectiveEvents < 0.5 * Double(verdict.events))
    }

    @Test func sampledEventsAreAnAlarmWhenTheWeightedRateFalls() throws {
        var bench = Bench([overall], seed: 14)
        bench.run(30, sampled(1))
        let delay = bench.untilAlarm(200, sampled(0.4))
        #expect(delay != nil)
        let finding = try #require(bench.transitions.first?.alert.evidence.finding)
        // Dated by weighted rates: by what was kept, the fall would have begun with the first pane.
        let onset = try #require(finding.onset)
        #expect(abs((onset - at(310)).seconds) <= 60, "\(onset.rfc3339)")
    }

    /// Weapons are flagged, fraud is sampled: the mix is that of what was sent.
    @Test func theExpectedRateIsOfTheMixThatWasSent() throws {
        var bench = Bench([overall], seed: 15)
        bench.run(60, [Traffic(events: 40), Traffic(category: "fraud", events: 400, rate: 0.7, kept: 0.05)])
        let ratio = try #require(bench.verdict(overall)?.ratio)
        #expect(abs(ratio - 1) < 0.05)
    }
}
