// A store in memory: what the checkpoints add up to.

import Model
import Panes
import Testing

/// Merges checkpoints by key, as the real store's upserts do.
struct MemoryStore {
    private var positions: [String: Position] = [:]
    private(set) var closedThrough: EventTime?
    private(set) var panes: [PaneKey: PaneRow] = [:]
    private var counters: [String: CounterRow] = [:]
    private var states: [String: StateRow] = [:]
    private var verdicts: [String: VerdictRow] = [:]
    private(set) var rejects: [RejectRow] = []
    private(set) var gaps: [GapRow] = []
    private(set) var journal: [JournalRow] = []
    private(set) var transitions: [AlertTransition] = []
    private(set) var incidents: [String: Incident] = [:]
    private(set) var silences: [String: Silence] = [:]
    private(set) var tasks: [String: ReviewTask] = [:]
    private(set) var canaryRuns: [String: CanaryRun] = [:]
    private(set) var canaryResults: [String: CanaryResult] = [:]
    private(set) var rejectsPerCheckpointMax = 0
    private var known: Set<String> = []

    struct PaneKey: Hashable {
        var start: EventTime
        var scope: Scope
    }

    mutating func commit(_ checkpoint: Checkpoint) {
        for row in checkpoint.positions { positions["\(row.topic)/\(row.partition)"] = row }
        for row in checkpoint.panes { panes[PaneKey(start: row.start, scope: row.scope)] = row }
        if let closed = checkpoint.closedThrough {
            #expect(closedThrough.map { $0 <= closed } ?? true, "closing moved back")
            closedThrough = closed
        }
        for row in checkpoint.counters { counters["\(row.name) \(row.key)"] = row }
        for row in checkpoint.states {
            states["\(row.rule) \(key(row.scope))"] = row.bytes == nil ? nil : row
        }
        for row in checkpoint.verdicts { verdicts["\(row.rule) \(key(row.scope))"] = row }
        for row in checkpoint.incidents { incidents[row.id] = row }
        for row in checkpoint.silences { silences[row.id] = row }
        for row in checkpoint.tasks { tasks[row.id] = row }
        for row in checkpoint.canaryRuns { canaryRuns[row.id] = row }
        for row in checkpoint.canaryResults {
            let key = "\(row.run) \(row.item) \(row.attempt)"
            canaryResults[key] = canaryResults[key] ?? row
        }
        rejects += checkpoint.rejects
        rejectsPerCheckpointMax = max(rejectsPerCheckpointMax, checkpoint.rejects.count)
        gaps += checkpoint.gaps
        journal += checkpoint.journal
        for row in checkpoint.transitions {
            let isNew = known.insert("\(row.alert.id.text) \(row.sequence)").inserted
            #expect(isNew, "a transition that the store would drop: \(text(row))")
            transitions.append(row)
        }
    }

    /// What a start would find.
    func state(panesSince since: EventTime) -> StoredState {
        var state = StoredState()
        state.positions = positions.values.sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) }
        state.closedThrough = closedThrough
        state.panes = paneRows.filter { $0.start >= since }
        state.counters = counters.keys.sorted().compactMap { counters[$0] }
        state.states = states.keys.sorted().compactMap { states[$0] }
        state.gaps = gaps
        state.incidents = incidents.keys.sorted().compactMap { incidents[$0] }.filter { $0.state != .closed }
        state.silences = silences.keys.sorted().compactMap { silences[$0] }
        state.tasks = tasks.keys.sorted().compactMap { tasks[$0] }
        state.canaryRuns = canaryRuns.keys.sorted().compactMap { canaryRuns[$0] }
        return state
    }

    /// An alert as it was last recorded.
    func recorded(_ id: AlertID) -> RecordedAlert? {
        transitions.last { $0.alert.id == id }.map { RecordedAlert(alert: $0.alert, sequence: $0.sequence) }
    }

    /// What a start finds open.
    var openAlerts: [RecordedAlert] {
        transitions.indices.compactMap { place in
            let row = transitions[place]
            let isNewest = !transitions[(place + 1)...].contains { $0.alert.id == row.alert.id }
            return isNewest && row.alert.state != .resolved
                ? RecordedAlert(alert: row.alert, sequence: row.sequence) : nil
        }
    }

    var allPositions: [Position] { state(panesSince: EventTime(microseconds: .max)).positions }

    private var paneRows: [PaneRow] {
        panes.values.sorted { $0.start == $1.start ? Scope.precedes($0.scope, $1.scope) : $0.start < $1.start }
    }

    func counter(_ name: String, _ key: String = "") -> Int64 { counters["\(name) \(key)"]?.value ?? 0 }

    func verdict(_ rule: String, _ scope: Scope) -> Verdict? { verdicts["\(rule) \(key(scope))"]?.verdict }

    /// Everything that must not depend on how a stream was cut, mixed or interrupted. Rows of nothing are no rows.
    var dump: [String] {
        var lines = ["closed \(closedThrough?.microseconds ?? -1)"]
        lines += state(panesSince: EventTime(microseconds: .max)).positions.map {
            "position \($0.topic)/\($0.partition) \($0.next) \($0.anchor ?? 0) \(time($0.newest)) \(time($0.floor))"
        }
        lines += paneRows.filter { !$0.accumulator.isEmpty }.map {
            "pane \($0.start.microseconds) \(key($0.scope)) \(figures($0.accumulator))"
        }
        lines += counters.keys.sorted().filter { $0 != "refetched " }.map {
            "counter \($0) \(counters[$0]?.value ?? 0)"
        }
        lines += states.keys.sorted().map { "state \($0) \(states[$0]?.bytes ?? [])" }
        lines += verdicts.keys.sorted().map { name in "verdict \(name) \(verdicts[name].map { "\($0.verdict)" } ?? "")"
        }
        lines += transitions.map { "transition " + text($0) }
        lines += incidents.keys.sorted().map { id in "incident \(incidents[id].map { "\($0)" } ?? "")" }
        lines += silences.keys.sorted().map { id in "silence \(silences[id].map { "\($0)" } ?? "")" }
        lines += canaryRuns.keys.sorted().map { id in "canary run \(canaryRuns[id].map { "\($0)" } ?? "")" }
        lines += canaryResults.keys.sorted().map { id in "canary result \(canaryResults[id].map { "\($0)" } ?? "")" }
        lines += tasks.keys.sorted().map { id in "task \(tasks[id].map { "\($0)" } ?? "")" }
        return lines
    }

    private func key(_ scope: Scope) -> String { String(decoding: scope.key, as: UTF8.self) }
    private func time(_ time: EventTime?) -> String { time.map { String($0.microseconds) } ?? "-" }

    private func figures(_ accumulator: Accumulator) -> String {
        var writer = ByteWriter()
        accumulator.write(to: &writer)
        return hexadecimal(writer.bytes)
    }
}

func text(_ transition: AlertTransition) -> String { String(decoding: transition.json, as: UTF8.self) }

/// Compares dumps line by line, so that a failure names the first difference and not ten thousand lines.
func expectSame(
    _ found: [String], _ wanted: [String], _ note: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found != wanted else { return }
    let place =
        zip(found, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(found.count, wanted.count)
    let (left, right) = (found.dropFirst(place).first ?? "nothing", wanted.dropFirst(place).first ?? "nothing")
    Issue.record("\(note): line \(place): found \(left), wanted \(right)", sourceLocation: sourceLocation)
}
