// What stands before everything that is shown of a store: how far it is to be believed.

internal import Alerts
internal import Model
internal import Panes

struct Outlook {
    let sight: Sight
    /// Whether a daemon has the store; nil: that cannot be seen.
    let isRunning: Bool?
    let absence: String?

    init(sight: Sight, isRunning: Bool?, beat: EventTime?, closedThrough: EventTime?, now: EventTime) {
        (self.sight, self.isRunning) = (sight, isRunning)
        absence = Sight.absence(beat: beat, closedThrough: closedThrough, now: now, isHeld: isRunning)
    }

    /// Below the table: what blinds all, and models that too few events say anything of.
    func lines(_ verdicts: [VerdictRow]) -> [String] {
        var lines = sight.reasons.map { "nothing is known to be well: \($0)" }
        let rows = verdicts.filter { SelfRule(name: $0.rule) == .coverage }
        let below = rows.filter { $0.verdict.state == .warning || $0.verdict.state == .critical }
        guard !rows.isEmpty else { return lines }
        let judged = rows.filter { $0.verdict.state == .ok || $0.verdict.state == .warning }
        let low = judged.compactMap(\.verdict.value).min().map { "; the lowest is \(percent($0))" } ?? ""
        lines.append(
            "coverage: \(counted(below.count, "model")) of \(grouped(Int64(judged.count))) below the target\(low)")
        return lines
    }

    /// Fields of the object of a command.
    func write(to writer: inout JSONWriter) {
        if let isRunning { writer.field("running", isRunning) }
        writer.key("blind")
        writer.array { writer in
            for reason in sight.reasons { writer.value(reason) }
        }
    }
}
