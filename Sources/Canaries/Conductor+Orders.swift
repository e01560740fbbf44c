// What people change: the plan, and runs out of turn.

package import Model

extension Conductor {
    /// Names that a refusal lists at most.
    private static let namesMax = 20

    /// After a reload. Runs of suites and targets that are gone or changed end with the next step; all others go on.
    /// What is under way is asked again under the same id, since whoever carries requests out is made anew too.
    package mutating func adopt(_ plan: CanaryPlan, at now: EventTime) {
        self.plan = plan
        identity = CanaryIdentity(key: plan.key)
        print = PromptPrint(key: plan.key)
        budget.limits = plan.limits
        let old = lanes
        lanes = plan.pairs.map { pair in
            guard
                var lane = old.first(where: { $0.suite.name == pair.suite.name && $0.target.name == pair.target.name })
            else { return Lane(suite: pair.suite, target: pair.target, key: plan.key, last: nil, now: now) }
            lane.adopt(suite: pair.suite, target: pair.target, key: plan.key, now: now)
            return lane
        }
        for request in budget.forsake() {
            guard let course = courses.firstIndex(where: { $0.run.id == request.ask.run }) else { continue }
            courses[course].recall(request.place)
        }
        for place in courses.indices {
            let lane = lanes.first { $0.holds(courses[place].run) }
            if let ending = RunCourse.ending(courses[place].run, lane) {
                courses[place].ending = ending
            } else if let lane {
                courses[place].adopt(suite: lane.suite, target: lane.target)
            }
        }
        asked = asked.filter { name, _ in plan.suites.contains { $0.name == name } }
        for suite in plan.suites { asked[suite.name]?.keep(suite) }
    }

    /// A run out of turn; it begins with the next step. `id` is what makes the order unique. Refuses names that it does
    /// not know, and what goes on already.
    package mutating func order(
        suite: String, target: String?, id: String, at now: EventTime
    ) throws(OrderRefusal) {
        guard plan.suites.contains(where: { $0.name == suite }) else {
            throw Conductor.unknown("suite", suite, known: plan.suites.map(\.name))
        }
        let all = lanes.indices.filter { lanes[$0].suite.name == suite }
        let chosen = all.filter { target == nil || lanes[$0].target.name == target }
        guard !chosen.isEmpty else {
            throw Conductor.unknown("target of \(suite)", target ?? "", known: all.map { lanes[$0].target.name })
        }
        if let pause { throw OrderRefusal(reason: "canaries are \(Conductor.words(pause)); resume them first") }
        for lane in chosen.map({ lanes[$0] }) {
            if lane.order != nil || courses.contains(where: { lane.holds($0.run) }) {
                throw OrderRefusal(reason: "a run of \(suite) at \(lane.target.name) goes on; wait for its end")
            }
            if lane.lastOrder == id { throw OrderRefusal(reason: "order \(id) was carried out already") }
        }
        let ordered = lanes.count { $0.order != nil }
        guard courses.count + ordered + chosen.count <= Conductor.runsMax else {
            throw OrderRefusal(reason: "\(courses.count + ordered) runs go on; wait for the end of some")
        }
        for place in chosen { lanes[place].order = id }
    }

    private static func unknown(_ kind: String, _ name: String, known: [String]) -> OrderRefusal {
        let names = known.prefix(namesMax).joined(separator: ", ") + (known.count > namesMax ? ", and others" : "")
        let hint = known.isEmpty ? "there is none" : "known: \(names)"
        return OrderRefusal(
            reason: name.isEmpty ? "no \(kind): \(hint)" : "no \(kind) \(name): \(hint)", isNotFound: true)
    }
}

extension RunCourse {
    /// Why a run cannot go on under the plan of today; `lane` is its suite and target in it.
    static func ending(_ run: CanaryRun, _ lane: Lane?) -> String? {
        guard let lane else { return "its suite or target is not in the plan any more" }
        if lane.suite.hash != run.suiteHash { return "the suite was changed" }
        return lane.target.model == run.model ? nil : "the target stands for another model now"
    }
}
