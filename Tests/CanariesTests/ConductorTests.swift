// What is asked, asked again and tried again, and what a run comes to.

import Canaries
import Model
import Testing

@Suite struct ConductorTests {
    private static func stage(
        _ items: Int = 1, targets: [String] = ["tuned"], change: (inout Suite) -> Void = { _ in },
        limits: (inout CanaryPlan) -> Void = { _ in }
    ) -> Stage {
        var suite = Stage.suite("direct", .direct, items: items)
        change(&suite)
        var plan = Stage.plan([suite], targets: targets)
        limits(&plan)
        return Stage(onTime: plan)
    }

    @Test func theIntentIsRecordedBeforeAnythingIsAsked() throws {
        var stage = Self.stage(3)
        let acts = stage.conductor.step(at: stage.now, pause: nil)
        guard case .report(let intent) = acts.first else { throw Missing() }
        #expect(acts.count == 1)
        #expect(intent.run.state == .intended && intent.run.planned == 3 && intent.run.items.count == 3)
        #expect(intent.results.isEmpty && intent.conclusions.isEmpty)
        for minute in 0..<20 as Range<Int64> {
            #expect(stage.conductor.step(at: stage.now + .seconds(60 * minute), pause: nil).isEmpty)
        }
        stage.conductor.admit(run: "another")
        #expect(stage.conductor.step(at: stage.now, pause: nil).isEmpty)
        stage.conductor.admit(run: intent.run.id)
        let next = stage.conductor.step(at: stage.now, pause: nil)
        guard case .ask(let ask) = next.first else { throw Missing() }
        #expect(ask.requestID == intent.run.items[0].requests[0] && ask.attempt == 0 && ask.run == intent.run.id)
    }

    @Test func anIntentThatIsNeverRecordedEndsUnmeasured() throws {
        var stage = Self.stage(3)
        _ = stage.conductor.step(at: stage.now, pause: nil)
        let acts = stage.conductor.step(at: stage.now + .hours(1), pause: nil)
        guard case .report(let report) = acts.first else { throw Missing() }
        #expect(report.run.state == .incomplete && report.run.reason == "3 of 3 not measured: not asked 3")
        #expect(report.conclusions.map(\.fate) == [.notMeasured, .notMeasured, .notMeasured])
    }

    struct Fate: CustomTestStringConvertible, Sendable {
        var repeats: Int
        /// One letter for each attempt: passed, failed, not measured.
        var answers: String
        var fate: CanaryFate
        var asked: Int64
        var failures: Int64
        var testDescription: String { "\(repeats) \(answers)" }
    }

    @Test(arguments: [
        Fate(repeats: 2, answers: "p", fate: .passed, asked: 1, failures: 0),
        Fate(repeats: 2, answers: "n", fate: .notMeasured, asked: 0, failures: 0),
        Fate(repeats: 2, answers: "ff", fate: .failed, asked: 2, failures: 2),
        Fate(repeats: 2, answers: "fpf", fate: .failed, asked: 3, failures: 2),
        Fate(repeats: 2, answers: "fpp", fate: .flaky, asked: 3, failures: 1),
        Fate(repeats: 2, answers: "fnp", fate: .flaky, asked: 2, failures: 1),
        Fate(repeats: 2, answers: "fpn", fate: .flaky, asked: 2, failures: 1),
        Fate(repeats: 2, answers: "fnf", fate: .failed, asked: 2, failures: 2),
        Fate(repeats: 2, answers: "fnn", fate: .failed, asked: 1, failures: 1),
        Fate(repeats: 0, answers: "f", fate: .failed, asked: 1, failures: 1),
        Fate(repeats: 0, answers: "p", fate: .passed, asked: 1, failures: 0),
        Fate(repeats: 1, answers: "fp", fate: .flaky, asked: 2, failures: 1),
        Fate(repeats: 1, answers: "fn", fate: .failed, asked: 1, failures: 1),
    ])
    func whatAnItemComesTo(_ wanted: Fate) throws {
        var stage = Self.stage(change: { $0.repeats = wanted.repeats })
        let letters = Array(wanted.answers)
        stage.reply = { ask, _, now in
            let place = Int(ask.attempt)
            let letter = letters.indices.contains(place) ? letters[place] : "?"
            #expect(letter != "?", "asked too often")
            return Stage.answer(ask, letter == "p" ? .passed : letter == "f" ? .failed : .notMeasured, now)
        }
        stage.run(until: stage.now + .seconds(600))
        let run = try #require(stage.book.runs.first)
        #expect(stage.asks.map(\.ask.attempt) == Array(0..<Int64(letters.count)))
        let conclusion = try #require(stage.book.conclusions[run.id]?.first)
        #expect(
            conclusion
                == CanaryConclusion(
                    item: "i0", category: "c0", fate: wanted.fate, asked: wanted.asked, failures: wanted.failures))
        #expect(run.state == (wanted.fate == .notMeasured ? .incomplete : .complete))
    }

    @Test func aFailureJumpsTheQueue() {
        var stage = Self.stage(20)
        stage.reply = { ask, _, now in
            Stage.answer(ask, ask.item == "i7" && ask.attempt == 0 ? .failed : .passed, now)
        }
        stage.run(until: stage.now + .seconds(1700))
        let place = stage.asks.firstIndex { $0.ask.item == "i7" } ?? 0
        #expect(stage.asks[place...].prefix(3).map(\.ask.item) == ["i7", "i7", "i7"])
        #expect(stage.asks.count == 22)
        #expect(stage.book.runs[0].flaky == 1 && stage.book.runs[0].passed == 19)
    }

    @Test func whatIsBusyIsTriedAgainAndRecordedOnce() {
        var stage = Self.stage()
        stage.reply = { ask, tries, now in
            tries < 2 ? Stage.busy(ask, "http 503", now) : Stage.answer(ask, .passed, now)
        }
        let begin = stage.now
        stage.run(until: begin + .seconds(60))
        #expect(stage.asks.map(\.at) == [.zero, .seconds(2), .seconds(10)].map { begin + $0 })
        #expect(Set(stage.asks.map(\.ask.requestID)).count == 1 && Set(stage.asks.map(\.ask.seed)).count == 1)
        #expect(stage.book.results[stage.book.order[0]]?.map(\.verdict) == [.passed])
        #expect(stage.book.runs[0].state == .complete)
    }

    @Test func whatStaysBusyIsNotMeasured() {
        var stage = Self.stage(2)
        stage.reply = { ask, _, now in
            ask.item == "i0" ? Stage.busy(ask, "http 503", now) : Stage.answer(ask, .passed, now)
        }
        stage.run(until: stage.now + .seconds(60))
        #expect(stage.asks.count == 4)
        #expect(stage.book.runs[0].reason == "1 of 2 not measured: http 503 1")
        #expect(
            stage.book.results[stage.book.order[0]]?.map(\.verdict).sorted { $0.rawValue < $1.rawValue }
                == [.notMeasured, .passed])
    }

    @Test func whatCannotBeHelpedIsNotTriedAgain() {
        var stage = Self.stage()
        stage.reply = { ask, _, now in
            var answer = Stage.busy(ask, "http 401", now)
            answer.isTransient = false
            return answer
        }
        stage.run(until: stage.now + .seconds(60))
        #expect(stage.asks.count == 1)
        #expect(stage.book.runs[0].reason == "1 of 1 not measured: http 401 1")
    }

    @Test(arguments: [(90, 2), (1799, 2), (1800, 1), (4000, 1), (1, 3)])
    func theEndpointSaysWhenToComeBack(seconds: Int64, asks: Int) {
        var stage = Self.stage()
        stage.reply = { ask, tries, now in
            tries == 2 || tries == 1 && seconds > 8
                ? Stage.answer(ask, .passed, now) : Stage.busy(ask, "http 429", now, after: .seconds(seconds))
        }
        stage.run(until: stage.now + .seconds(1801))
        let times = stage.asks.map(\.at)
        #expect(times.count == asks)
        if asks == 2 { #expect(times.last == times.first.map { $0 + .seconds(seconds) }) }
        // Too late for this run: what the endpoint said counts.
        if asks == 1 { #expect(stage.book.runs.contains { $0.reason == "1 of 1 not measured: http 429 1" }) }
    }

    @Test func aRunEndsAtItsDeadlineWithWhatItHas() {
        var stage = Self.stage(40, change: { $0.pace = .seconds(600) })
        stage.run(until: stage.now + .hours(3))
        let runs = stage.book.runs.filter(\.isOver)
        #expect(runs.count >= 2)
        for run in runs {
            #expect(run.state == .incomplete && run.endedAt == run.deadline && run.passed > 0)
            #expect(run.reason == "\(run.notMeasured) of 40 not measured: not asked \(run.notMeasured)")
        }
    }

    @Test func anAnswerThatNeverComesIsGivenUp() throws {
        var stage = Self.stage(2)
        var acts = stage.conductor.step(at: stage.now, pause: nil)
        stage.carryOut(acts[0])
        acts = stage.conductor.step(at: stage.now, pause: nil)
        guard case .ask(let ask) = acts.first else { throw Missing() }
        stage.now = stage.now + .seconds(119)
        _ = stage.conductor.step(at: stage.now, pause: CanaryPause(by: "ann", at: stage.now, reason: ""))
        stage.now = stage.now + .seconds(2)
        acts = stage.conductor.step(at: stage.now, pause: nil)
        guard case .report(let lapse) = acts.first else { throw Missing() }
        #expect(lapse.results.map(\.reason) == ["no answer came"])
        #expect(lapse.conclusions.map(\.fate) == [.notMeasured])
        for act in acts { stage.carryOut(act) }
        // It comes at last: nobody counts it.
        stage.conductor.take(Stage.answer(ask, .failed, stage.now), at: stage.now)
        stage.run(until: stage.now + .seconds(100))
        stage.settle()
        #expect(!stage.conductor.isBusy)
    }

    @Test func anAnswerAfterTheEndIsNotCounted() throws {
        var stage = Self.stage(change: { $0.deadline = .seconds(100) })
        var acts = stage.conductor.step(at: stage.now, pause: nil)
        guard case .report(let intent) = acts.first else { throw Missing() }
        stage.carryOut(acts[0])
        acts = stage.conductor.step(at: stage.now, pause: nil)
        guard case .ask(let ask) = acts.first else { throw Missing() }
        stage.now = intent.run.deadline
        acts = stage.conductor.step(at: stage.now, pause: nil)
        guard case .report(let end) = acts.first else { throw Missing() }
        #expect(end.run.reason == "1 of 1 not measured: no answer in time 1" && end.results.isEmpty)
        stage.conductor.take(Stage.answer(ask, .failed, stage.now), at: stage.now)
        stage.conductor.take(Stage.answer(ask, .failed, stage.now), at: stage.now)
        let rest = stage.conductor.step(at: stage.now, pause: nil)
        #expect(!rest.contains { if case .report(let report) = $0 { !report.results.isEmpty } else { false } })
    }

    @Test func aPauseStopsARunUnderWay() throws {
        var stage = Self.stage(10)
        stage.run(until: stage.now + .seconds(5))
        let asked = stage.asks.count
        #expect(asked < 10)
        stage.pause = CanaryPause(by: "ann", at: stage.now, reason: "load test")
        stage.run(until: stage.now + .seconds(60))
        #expect(stage.asks.count == asked)
        var resumed = stage
        resumed.pause = nil
        resumed.run(until: resumed.now + .seconds(200))
        #expect(resumed.book.runs[0].state == .complete)
        stage.run(until: stage.book.runs[0].deadline + .seconds(1))
        let run = try #require(stage.book.runs.first)
        #expect(run.state == .incomplete)
        #expect(run.reason == "paused by ann: load test; \(10 - asked) of 10 not measured: not asked \(10 - asked)")
    }

    @Test func theSameSeedActsTheSame() {
        func acts(_ key: String) -> [String] {
            var stage = Self.stage(12, targets: ["tuned", "base"], limits: { $0.key = Sealed(key) })
            stage.reply = { ask, tries, now in
                ask.item == "i3" && tries == 0 ? Stage.busy(ask, "timeout", now) : Stage.answer(ask, .failed, now)
            }
            stage.run(until: stage.now + .hours(5))
            return stage.asks.map { "\($0.at) \($0.ask)" }
        }
        let first = acts("a")
        #expect(first.count > 200)
        #expect(first == acts("a"))
        #expect(first != acts("b"))
    }

    @Test func atMostSixtyFourRunsAreUnderWay() {
        let suites = (0..<70).map { Stage.suite("s\($0)", .direct) }
        var plan = Stage.plan(suites)
        plan.limits.concurrency = 100
        var stage = Stage(plan, at: Stage.start)
        let intents = stage.conductor.step(at: stage.now, pause: nil)
        #expect(intents.count == 64)
        for act in intents { stage.carryOut(act) }
        stage.run(until: Stage.start + .seconds(60))
        // The others had their turn when these were over.
        #expect(stage.book.runs.count { $0.dueAt < Stage.start && $0.state == .complete } == 70)
    }

    @Test func aSuiteWithoutItemsIsNeverComplete() {
        var stage = Self.stage(0)
        stage.run(until: stage.now + .seconds(60))
        #expect(stage.book.runs.map(\.reason) == ["it has no items"])
        #expect(stage.book.runs[0].state == .incomplete)
    }

    private struct Missing: Error {}
}
