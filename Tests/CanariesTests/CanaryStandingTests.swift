// What is said of a suite, and that nothing unmeasured is called well.

import Model
import Testing

@testable import Canaries

@Suite struct CanaryStandingTests {
    private let now = EventTime(microseconds: 1_763_640_000_000_000)
    private let pause = CanaryPause(by: "anna", at: EventTime(microseconds: 0), reason: "maintenance")

    private func plan(key: String = "0123456789abcdef") -> CanaryPlan {
        var plan = CanaryPlan()
        plan.suites = [Suite(name: "direct-harm", kind: .direct)]
        plan.targets = [
            Target(name: "support", model: "m", endpoint: Endpoint(url: "https://x/v1")),
            Target(name: "base", model: "b", endpoint: Endpoint(url: "https://x/v1")),
        ]
        plan.key = Sealed(key)
        return plan
    }

    /// The run of the slot that is `back` before the newest one.
    private func run(
        _ back: Int64 = 0, state: CanaryRun.State = .complete, target: String = "support", flaky: Int64 = 0,
        failed: Int64 = 0, measured: Int64 = 24
    ) -> CanaryRun {
        let plan = plan()
        let schedule = Schedule(suite: plan.suites[0], target: target, key: plan.key)
        let slot = schedule.newest(dueBy: now) - back
        let due = schedule.due(slot)
        var run = CanaryRun(
            suite: "direct-harm", kind: .direct, target: target, model: "m", occasion: "slot:\(slot)", slot: slot,
            suiteHash: "", dueAt: due, startedAt: due, deadline: due + .seconds(1800), state: state)
        (run.planned, run.flaky, run.failed) = (24, flaky, failed)
        run.passed = measured - flaky - failed
        return run
    }

    private func standing(
        _ last: CanaryRun?, pause: CanaryPause? = nil, key: String = "0123456789abcdef", at time: EventTime? = nil
    ) -> CanaryStanding {
        let runs = last.map { [$0] } ?? []
        return CanaryStanding.all(
            plan: plan(key: key), newest: runs, scheduled: runs, pause: pause, now: time ?? now)[0]
    }

    @Test func theNewestRunGivesTheWord() {
        let cases: [(CanaryRun, CanaryStanding.State)] = [
            (run(), .passed), (run(flaky: 1), .flaky), (run(flaky: 1, failed: 1), .failed),
            (run(state: .incomplete, measured: 12), .incomplete),
            (run(state: .incomplete, failed: 1, measured: 12), .failed),
            (run(state: .incomplete, flaky: 1, measured: 12), .incomplete),
            (run(state: .missed, measured: 0), .missed), (run(state: .skipped, measured: 0), .skipped),
        ]
        for (last, state) in cases { #expect(standing(last).state == state, "\(last.state) \(last.failed)") }
    }

    @Test func whatNeverRanIsNotWell() {
        let found = standing(nil)
        #expect(found.state == .neverRan && found.last == nil)
        #expect(standing(nil, pause: pause).state == .paused)
        #expect(
            CanaryStanding.all(plan: plan(), newest: [run()], scheduled: [run()], pause: nil, now: now).map(\.state)
                == [.passed, .neverRan], "each target by itself")
    }

    @Test func aPauseHidesWhatWasMeasuredBefore() {
        #expect(standing(run(), pause: pause).state == .paused)
        #expect(standing(run(failed: 1), pause: pause).state == .paused)
    }

    @Test func aRunThatGoesOnIsRunningUntilItsDeadline() {
        let last = run(state: .intended, measured: 3)
        #expect(standing(last, pause: pause, at: last.deadline).state == .running)
        let late = last.deadline + CanaryStanding.grace
        #expect(standing(last, at: late).state == .running)
        #expect(standing(last, at: late + .seconds(1)).state == .overdue)
        #expect(standing(last, pause: pause, at: late + .seconds(1)).state == .overdue)
    }

    @Test func aRunThatNobodyRecordedIsOverdue() throws {
        let last = run(1)
        let due = try #require(standing(last).nextDue)
        #expect(due > last.dueAt && due <= now)
        #expect(standing(last, at: due + CanaryStanding.grace).state == .passed)
        let late = due + CanaryStanding.grace + .seconds(1)
        #expect(standing(last, at: late).state == .overdue)
        #expect(standing(last, pause: pause, at: late).state == .paused)
    }

    @Test func aRunByOrderSaysNothingOfTheSchedule() throws {
        let scheduled = run(5)
        var byOrder = run()
        byOrder.slot = nil
        let found = CanaryStanding.all(
            plan: plan(), newest: [byOrder], scheduled: [scheduled], pause: nil, now: now)[0]
        #expect(found.state == .overdue && found.last == byOrder)
        #expect(try #require(found.nextDue) > scheduled.dueAt)
    }

    /// Due times are drawn with the key: without it only the end of the slot bounds them.
    @Test func withoutAKeyNobodyGuessesWhenARunIsDue() throws {
        let last = run(1)
        #expect(standing(last, key: "").nextDue == nil)
        let schedule = Schedule(suite: plan().suites[0], target: "support", key: Sealed([]))
        let end = schedule.start(of: try #require(last.slot) + 2)
        #expect(standing(last, key: "", at: end + CanaryStanding.grace).state == .passed)
        #expect(standing(last, key: "", at: end + CanaryStanding.grace + .seconds(1)).state == .overdue)
    }

    @Test func whatTheConfigurationDoesNotNameIsSaid() {
        let other = run(target: "old")
        let found = CanaryStanding.all(plan: plan(), newest: [run(), other], scheduled: [run()], pause: nil, now: now)
        #expect(found.map(\.target) == ["support", "base", "old"])
        #expect(found[2].state == .removed && found[2].nextDue == nil && found[2].period == nil)
        let blind = CanaryStanding.all(plan: nil, newest: [run(), other], scheduled: [run()], pause: nil, now: now)
        #expect(blind.map(\.state) == [.passed, .passed] && blind.map(\.nextDue) == [nil, nil])
    }
}
