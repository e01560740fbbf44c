// `monitord ctl`: what an operator asks of the running monitord.

internal import Alerts
internal import Model

enum CtlCommand {
    static let all = [reload, logLevel, status]

    private static let reload = Command(
        name: "ctl reload", purpose: "read rules, baselines and log.level again; a bad set changes nothing",
        options: ControlLine.options + [
            Option(name: "wait", purpose: "wait until the new rules are in force; always so, and said by the unit file")
        ],
        notes: [
            "The new rules are in force from one recorded offset of each partition. State is kept by every series",
            "that is still what it was: thresholds, for, labels and runbooks may change.",
            "Exit status 1, and every diagnostic, when the files are not good; then the old rules go on.",
        ], run: reload)

    private static let logLevel = Command(
        name: "ctl log-level", purpose: "say more or less in the log, until the next start or reload",
        operands: "LEVEL", operandsMax: 1, options: ControlLine.options,
        notes: ["LEVEL is debug, info, warning or error."], run: logLevel)

    private static let status = Command(
        name: "ctl status", purpose: "show what the running monitord does: rate, lag, rules in force, last checkpoint",
        options: ControlLine.options, run: status)

    private static func reload(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard case .reloaded(let report) = try ControlLine.ask(.reload, arguments) else { throw odd }
        for warning in report.warnings {
            for line in warning.split(separator: "\n") { Console.say(visible(String(line))) }
        }
        if !report.needsRestart.isEmpty {
            Console.say("changed, and not in force before a restart: \(report.needsRestart.joined(separator: ", "))")
        }
        if arguments.wantsJSON {
            Console.json { report.write(to: &$0) }
        } else {
            Console.line(visible(report.sentence))
        }
        return ExitStatus.ok
    }

    private static func logLevel(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let word = arguments.operands.first else {
            throw .usage("which level? debug, info, warning or error", help: ["see: monitord help ctl log-level"])
        }
        guard case .done(let receipt) = try ControlLine.ask(.logLevel(word), arguments) else { throw odd }
        if arguments.wantsJSON {
            Console.json { writer in writer.object { $0.field("log_level", word) } }
        } else {
            Console.line(visible(receipt.message))
        }
        return ExitStatus.ok
    }

    private static func status(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard case .status(let status) = try ControlLine.ask(.status, arguments) else { throw odd }
        if arguments.wantsJSON {
            Console.json { status.write(to: &$0) }
            return ExitStatus.ok
        }
        for (name, value) in card(status) {
            Console.line("\(name)\(String(repeating: " ", count: 12 - name.count))\(visible(value))")
        }
        guard !status.partitions.isEmpty else { return ExitStatus.ok }
        Console.line("")
        Console.table(
            ["TOPIC", "PARTITION", "NEXT", "END", "LAG", "NEWEST (UTC)", "WATERMARK (UTC)", "STATE"],
            status.partitions.map { partition in
                [
                    partition.topic, String(partition.partition), String(partition.next),
                    partition.end.map(String.init) ?? "-", partition.lag.map(grouped) ?? "-",
                    partition.newest.map(clock) ?? "-", partition.watermark.map(clock) ?? "-",
                    partition.isIdle ? "idle" : partition.isAtEnd ? "at end" : "reading",
                ]
            }, alignedRight: [1, 2, 3, 4])
        return ExitStatus.ok
    }

    private static func card(_ status: LiveStatus) -> [(String, String)] {
        let uptime = (status.now - status.startedAt).microseconds / 1_000_000 * 1_000_000
        let up = TimeSpan(microseconds: max(uptime, 0)).durationText
        var rows: [(String, String)] = []
        rows.append(("monitord", "\(status.version), pid \(status.processID), up \(up)"))
        rows.append(("rules", "\(status.rules), hash \(status.rulesHash), generation \(status.generation)"))
        let speed = tenths(status.eventsPerSecond)
        rows.append(("events", "\(speed) a second, \(grouped(status.records)) records in all"))
        rows.append(("lag", status.lag.map { "\(counted(Int(clamping: $0), "record"))" } ?? "unknown"))
        rows.append(("closed", status.closedThrough.map { clock($0) + " UTC" } ?? "nothing yet"))
        rows.append(("checkpoint", status.checkpointAt.map { clock($0) + " UTC" } ?? "none yet"))
        rows.append(("log level", status.logLevel))
        if let trouble = status.trouble { rows.append(("trouble", trouble)) }
        return rows
    }

    /// An answer of another kind than was asked for.
    static let odd = CommandFailure(
        status: ExitStatus.unreachable, message: "the daemon answered something else",
        help: ["is it of the version of this command? see: monitord version"])
}
