// The life of the alerts of one (rule, series): inactive → pending → firing → resolved, in event time.

package import Model

/// A state machine without I/O: one verdict in, at most one transition out.
package struct AlertLife: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        case quiet
        // What an alert needs lies outside of the life: nearly all lives are quiet, and there are very many.
        indirect case firing(Firing)
        /// Resolved so lately that it is the same alert if it fires again.
        indirect case over(AlertCourse, since: EventTime)
        /// A person ended an alert of this severity: until a pane is not past a line, only a higher one fires.
        case dismissed(Severity)
    }

    struct Firing: Equatable, Sendable {
        var course: AlertCourse
        var isStale = false
        var recoveredSince: EventTime?
    }

    /// A line that has been crossed for its `for`.
    private struct Breach {
        var severity: Severity
        var level: AlertCourse.Level
        var since: EventTime
    }

    /// The end of the first pane below each line, while the breach lasts.
    var warningSince: EventTime?
    var criticalSince: EventTime?
    var phase = Phase.quiet

    /// An alert that fires again within this time is the same one. An hour: what comes back sooner was not repaired,
    /// and a responder who reads "resolved" has not looked away yet.
    package static let memory = TimeSpan.seconds(3600)
    /// From the second time that it came back on, an alert has to stay recovered for this long.
    static let flapHold = TimeSpan.seconds(1800)
    private static let reopeningsMin: Int64 = 2

    package init() {}

    /// Whether there is nothing to remember.
    package var isQuiet: Bool {
        guard case .quiet = phase else { return false }
        return warningSince == nil && criticalSince == nil
    }

    package var isFiring: Bool { if case .firing = phase { true } else { false } }

    /// The severity that its own lines give while it fires; nil while it recovers or has no events.
    package var own: Severity? {
        guard case .firing(let firing) = phase, !firing.isStale, firing.recoveredSince == nil else { return nil }
        return firing.course.own
    }

    /// What is kept of an alert that fires or may come back.
    package var course: AlertCourse? {
        switch phase {
        case .quiet, .dismissed: nil
        case .firing(let firing): firing.course
        case .over(let course, _): course
        }
    }

    /// Takes the verdict of the pane that ends at `at`.
    /// `support` and `finding` are asked for only when there is something to weigh or to tell.
    package mutating func step(
        _ verdict: Verdict, at time: EventTime, of alarm: Alarm, support: () -> Support = { Support() },
        finding: () -> Finding? = { nil }
    ) -> AlertTransition? {
        observeBreach(verdict, at: time)
        let breach = heldBreach(at: time, rule: alarm.rule)
        switch phase {
        case .quiet:
            return breach.map { open($0, verdict, time, alarm, support(), finding()) }
        case .dismissed(let severity):
            if let breach, breach.severity > severity {
                return open(breach, verdict, time, alarm, support(), finding())
            }
            if verdict.state != .warning, verdict.state != .critical { phase = .quiet }
            return nil
        case .over(let course, let since):
            let isForgotten = time - since > Self.memory
            if isForgotten { phase = .quiet }
            guard let breach else { return nil }
            if isForgotten { return open(breach, verdict, time, alarm, support(), finding()) }
            return reopen(course, breach, verdict, time, alarm, support(), finding())
        case .firing(var firing):
            return stepFiring(&firing, verdict, breach, time, alarm, support, finding)
        }
    }

    private mutating func open(
        _ breach: Breach, _ verdict: Verdict, _ time: EventTime, _ alarm: Alarm, _ support: Support, _ finding: Finding?
    ) -> AlertTransition {
        let raise = support.raise(breach.severity, on: alarm.rule.plane)
        let course = AlertCourse(
            id: AlertID(rule: alarm.rule.name, scope: alarm.scope, firstFiring: time), severity: raise.severity,
            own: breach.severity, level: breach.level, reason: alarm.reason(verdict, breach.level, raise),
            breachedAt: breach.since, firedAt: time)
        return transition(.firing, Firing(course: course), verdict, time, alarm, finding)
    }

    private mutating func reopen(
        _ course: AlertCourse, _ breach: Breach, _ verdict: Verdict, _ time: EventTime, _ alarm: Alarm,
        _ support: Support,
        _ finding: Finding?
    ) -> AlertTransition {
        var course = course
        course.own = breach.severity
        course.reopenings += 1
        course.standing.isTold = false
        let raise = support.raise(breach.severity, on: alarm.rule.plane)
        if raise.severity >= course.severity {
            course.severity = raise.severity
            course.level = max(course.level, breach.level)
            course.reason = alarm.reason(verdict, breach.level, raise)
        }
        return transition(.reopened, Firing(course: course), verdict, time, alarm, finding)
    }

    private mutating func stepFiring(
        _ firing: inout Firing, _ verdict: Verdict, _ breach: Breach?, _ time: EventTime, _ alarm: Alarm,
        _ support: () -> Support, _ finding: () -> Finding?
    ) -> AlertTransition? {
        if verdict.state == .stale {
            firing.recoveredSince = nil
            if firing.isStale {
                phase = .firing(firing)
                return nil
            }
            firing.isStale = true
            return transition(.stale, firing, verdict, time, alarm, finding())
        }
        firing.recoveredSince = verdict.isRecovered ? firing.recoveredSince ?? time : nil
        let before = firing.course.severity
        if firing.recoveredSince == nil, escalate(&firing.course, breach, verdict, alarm, support()) {
            firing.isStale = false
            var escalation = transition(.escalated, firing, verdict, time, alarm, finding())
            escalation.severityBefore = before
            return escalation
        }
        let hold = alarm.rule.keepFiringFor
        let isFlapping = firing.course.reopenings >= Self.reopeningsMin
        if let since = firing.recoveredSince, time - since >= (isFlapping ? max(hold, Self.flapHold) : hold) {
            firing.isStale = false
            return transition(.resolved, firing, verdict, time, alarm, finding())
        }
        if firing.isStale {
            firing.isStale = false
            return transition(.resumed, firing, verdict, time, alarm, finding())
        }
        phase = .firing(firing)
        return nil
    }

    /// Whether the severity is higher now, by the alert's own lines or because others say the same.
    private func escalate(
        _ course: inout AlertCourse, _ breach: Breach?, _ verdict: Verdict, _ alarm: Alarm, _ support: Support
    ) -> Bool {
        if let breach, breach.severity >= course.own {
            course.own = breach.severity
            course.level = max(course.level, breach.level)
        }
        let raise = support.raise(course.own, on: alarm.rule.plane)
        guard raise.severity > course.severity else { return false }
        course.severity = raise.severity
        course.reason = alarm.reason(verdict, course.level, raise)
        return true
    }

    /// A verdict that cannot judge ends a pending breach: nothing says that it lasts.
    private mutating func observeBreach(_ verdict: Verdict, at time: EventTime) {
        switch verdict.state {
        case .critical:
            criticalSince = criticalSince ?? time
            warningSince = warningSince ?? time
        case .warning:
            criticalSince = nil
            warningSince = warningSince ?? time
        case .ok, .learning, .insufficient, .stale:
            criticalSince = nil
            warningSince = nil
        }
    }

    /// The line with the highest severity of those whose breach has lasted for their `for`; of equals the critical one.
    private func heldBreach(at time: EventTime, rule: Rule) -> Breach? {
        var held: Breach?
        if let warning = rule.warning, let warningSince, time - warningSince >= warning.hold {
            held = Breach(severity: rule.severity(of: .warning), level: .warning, since: warningSince)
        }
        if let critical = rule.critical, let criticalSince, time - criticalSince >= critical.hold {
            let severity = rule.severity(of: .critical)
            if severity >= held?.severity ?? .low {
                held = Breach(severity: severity, level: .critical, since: criticalSince)
            }
        }
        return held
    }

    private mutating func transition(
        _ kind: AlertTransition.Kind, _ firing: Firing, _ verdict: Verdict, _ time: EventTime, _ alarm: Alarm,
        _ finding: Finding?
    ) -> AlertTransition {
        var next = firing
        next.course.sequence += 1
        phase = kind == .resolved ? .over(next.course, since: time) : .firing(next)
        let alert = alarm.alert(next.course, kind, verdict, at: time, finding: finding)
        return AlertTransition(kind: kind, sequence: next.course.sequence, alert: alert)
    }
}

extension AlertCourse.Level: Comparable {
    package static func < (left: AlertCourse.Level, right: AlertCourse.Level) -> Bool { left.rawValue < right.rawValue }
}

extension Rule {
    /// What a breach of a line means.
    func severity(of level: AlertCourse.Level) -> Severity {
        switch level {
        // A control chart informs; pages come from evidence.
        case .warning: warning?.severity ?? (detect.kind == .spc ? .low : .medium)
        case .critical: critical?.severity ?? .high
        }
    }

    func line(_ level: AlertCourse.Level) -> Threshold? { level == .critical ? critical : warning }
}
