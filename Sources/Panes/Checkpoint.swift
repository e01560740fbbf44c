// Everything that one transaction makes durable.

package import Model

/// What changed since the last checkpoint. Rows hold absolute values, so writing one twice is writing it once.
package struct Checkpoint: Sendable {
    package var positions: [Position] = []
    /// Open and closed panes that changed.
    package var panes: [PaneRow] = []
    /// Panes that end at or before this are closed.
    package var closedThrough: EventTime?
    package var counters: [CounterRow] = []
    package var rejects: [RejectRow] = []
    package var gaps: [GapRow] = []
    package var journal: [JournalRow] = []
    package var transitions: [AlertTransition] = []
    /// Who is told of each of them: in step with `transitions`, or empty when nobody is.
    package var addresses: [[Address]] = []
    package var states: [StateRow] = []
    package var verdicts: [VerdictRow] = []
    /// As they are now, whole.
    package var incidents: [Incident] = []
    package var silences: [Silence] = []
    package var tasks: [ReviewTask] = []
    /// What its transitions ask of the outside. The store keeps the first for each incident.
    package var rollbacks: [Rollback] = []
    /// As they are now, whole.
    package var canaryRuns: [CanaryRun] = []
    /// The store keeps the first of each run, item and attempt.
    package var canaryResults: [CanaryResult] = []

    package init() {}

    package var isEmpty: Bool {
        positions.isEmpty && panes.isEmpty && counters.isEmpty && rejects.isEmpty && gaps.isEmpty && journal.isEmpty
            && transitions.isEmpty && states.isEmpty && verdicts.isEmpty && incidents.isEmpty && silences.isEmpty
            && tasks.isEmpty && canaryRuns.isEmpty && canaryResults.isEmpty
    }
}

/// How far one partition has been read.
package struct Position: Equatable, Sendable {
    package var topic: String
    package var partition: Int32
    /// The next offset to read. For files, a byte offset.
    package var next: Int64
    /// A 64-bit hash of the record before `next`, to notice that a topic was made anew. Nil before the first record.
    package var anchor: Int64?
    /// The newest event time seen, from which the watermark follows.
    package var newest: EventTime?
    /// The watermark never falls below this: where an idle partition was told to move on to.
    package var floor: EventTime?

    package init(
        topic: String, partition: Int32, next: Int64, anchor: Int64? = nil, newest: EventTime? = nil,
        floor: EventTime? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.next = next
        self.anchor = anchor
        self.newest = newest
        self.floor = floor
    }
}

/// What is kept of one cell (the finest key) in one pane.
package struct PaneRow: Equatable, Sendable {
    package var scope: Scope
    package var start: EventTime
    package var accumulator: Accumulator
    /// By their places in the accumulator: another run may keep other measures.
    package var measures: [Measure]

    package init(scope: Scope, start: EventTime, accumulator: Accumulator, measures: [Measure] = []) {
        self.scope = scope
        self.start = start
        self.accumulator = accumulator
        self.measures = measures
    }
}

/// A running total, such as (`rejected`, `json_syntax`).
package struct CounterRow: Equatable, Sendable {
    package var name: String
    package var key: String
    package var value: Int64

    package init(name: String, key: String, value: Int64) {
        self.name = name
        self.key = key
        self.value = value
    }
}

/// Where a rejected record lies and why. Its bytes stay in the log: they may be somebody's words.
package struct RejectRow: Equatable, Sendable {
    package var topic: String
    package var partition: Int32
    package var offset: Int64
    package var size: Int64
    package var reason: String
    /// The field or the byte position that is at fault.
    package var detail: String

    package init(topic: String, partition: Int32, offset: Int64, size: Int64, reason: String, detail: String) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.size = size
        self.reason = reason
        self.detail = detail
    }
}

/// Records that were never seen: offsets `from` up to, not including, `to`.
package struct GapRow: Equatable, Sendable {
    package var topic: String
    package var partition: Int32
    package var from: Int64
    /// Nil when the end is not known.
    package var to: Int64?
    package var kind: String
    /// The partition's newest event time when the gap was met.
    package var at: EventTime?

    package init(topic: String, partition: Int32, from: Int64, to: Int64?, kind: String, at: EventTime?) {
        self.topic = topic
        self.partition = partition
        self.from = from
        self.to = to
        self.kind = kind
        self.at = at
    }
}

/// An input that did not come from the log, such as the verdict that a partition is idle.
package struct JournalRow: Equatable, Sendable {
    package var kind: String
    package var detail: String
    /// Wall-clock time of the input.
    package var at: EventTime

    package init(kind: String, detail: String, at: EventTime) {
        self.kind = kind
        self.detail = detail
        self.at = at
    }
}

/// The life cycle of one (rule, series), as snapshot bytes. Nil bytes remove the row.
package struct StateRow: Equatable, Sendable {
    package var rule: String
    package var scope: Scope
    package var bytes: [UInt8]?

    package init(rule: String, scope: Scope, bytes: [UInt8]?) {
        self.rule = rule
        self.scope = scope
        self.bytes = bytes
    }
}

/// The newest verdict of one (rule, series), for `monitord status`.
package struct VerdictRow: Equatable, Sendable {
    package var rule: String
    package var scope: Scope
    package var at: EventTime
    package var verdict: Verdict
    package var baselineID: String?

    package init(rule: String, scope: Scope, at: EventTime, verdict: Verdict, baselineID: String?) {
        self.rule = rule
        self.scope = scope
        self.at = at
        self.verdict = verdict
        self.baselineID = baselineID
    }
}

/// What a start finds in the store.
package struct StoredState: Sendable {
    package var positions: [Position] = []
    package var closedThrough: EventTime?
    /// Panes that start at or after the asked-for time, in (start, scope) order.
    package var panes: [PaneRow] = []
    package var counters: [CounterRow] = []
    package var states: [StateRow] = []
    package var gaps: [GapRow] = []
    /// Those that are not closed.
    package var incidents: [Incident] = []
    /// Those given by order, also when they are over.
    package var silences: [Silence] = []
    /// All of them: one that is done must not be raised again.
    package var tasks: [ReviewTask] = []
    /// The newest of each suite and target, those that are not over, and all of the last days: their requests may
    /// still appear in the stream.
    package var canaryRuns: [CanaryRun] = []
    /// Of runs that are not over.
    package var canaryResults: [CanaryResult] = []

    package init() {}
}
