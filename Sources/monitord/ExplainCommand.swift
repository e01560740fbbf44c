// `monitord explain`: why an alert fires, or why a rule does or does not, for whoever has to act on it.

internal import Alerts
internal import Charts
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Rules
internal import Site
internal import Statistics
internal import Store

enum ExplainCommand {
    static let command = Command(
        name: "explain",
        purpose: "explain an alert, or why a rule does or does not fire: how sure, since when, what to do",
        operands: ChartTarget.operands, operandsMax: 17,
        options: [
            Option(name: "before", value: "SPAN", purpose: "look this far back from the change; default 6 windows"),
            Option(name: "at", value: "TIME", purpose: "show the chart of a rule as it was then"),
            Option(name: "width", value: "N", purpose: "columns of the chart; default the terminal's, or 80"),
            Option(name: "height", value: "N", purpose: "rows of the chart"),
            Command.config, Command.store, Command.baselines,
        ],
        notes: [
            "The course is cut into levels by PELT over the stored panes, from well before the change until now.",
            "Of a rate: binomial cost. Of anything else: the logarithm of each pane's mean. docs/explain.md has more.",
            "The lines of a rule are drawn when its file can be read: rules.files of the configuration.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let reader = try Setup.reader(arguments)
        switch try ChartTarget.find(arguments, reader) {
        case .alert(let found): try explain(found, arguments, reader)
        case .rule(let name, let rows): try explain(name, rows, arguments, reader)
        }
        return ExitStatus.ok
    }

    private static func explain(
        _ found: StoredAlert, _ arguments: Arguments, _ reader: borrowing Reader
    ) throws(CommandFailure) {
        let alert = found.alert
        let before = try arguments.duration("before")
        let rule = ChartTarget.rules(arguments)?.rules.first { $0.name.utf8.elementsEqual(alert.rule.utf8) }
        var course: PaneCourse?
        var plot: Plot?
        do throws(StoreError) {
            let (from, until) = ControlPicture.range(
                alert, closed: try reader.closedThrough(), before: before)
            if let metric = Metric(name: alert.evidence.metric), PaneCourse.kind(metric) != nil {
                let panes = try PaneCourse.panes(
                    reader, metric, of: alert.scope, where: rule?.filter, from: from, until: until)
                course = PaneCourse(panes, metric)
                if !arguments.wantsJSON {
                    plot = ControlPicture(alert, rule)?.plot(panes, from: from, until: until, points: 110)
                }
            }
        } catch {
            throw Setup.failure(error)
        }
        if arguments.wantsJSON {
            Console.json { writer in write(alert, course, to: &writer) }
        } else {
            print(alert)
            if let plot { try draw(plot, arguments) }
            print(course, alert.evidence)
            print(segments: alert.evidence.finding?.segments ?? [])
            print(next: steps(alert))
        }
    }

    private static func explain(
        _ name: String, _ rows: [VerdictRow], _ arguments: Arguments, _ reader: borrowing Reader
    ) throws(CommandFailure) {
        let set = ChartTarget.rules(arguments)
        let rule = set?.rules.first { $0.name.utf8.elementsEqual(name.utf8) }
        let at = try arguments.instant("at", now: Clocks.wall())
        var plot: Plot?
        var alerts: [Alert] = []
        do throws(StoreError) {
            var filter = AlertFilter()
            filter.rule = name
            alerts = try reader.alerts(filter)
            if !arguments.wantsJSON, let row = rows.first {
                let closed = try reader.closedThrough()
                let until = at ?? closed ?? row.at
                plot = try ChartCommand.plot(row, rule, reader, since: nil, until: until)
            }
        } catch {
            throw Setup.failure(error)
        }
        let delays = set.map { forecasts($0, name, arguments) } ?? []
        if arguments.wantsJSON {
            Console.json { writer in write(name, rows, alerts, delays, to: &writer) }
        } else {
            print(name, rule, rows, alerts, delays)
            if let plot { try draw(plot, arguments) }
            print(next: steps(name, rows, alerts))
        }
    }

    /// How long each line of the rule would take at the traffic of the baselines that are current.
    private static func forecasts(_ set: RuleSet, _ name: String, _ arguments: Arguments) -> [RuleForecast.Delay] {
        guard let configuration = try? Setup.configuration(arguments) else { return [] }
        let directory = Setup.baselineDirectory(arguments, configuration)
        guard let (baselines, _) = try? directory.list(), let (promotions, _) = try? directory.promotions() else {
            return []
        }
        let current = baselines.filter { baseline in
            promotions.last { $0.model.utf8.elementsEqual(baseline.model.utf8) }?.id == baseline.id
        }
        let all = ruleForecasts(
            set, grid: PaneGrid(width: configuration.panes.width), seriesMax: Int(configuration.limits.series),
            baselines: current)
        return all.first { $0.rule.name.utf8.elementsEqual(name.utf8) }?.delays ?? []
    }

    private static func draw(_ plot: Plot, _ arguments: Arguments) throws(CommandFailure) {
        Console.line("")
        for line in try ChartCommand.text(plot, arguments) { Console.line(line) }
    }

    static func text(_ value: Double?, _ evidence: Evidence) -> String {
        valueText(value, isShare: evidence.isShare)
    }

    static func points(_ change: Double) -> String {
        "\(change > 0 ? "+" : "")\(figure((change * 1000).rounded() / 10)) points"
    }

    static func print(next lines: [String]) {
        Console.line("")
        Console.line("next")
        for line in lines { Console.line("  " + visible(line)) }
    }
}
