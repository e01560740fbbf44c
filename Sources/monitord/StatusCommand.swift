// `monitord status`: every series and what can be said of it.

internal import Alerts
internal import Model
internal import Panes
internal import Platform
internal import Store

enum StatusCommand {
    static let command = Command(
        name: "status", purpose: "show every series with its rate, and which of them cannot be judged and why",
        options: [Command.config, Command.store],
        notes: [
            "ok, warning, critical: judged against the baseline. Not judged, and never healthy because of it:",
            "learning (no baseline to judge by), insufficient (too few events yet), stale (no event in the window).",
            "unknown: the verdict says ok, and monitord sees too little to know; the note says why.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let reader = try Setup.reader(arguments)
        let canaries = try CanaryStatus(reader, arguments)
        let isRunning = Reader.isHeld(directory: try Setup.storePath(arguments))
        do throws(StoreError) {
            let verdicts = try reader.verdicts()
            let counters = try reader.counters()
            let closed = try reader.closedThrough()
            let gaps = try reader.gaps()
            let desk = try OpenDesk(reader, closed)
            let beat = try reader.beat()
            let outlook = Outlook(
                sight: Sight(verdicts, open: try reader.openAlerts().map(\.alert)),
                isRunning: isRunning, beat: beat,
                closedThrough: closed, now: Clocks.wall())
            if arguments.wantsJSON {
                printJSON(verdicts, counters, closed, beat, gaps, desk, canaries, outlook)
            } else {
                if let line = outlook.absence { Console.insist(line) }
                printText(verdicts, counters, closed, gaps, outlook.sight)
                for line in outlook.lines(verdicts) { Console.say(line) }
                desk.print()
                if let line = canaries.line { Console.say(visible(line)) }
            }
        } catch {
            throw Setup.failure(error)
        }
        return ExitStatus.ok
    }

    private static func printJSON(
        _ verdicts: [VerdictRow], _ counters: [CounterRow], _ closed: EventTime?, _ beat: EventTime?, _ gaps: [GapRow],
        _ desk: OpenDesk, _ canaries: CanaryStatus, _ outlook: Outlook
    ) {
        Console.json { writer in
            writer.object { writer in
                if let closed { writer.field("closed_through", closed.rfc3339) }
                if let beat { writer.field("checkpoint_at", beat.rfc3339) }
                writer.key("counters")
                writer.object { writer in
                    for row in counters {
                        writer.field(row.key.isEmpty ? row.name : "\(row.name).\(row.key)", row.value)
                    }
                }
                writer.field("gaps", gaps.count)
                outlook.write(to: &writer)
                desk.write(to: &writer)
                canaries.write(to: &writer)
                writer.key("series")
                writer.array { writer in
                    for row in verdicts { write(row, outlook.sight.shown(row), to: &writer) }
                }
            }
        }
    }

    private static func write(_ row: VerdictRow, _ shown: Sight.Shown, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("rule", row.rule)
            writer.key("series")
            writer.raw(row.scope.key)
            writer.field("state", row.verdict.state.name)
            writer.field("shown", shown.name)
            if let why = shown.why { writer.field("why", why) }
            if case .learning(let reason) = row.verdict.state { writer.field("reason", reason.rawValue) }
            writer.field("at", row.at.rfc3339)
            if let value = row.verdict.value { writer.field("value", value) }
            if let value = row.verdict.baselineValue { writer.field("baseline_value", value) }
            if let ratio = row.verdict.ratio { writer.field("ratio", ratio) }
            writer.field("events", row.verdict.events)
            writer.field("effective_events", row.verdict.effectiveEvents)
            writer.field("needed", row.verdict.needed)
            writer.field("unit", row.verdict.isShare ? "share" : "number")
            if let statistic = row.verdict.statistic { writer.field("statistic", statistic) }
            if let threshold = row.verdict.threshold { writer.field("statistic_threshold", threshold) }
            if let id = row.baselineID { writer.field("baseline", id) }
        }
    }

    private static func printText(
        _ verdicts: [VerdictRow], _ counters: [CounterRow], _ closed: EventTime?, _ gaps: [GapRow], _ sight: Sight
    ) {
        Console.table(
            ["STATE", "RULE", "SERIES", "NOW", "BASELINE", "RATIO", "N", "EVIDENCE", "NOTE"],
            verdicts.map { row in
                [
                    sight.shown(row).name, row.rule, labels(row.scope),
                    valueText(row.verdict.value, isShare: row.verdict.isShare),
                    valueText(row.verdict.baselineValue, isShare: row.verdict.isShare), share(row.verdict.ratio),
                    grouped(row.verdict.events),
                    evidence(row.verdict), note(row.verdict, sight.shown(row)),
                ]
            }, alignedRight: [3, 4, 5, 6, 7])
        let total = { (name: String) in grouped(counters.filter { $0.name == name }.reduce(0) { $0 + $1.value }) }
        Console.say(
            "closed through \(closed?.rfc3339 ?? "-"); \(total("records")) records: \(total("counted")) counted, "
                + "\(total("rejected")) rejected, \(total("late")) late, \(total("canary")) canary; "
                + "\(gaps.count) gap\(gaps.count == 1 ? "" : "s")")
    }

    /// ln of the e-value out of ln A.
    private static func evidence(_ verdict: Verdict) -> String {
        guard let statistic = verdict.statistic, let threshold = verdict.threshold else { return "-" }
        return "\(tenths(statistic)) / \(tenths(threshold))"
    }

    private static func note(_ verdict: Verdict, _ shown: Sight.Shown) -> String {
        if let why = shown.why { return why }
        switch verdict.state {
        case .learning(let reason): return reason.rawValue
        case .insufficient:
            let needed = verdict.needed == .max ? "∞" : grouped(verdict.needed)
            return "\(grouped(Int64(verdict.effectiveEvents))) of \(needed) events needed"
        case .stale: return "no event in the window"
        case .ok, .warning, .critical: return ""
        }
    }
}
