// `monitord alerts show`: one alert as a card.

internal import Model
internal import Platform
internal import Store

enum AlertsShowCommand {
    static let command = Command(
        name: "alerts show", purpose: "show one alert: what, since when, how sure, why so severe, and what to do",
        operands: "ID", operandsMax: 1, options: [Command.config, Command.store],
        notes: ["ID is the alert's id or its first digits. The numbers are those of its latest transition."], run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let prefix = arguments.operands.first else {
            throw .usage("which alert? give an ID, or its first digits", help: ["see: monitord alerts --all"])
        }
        let reader = try Setup.reader(arguments)
        let found: StoredAlert?
        var steps: [StoredTransition] = []
        var incident: Incident?
        do throws(StoreError) {
            found = try reader.alert(idPrefix: prefix)
            if let alert = found?.alert {
                steps = try reader.history(of: alert.id)
                if let id = alert.incident { incident = try reader.incident(idPrefix: id) }
            }
        } catch {
            throw AlertSelection.failure(error, prefix: prefix, "alerts")
        }
        guard let found else {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no alert '\(prefix)'", help: ["see: monitord alerts --all"])
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.object { writer in
                    writer.key("alert")
                    found.alert.write(to: &writer)
                    writer.key("history")
                    writer.array { writer in
                        for transition in found.transitions { writer.raw(transition) }
                    }
                }
            }
        } else {
            AlertCard(alert: found.alert, steps: steps, incident: incident, now: Clocks.wall())
                .print(isColourful: Console.isColourful(arguments))
        }
        return ExitStatus.ok
    }
}
