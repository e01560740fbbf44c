// A process that is killed at any moment: what is on record is never counted twice, and nothing is lost in silence.

import Canaries
import Model
import Testing

@Suite struct CrashTests {
    /// What each item would come to without a crash, by its number.
    private static let truth: [CanaryFate] = [.passed, .failed, .flaky, .passed, .notMeasured, .passed]

    private static func reply(_ ask: CanaryAsk, _ tries: Int, _ now: EventTime) -> CanaryAnswer {
        switch Int(ask.item.dropFirst()) ?? 0 {
        case 1: Stage.answer(ask, .failed, now)
        case 2: Stage.answer(ask, ask.attempt == 0 ? .failed : .passed, now)
        // Busy once, then it passes.
        case 3: tries == 0 ? Stage.busy(ask, "timeout", now) : Stage.answer(ask, .passed, now)
        case 4: Stage.busy(ask, "http 503", now)
        default: Stage.answer(ask, .passed, now)
        }
    }

    private static func plan() -> CanaryPlan {
        var direct = Stage.suite("direct", .direct, items: 6), daily = Stage.suite("daily", .borderline, items: 6)
        direct.pace = .seconds(30)
        daily.pace = .seconds(5)
        return Stage.plan([direct, daily], targets: ["tuned", "base"])
    }

    /// Carries acts out until it is killed, now and then: before a report is on record, after it, between a request
    /// and its answer, or between the answer and its report.
    private static func live(_ stage: inout Stage, _ draw: inout CanaryDraw, kills: inout Int) {
        while true {
            let acts = stage.conductor.step(at: stage.now, pause: nil)
            if acts.isEmpty { return }
            for act in acts {
                let fate = draw.number(below: 40)
                if fate == 0 {
                    kills += 1
                    return stage.restart()
                }
                if fate == 1, case .ask(let ask) = act {
                    // It went out, and its answer finds nobody.
                    stage.asks.append((stage.now, ask))
                    stage.tries[ask.requestID, default: 0] += 1
                    kills += 1
                    return stage.restart()
                }
                stage.carryOut(act)
                if fate == 2 {
                    kills += 1
                    return stage.restart()
                }
            }
        }
    }

    @Test(arguments: 0..<6) func killsAnywhere(seed: Int) {
        var draw = CanaryIdentity(key: Sealed("kills")).draw("test", ["\(seed)"])
        var stage = Stage(Self.plan(), at: Stage.start)
        stage.reply = Self.reply
        var kills = 0
        while kills < 60 {
            Self.live(&stage, &draw, kills: &kills)
            // A dead process comes back at once, or after hours.
            let rest = draw.number(below: 60) == 0 ? draw.gap(mean: .hours(2)) : .zero
            stage.now = max(stage.conductor.nextWake(after: stage.now), stage.now + rest)
            if rest > .zero { stage.restart() }
        }
        // Everything comes to its end.
        stage.restart()
        stage.run(until: stage.now + .hours(2))
        let over = stage.book.runs.filter { $0.dueAt < stage.now - .hours(2) }
        #expect(over.allSatisfy { $0.isOver })
        #expect(over.count { $0.state == .complete || $0.state == .incomplete } > 5)
        check(stage)
    }

    private func check(_ stage: Stage) {
        for pair in stage.plan.pairs {
            let slots = stage.book.slots(pair.suite.name, pair.target.name)
            #expect(slots == slots.sorted() && Set(slots).count == slots.count)
        }
        for run in stage.book.runs where run.state == .complete || run.state == .incomplete {
            // The book holds one conclusion for each item; see `Book.check`.
            for conclusion in stage.book.conclusions[run.id] ?? [] {
                let number = Int(conclusion.item.dropFirst()) ?? 0
                let truth = Self.truth[number]
                let results = stage.book.results[run.id, default: []].filter { $0.item == conclusion.item }
                // What was told is what is on record.
                #expect(conclusion.asked == Int64(results.count { $0.verdict != .notMeasured }))
                #expect(conclusion.failures == Int64(results.count { $0.verdict == .failed }))
                #expect(results.map(\.attempt) == Array(0..<Int64(results.count)))
                // A run that is cut short may know less; it never knows better.
                switch conclusion.fate {
                case .notMeasured: break
                case .failed: #expect(truth == .failed || truth == .flaky && conclusion.asked == 1)
                case .passed, .flaky: #expect(conclusion.fate == truth)
                }
            }
        }
        // A request is repeated under its own id, and only by another process or because it was to be tried again.
        let slots = Dictionary(grouping: stage.asks, by: \.ask.requestID)
        for (_, asks) in slots {
            #expect(Set(asks.map { "\($0.ask.run) \($0.ask.item) \($0.ask.attempt) \($0.ask.seed)" }).count == 1)
        }
    }

    @Test func aRunWhoseTimePassedMeanwhileEndsWithWhatItHas() throws {
        var stage = Stage(onTime: Self.plan())
        stage.run(until: stage.now + .seconds(60))
        let run = try #require(stage.book.runs.first { $0.suite == "direct" && $0.state == .intended })
        let known = stage.book.results[run.id]?.count ?? 0
        stage.now = run.deadline + .seconds(10)
        stage.restart()
        let acts = stage.conductor.step(at: stage.now, pause: nil)
        let ends = acts.compactMap { act -> CanaryReport? in
            if case .report(let report) = act, report.run.id == run.id { report } else { nil }
        }
        #expect(ends.count == 1)
        #expect(ends[0].run.state == .incomplete && ends[0].results.isEmpty && known > 0)
        #expect(ends[0].run.reason.hasSuffix("not asked \(ends[0].run.notMeasured)"))
        for act in acts { stage.carryOut(act) }
    }

    @Test func aRestartWithoutLossChangesNothing() {
        var whole = Stage(Self.plan(), at: Stage.start), torn = whole
        (whole.reply, torn.reply) = (Self.reply, Self.reply)
        whole.run(until: Stage.start + .hours(6))
        for _ in 0..<72 {
            torn.run(until: torn.now + .seconds(300))
            torn.restart()
        }
        // The gaps between requests are drawn anew; what is asked and what comes of it are the same.
        func runs(_ stage: Stage) -> [String] {
            stage.book.runs.filter(\.isOver).map { "\($0.id) \($0.items) \($0.passed) \($0.flaky) \($0.failed)" }
                .sorted()
        }
        #expect(runs(whole) == runs(torn))
        #expect(runs(whole).count > 12)
    }
}
