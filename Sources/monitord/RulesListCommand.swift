// `monitord rules list`: the rules, and how their series are.

internal import Alerts
internal import Model
internal import Panes
internal import Rules
internal import Store

enum RulesListCommand {
    static let command = Command(
        name: "rules list", purpose: "list the rules with their lines, their series and what fires",
        isStandard: true,
        options: [
            Option(name: "rules", value: "PATH", purpose: "rule file, directory or pattern", isRepeatable: true),
            Command.config, Command.store,
        ],
        notes: [
            "SERIES and STATES come from the store, and are missing when there is none. STATES counts series: ok,",
            "warning, critical, and those that are not judged.",
        ],
        run: run)

    private struct Row {
        var rule: Rule
        var series: Int?
        var firing: Int?
        var states: [(name: String, count: Int)] = []
    }

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let configuration = try Setup.configuration(arguments)
        let set = try Setup.rules(arguments, configuration)
        var rows = set.rules.map { Row(rule: $0) }
        let path = arguments["db"] ?? configuration.store.path
        do throws(StoreError) {
            try fill(&rows, from: path)
        } catch {
            // The rules stand in files: without a store there is still something to say.
            let failure = Setup.failure(error)
            Console.say("\(visible(failure.message)): series are not known")
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for row in rows { write(row, to: &writer) }
                }
            }
        } else {
            print(rows)
        }
        return ExitStatus.ok
    }

    private static func fill(_ rows: inout [Row], from path: String) throws(StoreError) {
        let reader = try Reader(directory: path)
        let verdicts = try reader.verdicts()
        var filter = AlertFilter()
        filter.limit = 100_000
        let alerts = try reader.alerts(filter)
        for place in rows.indices {
            let name = rows[place].rule.name
            let own = verdicts.filter { $0.rule.utf8.elementsEqual(name.utf8) }
            rows[place].series = own.count
            rows[place].firing = alerts.count { $0.rule.utf8.elementsEqual(name.utf8) }
            rows[place].states = TopSnapshot.stateNames.compactMap { state in
                let count = own.count { $0.verdict.state.name == state }
                return count > 0 ? (state, count) : nil
            }
        }
    }

    private static func print(_ rows: [Row]) {
        Console.table(
            ["RULE", "METRIC", "DETECT", "WINDOW", "LINES", "SERIES", "FIRING", "STATES"],
            rows.map { row in
                [
                    row.rule.name, row.rule.metric.name, row.rule.detect.kind.rawValue, row.rule.window.durationText,
                    lines(row.rule).map { "\($0.name) \($0.text)" }.joined(separator: ", "),
                    row.series.map { String($0) } ?? "-", row.firing.map { String($0) } ?? "-",
                    row.states.map { "\($0.count) \($0.name)" }.joined(separator: ", "),
                ]
            }, alignedRight: [5, 6])
        Console.say("next: monitord rules show RULE")
    }

    private static func write(_ row: Row, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("rule", row.rule.name)
            writer.field("metric", row.rule.metric.name)
            writer.field("detect", row.rule.detect.kind.rawValue)
            writer.field("window", row.rule.window.durationText)
            writer.key("lines")
            writer.object { writer in
                for line in lines(row.rule) { writer.field(line.name, line.text) }
            }
            if let series = row.series { writer.field("series", series) }
            if let firing = row.firing { writer.field("firing", firing) }
            writer.key("states")
            writer.object { writer in
                for state in row.states { writer.field(state.name, state.count) }
            }
        }
    }

    /// Each line as it stands in the file, such as `< 0.9`.
    private static func lines(_ rule: Rule) -> [(name: String, text: String)] {
        [("warning", rule.warning), ("critical", rule.critical)].compactMap { name, line in
            guard let line else { return nil }
            let sides = [line.below.map { "< \(figure($0))" }, line.above.map { "> \(figure($0))" }].compactMap(\.self)
            return (name, sides.joined(separator: " or "))
        }
    }
}
