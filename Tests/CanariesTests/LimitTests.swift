// Caps over everything: what goes per minute, at once, and for how much per hour.

import Model
import Testing

@testable import Canaries

@Suite struct LimitTests {
    private static func busyPlan(_ change: (inout CanaryPlan) -> Void) -> CanaryPlan {
        let suites = (0..<6).map { place in
            var suite = Stage.suite("s\(place)", .direct, items: 30)
            suite.pace = .seconds(1)
            return suite
        }
        var plan = Stage.plan(suites, targets: ["tuned", "base"])
        change(&plan)
        return plan
    }

    @Test(arguments: [1, 7, 60, 600] as [Int64])
    func noMinuteSeesMoreThanItsShare(perMinute: Int64) {
        var stage = Stage(Self.busyPlan { $0.limits.requestsPerMinute = perMinute }, at: Stage.start)
        stage.run(until: Stage.start + .hours(2))
        let times = stage.asks.map(\.at)
        var first = 0
        var most = 0
        for (place, time) in times.enumerated() {
            while times[first] + .seconds(60) <= time { first += 1 }
            most = max(most, place - first + 1)
        }
        #expect(most <= perMinute)
        // The cap is reached, so that it was tested, where the suites want more.
        if perMinute <= 60 { #expect(most == perMinute) }
        #expect(times.count > 100)
    }

    @Test func onlySoManyAreUnderWay() throws {
        var conductor = Conductor(
            plan: Self.busyPlan { $0.limits.concurrency = 3 }, runs: [], results: [], now: Stage.start)
        var open: [CanaryAsk] = []
        var now = Stage.start
        var most = 0
        for _ in 0..<2000 {
            for act in conductor.step(at: now, pause: nil) {
                switch act {
                case .report(let report): conductor.admit(run: report.run.id)
                case .ask(let ask): open.append(ask)
                }
            }
            most = max(most, open.count)
            #expect(open.count <= 3)
            // Answers take four steps each.
            if open.count == 3 || conductor.nextWake(after: now) > now + .seconds(5), !open.isEmpty {
                conductor.take(Stage.answer(open.removeFirst(), .passed, now), at: now)
            }
            now = now + .milliseconds(300)
        }
        #expect(most == 3)
    }

    /// The tokens of an answer are half of what it may have.
    private static func priced(_ cap: Double) -> Stage {
        var plan = busyPlan { plan in
            plan.limits.costPerHour = cap
            for place in plan.targets.indices {
                plan.targets[place].outputPrice = 1000
                plan.targets[place].inputPrice = 100
                plan.targets[place].parameters.maxTokens = 100
            }
        }
        // Free of charge: goes on whatever is spent.
        plan.targets[1].outputPrice = 0
        plan.targets[1].inputPrice = 0
        var stage = Stage(plan, at: Stage.start)
        stage.reply = { ask, _, now in
            var answer = Stage.answer(ask, .passed, now)
            (answer.result.inputTokens, answer.result.outputTokens) = (20, 50)
            return answer
        }
        return stage
    }

    @Test func noHourCostsMoreThanItMay() {
        var stage = Self.priced(2)
        stage.run(until: Stage.start + .hours(12))
        var costs: [Int64: Double] = [:]
        for (time, ask) in stage.asks where ask.target.name == "tuned" {
            costs[time.microseconds / 3_600_000_000, default: 0] += ask.target.cost(input: 20, output: 50)
        }
        #expect(costs.count == 12)
        #expect(costs.values.allSatisfy { $0 <= 2 && $0 > 1.85 })
        let ended = stage.book.runs.filter { $0.state == .incomplete && $0.target == "tuned" }
        #expect(ended.count >= 12)
        #expect(ended.allSatisfy { $0.reason.hasPrefix("the cost per hour is spent; ") })
        let skipped = stage.book.runs.filter { $0.state == .skipped }
        #expect(skipped.count > 30)
        #expect(skipped.allSatisfy { $0.reason == "the cost per hour is spent" && $0.target == "tuned" })
        // Each hour anew.
        let hours = Set(
            stage.book.runs.filter { $0.target == "tuned" && $0.passed > 0 }.map {
                $0.startedAt.microseconds / 3_600_000_000
            })
        #expect(hours.count == 12)
        #expect(stage.book.runs.filter { $0.target == "base" && $0.isOver }.allSatisfy { $0.state == .complete })
    }

    @Test func whatTheHourHasCostIsKnownAfterARestart() {
        var stage = Self.priced(2)
        stage.run(until: Stage.start + .seconds(3))
        let before = stage.asks.filter { $0.ask.target.name == "tuned" }.count
        #expect(before > 3)
        stage.restart()
        stage.run(until: Stage.start + .seconds(3599))
        let count = stage.asks.filter { $0.ask.target.name == "tuned" }.count
        #expect(count > before)
        #expect(Double(count) * stage.plan.targets[0].cost(input: 20, output: 50) <= 2)
    }

    @Test func anAnswerWithoutTokensHasCostWhatItMay() {
        var target = Target(name: "t", model: "m", endpoint: Endpoint(url: ""))
        (target.inputPrice, target.outputPrice) = (1, 10)
        let ask = Self.ask(target)
        var result = Stage.answer(ask, .passed, Stage.start).result
        #expect(target.cost(of: result, max: 7) == 7)
        (result.verdict, result.reason) = (.notMeasured, "timeout")
        #expect(target.cost(of: result, max: 7) == 7)
        result.reason = "http 429"
        #expect(target.cost(of: result, max: 7) == 0)
        (result.inputTokens, result.outputTokens) = (1_000_000, 100_000)
        #expect(target.cost(of: result, max: 7) == 2)
        // 100 bytes at most 100 tokens, and two frames of 16.
        let message = ChatMessage(role: .user, content: Sealed([UInt8](repeating: 0x61, count: 100)))
        #expect(target.costMax([message]) == (132.0 + 512 * 10) / 1e6)
    }

    private static func ask(_ target: Target) -> CanaryAsk {
        CanaryAsk(
            run: "r", item: "i", category: "", attempt: 0, requestID: "q", target: target, messages: [],
            expectation: .refuse, acceptsBlocked: true, seed: 0)
    }

    @Test func aClockThatIsSetBackHoldsNothingUp() {
        var stage = Stage(Self.busyPlan { $0.limits.requestsPerMinute = 60 }, at: Stage.start + .hours(2))
        stage.run(until: Stage.start + .hours(2) + .seconds(10))
        let asked = stage.asks.count
        stage.now = Stage.start
        stage.run(until: Stage.start + .seconds(60))
        #expect(stage.asks.count >= asked + 30)
    }
}
