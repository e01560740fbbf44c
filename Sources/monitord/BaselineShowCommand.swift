// `monitord baseline show`: everything that one baseline says.

internal import Alerts
internal import Model
internal import Panes
internal import Pipeline
internal import Rules

enum BaselineShowCommand {
    static let command = Command(
        name: "baseline show", purpose: "show refusals, values and topics of one baseline", operands: "ID | NAME",
        operandsMax: 1, options: [rules, Command.config, Command.baselines],
        notes: [
            "AT LEAST and AT MOST are Jeffreys' bounds on a rate: what the rules hold a series against, since each is",
            "wrong with a chance that the rules' false-alarm budget allows (1 % without rules). P95 AT MOST is above",
            "the true p95 with 99 %. RAISED is the share of events at 0.5 and above, for flags and scores. Users and",
            "panes are lower bounds; values are known to 2 %. Cells are in --json.",
        ],
        run: show)

    private static let rules = Option(
        name: "rules", value: "PATH", purpose: "rule file, directory or pattern, for the bounds", isRepeatable: true)

    private static func show(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let baseline = try BaselineCommand.find(arguments)
        let profile = BaselineProfile(baseline, doubt: try doubt(arguments))
        if arguments.wantsJSON {
            Console.json { writer in
                writer.object { writer in
                    BaselineCommand.writeHead(baseline, to: &writer)
                    write(profile, to: &writer)
                    writeCells(baseline, to: &writer)
                }
            }
        } else {
            print(baseline, profile)
        }
        return ExitStatus.ok
    }

    /// g of the rules. Rules that cannot be read are a matter of `check`, and bounds at 1 % are bounds too.
    private static func doubt(_ arguments: Arguments) throws(CommandFailure) -> Double {
        let configuration = try Setup.configuration(arguments)
        let paths = arguments[all: "rules"].isEmpty ? configuration.rules.files : arguments[all: "rules"]
        let (set, diagnostics) = loadRules(paths: paths, paneWidth: configuration.panes.width)
        guard !diagnostics.hasErrors else { return 0.01 }
        return baselineDoubt(
            set, grid: PaneGrid(width: configuration.panes.width), seriesMax: Int(configuration.limits.series))
    }

    // MARK: For people

    private static func print(_ baseline: Baseline, _ profile: BaselineProfile) {
        Console.line(visible("\(baseline.name) of \(baseline.model), \(baseline.id)"))
        Console.line(visible("\(baseline.from.rfc3339) to \(baseline.to.rfc3339), from \(baseline.source)"))
        let whole = profile.whole
        let events = "\(grouped(whole.tally.events)) events"
        Console.line("\(events), at least \(whole.users) users, at least \(grouped(whole.panes)) panes")
        Console.line("")
        Console.table(
            ["CATEGORY", "REFUSED", "DECIDED", "RATE", "AT LEAST", "AT MOST", "USERS", "PANES"],
            ([whole] + profile.categories).map { row in
                [
                    BaselineCommand.categoryText(row.category), grouped(row.tally[.refused]),
                    grouped(row.tally.decided), share(row.tally.refusalRate), share(row.low), share(row.high),
                    row.users == 0 ? "-" : String(row.users), row.panes == 0 ? "-" : grouped(row.panes),
                ]
            }, alignedRight: [1, 2, 3, 4, 5, 6, 7])
        Console.line("bounds fail with a chance of \(percent(profile.doubt))")
        if !profile.spreads.isEmpty {
            Console.line("")
            Console.table(
                ["MEASURE", "N", "MEAN", "P50", "P95", "P95 AT MOST", "RAISED"],
                profile.spreads.map { spread in
                    [
                        spread.measure.name, grouped(spread.events), figure(spread.mean), figure(spread.median),
                        figure(spread.p95), spread.p95High.map { figure($0) } ?? "-", share(spread.raised),
                    ]
                }, alignedRight: [1, 2, 3, 4, 5, 6])
        }
        let topics = profile.topics
        guard topics.count > 1 || topics.first?.name.isEmpty == false else { return }
        Console.line("")
        Console.table(
            ["TOPIC OF ANSWER", "EVENTS", "SHARE"],
            topics.prefix(20).map {
                [BaselineCommand.categoryText($0.name), grouped($0.events), share($0.share)]
            }, alignedRight: [1, 2])
        if topics.count > 20 { Console.line("… \(topics.count - 20) more topics in --json") }
    }

    // MARK: For programs

    private static func write(_ profile: BaselineProfile, to writer: inout JSONWriter) {
        writer.field("doubt", profile.doubt)
        writer.key("total")
        write(profile.whole, to: &writer)
        writer.key("categories")
        writer.array { writer in
            for row in profile.categories { write(row, to: &writer) }
        }
        writer.key("measures")
        writer.array { writer in
            for spread in profile.spreads { write(spread, to: &writer) }
        }
        writer.key("topics")
        writer.array { writer in
            for topic in profile.topics {
                writer.object { writer in
                    writer.field("topic", topic.name)
                    writer.field("events", topic.events)
                    writer.field("share", topic.share)
                }
            }
        }
    }

    private static func write(_ row: BaselineProfile.Refusals, to writer: inout JSONWriter) {
        writer.object { writer in
            if let category = row.category { writer.field("category", category) }
            writer.field("events", row.tally.events)
            writer.field("refused", row.tally[.refused])
            writer.field("decided", row.tally.decided)
            writer.field("effective_decided", row.tally.effectiveEvents)
            if let rate = row.tally.refusalRate { writer.field("refusal_rate", rate) }
            if let low = row.low { writer.field("at_least", low) }
            if let high = row.high { writer.field("at_most", high) }
            writer.field("users_at_least", row.users)
            writer.field("panes_at_least", row.panes)
        }
    }

    static func write(_ spread: Spread, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("measure", spread.measure.name)
            writer.field("events", spread.events)
            writer.field("mean", spread.mean)
            writer.field("p50", spread.median)
            writer.field("p95", spread.p95)
            if let high = spread.p95High { writer.field("p95_at_most", high) }
            if let raised = spread.raised { writer.field("raised", raised) }
        }
    }

    private static func writeCells(_ baseline: Baseline, to writer: inout JSONWriter) {
        writer.key("cells")
        writer.array { writer in
            for cell in baseline.cells {
                writer.object { writer in
                    writer.key("series")
                    writer.raw(cell.scope.key)
                    for outcome in Outcome.allCases { writer.field("\(outcome.name)", cell.tally[outcome]) }
                    if let rate = cell.tally.refusalRate { writer.field("refusal_rate", rate) }
                    writer.field("users_at_least", cell.users)
                    writer.field("panes", cell.panes)
                    writer.key("measures")
                    writer.array { writer in
                        for spread in cell.values.compactMap({ Spread($0.measure, $0.histogram) }) {
                            write(spread, to: &writer)
                        }
                    }
                }
            }
        }
    }
}
