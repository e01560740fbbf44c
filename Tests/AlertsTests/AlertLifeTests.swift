// The life of an alert, one verdict at a time.

import Model
import Testing

@testable import Alerts

@Suite struct AlertLifeTests {
    @Test func breachFiresOnceItsForHasPassed() {
        var player = Player(alarm())
        #expect(player.play(.warning, times: 6) == [])
        #expect(!player.life.isQuiet)
        #expect(!player.life.isFiring)
        #expect(player.play(.warning) == [.firing])
        let alert = player.transitions[0].alert
        #expect(alert.severity == .medium)
        #expect(alert.state == .firing)
        #expect(alert.breachedAt == at(10))
        #expect(alert.firedAt == at(70))
        #expect(alert.resolvedAt == nil)
        #expect(player.transitions[0].sequence == 1)
        #expect(player.play(.warning, times: 50) == [])
    }

    @Test(arguments: [Verdict.State.ok, .insufficient, .stale, .learning(.noBaseline)])
    func interruptedBreachStartsAnew(interruption: Verdict.State) {
        var player = Player(alarm())
        player.play(.warning, times: 6)
        #expect(player.play(interruption) == [])
        #expect(player.life.isQuiet)
        #expect(player.play(.warning, times: 6) == [])
        #expect(player.play(.warning) == [.firing])
        #expect(player.transitions[0].alert.breachedAt == at(80))
    }

    @Test func noHoldFiresAtOnce() {
        var player = Player(alarm(warningFor: 0))
        #expect(player.play(.warning) == [.firing])
    }

    @Test func criticalBreachCountsForTheWarningToo() {
        var player = Player(alarm(warningFor: 60, criticalFor: 1000))
        player.play(.critical, times: 3)
        player.play(.warning, times: 3)
        #expect(player.play(.critical) == [.firing])
        #expect(player.transitions[0].alert.severity == .medium)
        #expect(player.transitions[0].alert.breachedAt == at(10))
    }

    @Test func criticalFiresHighWithItsOwnBreach() {
        var player = Player(alarm())
        player.play(.warning, times: 2)
        #expect(player.play(.critical, times: 3) == [.firing])
        #expect(player.transitions[0].alert.severity == .high)
        #expect(player.transitions[0].alert.breachedAt == at(30))
    }

    @Test func firingAlertEscalatesAndNeverComesDown() {
        var player = Player(alarm(warningFor: 0))
        player.play(.warning)
        #expect(player.play(.critical, times: 3) == [.escalated])
        #expect(player.play(.warning, times: 20) == [])
        #expect(player.play(.critical, times: 20) == [])
        #expect(player.transitions.map(\.alert.severity) == [.medium, .high])
        #expect(player.transitions.map(\.sequence) == [1, 2])
        #expect(Set(player.transitions.map(\.alert.id)).count == 1)
        #expect(player.transitions[1].alert.firedAt == at(10))
    }

    @Test func resolvesOnceRecoveredForLongEnough() {
        var player = Player(alarm(warningFor: 0))
        player.play(.warning)
        #expect(player.play(recovered, times: 3) == [])
        #expect(player.play(recovered) == [.resolved])
        let alert = player.transitions[1].alert
        #expect(alert.state == .resolved)
        #expect(alert.resolvedAt == at(50))
        #expect(alert.updatedAt == at(50))
        #expect(!player.life.isFiring)
        #expect(player.play(recovered, times: 361) == [], "an hour, and it is forgotten")
        #expect(player.life.isQuiet)
        #expect(player.play(.warning) == [.firing])
        #expect(player.transitions[2].alert.id != alert.id)
        #expect(player.transitions[2].sequence == 1)
    }

    @Test(arguments: [Verdict.State.ok, .warning, .critical, .insufficient, .stale, .learning(.noBaseline)])
    func interruptedRecoveryStartsAnew(interruption: Verdict.State) {
        var player = Player(alarm(warningFor: 0))
        player.play(.warning)
        player.play(recovered, times: 3)
        player.play(interruption)
        player.transitions = []
        player.play(recovered, times: 3)
        #expect(!player.transitions.map(\.kind).contains(.resolved))
        #expect(player.play(recovered) == [.resolved])
    }

    /// Between the warning line and the resolve line an alert neither fires nor resolves.
    @Test func okBelowTheResolveLineKeepsFiring() {
        var player = Player(alarm(warningFor: 0))
        player.play(.warning)
        #expect(player.play(.ok, times: 1000) == [])
        #expect(player.life.isFiring)
    }

    @Test func silenceIsStaleOnceAndNeverResolved() {
        var player = Player(alarm(warningFor: 0, keepFiringFor: 0))
        player.play(.warning)
        #expect(player.play(.stale, times: 1000) == [.stale])
        #expect(player.transitions[1].alert.state == .stale)
        #expect(player.transitions[1].alert.resolvedAt == nil)
        #expect(player.play(.insufficient) == [.resumed])
        #expect(player.transitions[2].alert.state == .firing)
        #expect(player.play(.stale) == [.stale])
        #expect(player.play(.warning) == [.resumed])
        #expect(player.play(.stale) == [.stale])
        #expect(player.play(recovered) == [.resolved], "data came back and are good")
        #expect(player.transitions.map(\.sequence) == Array(1...7))
    }

    @Test func escalationOutOfSilenceIsOneTransition() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0))
        player.play(.warning)
        player.play(.stale)
        #expect(player.play(.critical) == [.escalated])
        #expect(player.transitions[2].alert.state == .firing)
        #expect(player.play(.critical) == [])
    }

    @Test(arguments: [Verdict.State.insufficient, .learning(.thinBaseline)])
    func verdictThatCannotJudgeKeepsItFiring(state: Verdict.State) {
        var player = Player(alarm(warningFor: 0))
        player.play(.warning)
        #expect(player.play(state, times: 1000) == [])
        #expect(player.life.isFiring)
    }

    @Test func quietSeriesStaysQuiet() {
        var player = Player(alarm())
        for state in [Verdict.State.ok, .stale, .insufficient, .learning(.otherModel)] {
            #expect(player.play(state, times: 100) == [])
            #expect(player.life.isQuiet)
        }
        #expect(player.play(recovered, times: 100) == [])
    }

    @Test func idIsDerivedFromRuleSeriesAndFirstPane() {
        let scope = Scope([(.model, "support-8b"), (.category, "weapons")])
        let id = AlertID(rule: "refusals", scope: scope, firstFiring: start)
        #expect(id.text == "f6734ed3b93d87ae3edec11ff9c9abc4")
        #expect(id == AlertID(rule: "refusals", scope: Scope(scope.values.reversed()), firstFiring: start))
        #expect(id != AlertID(rule: "refusal", scope: scope, firstFiring: start))
        #expect(id != AlertID(rule: "refusals", scope: Scope([(.model, "support-8b")]), firstFiring: start))
        #expect(id != AlertID(rule: "refusals", scope: scope, firstFiring: start + TimeSpan(microseconds: 1)))
        var player = Player(alarm(warningFor: 0))
        player.play(.warning)
        #expect(player.transitions[0].alert.id == AlertID(rule: "refusals", scope: scope, firstFiring: at(10)))
    }

    /// There is one for each rule and series.
    @Test func lifeIsSmall() {
        #expect(MemoryLayout<AlertLife>.stride <= 40)
    }
}
