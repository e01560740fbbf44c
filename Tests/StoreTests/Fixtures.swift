// A directory to throw away, and rows to put into it.

import Glibc
import Model
import Panes

@testable import Store

/// A private directory that goes when the test is over.
struct Scratch: ~Copyable {
    let root: String
    var state: String { root + "/state" }
    var database: String { state + "/monitord.db" }

    init() {
        guard let template = strdup("/tmp/monitord-store-XXXXXX"), let made = mkdtemp(template) else {
            preconditionFailure("no temporary directory")
        }
        root = String(cString: made)
        free(template)
    }

    deinit {
        for directory in [root + "/state", root + "/elsewhere", root] {
            for name in ["", "-wal", "-shm", "-journal"] { unlink(directory + "/monitord.db" + name) }
            unlink(directory + "/monitord.lock")
            unlink(directory)
            rmdir(directory)
        }
    }

    func open() throws(StoreError) -> Store { try Store.open(directory: state) }

    /// Leaves a closed store behind.
    func make() throws(StoreError) { try open().close() }

    /// Runs SQL on a closed store, with a plain connection.
    func tamper(_ sql: String) throws(StoreError) {
        let connection = try Connection(path: database, mode: .writer)
        try connection.execute(sql)
        try connection.checkpointTruncate()
    }

    /// What a kill leaves: the files as they are while the store is open, log included.
    func copyAsKilled(to other: borrowing Scratch) {
        mkdir(other.state, 0o700)
        for name in ["", "-wal"] {
            let (input, output) = (
                Glibc.open(database + name, O_RDONLY), creat(other.database + name, 0o600)
            )
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            while case let count = read(input, &bytes, bytes.count), count > 0 { write(output, bytes, count) }
            close(input)
            close(output)
        }
    }

    func contents() -> [UInt8] {
        let descriptor = Glibc.open(database, O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(count, 0)))
    }
}

let wall = EventTime(microseconds: 1_800_000_000_000_000)
let noon = EventTime(microseconds: 1_763_640_000_000_000)

func scope(_ model: String, _ category: String? = nil) -> Scope {
    var values: [(dimension: Dimension, value: String)] = [(.model, model)]
    if let category { values.append((.category, category)) }
    return Scope(values)
}

func tally(refused: Int64, complied: Int64, weight: Int64 = 256) -> Tally {
    var tally = Tally.zero
    for _ in 0..<refused { tally.add(.refused, weight: weight) }
    for _ in 0..<complied { tally.add(.complied, weight: weight) }
    return tally
}

func alert(
    _ rule: String = "refusals", _ series: Scope = scope("llama-ft"), state: Alert.State = .firing,
    severity: Severity = .high, fired: EventTime = noon
) -> Alert {
    Alert(
        id: AlertID(rule: rule, scope: series, firstFiring: fired), rule: rule, scope: series, state: state,
        severity: severity, breachedAt: fired - .seconds(300), firedAt: fired,
        resolvedAt: state == .resolved ? fired + .seconds(60) : nil, updatedAt: fired + .seconds(1),
        evidence: Evidence(
            metric: "refusal_rate", value: 0.1, baselineValue: 0.93, ratio: 0.1 / 0.93, line: 0.75, events: 512,
            effectiveEvents: 500.5,
            window: .seconds(3600), baselineID: "00ff"),
        summary: "refusals fell to 10.8 % of \"baseline\" 🧯\u{0}end", runbookURL: "https://runbooks.example/r'1")
}

let hostile = "e\u{301} \u{0}\u{1b}[2J\"'\\\n\t\u{202E}{}🧨"

/// Everything that an alert can say.
func fullAlert(_ rule: String = "full") -> Alert {
    var full = alert(rule, scope("llama-ft", hostile))
    full.reason = "high: \(hostile)"
    full.plane = .comparison
    full.incident = "0011223344556677"
    full.notice = .inhibited(AlertID(text: "ff00"))
    full.acknowledgement = Acknowledgement(verdict: .harmful, note: Note(at: wall, by: hostile, text: hostile))
    (full.ruleRevision, full.rulesHash) = ("00ff00ff00ff00ff", "ff00ff00ff00ff00")
    full.labels = [Label(name: "team", value: hostile), Label(name: "empty", value: "")]
    full.annotations = [Label(name: "summary", value: "\u{e9}")]
    return full
}

/// One that is open and was worked on, and one that is closed.
func fullIncidents() -> [Incident] {
    var open = Incident(
        model: hostile, severity: .critical, openedAt: noon, onset: noon - .seconds(600), first: alert().id)
    open.alerts.append(fullAlert().id)
    open.planes = [.traffic, .comparison]
    open.steps[0].done = Note(at: wall, by: hostile, text: hostile)
    open.notes = [Note(at: wall, by: "a", text: hostile), Note(at: wall + .seconds(1), by: "b", text: "")]
    var closed = Incident(model: "m", severity: .low, openedAt: noon + .seconds(1), onset: noon, first: alert().id)
    closed.state = .closed
    closed.quietAt = noon + .seconds(900)
    closed.closing = Note(at: wall, by: "c", text: hostile)
    return [open, closed]
}

func fullTasks() -> [ReviewTask] {
    [
        ReviewTask(kind: .contextChange, model: hostile, occasion: hostile, raisedAt: noon),
        ReviewTask(
            kind: .monthlyReview, model: "m", occasion: "2026-11", raisedAt: noon + .seconds(1),
            done: Note(at: wall, by: hostile, text: "")),
    ]
}

func fullSilences() throws -> [Silence] {
    [
        Silence(
            filter: try Filter("model = 'm' and category ~ \"vio.*\""), from: noon - .seconds(60),
            until: noon + .seconds(3600), author: hostile, reason: hostile),
        Silence(
            filter: try Filter("severity <= 'medium'"), from: noon, until: noon + .seconds(60), author: "a",
            reason: "b", expiredAt: noon + .seconds(5)),
    ]
}

/// `number` hours after noon, by the schedule.
func canaryRun(
    _ suite: String = "direct", at number: Int64 = 0, target: String = "support", state: CanaryRun.State = .complete,
    occasion: String? = nil
) -> CanaryRun {
    let due = noon + .seconds(number * 3600)
    var run = CanaryRun(
        suite: suite, kind: .direct, target: target, model: "llama-ft", occasion: occasion ?? "slot:\(number)",
        slot: occasion == nil ? number : nil, suiteHash: "00ff", dueAt: due, startedAt: due + .seconds(1),
        deadline: due + .seconds(1800), state: state)
    if state != .intended { run.endedAt = due + .seconds(60) }
    return run
}

/// One that is over and one that goes on.
func fullCanaryRuns() -> [CanaryRun] {
    var over = canaryRun(hostile, target: hostile, state: .incomplete)
    over.reason = hostile
    (over.planned, over.passed, over.flaky, over.failed) = (10, 4, 3, 2)
    var open = canaryRun(at: 1, state: .intended)
    (open.planned, open.items) = (
        2,
        [
            .init(
                id: hostile, category: hostile, variant: 3, promptHash: "00112233445566778899aabbccddeeff",
                print: .max - 1, requests: ["r0", "r1", "r2"]),
            .init(id: "b", category: "", variant: 0, promptHash: "", print: 0, requests: []),
        ]
    )
    return [over, open]
}

/// One with everything, and one with nothing, of the run that goes on.
func fullCanaryResults() -> [CanaryResult] {
    let run = fullCanaryRuns()[1].id
    var full = CanaryResult(
        run: run, item: hostile, attempt: 1, requestID: "r1", outcome: .blocked, verdict: .failed, at: wall,
        latency: .milliseconds(1234))
    (full.reason, full.judge, full.inputTokens, full.outputTokens) = (hostile, "refusal-text/1", 12, 34)
    (full.answerBytes, full.answerHash, full.servedModel, full.fingerprint) = (567, "ffee", hostile, hostile)
    let bare = CanaryResult(
        run: run, item: "b", attempt: 0, requestID: "", outcome: .error, verdict: .notMeasured, at: noon,
        latency: .zero)
    return [bare, full]
}

/// Outcomes, values, users and questions.
func fullAccumulator() -> Accumulator {
    let contents = PaneContents(
        measures: [Measure(.latency), Measure(signal: "toxicity")], hasUsers: true, hasPairs: true)
    var accumulator = Accumulator.zero
    for number in 0..<40 {
        var event = Event(
            time: noon + .milliseconds(Int64(number)), names: .init(repeating: .absent),
            outcome: number % 3 == 0 ? .refused : .complied, source: .signal, weight: number % 5 == 0 ? 2560 : 256,
            isCanary: false)
        (event.user, event.question, event.measured) = (UInt64(number % 7), UInt64(number % 9), 0b11)
        (event.values[0], event.values[1]) = (Double(number) * 31, Double(number) / 40)
        accumulator.add(event, pane: 0, parts: contents.parts)
    }
    return accumulator
}

/// Something of everything, with texts that are hard to keep.
func fullCheckpoint() -> Checkpoint {
    var checkpoint = Checkpoint()
    let odd = scope("a\u{0}b\"'\\\n🧨é", "e\u{301}")
    checkpoint.positions = [
        Position(topic: "events", partition: 0, next: 10, anchor: -5, newest: noon, floor: noon - .seconds(60)),
        Position(topic: "events", partition: 1, next: 0),
    ]
    checkpoint.panes = [
        PaneRow(scope: odd, start: noon, accumulator: Accumulator(tally: tally(refused: 3, complied: 4))),
        PaneRow(
            scope: scope("b"), start: noon,
            accumulator: Accumulator(tally: tally(refused: 1, complied: 2, weight: 2560))),
        PaneRow(
            scope: scope("c"), start: noon, accumulator: fullAccumulator(),
            measures: [Measure(.latency), Measure(signal: "toxicity")]),
        PaneRow(scope: scope("b"), start: noon + .seconds(60), accumulator: .zero),
    ]
    checkpoint.closedThrough = noon
    checkpoint.counters = [CounterRow(name: "rejected", key: "json_syntax", value: 7)]
    checkpoint.rejects = [
        RejectRow(topic: "events", partition: 0, offset: 3, size: 9, reason: "json_syntax", detail: "by\u{0}te 4 '")
    ]
    checkpoint.gaps = [GapRow(topic: "events", partition: 1, from: 5, to: nil, kind: "retention", at: noon)]
    checkpoint.journal = [JournalRow(kind: "idle", detail: "events/1", at: wall)]
    checkpoint.states = [StateRow(rule: "refusals", scope: odd, bytes: [0, 1, 255])]
    checkpoint.verdicts = [
        VerdictRow(
            rule: "refusals", scope: odd, at: noon,
            verdict: Verdict(state: .learning(.thinBaseline), events: 3, effectiveEvents: 3, needed: 30),
            baselineID: nil),
        VerdictRow(
            rule: "refusals", scope: scope("b"), at: noon,
            verdict: Verdict(
                state: .critical, value: 0.1, baselineValue: 0.9, ratio: 1 / 9, events: 300, effectiveEvents: 299.5,
                needed: 30, isRecovered: true),
            baselineID: "00ff"),
    ]
    checkpoint.transitions = [AlertTransition(kind: .firing, sequence: 1, alert: alert())]
    checkpoint.incidents = fullIncidents()
    checkpoint.tasks = fullTasks()
    (checkpoint.canaryRuns, checkpoint.canaryResults) = (fullCanaryRuns(), fullCanaryResults())
    return checkpoint
}

extension Store {
    /// Commits a checkpoint all of whose transitions go to these receivers, each told alone.
    func commit(
        _ checkpoint: Checkpoint, now: EventTime, receivers: [String], delivered: [Int64] = []
    ) throws(StoreError) -> [OutboxEntry] {
        var addressed = checkpoint
        addressed.addresses = checkpoint.transitions.map { _ in receivers.map { Address(receiver: $0) } }
        return try commit(addressed, now: now, delivered: delivered)
    }
}

let everyTable = [
    "progress", "position", "gap", "journal", "cell", "measure_list", "pane", "counter", "reject", "state", "verdict",
    "baseline",
    "alert", "alert_transition", "outbox", "notification", "incident", "incident_alert", "incident_step",
    "incident_note", "silence",
    "task", "canary_run", "canary_item", "canary_result",
]

/// Every row of the tables, as hexadecimal text.
func dump(_ connection: borrowing Connection, _ tables: [String] = everyTable) throws(StoreError) -> [String] {
    var lines: [String] = []
    for table in tables {
        var columns: [String] = []
        let column = try connection.prepare("SELECT name FROM pragma_table_info('\(table)')")
        while try column.step() { columns.append("coalesce(hex(CAST(\(column.text(0)) AS BLOB)), '-')") }
        let line = columns.joined(separator: "||' '||")
        let row = try connection.prepare("SELECT \(line) AS line FROM \(table) ORDER BY line")
        while try row.step() { lines.append("\(table) \(row.text(0))") }
    }
    return lines
}
