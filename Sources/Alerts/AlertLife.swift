// The life of the alerts of one (rule, series): inactive → pending → firing → resolved, in event time.

package import Model

/// A state machine without I/O: one verdict in, at most one transition out.
package struct AlertLife: Equatable, Sendable {
    private enum Phase: Equatable, Sendable {
        case quiet
        case firing(Firing)
    }

    private struct Firing: Equatable, Sendable {
        var id: AlertID
        var severity: Severity
        var sequence: Int64
        var breachedAt: EventTime
        var firedAt: EventTime
        var isStale: Bool
        var recoveredSince: EventTime?
    }

    /// The end of the first pane below each line, while the breach lasts.
    private var warningSince: EventTime?
    private var criticalSince: EventTime?
    private var phase = Phase.quiet

    package init() {}

    /// Whether there is nothing to remember.
    package var isQuiet: Bool { phase == .quiet && warningSince == nil && criticalSince == nil }

    package var isFiring: Bool { phase != .quiet }

    /// Takes the verdict of the pane that ends at `at`.
    /// `finding` is asked for only when there is something to tell.
    package mutating func step(
        _ verdict: Verdict, at time: EventTime, of alarm: Alarm, finding: () -> Finding? = { nil }
    ) -> AlertTransition? {
        observeBreach(verdict, at: time)
        let severity = heldSeverity(at: time, rule: alarm.rule)
        switch phase {
        case .quiet:
            guard let severity else { return nil }
            let firing = Firing(
                id: AlertID(rule: alarm.rule.name, scope: alarm.scope, firstFiring: time), severity: severity,
                sequence: 0,
                breachedAt: (severity == .high ? criticalSince : warningSince) ?? time, firedAt: time, isStale: false,
                recoveredSince: nil)
            return transition(.firing, firing, verdict, time, alarm, finding)
        case .firing(var firing):
            return stepFiring(&firing, verdict, severity, time, alarm, finding)
        }
    }

    private mutating func stepFiring(
        _ firing: inout Firing, _ verdict: Verdict, _ severity: Severity?, _ time: EventTime, _ alarm: Alarm,
        _ finding: () -> Finding?
    ) -> AlertTransition? {
        if verdict.state == .stale {
            firing.recoveredSince = nil
            if firing.isStale { return nil }
            firing.isStale = true
            return transition(.stale, firing, verdict, time, alarm, finding)
        }
        firing.recoveredSince = verdict.isRecovered ? firing.recoveredSince ?? time : nil
        if let severity, severity > firing.severity {
            firing.severity = severity
            firing.isStale = false
            return transition(.escalated, firing, verdict, time, alarm, finding)
        }
        if let since = firing.recoveredSince, time - since >= alarm.rule.keepFiringFor {
            firing.isStale = false
            return transition(.resolved, firing, verdict, time, alarm, finding)
        }
        if firing.isStale {
            firing.isStale = false
            return transition(.resumed, firing, verdict, time, alarm, finding)
        }
        phase = .firing(firing)
        return nil
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

    /// The highest severity whose breach has lasted for its `for`.
    private func heldSeverity(at time: EventTime, rule: Rule) -> Severity? {
        if let critical = rule.critical, let criticalSince, time - criticalSince >= critical.hold { return .high }
        if let warning = rule.warning, let warningSince, time - warningSince >= warning.hold {
            // A control chart informs; pages come from evidence.
            return rule.detect.kind == .spc ? .low : .medium
        }
        return nil
    }

    private mutating func transition(
        _ kind: AlertTransition.Kind, _ firing: Firing, _ verdict: Verdict, _ time: EventTime, _ alarm: Alarm,
        _ finding: () -> Finding?
    ) -> AlertTransition {
        let finding = finding()
        var next = firing
        next.sequence += 1
        phase = kind == .resolved ? .quiet : .firing(next)
        let state: Alert.State = kind == .resolved ? .resolved : kind == .stale ? .stale : .firing
        let alert = Alert(
            id: next.id, rule: alarm.rule.name, scope: alarm.scope, state: state, severity: next.severity,
            breachedAt: next.breachedAt, firedAt: next.firedAt, resolvedAt: kind == .resolved ? time : nil,
            updatedAt: time, evidence: alarm.evidence(of: verdict, severity: next.severity, finding: finding),
            summary: alarm.summary(of: verdict, kind: kind, severity: next.severity, finding: finding),
            runbookURL: alarm.rule.runbookURL)
        return AlertTransition(kind: kind, sequence: next.sequence, alert: alert)
    }
}

extension AlertLife {
    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(warningSince)
        writer.write(criticalSince)
        guard case .firing(let firing) = phase else { return writer.write(UInt8(0)) }
        writer.write(UInt8(1))
        writer.write(firing.id.text)
        writer.write(firing.severity.rawValue)
        writer.write(firing.sequence)
        writer.write(firing.breachedAt.microseconds)
        writer.write(firing.firedAt.microseconds)
        writer.write(UInt8(firing.isStale ? 1 : 0))
        writer.write(firing.recoveredSince)
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        warningSince = try reader.time()
        criticalSince = try reader.time()
        guard try reader.flag() else { return }
        let id = AlertID(text: try reader.text())
        guard id.isWellFormed, let severity = Severity(rawValue: try reader.byte()) else {
            throw .value(at: reader.position)
        }
        let sequence = try reader.integer()
        guard Self.sequences.contains(sequence) else { throw .value(at: reader.position) }
        phase = .firing(
            Firing(
                id: id, severity: severity, sequence: sequence,
                breachedAt: EventTime(microseconds: try reader.integer()),
                firedAt: EventTime(microseconds: try reader.integer()), isStale: try reader.flag(),
                recoveredSince: try reader.time()))
    }

    /// No alert lives to see more transitions; an absurd number must not overflow later.
    package static let sequences = Int64(1)..<1 << 32
}
