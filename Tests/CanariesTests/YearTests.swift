// A virtual year of all kinds at two targets: every slot once, whatever happens.

import Canaries
import Model
import Testing

@Suite struct YearTests {
    private static let targets = ["tuned", "base"]
    private static let end = Stage.start + .days(365)

    /// Every kind, and a record of the slot before the year, so that the year begins like any other.
    private static func year(_ kinds: [CanaryKind] = CanaryKind.allCases) -> Stage {
        let plan = Stage.plan(
            kinds.map { kind in
                var suite = Stage.suite(kind.rawValue, kind)
                suite.repeats = 0
                return suite
            }, targets: targets)
        var book = Book()
        for pair in plan.pairs {
            let schedule = Schedule(suite: pair.suite, target: pair.target.name, key: plan.key)
            let slot = schedule.slot(at: Stage.start) - 1, due = schedule.due(slot)
            var run = CanaryRun(
                suite: pair.suite.name, kind: pair.suite.kind, target: pair.target.name, model: pair.target.model,
                occasion: "slot:\(slot)", slot: slot, suiteHash: pair.suite.hash, dueAt: due, startedAt: due,
                deadline: due + .hours(1), state: .missed)
            (run.reason, run.endedAt) = ("before the year", due)
            book.commit(CanaryReport(run: run, at: due))
        }
        return Stage(plan, at: Stage.start, book: book)
    }

    /// How many slots of a kind are due in the year at both targets, by the calendar.
    private static func expected(_ kind: CanaryKind, in plan: CanaryPlan) -> Int {
        switch kind {
        case .direct: 2 * 8760
        case .borderline, .jailbreak, .domain, .core: 2 * 365
        // 52 weeks and a day, 12 months of 30 days and five days: the last slot is due in them or not.
        case .full, .capability: 2 * 52 + last(kind, in: plan)
        case .extended: 2 * 12 + last(kind, in: plan)
        }
    }

    private static func last(_ kind: CanaryKind, in plan: CanaryPlan) -> Int {
        plan.pairs.filter { $0.suite.kind == kind }.count { pair in
            let schedule = Schedule(suite: pair.suite, target: pair.target.name, key: plan.key)
            return schedule.due(schedule.slot(at: end)) < end
        }
    }

    @Test func aYearFromEventToEvent() {
        var stage = Self.year()
        stage.run(until: Self.end)
        for kind in CanaryKind.allCases {
            let runs = stage.book.runs(kind.rawValue, nil, .complete)
            #expect(runs.count == Self.expected(kind, in: stage.plan), "\(kind)")
            // Begun when it was due, to the microsecond.
            #expect(runs.allSatisfy { $0.startedAt == $0.dueAt })
        }
        #expect(stage.book.runs.allSatisfy { $0.state == .complete || $0.dueAt < Stage.start })
        checkSlots(stage)
        #expect(Set(stage.asks.map(\.ask.requestID)).count == stage.asks.count)
    }

    @Test func aYearLookedAtEveryMinute() {
        var stage = Self.year([.borderline, .full, .extended])
        stage.run(until: Self.end, every: .seconds(60))
        var jumping = Self.year([.borderline, .full, .extended])
        jumping.run(until: Self.end)
        // Within a minute they may change places.
        #expect(stage.book.runs.map(\.id).sorted() == jumping.book.runs.map(\.id).sorted())
        #expect(stage.book.runs.allSatisfy { $0.startedAt - $0.dueAt < .seconds(60) })
        #expect(stage.asks.map(\.ask.requestID).sorted() == jumping.asks.map(\.ask.requestID).sorted())
        checkSlots(stage)
    }

    @Test func hourlySlotsLookedAtEveryMinute() {
        var stage = Self.year([.direct])
        stage.run(until: Stage.start + .days(20), every: .seconds(60))
        #expect(stage.book.runs("direct", "tuned", .complete).count == 480)
        #expect(stage.book.runs("direct", "base", .complete).count == 480)
        checkSlots(stage)
    }

    /// Outages of an hour, a day and forty days: one run is caught up after each, and all between are told.
    @Test(arguments: 0..<8) func outages(seed: Int) {
        var draw = CanaryIdentity(key: Sealed("outages")).draw("test", ["\(seed)"])
        var stage = Self.year([.direct, .core])
        var lost: Int64 = 0
        for outage in [TimeSpan.hours(1), .days(1), .days(40)] {
            stage.run(until: stage.now + .hours(5 + draw.number(below: 40)) + draw.gap(mean: .hours(1)))
            stage.settle()
            let before = stage.book.runs.count
            stage.now = stage.now + outage
            stage.restart()
            stage.settle()
            let after = stage.book.runs.dropFirst(before)
            for target in Self.targets {
                for suite in ["direct", "core"] {
                    let caught = after.filter { $0.suite == suite && $0.target == target && $0.state == .complete }
                    #expect(caught.count <= 1)
                    #expect(caught.allSatisfy { $0.startedAt == stage.now && $0.deadline > stage.now })
                }
            }
            let missed = after.filter { $0.state == .missed }
            lost += Int64(missed.count)
            #expect(missed.allSatisfy { $0.reason.hasSuffix("monitord was not running") })
            #expect(after.count { $0.suite == "direct" && $0.target == "tuned" } <= 48 + 2)
        }
        stage.run(until: stage.now + .hours(3))
        lost += stage.book.told[.missed] ?? 0
        let runs = stage.book.runs.filter { $0.dueAt >= Stage.start }
        let plan = stage.plan
        // Everything that was due is accounted for: by a run, by itself as missed, or in a sum of missed ones.
        let due = plan.pairs.reduce(Int64(0)) { sum, pair in
            let schedule = Schedule(suite: pair.suite, target: pair.target.name, key: plan.key)
            return sum + schedule.newest(dueBy: stage.now) - schedule.slot(at: Stage.start) + 1
        }
        #expect(Int64(runs.count { $0.state == .complete }) + lost == due)
        checkSlots(stage)
    }

    @Test func aPauseLosesOnlyWhatItOutlasts() {
        var stage = Self.year([.direct, .core])
        stage.run(until: Stage.start + .hours(4))
        stage.pause = CanaryPause(by: "ann", at: stage.now, reason: "new gateway")
        let begin = stage.now
        stage.run(until: begin + .hours(10))
        #expect(!stage.asks.contains { $0.at > begin })
        stage.pause = nil
        stage.run(until: begin + .hours(20))
        for target in Self.targets {
            let skipped = stage.book.runs("direct", target, .skipped)
            // Ten slots were due; the newest of them began when the pause ended.
            #expect(skipped.count == 9 || skipped.count == 10)
            #expect(skipped.allSatisfy { $0.reason == "paused by ann: new gateway" })
            let late = stage.book.runs("direct", target, .complete).filter { $0.startedAt > $0.dueAt }
            #expect(late.map(\.startedAt) == [begin + .hours(10)])
            #expect(stage.book.runs("core", target, .skipped).isEmpty)
            #expect(stage.book.runs("core", target, .complete).count == 1)
        }
        checkSlots(stage)
    }

    @Test func aPauseThatOutlastsARestartIsNamed() {
        var stage = Self.year([.direct])
        stage.run(until: Stage.start + .hours(4))
        stage.pause = CanaryPause(by: "ann", at: stage.now + .hours(3), reason: "")
        stage.now = stage.now + .hours(10)
        stage.restart()
        stage.settle()
        let skipped = stage.book.runs("direct", "tuned", .skipped), missed = stage.book.runs("direct", "tuned", .missed)
        #expect(skipped.map(\.reason) == [String](repeating: "paused by ann", count: skipped.count))
        #expect(skipped.count >= 5 && missed.count - 1 >= 2 && skipped.count + missed.count - 1 <= 10)
        checkSlots(stage)
    }

    /// No slot twice, none left out, all in order.
    private func checkSlots(_ stage: Stage) {
        for pair in stage.plan.pairs {
            let runs = stage.book.runs(pair.suite.name, pair.target.name)
            var next = runs.first?.slot ?? 0
            for run in runs {
                if run.reason.contains(" slots from ") {
                    next += (Int64(run.reason.prefix { $0.isNumber }) ?? 0) - 1
                }
                #expect(run.slot == next, "\(run.suite) at \(run.target)")
                next += 1
            }
        }
    }
}
