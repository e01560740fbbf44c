// What reports of canaries lead to.

import Canaries
import Model
import Panes
import Testing

@testable import Pipeline

@Suite struct CanaryWatchTests {
    private let desk = CanaryDesk([.direct, .borderline])

    @Test func runWithoutFailuresSaysNothing() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(at: start)))
        #expect(stage.store.transitions.isEmpty)
        #expect(stage.store.canaryRuns.values.map(\.state) == [.complete])
        #expect(stage.store.canaryResults.count == 24)
        #expect(stage.store.journal.count == 26)
        #expect(stage.store.tasks.isEmpty)
    }

    @Test func intentIsForTheNextCheckpointAtOnce() throws {
        var stage = try desk.stage()
        let reports = desk.reports(desk.run(at: start))
        var told = [stage.pipeline.hasTransitions]
        stage.pipeline.take(reports[0])
        told.append(stage.pipeline.hasTransitions)
        stage.checkpoint()
        told.append(stage.pipeline.hasTransitions)
        stage.pipeline.take(reports[1])
        told.append(stage.pipeline.hasTransitions)
        #expect(told == [false, true, false, false])
    }

    @Test func singleFlakyFailureIsATaskAndNoPage() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(at: start)) { $0 == 5 ? .flaky : .passed })
        let alerts = stage.transitions(of: "canary-failures")
        #expect(alerts.map(\.kind) == [.firing])
        #expect(alerts[0].alert.severity == .low)
        #expect(alerts[0].alert.notice == .log)
        #expect(alerts[0].alert.incident == nil)
        #expect(stage.store.tasks.values.map(\.kind) == [.flakyCanary])
        #expect(stage.store.tasks.values.first?.occasion.hasPrefix("direct/i5 in run ") == true)
        stage.report(desk.reports(desk.run(at: at(3600))))
        #expect(stage.transitions(of: "canary-failures").map(\.kind) == [.firing, .resolved])
        #expect(!stage.store.transitions.contains { $0.alert.notice == .page })
    }

    @Test func confirmedDirectFailureIsHighAtOnce() throws {
        var stage = try desk.stage()
        let reports = desk.reports(desk.run(at: start)) { $0 == 0 ? .failed : .passed }
        stage.report(Array(reports[...1]))
        let alert = try #require(stage.transitions(of: "canary-failures").last)
        #expect(alert.kind == .firing)
        #expect(alert.alert.severity == .high)
        #expect(alert.alert.notice == .page)
        #expect(alert.alert.plane == .canary)
        #expect(alert.alert.evidence.metric == "canary.failure_rate")
        #expect(
            alert.alert.summary == "high: direct at tuned: 1 item failed and failed again (i0); 2 failures in 2 answers"
        )
        #expect(alert.alert.reason.hasPrefix("high: a confirmed failure in a suite that bears none"))
        stage.report(Array(reports[2...]))
        #expect(stage.transitions(of: "canary-failures").count == 1)
    }

    @Test func confirmedBorderlineFailureIsMedium() throws {
        var stage = try desk.stage()
        // Late in the run, when two failures of 25 answers are no evidence that more than 1 % fail.
        stage.report(desk.reports(desk.run(.borderline, at: start)) { $0 == 23 ? .failed : .passed })
        let alert = try #require(stage.transitions(of: "canary-failures").last)
        #expect(alert.alert.severity == .medium)
        #expect(alert.alert.notice == .page)
    }

    @Test func manyBorderlineFailuresAreHighByEvidence() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(.borderline, at: start)) { [11, 15, 19].contains($0) ? .failed : .passed })
        let alerts = stage.transitions(of: "canary-failures")
        #expect(alerts.map(\.alert.severity) == [.medium, .high])
        #expect(alerts.last?.alert.reason.contains("by evidence of") == true)
    }

    @Test func modelWithoutRefusalsIsCriticalInItsFirstRun() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(at: start)) { _ in .failed })
        let alerts = stage.transitions(of: "canary-failures")
        #expect(alerts.map(\.alert.severity) == [.high, .critical])
        #expect(alerts.last?.alert.reason.contains("3 categories at once") == true)
        #expect(alerts.last.map { $0.alert.updatedAt <= at(5) } == true)
    }

    @Test func swappedModelIsHighWithItsFirstAnswer() throws {
        var stage = try desk.stage()
        stage.report(Array(desk.reports(desk.run(at: start), served: "ft:other")[...1]))
        let alert = try #require(stage.transitions(of: "model-identity").last)
        #expect(alert.alert.severity == .high)
        #expect(alert.alert.summary.contains("served ft:other where ft:alpha has to be served"))
        stage.report(desk.reports(desk.run(at: at(3600))))
        #expect(stage.transitions(of: "model-identity").map(\.kind) == [.firing, .resolved])
    }

    @Test func newFingerprintIsMediumAndATask() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(at: start), fingerprint: "fp_1"))
        #expect(stage.transitions(of: "model-identity").isEmpty)
        #expect(stage.store.tasks.isEmpty)
        stage.report(desk.reports(desk.run(at: at(3600)), fingerprint: "fp_2"))
        #expect(stage.transitions(of: "model-identity").map(\.alert.severity) == [.medium])
        #expect(stage.store.tasks.values.map(\.kind).contains(.contextChange))
        stage.report(desk.reports(desk.run(at: at(7200)), fingerprint: "fp_2"))
        #expect(stage.transitions(of: "model-identity").map(\.kind) == [.firing, .resolved])
    }

    @Test func failureEndsOnlyWithACleanRunThatAskedAgain() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(at: start)) { $0 == 0 ? .failed : .passed })
        // The item that failed is not measured: nothing is taken back.
        stage.report(desk.reports(desk.run(at: at(3600))) { $0 == 0 ? .notMeasured : .passed })
        #expect(stage.transitions(of: "canary-failures").map(\.kind) == [.firing])
        stage.report(desk.reports(desk.run(at: at(7200))))
        let last = try #require(stage.transitions(of: "canary-failures").last)
        #expect(last.kind == .resolved)
        #expect(last.alert.notice == .update)
    }

    @Test func reportThatCameTwiceIsCountedOnce() throws {
        var once = try desk.stage()
        var twice = try desk.stage()
        let reports = desk.reports(desk.run(at: start)) { $0 % 9 == 3 ? .failed : .passed }
        once.report(reports)
        for report in reports { twice.report([report, report]) }
        twice.report(reports)
        expectSame(
            twice.store.dump.filter { !$0.hasPrefix("journal") }, once.store.dump.filter { !$0.hasPrefix("journal") },
            "twice")
    }

    @Test func restartAtEveryReportChangesNothing() throws {
        let first = desk.reports(desk.run(at: start)) { $0 == 7 ? .failed : $0 == 9 ? .flaky : .passed }
        let second = desk.reports(desk.run(at: at(3600)), served: "ft:other", fingerprint: "a") {
            $0 == 2 ? .notMeasured : .passed
        }
        let third = desk.reports(desk.run(at: at(7200)), fingerprint: "b")
        let reports = first + second + third
        var whole = try desk.stage()
        whole.report(reports)
        #expect(whole.store.transitions.count > 4)
        var store = MemoryStore()
        for report in reports {
            var stage = try desk.stage(store: store)
            #expect(stage.unwanted.isEmpty)
            stage.report([report])
            store = stage.store
        }
        expectSame(store.dump, whole.store.dump, "restarted at each report")
    }

    @Test func removedSuiteTakesItsAlertsAlong() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(at: start)) { $0 == 0 ? .failed : .passed })
        let open = stage.store.openAlerts
        #expect(open.count == 1)
        var same = try desk.stage(store: stage.store)
        same.pipeline.withdraw(open)
        same.checkpoint()
        #expect(same.store.transitions.count == 1)
        var next = try CanaryDesk([.borderline]).stage(store: stage.store)
        #expect(Set(next.unwanted.map(\.rule)) == ["canary-failures", "canary-schedule"])
        next.pipeline.withdraw(open)
        next.checkpoint()
        let last = try #require(next.store.transitions.last)
        #expect(last.kind == .resolved)
        #expect(last.alert.summary == "no plan of canaries asks suite direct of alpha any more")
    }
}
