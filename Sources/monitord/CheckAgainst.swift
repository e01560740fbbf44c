// `monitord check --against`: what a start with the checked rules would make of a store.

internal import Canaries
internal import Daemon
internal import Model
internal import Panes
internal import Pipeline
internal import Rules
internal import Store

/// Of one rule, how many detector states would be kept, reset or dropped, and which alerts would end.
struct StateSurvey {
    struct Row {
        var rule: String
        var kept = 0
        var reset = 0
        var dropped = 0
        /// Alerts that fire or are stale now and would be resolved.
        var withdrawn: [String] = []
    }

    let rows: [Row]

    init(_ arguments: Arguments, _ directory: String, _ configuration: Configuration, _ set: RuleSet)
        throws(CommandFailure)
    {
        let shelf = try Self.shelf(arguments, configuration)
        let (states, alerts) = try Self.stored(directory)
        var settings = Setup.pipelineSettings(configuration)
        // Their names alone decide which states of canaries go on.
        var plan = CanaryPlan()
        plan.suites = Setup.suites(of: configuration).suites
        plan.targets = configuration.targets.map(\.target)
        settings.canaries = plan
        guard var pipeline = Pipeline(set: set, settings: settings, book: shelf) else {
            throw CommandFailure(status: ExitStatus.software, message: "out of memory for the decoder")
        }
        // Rules in their order, then what has no rule any more.
        var rows = set.rules.map { Row(rule: $0.name) }
        for (state, fate) in pipeline.survey(states) {
            let place = Self.place(of: state.rule, in: &rows)
            switch fate {
            case .kept: rows[place].kept += 1
            case .reset: rows[place].reset += 1
            case .dropped: rows[place].dropped += 1
            }
        }
        for alert in alerts where !pipeline.isAlive(alert.alert) {
            rows[Self.place(of: alert.alert.rule, in: &rows)].withdrawn.append(alert.alert.id.text)
        }
        self.rows = rows
    }

    private static func place(of rule: String, in rows: inout [Row]) -> Int {
        if let known = rows.firstIndex(where: { $0.rule.utf8.elementsEqual(rule.utf8) }) { return known }
        rows.append(Row(rule: rule))
        return rows.count - 1
    }

    private static func shelf(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> BaselineShelf {
        do throws(BaselineDirectoryError) {
            return try BaselineShelf.read(Setup.baselineDirectory(arguments, configuration)).shelf
        } catch {
            throw Setup.failure(error, arguments)
        }
    }

    private static func stored(
        _ directory: String
    ) throws(CommandFailure) -> (states: [StateRow], alerts: [RecordedAlert]) {
        do throws(StoreError) {
            let reader = try Reader(directory: directory)
            return (try reader.states(), try reader.openAlerts())
        } catch {
            throw Setup.failure(error)
        }
    }

    func print() {
        Console.table(
            ["RULE", "KEPT", "RESET", "DROPPED", "ALERTS ENDED"],
            rows.map { [$0.rule, "\($0.kept)", "\($0.reset)", "\($0.dropped)", "\($0.withdrawn.count)"] },
            alignedRight: [1, 2, 3, 4])
        for row in rows where !row.withdrawn.isEmpty {
            Console.line("\(row.rule) would end: \(row.withdrawn.joined(separator: " "))")
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.array { writer in
            for row in rows {
                writer.object { writer in
                    writer.field("rule", row.rule)
                    writer.field("kept", row.kept)
                    writer.field("reset", row.reset)
                    writer.field("dropped", row.dropped)
                    writer.key("withdrawn")
                    writer.array { writer in
                        for alert in row.withdrawn { writer.value(alert) }
                    }
                }
            }
        }
    }
}
