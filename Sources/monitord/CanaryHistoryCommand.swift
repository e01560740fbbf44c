// `monitord canary history`: what was asked, and what came of it.

internal import Alerts
internal import Model
internal import Platform
internal import Site
internal import Store

enum CanaryHistoryCommand {
    static let command = Command(
        name: "canary history", purpose: "list runs of canaries, or show one: each item with what came of it",
        operands: "[RUN]", operandsMax: 1, completes: .nothing,
        options: [
            Option(name: "suite", value: "NAME", purpose: "only runs of this suite", completes: .known(.suite)),
            Option(name: "target", value: "NAME", purpose: "only runs at this target", completes: .known(.target)),
            Option(name: "since", value: "TIME", purpose: "due at or after: -2d, today, 2026-11-20T12:00Z"),
            Option(name: "until", value: "TIME", purpose: "due before"),
            Option(
                name: "limit", short: "n", value: "N", purpose: "at most N, newest first; default 50, of --trend 500"),
            Option(name: "trend", purpose: "the rate of one suite over its runs, with a test for a trend"),
            Option(name: "width", value: "N", purpose: "columns of the chart; default the terminal's, or 80"),
            Option(name: "height", value: "N", purpose: "rows of the chart"),
            Command.config, Command.store,
        ],
        notes: [
            "RUN is the run's id or its first digits. Prompts and answers are not kept, so none is shown.",
            "flaky: it failed once and passed when it was asked again. not measured: no answer that could be judged;",
            "it is never a pass. missed: monitord was down. skipped: canaries were paused, or their cost was spent.",
        ],
        run: run)

    private static let runsMax = 100_000

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let filter = try filter(arguments)
        let reader = try Setup.reader(arguments)
        if arguments[flag: "trend"] {
            guard arguments.operands.isEmpty else { throw .usage("--trend is about many runs, not about one") }
            return try CanaryTrend.run(filter, reader, arguments)
        }
        if let prefix = arguments.operands.first { return try show(prefix, reader, arguments) }
        let runs: [CanaryRun]
        do throws(StoreError) {
            runs = try reader.canaryRuns(filter)
        } catch {
            throw Setup.failure(error)
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in for run in runs { run.write(to: &writer) } }
            }
            return ExitStatus.ok
        }
        guard let first = runs.first else {
            Console.line("no runs")
            return ExitStatus.ok
        }
        Console.table(
            ["RUN", "DUE (UTC)", "SUITE", "TARGET", "STATE", "TOOK", "RESULT"],
            runs.map { run in
                [
                    String(run.id.prefix(8)), clock(run.dueAt) + (run.slot == nil ? " by order" : ""), run.suite,
                    run.target, run.state.rawValue, took(run),
                    CanaryWords.result(run),
                ]
            })
        Console.say("next: monitord canary history \(first.id.prefix(8))")
        return ExitStatus.ok
    }

    private static func took(_ run: CanaryRun) -> String {
        guard run.state == .complete || run.state == .incomplete, let endedAt = run.endedAt else { return "-" }
        return age(endedAt - run.startedAt)
    }

    private static func filter(_ arguments: Arguments) throws(CommandFailure) -> CanaryRunFilter {
        var filter = CanaryRunFilter(suite: arguments["suite"], target: arguments["target"])
        let now = Clocks.wall()
        filter.since = try arguments.instant("since", now: now)
        filter.until = try arguments.instant("until", now: now)
        let standard = arguments[flag: "trend"] ? 500 : 50
        filter.limit = try arguments.integer("limit", in: 1...runsMax) ?? standard
        return filter
    }

    private static func show(
        _ prefix: String, _ reader: borrowing Reader, _ arguments: Arguments
    ) throws(CommandFailure) -> Int32 {
        var card: CanaryRunCard?
        do throws(StoreError) {
            card = try reader.snapshot { () throws(StoreError) -> CanaryRunCard? in
                guard let run = try reader.canaryRun(idPrefix: prefix) else { return nil }
                return CanaryRunCard(run, results: try reader.canaryResults(run: run.id))
            }
        } catch {
            throw AlertSelection.failure(error, prefix: prefix, "runs")
        }
        guard let card else {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no run of canaries '\(prefix)'",
                help: ["see: monitord canary history"])
        }
        if arguments.wantsJSON {
            Console.json { card.write(to: &$0) }
        } else {
            card.print()
        }
        return ExitStatus.ok
    }
}
