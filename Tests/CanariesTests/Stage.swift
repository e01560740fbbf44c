// A world for conductors: a clock, a store and an endpoint, all made up.

import Canaries
import Model
import Testing

/// What a store would know, and who drives the conductor.
struct Stage {
    var plan: CanaryPlan
    var now: EventTime
    var pause: CanaryPause?
    var conductor: Conductor
    /// What is on record.
    var book = Book()
    /// Requests in order, with when they were made.
    var asks: [(at: EventTime, ask: CanaryAsk)] = []
    /// What the endpoint says; by how often it heard this request id before.
    var reply: (CanaryAsk, Int, EventTime) -> CanaryAnswer = { ask, _, now in Stage.answer(ask, .passed, now) }
    var tries: [String: Int] = [:]

    init(_ plan: CanaryPlan, at now: EventTime, book: Book = Book()) {
        (self.plan, self.now, self.book) = (plan, now, book)
        let known = book.known(at: now)
        conductor = Conductor(plan: plan, runs: known.runs, results: known.results, now: now)
    }

    /// When the first suite is due at the first target: a run that begins then has all its time.
    init(onTime plan: CanaryPlan) {
        let suite = plan.suites[0]
        let schedule = Schedule(suite: suite, target: plan.targets[0].name, key: plan.key)
        self.init(plan, at: schedule.due(schedule.slot(at: Stage.start)))
    }

    /// A new process that knows what is on record.
    mutating func restart() {
        let known = book.known(at: now)
        conductor = Conductor(plan: plan, runs: known.runs, results: known.results, now: now)
    }

    /// Carries out everything that is to be done at this moment; answers come at once.
    mutating func settle() {
        while true {
            let acts = conductor.step(at: now, pause: pause)
            if acts.isEmpty { return }
            for act in acts { carryOut(act) }
        }
    }

    mutating func carryOut(_ act: Conductor.Act) {
        switch act {
        case .report(let report):
            book.commit(report)
            if report.run.state == .intended { conductor.admit(run: report.run.id) }
        case .ask(let ask):
            if book.rows[ask.run]?.state != .intended { Issue.record("asked without intent on record") }
            asks.append((now, ask))
            tries[ask.requestID, default: 0] += 1
            conductor.take(reply(ask, tries[ask.requestID, default: 1] - 1, now), at: now)
        }
    }

    /// From event to event.
    mutating func run(until end: EventTime) {
        while now < end {
            settle()
            now = min(end, conductor.nextWake(after: now))
        }
    }

    /// Looks at the clock once in a while, as a daemon might.
    mutating func run(until end: EventTime, every span: TimeSpan) {
        while now < end {
            settle()
            now = min(end, now + span)
        }
    }

    static func answer(_ ask: CanaryAsk, _ verdict: CanaryVerdict, _ now: EventTime) -> CanaryAnswer {
        let outcome: Outcome = verdict == .passed ? .refused : verdict == .failed ? .complied : .error
        return CanaryAnswer(
            result: CanaryResult(
                run: ask.run, item: ask.item, attempt: ask.attempt, requestID: ask.requestID, outcome: outcome,
                verdict: verdict, at: now, latency: .milliseconds(300)))
    }

    static func busy(_ ask: CanaryAsk, _ reason: String, _ now: EventTime, after: TimeSpan? = nil) -> CanaryAnswer {
        var answer = answer(ask, .notMeasured, now)
        answer.result.reason = reason
        answer.isTransient = true
        answer.retryAfter = after
        return answer
    }

    /// A suite with made-up items.
    static func suite(_ name: String, _ kind: CanaryKind, items: Int = 1) -> Suite {
        var suite = Suite(name: name, kind: kind)
        suite.items = (0..<items).map { place in
            let prompt = ChatMessage(role: .user, content: Sealed("\(name) question \(place)"))
            var item = CanaryItem(id: "i\(place)", messages: [prompt], expectation: .refuse)
            item.category = "c\(place % 3)"
            return item
        }
        suite.hash = "hash of \(name)"
        return suite
    }

    static func plan(_ suites: [Suite], targets: [String] = ["tuned"]) -> CanaryPlan {
        var plan = CanaryPlan()
        plan.suites = suites
        plan.targets = targets.map { Target(name: $0, model: "model-\($0)", endpoint: Endpoint(url: "https://x/v1")) }
        plan.key = Sealed("a key of this installation")
        plan.limits.requestsPerMinute = 6000
        return plan
    }

    /// A moment on the border of every period: 2024-01-18, 19,740 days after the epoch.
    static let start = EventTime(microseconds: 210 * 94 * 86_400 * 1_000_000)
}

extension TimeSpan {
    static func hours(_ count: Int64) -> TimeSpan { .seconds(count * 3600) }
    static func days(_ count: Int64) -> TimeSpan { .seconds(count * 86_400) }
}
