// Whether canaries stayed out of what is said about users: what the store proves, and what it cannot.

internal import Alerts
internal import Model
internal import Panes
internal import Store

/// Counted once, judged once, printed as text or JSON.
struct CanaryAudit {
    /// One thing that must hold.
    struct Check {
        let name: String
        let holds: Bool
        let words: String
    }

    let since: EventTime?
    /// What was asked, over all of the store.
    let sent: CanaryRequestTotals
    let stream: Stream
    let checks: [Check]
    let unproven: [String]

    /// What the pipeline counted since the store was made.
    struct Stream {
        var records: Int64 = 0
        var counted: Int64 = 0
        var late: Int64 = 0
        var canary: Int64 = 0
        var outside: Int64 = 0
        var rejected: Int64 = 0
        /// Of `canary`: without a mark, told by a request id; without either, told by the prompt.
        var recognised: Int64 = 0
        var leaked: Int64 = 0

        init(_ rows: [CounterRow]) {
            for row in rows {
                switch row.name {
                case "records": records &+= row.value
                case "counted": counted &+= row.value
                case "late": late &+= row.value
                case "canary": canary &+= row.value
                case "outside": outside &+= row.value
                case "rejected": rejected &+= row.value
                case "canary_recognised": recognised &+= row.value
                case "canary_leaked": leaked &+= row.value
                default: break
                }
            }
        }

        var marked: Int64 { canary &- recognised &- leaked }
        var accounted: Int64 { counted &+ late &+ canary &+ outside &+ rejected }
    }

    var isProven: Bool { checks.allSatisfy(\.holds) }

    /// Request ids that are held against examples; beyond it `--since` has to narrow the question.
    static let requestsMax = 2_000_000

    /// Nil when there are more requests than `requestsMax`.
    init?(_ reader: borrowing Reader, since: EventTime?) throws(StoreError) {
        self.since = since
        sent = try reader.canaryRequestTotals()
        stream = Stream(try reader.counters())
        var ids: Set<[UInt8]> = []
        var isTooMany = false
        try reader.eachCanaryRequest(since: since) { id, _ in
            if ids.count < Self.requestsMax { ids.insert(Array(id.utf8)) } else { isTooMany = true }
        }
        if isTooMany { return nil }
        let panes = try Self.panes(reader, since: since, ids)
        let alerts = try Self.alerts(reader, since: since, ids)
        checks = [Self.conservation(stream), Self.leaks(stream), panes, alerts]
        unproven = Self.unproven(stream, sent)
    }

    private static func conservation(_ stream: Stream) -> Check {
        let sum =
            "\(grouped(stream.counted)) counted + \(grouped(stream.late)) late + \(grouped(stream.canary)) canary "
            + "+ \(grouped(stream.outside)) outside + \(grouped(stream.rejected)) rejected"
        let holds = stream.records == stream.accounted && stream.marked >= 0
        return Check(
            name: "conservation", holds: holds,
            words: "\(grouped(stream.records)) records \(holds ? "=" : "are not") \(sum)"
                + (holds ? ": each was counted as one thing" : ""))
    }

    private static func leaks(_ stream: Stream) -> Check {
        let words =
            stream.leaked == 0
            ? "no canary came without its mark and its id"
            : "\(counted(Int(clamping: stream.leaked), "canary event")) came without mark and id, told by the prompt "
                + "alone: kept out, but whoever else reads the topic takes them for users"
        return Check(name: "leaks", holds: stream.leaked == 0, words: words)
    }

    /// Panes keep ids of a few events: none may be a canary's.
    private static func panes(
        _ reader: borrowing Reader, since: EventTime?, _ ids: Set<[UInt8]>
    ) throws(StoreError) -> Check {
        var (panes, examples, hits): (Int64, Int64, Int64) = (0, 0, 0)
        try reader.eachPane(
            from: since ?? EventTime(microseconds: .min), until: EventTime(microseconds: .max), of: Scope([])
        ) { row in
            panes += 1
            for example in row.accumulator.examples.all {
                examples += 1
                if ids.contains(example.id.bytes) { hits += 1 }
            }
        }
        return Check(
            name: "panes", holds: hits == 0,
            words: "\(grouped(examples)) example events of \(grouped(panes)) stored panes: "
                + (hits == 0 ? "none is a canary's request" : "\(grouped(hits)) are requests of canaries"))
    }

    /// Alerts about users name example events too, in each step of their history.
    private static func alerts(
        _ reader: borrowing Reader, since: EventTime?, _ ids: Set<[UInt8]>
    ) throws(StoreError) -> Check {
        var filter = AlertFilter()
        (filter.states, filter.limit, filter.since) = (Alert.State.allCases, .max, since)
        var (steps, examples, hits): (Int64, Int64, Int64) = (0, 0, 0)
        var malformed: StoreError?
        try reader.eachTransition(after: 0, filter) { step in
            steps += 1
            guard let json = try? JSONValue(parsing: step.json) else {
                malformed = .malformed(table: "alert_transition", detail: "step \(step.id) is no JSON")
                return
            }
            for example in json["alert"]?["evidence"]?["examples"]?.array ?? [] {
                examples += 1
                if ids.contains(Array((example.string ?? "").utf8)) { hits += 1 }
            }
        }
        if let malformed { throw malformed }
        return Check(
            name: "alerts", holds: hits == 0,
            words: "\(grouped(examples)) example events in \(grouped(steps)) steps of alerts: "
                + (hits == 0 ? "none is a canary's request" : "\(grouped(hits)) are requests of canaries"))
    }

    /// What no look at the store can say.
    private static func unproven(_ stream: Stream, _ sent: CanaryRequestTotals) -> [String] {
        var words: [String] = []
        let unseen = sent.answered - stream.canary
        if unseen > 0 {
            words.append(
                "\(grouped(unseen)) more were answered than seen in the stream: either the log does not get them, or "
                    + "it has them without mark, id and text, and they count as users")
        }
        if unseen < 0 {
            words.append(
                "\(grouped(-unseen)) more were seen than answered: lost answers, or somebody else marks events too")
        }
        words.append(
            "an event whose mark and id were taken away and whose prompt is not in the log looks like a user's")
        words.append("billing, training data and other readers of the topic are beyond monitord")
        return words
    }
}
