// `monitord alerts --follow`: transitions as they are recorded.

internal import Alerts
internal import Glibc
internal import Model
internal import Platform
internal import Store

enum AlertsFollow {
    private static let pause = TimeSpan.seconds(1)

    /// Until SIGINT or SIGTERM. With `--since`, what was recorded before comes first.
    static func run(
        _ arguments: Arguments, _ wanted: AlertFilter, _ format: AlertsCommand.Format
    ) throws(CommandFailure) -> Int32 {
        Signals.block()
        var filter = wanted
        filter.limit = .max
        let directory = try Setup.storePath(arguments)
        var place: Int64 = 0
        var isPast = filter.since != nil
        var (isTold, isGone) = (false, false)
        if format == .csv { AlertCSV.line(csvColumns) }
        let isColourful = Console.isColourful(arguments)
        while true {
            do throws(StoreError) {
                // Opened anew each time: what stands at the path may be another store by now.
                let reader = try Reader(directory: directory)
                let last = try reader.lastTransition()
                if !isPast { (place, isPast) = (last, true) }
                if !isTold { Console.say("following \(visible(directory)); end with Ctrl-C") }
                isTold = true
                if last < place { place = 0 }
                if isGone { Console.say("the store is back") }
                isGone = false
                try reader.eachTransition(after: place, filter) { print($0, format, isColourful) }
                place = last
            } catch {
                // Before the first look, and where waiting does not help, a failure ends it.
                guard isTold, isPassing(error) else { throw Setup.failure(error) }
                if !isGone { Console.say("\(error.fact); waiting for it") }
                isGone = true
            }
            if waitForEnd(pause) { return 130 }
        }
    }

    /// While a daemon restarts, or somebody puts a copy into place.
    private static func isPassing(_ error: StoreError) -> Bool {
        switch error {
        case .missing, .system: return true
        case .database(let fault): return fault.kind == .busy || fault.kind == .inputOutput
        default: return false
        }
    }

    private static func waitForEnd(_ span: TimeSpan) -> Bool {
        let until = Clocks.monotonic() + span
        while Clocks.monotonic() < until {
            if case .stop? = Signals.next() { return true }
            usleep(20_000)
        }
        return false
    }

    static let csvColumns = [
        "at", "transition", "id", "state", "severity", "rule", "series", "value", "baseline_value", "ratio", "events",
        "notice", "by", "comment", "summary",
    ]

    static func cells(_ step: StoredTransition) -> [String] {
        [
            AlertCSV.time(step.at), AlertCSV.text(step.kind.rawValue), AlertCSV.text(step.alert.id.text),
            AlertCSV.text(step.state.rawValue), AlertCSV.text(step.severity.name), AlertCSV.text(step.alert.rule),
            AlertCSV.text(labels(step.alert.scope)), AlertCSV.number(step.value), AlertCSV.number(step.baselineValue),
            AlertCSV.number(step.ratio), String(step.events), AlertCSV.text(step.notice), AlertCSV.text(step.author),
            AlertCSV.text(step.comment), AlertCSV.text(step.summary),
        ]
    }

    private static func print(_ step: StoredTransition, _ format: AlertsCommand.Format, _ isColourful: Bool) {
        switch format {
        case .json, .ndjson: Console.jsonLine(step.json)
        case .csv: AlertCSV.line(cells(step))
        case .table, .wide:
            let id = String(step.alert.id.text.prefix(8))
            let severity = padded(step.severity.name, 8)
            let head = "\(clock(step.at))  \(id)  \(padded(step.kind.rawValue, 12))  "
            let said = step.author.map { "by \($0)" + (step.comment.map { ": \($0)" } ?? "") }
            let numbers =
                "\(valueText(step.value, isShare: step.alert.evidence.isShare)) of "
                + valueText(step.baselineValue, isShare: step.alert.evidence.isShare)
            let parts = [
                step.alert.rule, shortLabels(step.alert.scope), said ?? (step.value == nil ? "" : numbers),
                AlertTable.quiet(named: step.notice).map { "(\($0))" } ?? "",
            ]
            let tail = parts.filter { !$0.isEmpty }.map(visible).joined(separator: "  ")
            Console.line(head + (isColourful ? step.severity.painted(severity) : severity) + "  " + tail)
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
    }
}
