// What comes back soon is the same alert, and what comes and goes pages once.

import Model
import Testing

@testable import Alerts

@Suite struct FlappingTests {
    @Test func alertThatComesBackWithinTheHourIsTheSame() {
        var player = Player(alarm(warningFor: 0, keepFiringFor: 0))
        player.play(.warning)
        #expect(player.play(recovered, times: 361) == [.resolved])
        #expect(player.play(.warning) == [.firing], "an hour and a pane later")
        #expect(player.play(recovered, times: 360) == [.resolved])
        #expect(player.play(.warning) == [.reopened], "an hour later, to the pane")
        let rows = player.transitions
        #expect(rows[0].alert.id != rows[2].alert.id)
        #expect(rows[2].alert.id == rows[4].alert.id)
        #expect(rows.map(\.sequence) == [1, 2, 1, 2, 3])
        #expect(rows[4].alert.firedAt == rows[2].alert.firedAt)
        #expect(rows[4].alert.resolvedAt == nil)
        #expect(rows[4].alert.summary.hasPrefix("medium, again: refusals of support-8b"))
    }

    @Test func secondReturnHasToStayAwayForHalfAnHour() {
        var player = Player(alarm(warningFor: 0, keepFiringFor: 0))
        for _ in 0..<3 {
            player.play(.warning)
            player.play(recovered)
        }
        #expect(player.transitions.map(\.kind) == [.firing, .resolved, .reopened, .resolved, .reopened])
        #expect(player.play(recovered, times: 179) == [])
        #expect(player.play(recovered) == [.resolved])
    }

    @Test func longerKeepFiringForStays() {
        var player = Player(alarm(warningFor: 0, keepFiringFor: 3000))
        for _ in 0..<3 {
            player.play(.warning)
            player.play(recovered, times: 301)
        }
        #expect(player.transitions.map(\.kind) == [.firing, .resolved, .reopened, .resolved, .reopened, .resolved])
    }

    @Test func severityOfAnAlertNeverComesDownButItsOwnMay() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0, keepFiringFor: 0))
        player.play(.critical)
        #expect(player.life.own == .high)
        player.play(recovered)
        #expect(player.life.own == nil)
        player.play(.warning)
        #expect(player.transitions[2].alert.severity == .high)
        #expect(player.transitions[2].alert.reason == player.transitions[0].alert.reason)
        #expect(player.life.own == .medium)
    }

    /// Twenty times in an hour past a literal line and back.
    @Test func twentyCrossingsInAnHourPageOnce() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0, keepFiringFor: 0))
        var desk = AlertDesk()
        var notices: [Alert.Notice] = []
        for _ in 0..<20 {
            for verdict in [verdict(.warning), recovered] {
                for _ in 0..<9 {
                    player.transitions = []
                    player.play(verdict)
                    notices += player.settle(&desk)
                }
            }
        }
        #expect(player.second == 3600)
        #expect(notices.count { $0 == .page } == 1)
        #expect(notices == [.page, .update, .flapping, .flapping, .flapping])
        #expect(player.life.isFiring, "it still comes and goes")
    }

    @Test func higherSeverityPagesThroughFlapping() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0, keepFiringFor: 0))
        var desk = AlertDesk()
        var notices: [Alert.Notice] = []
        let story = [verdict(.warning), recovered, verdict(.critical), recovered, verdict(.critical)]
        for verdict in story {
            player.transitions = []
            player.play(verdict)
            notices += player.settle(&desk)
        }
        #expect(notices == [.page, .update, .page, .update, .flapping])
    }

    @Test func staleStaysStaleWhileAlertsAreRememberedOrAcknowledged() {
        var player = Player(alarm(warningFor: 0, keepFiringFor: 0))
        player.play(.warning)
        player.play(recovered)
        player.play(.warning)
        let acknowledgement = Acknowledgement(verdict: .seen, note: Note(at: start, by: "ada", text: ""))
        player.life.acknowledge(acknowledgement, sequence: 4)
        #expect(player.play(.stale, times: 1000) == [.stale])
        #expect(player.life.isFiring)
        #expect(player.transitions.last?.alert.acknowledgement == acknowledgement)
        #expect(player.transitions.last?.sequence == 5)
    }

    @Test func acknowledgedAlertPagesOnlyForAHigherSeverity() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0))
        var desk = AlertDesk()
        player.play(.warning)
        var notices = player.settle(&desk)
        player.life.acknowledge(.init(verdict: .harmful, note: Note(at: start, by: "ada", text: "")), sequence: 2)
        for state in [Verdict.State.warning, .stale, .warning, .critical] {
            player.transitions = []
            player.play(state)
            notices += player.settle(&desk)
        }
        #expect(notices == [.page, .update, .update, .page])
    }

    @Test func dismissedAlertFiresAgainAfterAPaneWithoutBreachOrForMore() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0))
        player.play(.warning)
        player.life.dismiss()
        #expect(player.play(.warning, times: 100) == [])
        #expect(player.play(.critical) == [.firing])
        player.life.dismiss()
        #expect(player.play(.critical, times: 100) == [])
        #expect(player.play(.ok) == [])
        #expect(player.life.isQuiet)
        #expect(player.play(.warning) == [.firing])
        #expect(Set(player.transitions.map(\.alert.id)).count == 3)
    }
}

extension Player {
    /// Takes the newest transitions over the desk. Returns what becomes of them.
    mutating func settle(_ desk: inout AlertDesk) -> [Alert.Notice] {
        transitions.map { transition in
            var moves = [Move(transition, life.course?.standing ?? Standing())]
            desk.take(&moves, at: at(second))
            life.settle(moves[0].standing)
            return moves[0].transition.alert.notice
        }
    }
}
