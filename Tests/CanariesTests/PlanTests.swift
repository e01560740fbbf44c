// What people change under way: plans, orders, and what is drawn from a suite.

import Canaries
import Model
import Testing

@Suite struct PlanTests {
    private static func stage() -> Stage {
        var direct = Stage.suite("direct", .direct, items: 20)
        direct.pace = .seconds(20)
        return Stage(onTime: Stage.plan([direct, Stage.suite("core", .core, items: 3)], targets: ["tuned", "base"]))
    }

    private static func reload(_ stage: inout Stage, _ change: (inout CanaryPlan) -> Void) {
        change(&stage.plan)
        stage.conductor.adopt(stage.plan, at: stage.now)
    }

    @Test func aRunGoesOnOverAReloadThatDoesNotTouchIt() {
        var whole = Self.stage(), reloaded = whole
        whole.run(until: whole.now + .seconds(900))
        reloaded.run(until: reloaded.now + .seconds(100))
        Self.reload(&reloaded) { plan in
            plan.suites[1].hash = "another"
            plan.suites[0].summary = "words"
        }
        reloaded.run(until: whole.now)
        #expect(whole.book.runs("direct", "tuned") == reloaded.book.runs("direct", "tuned"))
        #expect(whole.book.runs("direct", "tuned", .complete).count == 1)
    }

    @Test func whatIsUnderWayAtAReloadIsAskedAgain() throws {
        var stage = Self.stage()
        stage.run(until: stage.now + .seconds(100))
        var lost: [CanaryAsk] = []
        while lost.count < 2 {
            stage.now = stage.conductor.nextWake(after: stage.now)
            for act in stage.conductor.step(at: stage.now, pause: nil) {
                if case .ask(let ask) = act { lost.append(ask) } else { stage.carryOut(act) }
            }
        }
        let asked = stage.asks.count
        stage.conductor.adopt(stage.plan, at: stage.now)
        stage.run(until: stage.now + .seconds(1500))
        for ask in lost { #expect(stage.asks.dropFirst(asked).count { $0.ask == ask } == 1) }
        #expect(stage.book.runs("direct", "tuned").first?.state == .complete)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var reason: String
        var change: @Sendable (inout CanaryPlan) -> Void
        var testDescription: String { reason }
    }

    @Test(arguments: [
        Change(reason: "the suite was changed") { $0.suites[0].hash = "new" },
        Change(reason: "its suite or target is not in the plan any more") { $0.suites.removeFirst() },
        Change(reason: "its suite or target is not in the plan any more") { $0.targets.removeFirst() },
        Change(reason: "its suite or target is not in the plan any more") { $0.suites[0].targets = ["base"] },
        Change(reason: "the target stands for another model now") { $0.targets[0].model = "another" },
    ])
    func aRunOfWhatIsGoneOrChangedEnds(_ change: Change) throws {
        for restarts in [false, true] {
            var stage = Self.stage()
            stage.run(until: stage.now + .seconds(100))
            let asked = stage.asks.count { $0.ask.target.name == "tuned" }
            change.change(&stage.plan)
            if restarts { stage.restart() } else { stage.conductor.adopt(stage.plan, at: stage.now) }
            let before = stage.now
            stage.settle()
            let run = try #require(stage.book.runs("direct", "tuned").first)
            #expect(run.state == .incomplete && run.endedAt == before)
            #expect(run.reason.hasPrefix("\(change.reason); \(run.notMeasured) of 20 not measured: "))
            #expect(run.passed > 0 && run.passed <= Int64(asked))
            #expect(!stage.asks.contains { $0.at > before && $0.ask.run == run.id })
            // The next slot runs under the new plan.
            stage.run(until: stage.now + .hours(2))
            let later = stage.book.runs("direct", "tuned").dropFirst()
            let isGone = change.reason.hasPrefix("its")
            #expect(later.isEmpty == isGone)
            #expect(Set(later.map(\.slot)).count == later.count)
        }
    }

    @Test func aChangedPeriodMissesNothingAndRepeatsNothing() {
        for restarts in [false, true] {
            var stage = Self.stage()
            stage.run(until: stage.now + .hours(5))
            for period in [TimeSpan.hours(24), .hours(1), .hours(2)] {
                Self.reload(&stage) { $0.suites[0].period = period }
                if restarts { stage.restart() }
                // Long enough that something ran under each: what is on record tells the period.
                stage.run(until: stage.now + .hours(50))
            }
            #expect(stage.book.runs("direct", nil, .missed).isEmpty)
            let runs = stage.book.runs("direct", "tuned")
            #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.startedAt < $1.startedAt })
            #expect(runs.count > 5 + 1 + 48 + 24)
        }
    }

    @Test func aSuiteRunsOnDemand() throws {
        var stage = Self.stage()
        stage.run(until: stage.now + .seconds(1700))
        let before = stage.book.runs.count
        try stage.conductor.order(suite: "core", target: nil, id: "o1", at: stage.now)
        #expect(stage.conductor.nextWake(after: stage.now) <= stage.now + TimeSpan(microseconds: 1))
        stage.run(until: stage.now + .seconds(60))
        let ordered = stage.book.runs.dropFirst(before).filter { $0.suite == "core" }
        #expect(ordered.map(\.target) == ["tuned", "base"])
        #expect(ordered.allSatisfy { $0.slot == nil && $0.state == .complete && $0.dueAt == $0.startedAt })
        #expect(ordered[0].id == CanaryRun.id(suite: "core", target: "tuned", occasion: "order:o1"))
        // It changes nothing about the slots.
        stage.run(until: stage.now + .days(2))
        let slots = stage.book.slots("core", "tuned")
        #expect(slots == Array((slots.first ?? 0)...(slots.last ?? 0)) && slots.count >= 3)
    }

    @Test func anOrderThatCannotBeCarriedOutIsRefused() throws {
        var stage = Self.stage()
        stage.run(until: stage.now + .seconds(30))
        func refusal(_ suite: String, _ target: String?, _ id: String = "o") -> OrderRefusal? {
            do throws(OrderRefusal) {
                try stage.conductor.order(suite: suite, target: target, id: id, at: stage.now)
                return nil
            } catch { return error }
        }
        #expect(refusal("cor", nil) == OrderRefusal(reason: "no suite cor: known: direct, core", isNotFound: true))
        #expect(
            refusal("core", "tined")
                == OrderRefusal(reason: "no target of core tined: known: tuned, base", isNotFound: true))
        #expect(refusal("direct", "tuned")?.reason == "a run of direct at tuned goes on; wait for its end")
        #expect(refusal("direct", nil)?.reason.hasPrefix("a run of direct at ") == true)
        stage.run(until: stage.now + .seconds(1500))
        #expect(refusal("core", "tuned", "o1") == nil)
        #expect(refusal("core", "tuned", "o2")?.reason == "a run of core at tuned goes on; wait for its end")
        stage.run(until: stage.now + .seconds(60))
        #expect(refusal("core", "tuned", "o1")?.reason == "order o1 was carried out already")
        stage.pause = CanaryPause(by: "ann", at: stage.now, reason: "audit")
        stage.settle()
        #expect(refusal("core", "tuned", "o3")?.reason == "canaries are paused by ann: audit; resume them first")
    }

    @Test func aSlotWaitsForARunByOrder() throws {
        var plan = Stage.plan([Stage.suite("direct", .direct, items: 20)])
        plan.suites[0].pace = .seconds(60)
        var stage = Stage(onTime: plan)
        stage.run(until: stage.now + .seconds(1801))
        let last = try #require(stage.book.runs.last)
        let schedule = Schedule(suite: plan.suites[0], target: "tuned", key: plan.key)
        let due = schedule.due((last.slot ?? 0) + 1)
        stage.run(until: due - .seconds(1))
        try stage.conductor.order(suite: "direct", target: nil, id: "o", at: stage.now)
        stage.run(until: due + .hours(2))
        let ordered = try #require(stage.book.runs.first { $0.slot == nil })
        let next = try #require(stage.book.runs.first { $0.slot == (last.slot ?? 0) + 1 })
        #expect(ordered.startedAt == due - .seconds(1))
        #expect(next.dueAt == due && next.startedAt == ordered.endedAt)
        #expect(next.deadline <= schedule.due((last.slot ?? 0) + 2))
    }

    @Test func aSampleIsTheSameAtEveryTargetAndMovesOn() {
        var suite = Stage.suite("core", .core, items: 50)
        suite.sample = 10
        suite.unseen = 0.5
        for place in suite.items.indices {
            suite.items[place].paraphrases = [Sealed("another wording \(place)"), Sealed("a third \(place)")]
        }
        var stage = Stage(Stage.plan([suite], targets: ["tuned", "base"]), at: Stage.start)
        stage.run(until: Stage.start + .days(12))
        let tuned = stage.book.runs("core", "tuned", .complete), base = stage.book.runs("core", "base", .complete)
        #expect(tuned.count >= 12)
        var seen: Set<String> = []
        for (one, other) in zip(tuned, base) {
            func asked(_ run: CanaryRun) -> Set<String> {
                Set(run.items.map { "\($0.id) \($0.variant) \($0.promptHash) \($0.print)" })
            }
            #expect(one.slot == other.slot && asked(one) == asked(other) && one.items.count == 10)
            #expect(one.items.map(\.id) != other.items.map(\.id))
            #expect(Set(one.items.flatMap(\.requests)).isDisjoint(with: other.items.flatMap(\.requests)))
            // Five of ten were never asked, as long as there are five.
            let fresh = Set(one.items.map(\.id)).subtracting(seen)
            #expect(fresh.count >= min(5, 50 - seen.count))
            seen.formUnion(one.items.map(\.id))
        }
        #expect(seen.count == 50)
        // Slot after slot another wording, each in its turn.
        for (one, next) in zip(tuned, tuned.dropFirst()) {
            let variants = Set(one.items.map(\.variant)), following = Set(next.items.map(\.variant))
            #expect(variants.count == 1 && following.count == 1 && variants.isDisjoint(with: following))
        }
        let words = Set(stage.asks.flatMap { $0.ask.messages.map(\.content.bytes) })
        #expect(words.count > 90)
    }

    @Test func whatStoredRunsAskedIsNotUnseen() {
        var suite = Stage.suite("core", .core, items: 10)
        suite.sample = 5
        suite.unseen = 1
        var stage = Stage(Stage.plan([suite]), at: Stage.start)
        stage.settle()
        stage.restart()
        stage.run(until: Stage.start + .days(1))
        let runs = stage.book.runs
        #expect(Set(runs.prefix(2).flatMap { $0.items.map(\.id) }).count == 10)
    }

    @Test func wordsNeverShow() {
        let stage = Self.stage()
        var text = ""
        dump(stage.conductor, to: &text)
        text += "\(stage.conductor)"
        #expect(!text.contains("question") && !text.contains("installation"))
    }
}
