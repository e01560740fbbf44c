// `monitord incident list` and `incident show`: what belongs together, and how far people are with it.

internal import Alerts
internal import Model
internal import Panes
internal import Platform
internal import Store

enum IncidentCommand {
    static let all = [list, show]

    static let list = Command(
        name: "incident list", purpose: "list incidents that nobody has closed yet", operands: "[MODEL]",
        operandsMax: 1, completes: .known(.model), isStandard: true,
        options: [
            Option(name: "all", purpose: "also closed incidents"),
            Option(name: "limit", short: "n", value: "N", purpose: "at most N, the one opened last first; default 100"),
            Command.config, Command.store,
        ],
        notes: ["open: an alert fires. quiet: all of its alerts are over, and nobody has closed it."], run: runList)

    static let show = Command(
        name: "incident show", purpose: "show one incident: its alerts, its five steps, and what to do next",
        operands: "ID", operandsMax: 1, completes: .nothing, options: [Command.config, Command.store],
        notes: ["ID is the incident's id or its first digits."], run: runShow)

    private static func runList(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let limit = try arguments.integer("limit", in: 1...1_000_000) ?? 100
        let reader = try Setup.reader(arguments)
        let incidents: [Incident]
        do throws(StoreError) {
            incidents = try reader.incidents(
                in: arguments[flag: "all"] ? Incident.State.allCases : [.open, .quiet],
                model: arguments.operands.first, limit: limit)
        } catch {
            throw Setup.failure(error)
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for incident in incidents { incident.write(to: &writer) }
                }
            }
            return ExitStatus.ok
        }
        guard let first = incidents.first else {
            Console.line("no incidents")
            return ExitStatus.ok
        }
        let columns = ["ID", "SEVERITY", "STATE", "OPENED (UTC)", "MODEL", "ALERTS", "STEPS", "PLANES"]
        var table = AlertTable(columns: columns.map { AlertTable.Column(name: $0) })
        table.columns[4].shortest = 12
        for incident in incidents {
            table.rows.append([
                String(incident.id.prefix(8)), incident.severity.name, incident.state.rawValue,
                clock(incident.openedAt), incident.model, String(incident.alerts.count),
                "\(incident.steps.count { $0.done != nil }) of \(incident.steps.count)",
                incident.planes.map(\.rawValue).joined(separator: ", "),
            ])
            table.severities.append(incident.severity)
        }
        table.print(width: Console.width, isColourful: Console.isColourful(arguments))
        Console.say("next: monitord incident show \(first.id.prefix(8))")
        return ExitStatus.ok
    }

    private static func runShow(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let prefix = arguments.operands.first else {
            throw .usage("which incident? give an ID, or its first digits", help: ["see: monitord incident list --all"])
        }
        let reader = try Setup.reader(arguments)
        let found: IncidentCard?
        do throws(StoreError) {
            found = try reader.snapshot { () throws(StoreError) -> IncidentCard? in
                guard let incident = try reader.incident(idPrefix: prefix) else { return nil }
                var alerts: [Alert] = []
                for id in incident.alerts {
                    if let alert = try reader.alert(id: id) { alerts.append(alert) }
                }
                return IncidentCard(
                    incident: incident, alerts: alerts, counters: try reader.counters(), gaps: try reader.gaps(),
                    now: Clocks.wall())
            }
        } catch {
            throw AlertSelection.failure(error, prefix: prefix, "incidents")
        }
        guard let found else {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no incident '\(prefix)'",
                help: ["see: monitord incident list --all"])
        }
        if arguments.wantsJSON {
            Console.json { found.write(to: &$0) }
        } else {
            found.print(arguments)
        }
        return ExitStatus.ok
    }
}
