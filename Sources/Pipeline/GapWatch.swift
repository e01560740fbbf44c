// The built-in rule about the log itself: records that were never seen.

internal import Alerts
internal import Model
internal import Panes

/// One alert per partition with a gap, firing for as long as a window may still be incomplete because of it.
struct GapWatch: Sendable {
    static let rule = Rule(
        name: "log-gap", metric: .refusalRate, dimensions: [.topic, .partition], window: .zero, baseline: .current,
        warning: nil, critical: nil)

    private static let version: UInt8 = 3

    private struct Watch: Sendable {
        var alert: Alert
        var sequence: Int64
        var until: EventTime
        /// No event came since the gap: the lost records may be as new as the first one that will.
        var isOpenEnded = true
        var standing = Standing()
    }

    private let hold: TimeSpan
    private var watches: [Watch] = []
    private var dirty: [StateRow] = []

    /// `hold` is the longest window: until it has passed, some window lacks the lost records.
    init(hold: TimeSpan) {
        self.hold = hold
    }

    mutating func report(_ gap: GapRow, at time: EventTime) -> [Move] {
        let scope = Self.scope(gap.topic, gap.partition)
        if let known = watches.firstIndex(where: { $0.alert.scope == scope }) {
            watches[known].until = max(watches[known].until, time + hold)
            watches[known].isOpenEnded = true
            markDirty(watches[known])
            return []
        }
        let lost = gap.to.map { "records \(gap.from) to \($0 - 1)" } ?? "records from \(gap.from) on"
        var alert = Alert(
            id: AlertID(rule: Self.rule.name, scope: scope, firstFiring: time), rule: Self.rule.name, scope: scope,
            state: .firing, severity: .medium, breachedAt: time, firedAt: time, resolvedAt: nil, updatedAt: time,
            evidence: Evidence(window: hold),
            summary: "medium: \(gap.topic)/\(gap.partition) lost \(lost) (\(gap.kind)); "
                + "windows of the next \(hold.durationText) are incomplete",
            runbookURL: nil)
        alert.reason = Self.reason
        let watch = Watch(alert: alert, sequence: 1, until: time + hold)
        watches.append(watch)
        markDirty(watch)
        return [Move(AlertTransition(kind: .firing, sequence: 1, alert: alert), watch.standing)]
    }

    /// The first event after a gap: what was lost is older than this.
    mutating func resume(topic: String, partition: Int32, at time: EventTime) {
        guard let known = openEnded(topic: topic, partition: partition) else { return }
        watches[known].isOpenEnded = false
        watches[known].until = max(watches[known].until, time + hold)
        markDirty(watches[known])
    }

    func isOpenEnded(topic: String, partition: Int32) -> Bool { openEnded(topic: topic, partition: partition) != nil }

    private func openEnded(topic: String, partition: Int32) -> Int? {
        guard !watches.isEmpty else { return nil }
        let scope = Self.scope(topic, partition)
        return watches.firstIndex { $0.isOpenEnded && $0.alert.scope == scope }
    }

    private static func scope(_ topic: String, _ partition: Int32) -> Scope {
        Scope([(.topic, topic), (.partition, String(partition))])
    }

    /// The severities of the alerts that fire.
    var firing: [Severity] { watches.map(\.alert.severity) }

    private static let reason = "medium: records were lost, so no window of the next time is whole"

    /// Resolves the watches whose windows are complete again.
    mutating func step(at time: EventTime) -> [Move] {
        guard watches.contains(where: { $0.until <= time }) else { return [] }
        var moves: [Move] = []
        for var watch in watches where watch.until <= time {
            watch.alert.state = .resolved
            watch.alert.resolvedAt = time
            watch.alert.updatedAt = time
            let scope = watch.alert.scope
            watch.alert.summary = "the gap in \(scope[.topic] ?? "")/\(scope[.partition] ?? "") has left every window"
            let transition = AlertTransition(kind: .resolved, sequence: watch.sequence + 1, alert: watch.alert)
            moves.append(Move(transition, watch.standing))
            dirty.append(StateRow(rule: Self.rule.name, scope: watch.alert.scope, bytes: nil))
        }
        watches.removeAll { $0.until <= time }
        return moves.sorted { Scope.precedes($0.transition.alert.scope, $1.transition.alert.scope) }
    }

    // MARK: Orders

    /// What the desk decided about an alert; nil when it is not one of these, or over.
    func standing(of alert: AlertID) -> Standing? { place(of: alert).map { watches[$0].standing } }

    private func place(of alert: AlertID) -> Int? { watches.firstIndex { $0.alert.id == alert } }

    mutating func settle(_ alert: AlertID, _ standing: Standing) {
        guard let place = place(of: alert), watches[place].standing != standing else { return }
        watches[place].standing = standing
        markDirty(watches[place])
    }

    /// A person said something about an alert; it goes on from the transition that recorded it.
    mutating func note(_ transition: AlertTransition) {
        guard let place = place(of: transition.alert.id) else { return }
        watches[place].alert.acknowledgement = transition.alert.acknowledgement
        watches[place].sequence = transition.sequence
        markDirty(watches[place])
    }

    /// A person ended an alert.
    mutating func dismiss(_ alert: AlertID) {
        guard let place = place(of: alert) else { return }
        dirty.append(StateRow(rule: Self.rule.name, scope: watches[place].alert.scope, bytes: nil))
        watches.remove(at: place)
    }

    // MARK: Restart

    mutating func takeDirty() -> [StateRow] {
        defer { dirty = [] }
        return dirty
    }

    private mutating func markDirty(_ watch: Watch) {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(watch.alert.firedAt.microseconds)
        writer.write(watch.sequence)
        writer.write(watch.until.microseconds)
        writer.write(UInt8(watch.isOpenEnded ? 1 : 0))
        writer.write(watch.alert.summary)
        watch.standing.write(to: &writer)
        writer.write(UInt8(watch.alert.acknowledgement == nil ? 0 : 1))
        watch.alert.acknowledgement?.write(to: &writer)
        dirty.append(StateRow(rule: Self.rule.name, scope: watch.alert.scope, bytes: writer.bytes))
    }

    mutating func restore(_ scope: Scope, _ bytes: [UInt8]) -> Bool {
        guard let watch = try? Self.watch(scope, bytes, hold) else { return false }
        watches.append(watch)
        return true
    }

    private static func watch(_ scope: Scope, _ bytes: [UInt8], _ hold: TimeSpan) throws(ByteCodingError) -> Watch {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == 2 || version == Self.version else { throw .version(version) }
        let firedAt = EventTime(microseconds: try reader.integer())
        let sequence = try reader.integer()
        guard AlertLife.sequences.contains(sequence) else { throw .value(at: reader.position) }
        let until = EventTime(microseconds: try reader.integer())
        let isOpenEnded = try reader.flag()
        let summary = try reader.text()
        // Version 2 told of everything.
        var standing = Standing(told: .medium, isTold: true)
        var acknowledgement: Acknowledgement?
        if version > 2 {
            standing = try Standing(from: &reader)
            acknowledgement = try reader.flag() ? try Acknowledgement(from: &reader) : nil
        }
        guard reader.isAtEnd else { throw .value(at: reader.position) }
        var alert = Alert(
            id: AlertID(rule: rule.name, scope: scope, firstFiring: firedAt), rule: rule.name, scope: scope,
            state: .firing, severity: .medium, breachedAt: firedAt, firedAt: firedAt, resolvedAt: nil,
            updatedAt: firedAt, evidence: Evidence(window: hold), summary: summary, runbookURL: nil)
        alert.reason = reason
        alert.acknowledgement = acknowledgement
        return Watch(alert: alert, sequence: sequence, until: until, isOpenEnded: isOpenEnded, standing: standing)
    }
}
