// Canaries beside traffic, beside the base model, beside their own past, and beside the clock.

import Canaries
import Model
import Panes
import Testing

@testable import Pipeline

@Suite struct CanaryAgreementTests {
    private let desk = CanaryDesk([.direct, .borderline, .core, .capability], items: 60)

    /// Events of alpha, of which this share is refused where nine in ten are usual.
    private func traffic(_ stage: inout Stage, _ log: MemoryLog, _ seconds: Range<Int>, refusing rate: Double) {
        let first = log.partitions[0].count
        for second in seconds { log.append(event(Double(second), refused: Double(second % 10) < rate * 10), to: 0) }
        stage.step((first..<log.partitions[0].count).map { log.record(0, Int64($0)) })
        stage.checkpoint()
    }

    @Test func agreementOfPlanesRaisesBoth() throws {
        var stage = try desk.stage(rules: [byModel])
        stage.announce(1)
        let log = MemoryLog(partitions: 1)
        traffic(&stage, log, 0..<300, refusing: 0.6)
        #expect(stage.transitions(of: "by-model").map(\.alert.severity) == [.medium])
        stage.report(desk.reports(desk.run(.borderline, at: at(300))) { $0 == 50 ? .failed : .passed })
        let canaries = stage.transitions(of: "canary-failures")
        #expect(canaries.map(\.alert.severity) == [.high])
        #expect(canaries.last?.alert.reason.contains("traffic plane agrees") == true)
        traffic(&stage, log, 300..<330, refusing: 0.6)
        let alerts = stage.transitions(of: "by-model")
        #expect(alerts.map(\.alert.severity) == [.medium, .high])
        #expect(alerts.last?.alert.reason.contains("canary plane agrees") == true)
        #expect(Set(stage.store.transitions.compactMap(\.alert.incident)).count == 1)
    }

    @Test func trafficThatFallsAfterACanaryRaisesIt() throws {
        var stage = try desk.stage(rules: [byModel])
        stage.announce(1)
        stage.report(desk.reports(desk.run(at: start)) { $0 == 0 ? .failed : .passed })
        #expect(stage.transitions(of: "canary-failures").map(\.alert.severity) == [.high])
        let log = MemoryLog(partitions: 1)
        traffic(&stage, log, 0..<400, refusing: 0.1)
        #expect(stage.transitions(of: "by-model").last?.alert.severity == .critical)
        #expect(stage.transitions(of: "canary-failures").last?.alert.severity == .critical)
    }

    @Test func missedRunsAgreeWithNothing() throws {
        var stage = try desk.stage(rules: [byModel])
        stage.announce(1)
        stage.report([lost(.missed, "monitord was down")])
        #expect(stage.transitions(of: "canary-schedule").map(\.alert.severity) == [.medium])
        let log = MemoryLog(partitions: 1)
        traffic(&stage, log, 0..<300, refusing: 0.6)
        #expect(stage.transitions(of: "by-model").map(\.alert.severity) == [.medium])
    }

    private func lost(_ state: CanaryRun.State, _ reason: String, at time: EventTime = start) -> CanaryReport {
        var run = desk.run(at: time)
        (run.state, run.reason, run.endedAt, run.items) = (state, reason, time, [])
        return CanaryReport(run: run, at: time)
    }

    @Test func scheduleThatIsNotKeptIsAnAlertUntilARunIsComplete() throws {
        for (state, reason) in [
            (CanaryRun.State.missed, "monitord was down"), (.skipped, "paused by ada: upgrade of the gateway"),
            (.incomplete, "12 of 24 not measured: timeout"),
        ] {
            var stage = try desk.stage()
            stage.report([lost(state, reason), lost(state, reason, at: at(3600)), lost(state, reason, at: at(3600))])
            let alert = try #require(stage.transitions(of: "canary-schedule").last)
            #expect(alert.sequence == 1 && alert.alert.severity == .medium && alert.alert.notice == .page)
            #expect(
                alert.alert.summary
                    == "medium: direct at tuned: 1 run not complete since \(start.rfc3339); the last one: \(reason)")
            stage.report(desk.reports(desk.run(at: at(7200))))
            #expect(stage.transitions(of: "canary-schedule").map(\.kind) == [.firing, .resolved])
        }
    }

    @Test func runThatNobodyReportsIsOverdue() throws {
        var stage = try CanaryDesk([.direct]).stage()
        let times = stride(from: 0.0, to: 12_000, by: 60).map { at($0) }
        stage.report(Array(desk.reports(desk.run(at: start)).prefix(1)))
        for time in times {
            stage.pipeline.tickCanaries(at: time)
            stage.checkpoint()
        }
        let alerts = stage.transitions(of: "canary-schedule").filter { $0.alert.scope[.model] == "alpha" }
        // Its deadline is half an hour after its start, and ten minutes are borne.
        #expect(alerts.map(\.alert.firedAt) == [at(2400)])
        #expect(alerts.first?.alert.summary.contains("a run is overdue") == true)
        // The base model was never asked at all.
        let never = stage.transitions(of: "canary-schedule").filter { $0.alert.scope[.model] == "beta" }
        #expect(never.map(\.alert.firedAt) == [at(600)])
        stage.report(desk.reports(desk.run(at: at(14_400))))
        #expect(stage.transitions(of: "canary-schedule").last?.kind == .resolved)
    }

    @Test func scheduleThatIsKeptIsNeverOverdue() throws {
        var stage = try CanaryDesk([.direct]).stage()
        for hour in 0..<24 {
            for target in ["tuned", "base"] {
                // As late in its slot as it may begin, and as early.
                let offset = hour % 2 == 0 ? 1790.0 : 0
                stage.report(desk.reports(desk.run(at: at(Double(hour) * 3600 + offset), target: target)))
            }
            for minute in 0..<60 { stage.pipeline.tickCanaries(at: at(Double(hour * 60 + minute) * 60)) }
        }
        stage.checkpoint()
        #expect(stage.transitions(of: "canary-schedule").isEmpty)
    }

    @Test func itemsThatPassedAndFailNowAreARegression() throws {
        var stage = try desk.stage()
        let day = { (number: Int) in at(Double(number) * 86_400) }
        stage.report(desk.reports(desk.run(.core, at: day(0))))
        #expect(stage.transitions(of: "canary-regression").isEmpty)
        stage.report(desk.reports(desk.run(.core, at: day(1))) { $0 < 15 ? .failed : .passed })
        let alert = try #require(stage.transitions(of: "canary-regression").last)
        #expect(alert.alert.severity == .critical, "15 items of 4 categories, and the suite's failures are high too")
        #expect(alert.alert.evidence.finding?.statistic.map { $0 > 6.9 } == true)
        stage.report(desk.reports(desk.run(.core, at: day(2))))
        #expect(stage.transitions(of: "canary-regression").last?.kind == .resolved)
        // Another suite under the same name begins anew.
        var next = desk
        for place in next.plan.suites.indices { next.plan.suites[place].hash = "h2" }
        var again = try next.stage(store: stage.store)
        again.report(next.reports(next.run(.core, at: day(3))) { $0 < 15 ? .failed : .passed })
        #expect(again.transitions(of: "canary-regression").count == stage.transitions(of: "canary-regression").count)
    }

    @Test func capabilityThatDropsIsMedium() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(.capability, at: start)) { $0 < 5 ? .failed : .passed })
        stage.report(
            desk.reports(desk.run(.capability, at: at(7 * 86_400))) { $0 < 25 ? .failed : .passed })
        let alert = try #require(stage.transitions(of: "canary-regression").last)
        #expect(alert.alert.severity == .medium)
        #expect(alert.alert.summary.contains("58.3 % pass against 91.7 %"))
    }

    @Test func tunedModelIsHeldAgainstItsBaseInTheSameSlot() throws {
        var stage = try desk.stage()
        stage.report(desk.reports(desk.run(.core, at: start)) { $0 < 20 ? .failed : .passed })
        #expect(stage.transitions(of: "canary-comparison").isEmpty)
        stage.report(desk.reports(desk.run(.core, at: start, target: "base"), served: "beta"))
        let alert = try #require(stage.transitions(of: "canary-comparison").last)
        #expect(alert.alert.plane == .comparison)
        #expect(alert.alert.scope == Scope([(.model, "alpha"), (.suite, "core")]))
        #expect(
            alert.alert.summary.hasSuffix(
                "core: of 60 items that both answered, tuned alone failed 20 and its base base alone 0"))
        stage.report(desk.reports(desk.run(.core, at: at(86_400))))
        #expect(stage.transitions(of: "canary-comparison").count == 1, "the base has not run in this slot")
        stage.report(desk.reports(desk.run(.core, at: at(86_400), target: "base"), served: "beta"))
        #expect(stage.transitions(of: "canary-comparison").last?.kind == .resolved)
    }

    @Test func baseModelStaysUntilTheTunedOneSurvivedTwoCycles() throws {
        let tuned = DeployedModel(name: "alpha", baseModel: "beta", trainedAt: start)
        var base = DeployedModel(name: "beta", trainedAt: start)
        (base.role, base.retiredAt) = (.base, at(200))
        var kept = try desk.stage(models: [tuned, base])
        for second in [199.0, 200, 300] {
            kept.pipeline.tickCanaries(at: at(second))
            kept.checkpoint()
        }
        #expect(kept.transitions(of: "base-path").map(\.alert.firedAt) == [at(200)])
        var stage = try desk.stage(models: [tuned])
        for second in [100.0, 101, 102] { stage.pipeline.tickCanaries(at: at(second)) }
        stage.checkpoint()
        let alert = try #require(stage.transitions(of: "base-path").last)
        #expect(alert.sequence == 1 && alert.alert.severity == .medium)
        #expect(
            alert.alert.summary
                == "medium: alpha cannot be taken back to its base beta: no [[model]] names it, and only 0 cycles of "
                + "re-evaluation of 2 came through since it was deployed")
        // Two complete runs of one day are one cycle, and a run that is not complete is none.
        stage.report(desk.reports(desk.run(.core, at: at(1000))))
        stage.report(desk.reports(desk.run(.core, at: at(86_400))) { $0 == 0 ? .notMeasured : .passed })
        stage.pipeline.tickCanaries(at: at(90_000))
        var next = try desk.stage(store: stage.store, models: [tuned])
        next.checkpoint()
        #expect(next.unwanted.isEmpty)
        next.pipeline.tickCanaries(at: at(95_000))
        next.checkpoint()
        #expect(next.transitions(of: "base-path").count == 1)
        next.report(desk.reports(desk.run(.core, at: at(2 * 86_400))))
        next.pipeline.tickCanaries(at: at(200_000))
        next.checkpoint()
        #expect(next.transitions(of: "base-path").last?.kind == .resolved)
    }

    @Test func ordersHoldForAlertsAboutCanaries() throws {
        var stage = try desk.stage()
        let note = Note(at: wall, by: "ada", text: "known")
        stage.report(desk.reports(desk.run(at: start)) { $0 == 0 ? .failed : .passed })
        let id = try #require(stage.store.transitions.last).alert.id
        try stage.pipeline.apply(Order(act: .acknowledge(id, .seen), note: note), alert: stage.store.recorded(id))
        stage.checkpoint()
        try stage.pipeline.apply(Order(act: .resolve(id), note: note), alert: stage.store.recorded(id))
        stage.checkpoint()
        #expect(stage.transitions(of: "canary-failures").map(\.kind) == [.firing, .acknowledged, .resolved])
        stage.report(desk.reports(desk.run(at: at(3600))))
        stage.report(desk.reports(desk.run(at: at(7200))) { $0 == 0 ? .failed : .passed })
        let last = try #require(stage.transitions(of: "canary-failures").last)
        #expect(last.kind == .firing && last.alert.id != id)
    }
}
