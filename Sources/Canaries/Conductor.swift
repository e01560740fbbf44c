// Which canary is due, what is asked next, and when a run is over.

package import Model

/// A value without clock or network: whoever drives it tells the time, carries out what it says, and brings answers.
/// A run's intent goes on record before anything is asked, and every result as soon as it is there. So what a crash
/// takes away is requests, which are repeated under the same id, and never results.
package struct Conductor: Sendable {
    /// Runs under way at most; others wait for their turn.
    package static let runsMax = 64
    /// How often a request is tried again when its endpoint was busy, slow or away, and after how long.
    static let backoffs: [TimeSpan] = [.seconds(2), .seconds(8)]

    /// What is to be done now.
    package enum Act: Equatable, Sendable {
        case report(CanaryReport)
        case ask(CanaryAsk)
    }

    var plan: CanaryPlan
    var identity: CanaryIdentity
    var print: PromptPrint
    var lanes: [Lane] = []
    var courses: [RunCourse] = []
    /// By suite.
    var asked: [String: AskedItems] = [:]
    var budget: AskBudget
    /// As of the last step.
    var pause: CanaryPause?
    /// Of the last step.
    private var clock: EventTime

    /// `runs` and `results` are what the store knows: of each suite and target the newest run with a slot, and runs
    /// that are not over with their results. Runs beside them tell which items were asked before, and results of this
    /// hour what is spent.
    package init(plan: CanaryPlan, runs: [CanaryRun], results: [CanaryResult], now: EventTime) {
        self.plan = plan
        identity = CanaryIdentity(key: plan.key)
        print = PromptPrint(key: plan.key)
        budget = AskBudget(limits: plan.limits)
        clock = now
        let slots = runs.filter { $0.slot != nil }.sorted { $0.dueAt < $1.dueAt }
        lanes = plan.pairs.map { pair in
            let last = slots.last { $0.suite == pair.suite.name && $0.target == pair.target.name }
            return Lane(suite: pair.suite, target: pair.target, key: plan.key, last: last, now: now)
        }
        for run in runs.sorted(by: { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }) { take(run, results) }
        budget.roll(to: now)
        for result in results where AskBudget.hour(of: result.at) == AskBudget.hour(of: now) {
            guard let run = runs.first(where: { $0.id == result.run }),
                let target = plan.targets.first(where: { $0.name == run.target })
            else { continue }
            budget.pay(target.cost(of: result, max: 0))
        }
    }

    private mutating func take(_ run: CanaryRun, _ results: [CanaryResult]) {
        asked[run.suite, default: AskedItems()].insert(run, occasion: run.slot.map { "slot:\($0)" } ?? run.id)
        guard !run.isOver else { return }
        let lane = lanes.first { $0.holds(run) }
        var course = RunCourse(
            run, results: results.filter { $0.run == run.id }, suite: lane?.suite ?? Suite(name: "", kind: run.kind),
            target: lane?.target ?? Target(name: run.target, model: run.model, endpoint: Endpoint(url: "")),
            draw: identity.draw("gap", [run.id]))
        course.ending = RunCourse.ending(run, lane) ?? course.ending
        courses.append(course)
    }

    /// Everything to be done now. Reports go on record in their order; a run is asked only after `admit`.
    package mutating func step(at now: EventTime, pause: CanaryPause?) -> [Act] {
        self.pause = pause
        if now < clock {
            budget.rewind(to: now)
            for place in courses.indices { courses[place].rewind(to: now) }
        }
        clock = now
        budget.roll(to: now)
        expire(at: now)
        var acts = endings(at: now)
        for place in lanes.indices where lanes[place].nextDue <= now || lanes[place].order != nil {
            acts += starts(place, at: now).map { .report($0) }
        }
        let asks = pause == nil ? asks(at: now) : []
        // Again, since the money may have run out.
        acts += endings(at: now)
        for place in courses.indices { courses[place].report(at: now).map { acts.append(.report($0)) } }
        return acts + asks.map { .ask($0) }
    }

    /// The intent of this run is on record: it may ask.
    package mutating func admit(run: String) {
        for place in courses.indices where courses[place].run.id == run { courses[place].isAdmitted = true }
    }

    /// Whether a run is under way, or an answer is waited for.
    package var isBusy: Bool {
        !courses.isEmpty || !budget.open.isEmpty || lanes.contains { $0.order != nil }
    }

    /// When `step` has something to do again if nothing happens before; later than `now` unless there is news.
    package func nextWake(after now: EventTime) -> EventTime {
        var wake = now + .seconds(3600)
        func consider(_ time: EventTime?) {
            if let time { wake = min(wake, max(time, now + TimeSpan(microseconds: 1))) }
        }
        for place in lanes.indices {
            if lanes[place].order != nil { consider(now) }
            // What is due and held up passes when the next slot is due; what lets it go wakes us by itself.
            consider(lanes[place].nextDue > now ? lanes[place].nextDue : lanes[place].passes(after: now))
        }
        for request in budget.open { consider(request.expires) }
        let free = budget.ready(at: now)
        for course in courses {
            if course.hasNews || course.isFinished(at: now) { return now }
            consider(course.run.deadline)
            guard pause == nil, let free, let ready = course.ready else { continue }
            consider(max(ready, free))
        }
        if budget.limits.costPerHour != nil { consider(budget.nextHour) }
        return wake
    }

    /// Reports of runs that end now; they are under way no more.
    private mutating func endings(at now: EventTime) -> [Act] {
        var acts: [Act] = []
        for place in courses.indices where courses[place].isFinished(at: now) {
            courses[place].end(at: now, pause: pause.map(Conductor.words))
            courses[place].report(at: now).map { acts.append(.report($0)) }
        }
        courses.removeAll { $0.run.isOver }
        return acts
    }
}
