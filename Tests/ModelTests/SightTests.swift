// What is shown in place of an ok that nobody can vouch for.

import Model
import Testing

@Suite struct SightTests {
    private let scope = Scope([(.model, "alpha"), (.category, "weapons")])
    private let ok = SightTests.verdict(.ok)

    private static func verdict(_ state: Verdict.State, value: Double? = nil, target: Double? = nil) -> Verdict {
        Verdict(state: state, value: value, baselineValue: target, events: 1000, effectiveEvents: 1000, needed: 0)
    }

    private func alert(_ rule: SelfRule, _ scope: Scope = Scope([]), _ state: Alert.State = .firing) -> Alert {
        let time = EventTime(microseconds: 0)
        return Alert(
            id: AlertID(rule: rule.rawValue, scope: scope, firstFiring: time), rule: rule.rawValue, scope: scope,
            state: state, severity: .medium, breachedAt: time, firedAt: time, resolvedAt: nil, updatedAt: time,
            evidence: Evidence(), summary: "", runbookURL: nil)
    }

    private func model(_ name: String) -> Scope { Scope([(.model, name)]) }

    private func shown(_ sight: Sight, _ verdict: Verdict) -> Sight.Shown {
        sight.shown(rule: "refusals", scope: scope, verdict: verdict)
    }

    @Test func nothingInTheWayLeavesEveryVerdictAsItIs() {
        for state in [Verdict.State.ok, .warning, .critical, .stale, .insufficient, .learning(.noBaseline)] {
            #expect(shown(Sight(), Self.verdict(state)) == .state(state))
        }
    }

    @Test func okOfAModelBelowItsCoverageIsUnknown() {
        var sight = Sight()
        sight.note(rule: "coverage", scope: model("alpha"), verdict: Self.verdict(.warning, value: 0.4159, target: 0.9))
        let word = shown(sight, ok)
        #expect(word == .unknown(why: "coverage: 41.5 % of its events have a verdict, 90.0 % should"))
        #expect(word.name == "unknown")
        // A breach that was found is a breach all the same.
        #expect(shown(sight, Self.verdict(.critical)) == .state(.critical))
        #expect(shown(sight, Self.verdict(.stale)) == .state(.stale))
        let other = sight.shown(rule: "refusals", scope: model("beta"), verdict: ok)
        #expect(other == .state(.ok), "of another model nothing is known to be wrong")
    }

    @Test func anOpenAlertOfCoverageBlindsUntilCoverageIsSeenToBeBack() {
        var sight = Sight()
        sight.note(alert(.coverage, model("alpha")))
        #expect(shown(sight, ok).why == "coverage: too few events of the model have a verdict")
        sight.note(rule: "coverage", scope: model("alpha"), verdict: Self.verdict(.insufficient))
        #expect(shown(sight, ok).why != nil)
        sight.note(rule: "coverage", scope: model("alpha"), verdict: Self.verdict(.ok, value: 0.95, target: 0.9))
        #expect(shown(sight, ok) == .state(.ok))
    }

    @Test func whatBlindsAllMakesEveryOkUnknownAlsoThatOfCoverage() {
        for rule in SelfRule.allCases where rule.blindsAll {
            var sight = Sight()
            sight.note(alert(rule))
            #expect(shown(sight, ok).why == "\(rule.rawValue): \(rule.consequence)")
            let own = sight.shown(rule: "coverage", scope: model("alpha"), verdict: ok)
            #expect(own.why != nil)
        }
    }

    @Test func alertsThatAreOverAndThoseAboutTellingOthersBlindNobody() {
        var sight = Sight()
        sight.note(alert(.sourceStalled, Scope([]), .resolved))
        sight.note(alert(.deliveryStuck))
        sight.note(alert(.reloadFailed))
        #expect(shown(sight, ok) == .state(.ok))
        #expect(sight.reasons.isEmpty)
    }

    @Test func reasonsStandInOneOrderWhateverCameFirst() {
        var (one, other) = (Sight(), Sight())
        for rule in SelfRule.allCases { one.note(alert(rule)) }
        for rule in SelfRule.allCases.reversed() { other.note(alert(rule)) }
        #expect(one == other)
        #expect(one.reasons.count == 5)
    }

    @Test func aStoreThatNobodyWritesSaysSo() {
        let beat = EventTime(microseconds: 1_763_640_000_000_000)
        func word(_ age: Int64, isHeld: Bool?) -> String? {
            Sight.absence(beat: beat, closedThrough: beat - .seconds(10), now: beat + .seconds(age), isHeld: isHeld)
        }
        #expect(
            word(31, isHeld: false)
                == "no monitord runs here since 2025-11-20T12:00:00Z; "
                + "what follows is as of events up to 2025-11-20T11:59:50Z")
        #expect(word(29, isHeld: false) == nil)
        #expect(word(3600, isHeld: true) == nil, "an idle topic needs no checkpoints")
        #expect(word(3600, isHeld: nil) == nil)
        #expect(Sight.absence(beat: nil, closedThrough: nil, now: beat, isHeld: false) == nil)
    }
}
