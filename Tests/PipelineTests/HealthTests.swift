// Watches over monitord itself by the wall clock: one test for each, and what none of them may do.

import Model
import Panes
import Testing

@testable import Pipeline

/// A run that is well, one report every ten seconds, until a test makes it ill.
private struct Patient: ~Copyable {
    var stage: Stage
    var report: HealthReport
    private(set) var seconds: Int64 = 0

    init(_ settings: WatchSettings? = WatchSettings(), store: MemoryStore = MemoryStore()) throws {
        stage = try Stage(rules: [], store: store, configure: { $0.watch = settings })
        report = HealthReport(at: wall, monotonic: .seconds(100))
        report.waiting = 0
    }

    /// Lets time pass, with a report every ten seconds.
    mutating func live(_ span: Int64, _ change: (inout HealthReport) -> Void = { _ in }) {
        for _ in 0..<span / 10 {
            report.at = report.at + .seconds(10)
            report.monotonic = report.monotonic + .seconds(10)
            report.records += 100
            report.read += 100
            report.closedThrough = report.at - .seconds(20)
            change(&report)
            seconds += 10
            stage.pipeline.take(report)
            if stage.pipeline.hasTransitions { stage.checkpoint() }
        }
    }

    var kinds: [String] { stage.store.transitions.map { "\($0.alert.rule) \($0.kind.rawValue)" } }
    var last: AlertTransition? { stage.store.transitions.last }
}

@Suite struct HealthTests {
    @Test func aDayOfGoodHealthRaisesNothingAndJournalsNothing() throws {
        var patient = try Patient()
        patient.live(86_400) { report in
            // Some are late, some are garbage, and the clock is a little off.
            report.late += 2
            report.rejected += report.records.isMultiple(of: 300) ? 1 : 0
            report.waiting = report.records % 7
            report.at = report.at + .milliseconds(report.records.isMultiple(of: 200) ? 900 : -900)
            report.receivers = [ReceiverHealth(name: "ops", pending: 1, oldest: report.at - .seconds(30))]
        }
        #expect(patient.kinds == [])
        #expect(patient.stage.store.journal.isEmpty)
    }

    @Test func aBrokerThatIsAwayIsTroubleAfterAMinuteAndHighAfterFive() throws {
        var patient = try Patient()
        patient.live(60)
        patient.live(50) { $0.trouble = "no broker can be reached" }
        #expect(patient.kinds == [])
        patient.live(60) { $0.trouble = "no broker can be reached" }
        #expect(patient.kinds == ["source-stalled firing"])
        #expect(patient.last?.alert.severity == .medium)
        #expect(patient.last?.alert.summary == "medium: nothing is read: no broker can be reached")
        #expect(patient.last?.alert.scope == Scope([]))
        patient.live(300) { $0.trouble = "no broker can be reached" }
        #expect(patient.kinds == ["source-stalled firing", "source-stalled escalated"])
        #expect(patient.last?.alert.severity == .high)
        #expect(patient.last?.alert.notice == .page)
        patient.live(120) { $0.trouble = nil }
        #expect(patient.kinds.last == "source-stalled resolved")
        #expect(patient.stage.store.journal.map(\.kind) == ["health", "health", "health"])
        #expect(patient.stage.store.journal[0].detail.contains(#""trouble":"no broker can be reached""#))
    }

    @Test func recordsThatWaitAndAreNotReadAreTroubleToo() throws {
        var patient = try Patient()
        patient.live(60)
        let read = patient.report.read
        patient.live(120) { report in
            report.read = read
            report.waiting = 500
        }
        #expect(patient.kinds == ["source-stalled firing"])
        #expect(patient.last?.alert.summary.contains("though 500 records wait") == true)
    }

    @Test func silenceWithoutAnythingToReadIsNoTrouble() throws {
        var patient = try Patient()
        patient.live(60)
        let (read, records) = (patient.report.read, patient.report.records)
        patient.live(7200) { report in
            (report.read, report.records) = (read, records)
            report.waiting = 0
            report.closedThrough = wall
        }
        #expect(patient.kinds == [])
    }

    @Test func aBacklogOfOldRecordsIsLag() throws {
        var patient = try Patient()
        patient.live(400) { report in
            report.closedThrough = report.at - .seconds(900)
            report.waiting = 100_000
        }
        #expect(patient.kinds == ["consumer-lag firing"])
        #expect(patient.last?.alert.firedAt == wall + .seconds(310))
        #expect(patient.last?.alert.severity == .medium)
        patient.live(120) { $0.waiting = 10 }
        #expect(patient.kinds.last == "consumer-lag resolved")
    }

    @Test func oldEventsThatAreReadAsFastAsTheyComeAreNoLag() throws {
        var patient = try Patient()
        patient.live(3600) { report in
            report.closedThrough = report.at - .seconds(86_400)
            report.waiting = 20
        }
        #expect(patient.kinds == [])
    }

    @Test func manyLateEventsAreFoundAndFewRecordsAreNot() throws {
        var patient = try Patient()
        patient.live(600) { $0.late += 20 }
        #expect(patient.kinds == ["late-events firing"])
        #expect(patient.last?.alert.evidence.isShare == true)
        patient.live(900)
        #expect(patient.kinds.last == "late-events resolved")
        var quiet = try Patient()
        quiet.live(1200) { report in
            report.records -= 99
            report.late += 1
        }
        #expect(quiet.kinds == [])
    }

    @Test func recordsThatCannotBeReadAreFound() throws {
        var patient = try Patient()
        patient.live(600) { $0.rejected += 5 }
        #expect(patient.kinds == ["decode-failures firing"])
        #expect(patient.last?.alert.summary.contains("could not be read as events") == true)
        var other = try Patient()
        other.live(600) { $0.rejected += $0.records.isMultiple(of: 200) ? 2 : 0 }
        #expect(other.kinds == [], "one in a hundred is borne")
    }

    @Test func aReceiverThatIsNotToldIsNamed() throws {
        var patient = try Patient()
        let made = wall
        patient.live(890) { $0.receivers = [ReceiverHealth(name: "ops", pending: 3, oldest: made)] }
        #expect(patient.kinds == [])
        patient.live(60) { $0.receivers = [ReceiverHealth(name: "ops", pending: 3, oldest: made)] }
        #expect(patient.kinds == ["delivery-stuck firing"])
        #expect(patient.last?.alert.scope == Scope([(.receiver, "ops")]))
        patient.live(120) { $0.receivers = [ReceiverHealth(name: "ops")] }
        #expect(patient.kinds.last == "delivery-stuck resolved")
        patient.live(10) { $0.receivers = [ReceiverHealth(name: "ops", dead: 1)] }
        #expect(patient.kinds.last == "delivery-stuck reopened")
        patient.live(120) { $0.receivers = [] }
        #expect(patient.last?.kind == .resolved)
        #expect(patient.last?.alert.summary == "receiver ops is not configured any more")
    }

    @Test func aFailedReloadIsTroubleUntilOneSucceeds() throws {
        var patient = try Patient()
        patient.live(20) { $0.reloadFailure = "2 errors in rules.toml" }
        #expect(patient.kinds == ["reload-failed firing"])
        patient.live(10) { $0.reloadFailure = nil }
        #expect(patient.kinds == ["reload-failed firing", "reload-failed resolved"])
    }

    @Test func aClockThatJumpsIsToldAndItsTimesDoNotGoBack() throws {
        for jump in [Int64(3600), -3600] {
            var patient = try Patient()
            patient.live(100)
            patient.report.at = patient.report.at + .seconds(jump)
            patient.live(10)
            #expect(patient.kinds == ["clock-trouble firing"])
            let word = jump > 0 ? "ahead by 1h" : "back by 1h"
            #expect(patient.last?.alert.summary == "medium: the clock of this machine jumped \(word)")
            let fired = try #require(patient.last?.alert.firedAt)
            #expect(fired >= wall + .seconds(110))
            patient.live(590)
            #expect(patient.kinds.count == 1)
            patient.live(30)
            #expect(patient.kinds == ["clock-trouble firing", "clock-trouble resolved"])
            #expect((patient.last?.alert.updatedAt ?? fired) - fired == .seconds(600))
        }
    }

    /// A jump is no proof that anything has lasted.
    @Test func aJumpAheadFiresNothingThatHasOnlyBegun() throws {
        var patient = try Patient()
        patient.live(60)
        patient.live(10) { $0.trouble = "away" }
        patient.report.at = patient.report.at + .seconds(3600)
        patient.live(40) { $0.trouble = "away" }
        #expect(patient.kinds == ["clock-trouble firing"])
        patient.live(30) { $0.trouble = "away" }
        #expect(patient.kinds == ["clock-trouble firing", "source-stalled firing"])
    }

    @Test func eventsFromTheFutureAreAClockOfSomebodyElse() throws {
        var patient = try Patient()
        patient.live(600) { $0.future += 5 }
        #expect(patient.kinds == ["clock-trouble firing"])
        #expect(patient.last?.alert.summary.contains("claim to be from the future") == true)
        patient.live(900)
        #expect(patient.kinds.last == "clock-trouble resolved")
    }

    @Test func aRestartGoesOnWithWhatFires() throws {
        var patient = try Patient()
        patient.live(600) { $0.rejected += 5 }
        let id = try #require(patient.last?.alert.id)
        var next = try Patient(store: patient.stage.store)
        #expect(next.stage.unwanted.isEmpty)
        // The clock of the new process is behind: times in the record still do not go back.
        next.live(720)
        #expect(next.kinds == ["decode-failures firing", "decode-failures resolved"])
        #expect(next.last?.alert.id == id)
        #expect((next.last?.alert.updatedAt ?? wall) > wall + .seconds(600))
    }

    @Test func whatIsTurnedOffSaysNothing() throws {
        var settings = WatchSettings()
        (settings.coverage, settings.stalled, settings.behind, settings.late, settings.rejected) = (
            nil, nil, nil, nil, nil
        )
        (settings.undelivered, settings.clockStep) = (nil, nil)
        var patient = try Patient(settings)
        patient.live(3600) { report in
            report.trouble = "away"
            (report.late, report.rejected, report.future) = (report.late + 50, report.rejected + 50, report.future + 50)
            report.receivers = [ReceiverHealth(name: "ops", pending: 3, oldest: wall - .seconds(9000))]
            report.at = report.at + .seconds(100)
        }
        #expect(patient.kinds == [])
    }

    /// A report alone moves no event time and no pane.
    @Test func reportsTouchNothingThatEventsDecide() throws {
        var told = try Stage(configure: { $0.watch = WatchSettings() })
        var untold = try Stage()
        let log = MemoryLog(partitions: 1)
        for second in 0..<600 { log.append(event(Double(second), refused: second < 200), to: 0) }
        var (one, other) = (
            MemoryReader(log: log, order: log.oneAfterAnother), MemoryReader(log: log, order: log.oneAfterAnother)
        )
        var report = HealthReport(at: wall, monotonic: .zero)
        report.trouble = "away"
        for _ in 0..<60 {
            told.read(&one, batch: 5, count: 10)
            untold.read(&other, batch: 5, count: 10)
            report.at = report.at + .seconds(10)
            report.monotonic = report.monotonic + .seconds(10)
            told.pipeline.take(report)
        }
        told.finish()
        untold.finish()
        let own = SelfRule.allCases.map(\.rawValue)
        #expect(told.store.transitions.contains { $0.alert.rule == "source-stalled" })
        let rest = told.store.transitions.filter { !own.contains($0.alert.rule) }
        #expect(rest == untold.store.transitions)
        #expect(!rest.isEmpty)
    }
}
