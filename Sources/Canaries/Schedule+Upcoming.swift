// What will run when, as far as it is known today.

package import Model

extension Schedule {
    /// Bounds a question that reaches too far.
    package static let upcomingMax = 10_000

    /// One run that is to come.
    package struct Upcoming: Equatable, Sendable {
        package var suite: String
        package var kind: CanaryKind
        package var target: String
        package var slot: Int64
        package var due: EventTime
        /// When it begins: later than `due` when it is caught up.
        package var begins: EventTime
        package var deadline: EventTime

        package var isCaughtUp: Bool { begins > due }
    }

    /// What begins from `from` to before `until`, in order of time; the first `upcomingMax` of them. `runs` are the
    /// newest ones with a slot of each suite and target. Whether canaries will be paused, nobody knows.
    package static func upcoming(
        plan: CanaryPlan, runs: [CanaryRun], from: EventTime, until: EventTime
    ) -> [Upcoming] {
        var found: [Upcoming] = []
        for pair in plan.pairs {
            let schedule = Schedule(suite: pair.suite, target: pair.target.name, key: plan.key)
            let last = runs.filter { $0.slot != nil && $0.suite == pair.suite.name && $0.target == pair.target.name }
            var slot = schedule.next(after: last.map(\.dueAt).max(), at: from)
            // What was passed over by then will not run any more, but for the newest.
            slot = max(slot, schedule.newest(dueBy: from))
            for _ in 0..<upcomingMax {
                let due = schedule.due(slot)
                let begins = max(due, from)
                guard begins < until else { break }
                found.append(
                    Upcoming(
                        suite: pair.suite.name, kind: pair.suite.kind, target: pair.target.name, slot: slot, due: due,
                        begins: begins, deadline: schedule.deadline(of: slot, startedAt: begins)))
                slot += 1
            }
        }
        return Array(
            found.sorted { ($0.begins, $0.suite, $0.target) < ($1.begins, $1.suite, $1.target) }
                .prefix(upcomingMax))
    }

    /// The first slot that was not recorded, by the due time of the last that was. The slot is found by time and not
    /// by number: numbers mean other times once somebody changed the period.
    func next(after last: EventTime?, at now: EventTime) -> Int64 {
        last.map { min(slot(at: $0), .max - 1) + 1 } ?? newest(dueBy: now)
    }
}

extension CanaryPlan {
    /// Every suite with every target that it is for, in the plan's order.
    package var pairs: [(suite: Suite, target: Target)] {
        suites.flatMap { suite in
            targets.filter { suite.targets.isEmpty || suite.targets.contains($0.name) }.map { (suite, $0) }
        }
    }
}
