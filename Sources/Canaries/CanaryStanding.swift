// How each suite stands at each target: when it ran last, what came of it, and when it runs next.

package import Model

/// One suite at one target, at a moment. There is no word for "all is well": only for what was measured.
package struct CanaryStanding: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case neverRan = "never_ran"
        case running
        case paused
        /// It should have run, and nobody recorded that it did.
        case overdue
        case missed, skipped, incomplete
        /// Of the newest run, which was complete: something was wrong twice, once, never.
        case failed, flaky, passed
        /// The store knows it, and the configuration does not any more.
        case removed
    }

    package var suite: String
    package var target: String
    package var kind: CanaryKind
    package var period: TimeSpan?
    package var state: State
    /// The newest run, whatever came of it.
    package var last: CanaryRun?
    /// Nil when it is not known: no key, or not in the configuration.
    package var nextDue: EventTime?

    /// How late a run may be recorded before it counts as overdue: as late as for the alert about it.
    package static let grace = ScheduleCourse.grace

    /// Every suite of the plan at each of its targets, and what else there are runs of. `newest` holds the newest run
    /// of each suite and target, `scheduled` the newest that a schedule asked for. A plan without a key cannot say when
    /// a run is due. Nil: nothing is known of the configuration.
    package static func all(
        plan: CanaryPlan?, newest: [CanaryRun], scheduled: [CanaryRun], pause: CanaryPause?, now: EventTime
    ) -> [CanaryStanding] {
        let pairs = plan?.pairs ?? []
        var found = pairs.map { pair in
            let isOurs = { (run: CanaryRun) in same(run, pair.suite.name, pair.target.name) }
            return CanaryStanding(
                pair.suite, pair.target.name, key: plan?.key ?? Sealed([]), last: newest.first(where: isOurs),
                scheduled: scheduled.first(where: isOurs), isPaused: pause != nil, now: now)
        }
        for run in newest where !pairs.contains(where: { same(run, $0.suite.name, $0.target.name) }) {
            found.append(
                CanaryStanding(
                    suite: run.suite, target: run.target, kind: run.kind,
                    state: plan == nil ? Self.word(run, now: now) : .removed, last: run))
        }
        return found
    }

    private static func same(_ run: CanaryRun, _ suite: String, _ target: String) -> Bool {
        run.suite.utf8.elementsEqual(suite.utf8) && run.target.utf8.elementsEqual(target.utf8)
    }

    private init(suite: String, target: String, kind: CanaryKind, state: State, last: CanaryRun) {
        (self.suite, self.target, self.kind, self.state, self.last) = (suite, target, kind, state, last)
    }

    private init(
        _ suite: Suite, _ target: String, key: Sealed, last: CanaryRun?, scheduled: CanaryRun?, isPaused: Bool,
        now: EventTime
    ) {
        (self.suite, self.target, kind, self.last) = (suite.name, target, suite.kind, last)
        let schedule = Schedule(suite: suite, target: target, key: key)
        period = schedule.period
        let slot = schedule.next(after: scheduled?.dueAt, at: now)
        if !key.bytes.isEmpty { nextDue = schedule.due(slot) }
        // Without the key: a slot's run is due before the slot ends.
        let latest = nextDue ?? schedule.start(of: min(slot, .max - 1) + 1)
        guard let last else {
            state = isPaused ? .paused : .neverRan
            return
        }
        let word = Self.word(last, now: now)
        if word == .running || word == .overdue {
            state = word
        } else if isPaused {
            state = .paused
        } else {
            state = latest + Self.grace < now ? .overdue : word
        }
    }

    private static func word(_ run: CanaryRun, now: EventTime) -> State {
        switch run.state {
        case .intended: run.deadline + grace < now ? .overdue : .running
        case .missed: .missed
        case .skipped: .skipped
        case .incomplete: run.failed > 0 ? .failed : .incomplete
        case .complete: run.failed > 0 ? .failed : run.flaky > 0 ? .flaky : .passed
        }
    }
}
