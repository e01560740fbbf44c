// `monitord alerts`: what a responder asks first.

internal import Glibc
internal import Model
internal import Platform
internal import Store

enum AlertsCommand {
    static let command = Command(
        name: "alerts", purpose: "list alerts; without options those that fire now",
        operands: AlertSelection.operands, operandsMax: AlertSelection.operandsMax, options: options,
        notes: AlertSelection.notes + [
            "'alerts list' is the same. --state may be given several times, or with commas.",
            "The alert of a gap in the log belongs to the rule log-gap. In CSV, text that a",
            "spreadsheet would take for a formula begins with '.",
        ],
        run: run)

    static let list = Command(
        name: "alerts list", purpose: "the same as alerts", operands: AlertSelection.operands,
        operandsMax: AlertSelection.operandsMax, options: options, notes: AlertSelection.notes, run: run)

    private static let options =
        [
            Option(name: "all", purpose: "also resolved alerts; the same as --state all"),
            Option(
                name: "state", value: "STATE", purpose: "in this state: firing, stale, resolved or all",
                isRepeatable: true, completes: .words(Alert.State.allCases.map(\.rawValue) + ["all"])),
        ] + AlertSelection.options + [
            Option(
                name: "limit", short: "n", value: "N",
                purpose: "at most N, newest first; default \(AlertFilter.limitDefault)"),
            Option(name: "follow", short: "f", purpose: "print transitions as they are recorded, until interrupted"),
            Option(
                name: "output", short: "o", value: "FORMAT", purpose: "table, wide, json, ndjson or csv",
                completes: .words(Format.allCases.map(\.rawValue))),
            Option(name: "exit-code", purpose: "exit with 10 when there are any"),
            Command.config, Command.store,
        ]

    enum Format: String, CaseIterable {
        case table, wide, json, ndjson, csv

        init(_ arguments: Arguments, among formats: [Format]) throws(CommandFailure) {
            guard let word = arguments["output"] else {
                self = arguments.wantsJSON ? .json : formats[0]
                return
            }
            guard let format = Format(rawValue: word), formats.contains(format) else {
                throw .usage("--output: '\(word)' is none of \(formats.map(\.rawValue).joined(separator: ", "))")
            }
            self = format
        }
    }

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let now = Clocks.wall()
        let format = try Format(arguments, among: Format.allCases)
        var filter = try AlertSelection.filter(arguments, now: now)
        if let limit = try arguments.integer("limit", in: 1...1_000_000) { filter.limit = limit }
        if arguments[flag: "follow"] { return try AlertsFollow.run(arguments, filter, format) }
        let reader = try Setup.reader(arguments)
        let alerts: [Alert]
        do throws(StoreError) {
            alerts = try reader.alerts(filter)
        } catch {
            throw Setup.failure(error)
        }
        switch format {
        case .json:
            Console.json { writer in
                writer.array { writer in
                    for alert in alerts { alert.write(to: &writer) }
                }
            }
        case .ndjson:
            for alert in alerts {
                var writer = JSONWriter()
                alert.write(to: &writer)
                Console.jsonLine(writer.bytes)
            }
        case .csv:
            AlertCSV.line(AlertCSV.columns)
            for alert in alerts { AlertCSV.line(AlertCSV.cells(alert)) }
        case .table, .wide: printTable(urgent(alerts), filter, arguments, format, now: now)
        }
        return arguments[flag: "exit-code"] && !alerts.isEmpty ? ExitStatus.matched : ExitStatus.ok
    }

    /// Who was paged about what is worst comes first; what only adds to it comes last. Among equals the newest.
    private static func urgent(_ alerts: [Alert]) -> [Alert] {
        let keyed = alerts.enumerated().map { place, alert in
            let isQuiet = alert.notice != .page && alert.notice != .update
            return (alert: alert, key: (isQuiet ? 0 : 1, Int(alert.severity.rawValue), -place))
        }
        return keyed.sorted { $0.key > $1.key }.map(\.alert)
    }

    private static func printTable(
        _ alerts: [Alert], _ filter: AlertFilter, _ arguments: Arguments, _ format: Format, now: EventTime
    ) {
        guard let first = alerts.first else {
            // No alert does not mean that all is well: say where to look for series that could not be judged.
            Console.line("no alerts match")
            if let word = filter.rule,
                let near = nearest(to: word, among: ["show", "export", "ack", "note", "resolve"])
            {
                Console.say("'\(visible(word))' was taken for a rule; did you mean 'monitord alerts \(near)'?")
            }
            Console.say("series that cannot be judged yet: monitord status")
            return
        }
        let isColourful = Console.isColourful(arguments)
        if format == .wide {
            AlertTable.wide(alerts).print(width: nil, isColourful: isColourful)
        } else {
            AlertTable.narrow(alerts, now: now).print(width: Console.width, isColourful: isColourful)
        }
        if alerts.count == filter.limit { Console.say("only the newest \(filter.limit); more with --limit N") }
        Console.say("next: monitord alerts show \(first.id.text.prefix(8))")
    }
}
