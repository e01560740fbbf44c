// `monitord alerts export`: the whole history, for other tools.

internal import Model
internal import Platform
internal import Store

enum AlertsExportCommand {
    static let command = Command(
        name: "alerts export", purpose: "print every transition of alerts, in the order of the record",
        operands: AlertSelection.operands, operandsMax: AlertSelection.operandsMax,
        options: AlertSelection.options + [
            Option(name: "output", short: "o", value: "FORMAT", purpose: "ndjson or csv; default ndjson"),
            Option(name: "format", value: "FORMAT", purpose: "the same as --output"),
            Command.config, Command.store,
        ],
        notes: AlertSelection.notes + [
            "Alerts in any state. --since and --until are about the transition, and",
            "--severity is what it had then. Each line of ndjson is a monitord.alert/1",
            "object: the same that monitord run printed.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        var filter = try AlertSelection.filter(arguments, now: Clocks.wall())
        filter.limit = .max
        let word = arguments["output"] ?? arguments["format"] ?? "ndjson"
        guard word == "ndjson" || word == "csv" else { throw .usage("--output: '\(word)' is none of ndjson, csv") }
        let reader = try Setup.reader(arguments)
        if word == "csv" { AlertCSV.line(AlertsFollow.csvColumns) }
        do throws(StoreError) {
            try reader.eachTransition(after: 0, filter) { step in
                if word == "csv" {
                    AlertCSV.line(AlertsFollow.cells(step))
                } else {
                    Console.jsonLine(step.json)
                }
            }
        } catch {
            throw Setup.failure(error)
        }
        return ExitStatus.ok
    }
}
