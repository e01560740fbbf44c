// Slots: one moment in each, that nobody can guess and every process derives.

import Canaries
import Model
import Testing

@Suite struct ScheduleTests {
    private let suite = Stage.suite("direct", .direct)
    private var schedule: Schedule { Schedule(suite: suite, target: "tuned", key: Sealed("key")) }

    @Test func jitterStaysInItsSlotAndSpreads() {
        let schedule = schedule
        let first = schedule.slot(at: Stage.start)
        var eighths = [Int](repeating: 0, count: 8)
        for slot in first..<first + 2000 {
            let jitter = schedule.due(slot) - schedule.start(of: slot)
            #expect(jitter >= .zero && jitter < suite.period - suite.deadline)
            #expect(schedule.due(slot) < schedule.due(slot + 1))
            #expect(schedule.slot(at: schedule.due(slot)) == slot)
            #expect(schedule.newest(dueBy: schedule.due(slot)) == slot)
            #expect(schedule.newest(dueBy: schedule.due(slot) - TimeSpan(microseconds: 1)) == slot - 1)
            eighths[Int(jitter.microseconds * 8 / (suite.period - suite.deadline).microseconds)] += 1
        }
        // 250 each; five standard deviations.
        #expect(eighths.allSatisfy { abs($0 - 250) < 75 })
    }

    @Test func jitterIsTheSameAgainAndDiffersByEverything() {
        let slots = schedule.slot(at: Stage.start)..<schedule.slot(at: Stage.start) + 50
        let dues = slots.map(schedule.due)
        #expect(slots.map(Schedule(suite: suite, target: "tuned", key: Sealed("key")).due) == dues)
        var other = suite
        other.name = "other"
        for stranger in [
            Schedule(suite: suite, target: "base", key: Sealed("key")),
            Schedule(suite: suite, target: "tuned", key: Sealed("yek")),
            Schedule(suite: other, target: "tuned", key: Sealed("key")),
        ] {
            #expect(zip(slots.map(stranger.due), dues).filter { $0 == $1 }.isEmpty)
        }
    }

    @Test func aSuiteThatMayTakeItsWholePeriodHasNoJitter() {
        var suite = suite
        suite.deadline = suite.period
        let schedule = Schedule(suite: suite, target: "tuned", key: Sealed("key"))
        #expect(schedule.due(480_000) == schedule.start(of: 480_000))
        #expect(schedule.deadline(of: 480_000, startedAt: schedule.due(480_000)) == schedule.due(480_001))
    }

    @Test func timesBeforeTheEpochAndAtTheEndsAreBorne() {
        #expect(schedule.slot(at: EventTime(microseconds: -1)) == -1)
        #expect(schedule.slot(at: EventTime(microseconds: -3_600_000_000)) == -1)
        #expect(schedule.slot(at: EventTime(microseconds: 0)) == 0)
        for time in [EventTime(microseconds: .min), EventTime(microseconds: .max)] {
            let slot = schedule.newest(dueBy: time)
            #expect(schedule.start(of: slot) <= time)
        }
        #expect(schedule.start(of: .max) == EventTime(microseconds: .max))
        #expect(schedule.start(of: .min) == EventTime(microseconds: .min))
    }

    @Test func whatIsToComeIsWhatHappens() {
        var sparse = Stage.suite("sparse", .borderline)
        sparse.targets = ["base"]
        let plan = Stage.plan([suite, sparse, Stage.suite("nobody", .core)], targets: ["tuned", "base"])
        var stage = Stage(plan, at: Stage.start)
        stage.run(until: Stage.start + .hours(5))
        let until = Stage.start + .days(3)
        let upcoming = Schedule.upcoming(
            plan: plan, runs: stage.book.known(at: stage.now).runs, from: stage.now, until: until)
        let before = stage.book.runs.count
        stage.run(until: until)
        let happened = stage.book.runs.dropFirst(before).sorted {
            ($0.startedAt, $0.suite, $0.target) < ($1.startedAt, $1.suite, $1.target)
        }
        #expect(upcoming.map(\.begins) == happened.map(\.startedAt))
        #expect(upcoming.map(\.due) == happened.map(\.dueAt))
        #expect(upcoming.map(\.deadline) == happened.map(\.deadline))
        #expect(
            upcoming.map { "\($0.suite) \($0.target) \($0.slot)" }
                == happened.map { "\($0.suite) \($0.target) \($0.slot ?? -1)" })
        #expect(upcoming.count { $0.suite == "direct" } == 2 * 67)
        #expect(upcoming.allSatisfy { !$0.isCaughtUp })
        #expect(!upcoming.contains { $0.suite == "sparse" && $0.target == "tuned" })
    }

    @Test func whatNeverRanBeginsAtOnceAndIsSaidToBeLate() throws {
        let plan = Stage.plan([suite])
        let upcoming = Schedule.upcoming(plan: plan, runs: [], from: Stage.start, until: Stage.start + .hours(2))
        let first = try #require(upcoming.first)
        #expect(first.isCaughtUp && first.begins == Stage.start && first.due < Stage.start)
        #expect(upcoming.count == 3)
    }

    @Test func aQuestionThatReachesTooFarIsCutShort() {
        let end = EventTime(microseconds: .max)
        let upcoming = Schedule.upcoming(plan: Stage.plan([suite]), runs: [], from: Stage.start, until: end)
        #expect(upcoming.count == Schedule.upcomingMax)
    }
}
