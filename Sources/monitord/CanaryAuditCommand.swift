// `monitord canary audit`: proves that canaries stayed out of what is said about users, as far as it can be proven.

internal import Alerts
internal import Model
internal import Platform
internal import Store

enum CanaryAuditCommand {
    static let command = Command(
        name: "canary audit", purpose: "prove from the store that no canary was taken for a user",
        options: [
            Option(
                name: "since", value: "TIME", purpose: "panes, alerts and runs from here on; counters are of all time"),
            Command.config, Command.store,
        ],
        notes: [
            "Exit status 0: nothing speaks against it, and what cannot be proven is said. 1: a canary came without",
            "mark and id, records do not add up, or an example of users' events is a canary's request. Every stored",
            "pane is read: on a large store --since saves time.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let since = try arguments.instant("since", now: Clocks.wall())
        let reader = try Setup.reader(arguments)
        let audit: CanaryAudit?
        do throws(StoreError) {
            audit = try reader.snapshot { () throws(StoreError) in try CanaryAudit(reader, since: since) }
        } catch {
            throw Setup.failure(error)
        }
        guard let audit else {
            throw CommandFailure(
                status: ExitStatus.negative,
                message: "more than \(grouped(Int64(CanaryAudit.requestsMax))) requests: too many to look at together",
                help: ["audit a part of them: --since -30d"])
        }
        if arguments.wantsJSON {
            Console.json { write(audit, to: &$0) }
        } else {
            print(audit)
        }
        return audit.isProven ? ExitStatus.ok : ExitStatus.negative
    }

    private static func print(_ audit: CanaryAudit) {
        let (sent, stream) = (audit.sent, audit.stream)
        Card.print([
            (
                name: "asked",
                value:
                    "\(counted(Int(clamping: sent.sent), "request")) in \(counted(Int(clamping: sent.runs), "run")); "
                    + "\(grouped(sent.answered)) answered"
            ),
            (
                name: "seen",
                value: "\(grouped(stream.canary)) in the stream: \(grouped(stream.marked)) by their mark, "
                    + "\(grouped(stream.recognised)) by their id, \(grouped(stream.leaked)) by their prompt alone"
            ),
        ])
        Console.line("")
        Card.print(audit.checks.map { (name: $0.holds ? "holds" : "FAILS", value: "\($0.name): \($0.words)") })
        Console.line("")
        Card.print(audit.unproven.map { (name: "not proven", value: $0) })
        Console.line("")
        let verdict =
            sent.sent == 0 && stream.canary == 0
            ? "no canary was asked and none was seen: there is nothing to keep out"
            : audit.isProven
                ? "nothing in the store takes a canary for a user"
                : "canaries were not kept apart: see what fails above"
        Card.print(verdict)
    }

    private static func write(_ audit: CanaryAudit, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("proven", audit.isProven)
            if let since = audit.since { writer.field("since", since.rfc3339) }
            writer.field("runs", audit.sent.runs)
            writer.field("planned", audit.sent.planned)
            writer.field("sent", audit.sent.sent)
            writer.field("answered", audit.sent.answered)
            writer.key("seen")
            writer.object { writer in
                writer.field("all", audit.stream.canary)
                writer.field("marked", audit.stream.marked)
                writer.field("recognised", audit.stream.recognised)
                writer.field("leaked", audit.stream.leaked)
            }
            writer.key("records")
            writer.object { writer in
                writer.field("all", audit.stream.records)
                writer.field("counted", audit.stream.counted)
                writer.field("late", audit.stream.late)
                writer.field("canary", audit.stream.canary)
                writer.field("outside", audit.stream.outside)
                writer.field("rejected", audit.stream.rejected)
            }
            writer.key("checks")
            writer.array { writer in
                for check in audit.checks {
                    writer.object { writer in
                        writer.field("name", check.name)
                        writer.field("holds", check.holds)
                        writer.field("words", check.words)
                    }
                }
            }
            writer.key("not_proven")
            writer.array { writer in for words in audit.unproven { writer.value(words) } }
        }
    }
}
