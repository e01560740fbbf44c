// `monitord canary list`: every suite at every target, and what can be said of it.

internal import Alerts
internal import Canaries
internal import Model
internal import Site
internal import Store

enum CanaryListCommand {
    static let command = Command(
        name: "canary list", purpose: "list suites of canaries at their targets: last result, next run",
        isStandard: true,
        options: [
            Option(name: "all", purpose: "also what the configuration does not name any more"),
            Command.config, Command.store,
        ],
        notes: [
            "never ran, running, paused, overdue: nothing is known now. missed, skipped, incomplete: the last run did",
            "not measure everything. failed, flaky, passed: what the last run measured. Failures are first answers",
            "that were wrong, of the last 30 days, in this version of the suite.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let reader = try Setup.reader(arguments)
        let board = try CanaryBoard(reader, arguments)
        let rows = board.standings.filter { arguments[flag: "all"] || $0.state != .removed }
        if arguments.wantsJSON {
            Console.json { write(rows, board, to: &$0) }
            return ExitStatus.ok
        }
        for gap in board.gaps { Console.say(visible(gap)) }
        if let pause = board.pause { Console.line(visible(CanaryBoard.text(pause))) }
        if rows.isEmpty {
            Console.line("no suites")
            Console.say("suites and targets stand in the configuration: docs/canaries.md")
            return ExitStatus.ok
        }
        Console.table(
            ["SUITE", "TARGET", "KIND", "EVERY", "STATE", "LAST (UTC)", "NEXT (UTC)", "RESULT"],
            rows.map { row in
                [
                    row.suite, row.target, row.kind.rawValue, row.period?.durationText ?? "-",
                    row.state.rawValue.replacing("_", with: " "), row.last.map { clock($0.startedAt) } ?? "-",
                    row.nextDue.map { clock($0) } ?? "-", words(row, board),
                ]
            })
        let hidden = board.standings.count - rows.count
        if hidden > 0 { Console.say("\(hidden) not in the configuration any more: --all") }
        return ExitStatus.ok
    }

    /// What the last run came to, and what many of them bound.
    private static func words(_ row: CanaryStanding, _ board: CanaryBoard) -> String {
        guard let last = row.last else { return "nothing was measured yet" }
        let result = CanaryWords.result(last, passing: board.passing(row.suite))
        return [result, board.bound(row)].compactMap(\.self).joined(separator: "; ")
    }

    private static func write(_ rows: [CanaryStanding], _ board: CanaryBoard, to writer: inout JSONWriter) {
        writer.object { writer in
            if let pause = board.pause {
                writer.key("paused")
                pause.write(to: &writer)
            }
            writer.key("not_known")
            writer.array { writer in for gap in board.gaps { writer.value(gap) } }
            writer.key("suites")
            writer.array { writer in
                for row in rows {
                    writer.object { writer in
                        writer.field("suite", row.suite)
                        writer.field("target", row.target)
                        writer.field("kind", row.kind.rawValue)
                        if let period = row.period { writer.field("every_seconds", period.seconds) }
                        writer.field("state", row.state.rawValue)
                        if let due = row.nextDue { writer.field("next_due", due.rfc3339) }
                        writer.field("words", words(row, board))
                        guard let last = row.last else { return }
                        writer.key("last")
                        last.write(to: &writer)
                    }
                }
            }
        }
    }
}
