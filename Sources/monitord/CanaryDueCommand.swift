// `monitord canary due`: what will be asked when.

internal import Alerts
internal import Canaries
internal import Model
internal import Platform
internal import Rules

enum CanaryDueCommand {
    static let command = Command(
        name: "canary due", purpose: "show which canaries will run when, as far as it is known",
        options: [
            Option(name: "at", value: "TIME", purpose: "from here on; default now"),
            Option(name: "until", value: "TIME", purpose: "up to here; default a day later"),
            Option(name: "for", value: "SPAN", purpose: "the same, said as 3h or 7d"),
            Option(name: "suite", value: "NAME", purpose: "only this suite", completes: .known(.suite)),
            Option(name: "target", value: "NAME", purpose: "only at this target", completes: .known(.target)),
            Option(name: "limit", short: "n", value: "N", purpose: "at most N, the next first; default 100"),
            Command.config, Command.store,
        ],
        notes: [
            "Where in its slot a run falls is drawn with the key of this installation, so nobody else can tell. Of",
            "what was passed over only the newest slot is caught up. A pause or spent cost may still skip a run.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let limit = try arguments.integer("limit", in: 1...Schedule.upcomingMax) ?? 100
        let reader = try Setup.reader(arguments)
        let board = try CanaryBoard(reader, arguments)
        let from = try arguments.instant("at", now: board.now) ?? board.now
        let span = try arguments.duration("for")
        guard span == nil || arguments["until"] == nil else { throw .usage("give --until or --for, not both") }
        let until = try arguments.instant("until", now: board.now) ?? from + (span ?? .seconds(86_400))
        guard from < until else { throw .usage("--until: it is not after \(from.rfc3339)") }
        guard let plan = board.plan, !plan.key.bytes.isEmpty else {
            throw CommandFailure(
                status: ExitStatus.configuration, message: "what is due cannot be told", help: board.gaps)
        }
        let wanted = try narrowed(plan, arguments)
        let all = Schedule.upcoming(plan: wanted, runs: board.scheduled, from: from, until: until)
        let shown = all.prefix(limit)
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in for run in shown { write(run, to: &writer) } }
            }
            return ExitStatus.ok
        }
        if let pause = board.pause { Console.say(visible(CanaryBoard.text(pause))) }
        if shown.isEmpty {
            Console.line("nothing is due from \(from.rfc3339) to \(until.rfc3339)")
            return ExitStatus.ok
        }
        Console.table(
            ["BEGINS (UTC)", "SUITE", "TARGET", "KIND", "ENDS BY (UTC)", "NOTE"],
            shown.map { run in
                [
                    clock(run.begins), run.suite, run.target, run.kind.rawValue, clock(run.deadline),
                    run.isCaughtUp ? "caught up: due \(clock(run.due))" : "",
                ]
            })
        let bounded = all.count >= Schedule.upcomingMax ? " or more" : ""
        if all.count > shown.count { Console.say("\(all.count - shown.count)\(bounded) after these: -n N") }
        return ExitStatus.ok
    }

    private static func narrowed(_ plan: CanaryPlan, _ arguments: Arguments) throws(CommandFailure) -> CanaryPlan {
        var plan = plan
        if let name = arguments["suite"] {
            let names = plan.suites.map(\.name)
            plan.suites.removeAll { !$0.name.utf8.elementsEqual(name.utf8) }
            if plan.suites.isEmpty { throw unknown("suite", name, names) }
        }
        if let name = arguments["target"] {
            let names = plan.targets.map(\.name)
            plan.targets.removeAll { !$0.name.utf8.elementsEqual(name.utf8) }
            if plan.targets.isEmpty { throw unknown("target", name, names) }
        }
        return plan
    }

    private static func unknown(_ noun: String, _ name: String, _ names: [String]) -> CommandFailure {
        let near = nearest(to: name, among: names).map { "did you mean '\($0)'?" }
        return CommandFailure(
            status: ExitStatus.notFound, message: "no \(noun) '\(name)'",
            help: names.isEmpty ? ["the configuration names none"] : advice(near, "one of", names))
    }

    private static func write(_ run: Schedule.Upcoming, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("suite", run.suite)
            writer.field("target", run.target)
            writer.field("kind", run.kind.rawValue)
            writer.field("slot", run.slot)
            writer.field("due_at", run.due.rfc3339)
            writer.field("begins_at", run.begins.rfc3339)
            writer.field("deadline", run.deadline.rfc3339)
            writer.field("caught_up", run.isCaughtUp)
        }
    }
}
