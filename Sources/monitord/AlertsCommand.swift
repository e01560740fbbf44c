// `monitord alerts`: what a responder asks first.

internal import Alerts
internal import Model
internal import Platform
internal import Store

enum AlertsCommand {
    static let command = Command(
        name: "alerts", purpose: "list alerts; without options those that fire now",
        operands: "[DIMENSION=VALUE ...]", operandsMax: 16,
        options: [
            Option(name: "all", purpose: "also resolved alerts"),
            Option(
                name: "state", value: "STATE", purpose: "in this state: firing, stale or resolved", isRepeatable: true),
            Option(name: "severity", value: "TIER", purpose: "at least this severe: low, medium, high or critical"),
            Option(name: "rule", value: "NAME", purpose: "raised by this rule"),
            Option(
                name: "since", value: "TIME",
                purpose: "fired at or after, in event time: -2h, today, 2026-11-20T12:00Z"),
            Option(name: "until", value: "TIME", purpose: "fired before"),
            Option(
                name: "limit", short: "n", value: "N",
                purpose: "at most N, newest first; default \(AlertFilter.limitDefault)"),
            Option(name: "exit-code", purpose: "exit with 10 when there are any"),
            Command.config, Command.store,
        ],
        notes: [
            "DIMENSION=VALUE keeps the series that have it, such as model=acme/support-8b:v7 category=violence.",
            "--state may be given several times. The alert of a gap in the log belongs to the rule log-gap.",
        ],
        run: list)

    static let show = Command(
        name: "alerts show", purpose: "show one alert with its numbers and its history", operands: "ID",
        operandsMax: 1, options: [Command.config, Command.store], run: show)

    private static func list(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let filter = try filter(arguments)
        let reader = try Setup.reader(arguments)
        let alerts: [Alert]
        do throws(StoreError) {
            alerts = try reader.alerts(filter)
        } catch {
            throw Setup.failure(error)
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for alert in alerts { alert.write(to: &writer) }
                }
            }
        } else {
            printTable(alerts, filter)
        }
        return arguments[flag: "exit-code"] && !alerts.isEmpty ? ExitStatus.matched : ExitStatus.ok
    }

    private static func filter(_ arguments: Arguments) throws(CommandFailure) -> AlertFilter {
        let now = Clocks.wall()
        var filter = AlertFilter()
        if arguments[flag: "all"] { filter.states = Alert.State.allCases }
        let words = arguments[all: "state"]
        if !words.isEmpty { filter.states = [] }
        for word in words {
            guard let state = Alert.State(rawValue: word) else {
                throw .usage("--state: '\(word)' is none of firing, stale, resolved")
            }
            filter.states.append(state)
        }
        if let word = arguments["severity"] {
            guard let severity = Severity(name: word.hasPrefix(">=") ? String(word.dropFirst(2)) : word) else {
                throw .usage("--severity: '\(word)' is none of low, medium, high, critical")
            }
            filter.minimumSeverity = severity
        }
        filter.rule = arguments["rule"]
        filter.since = try arguments.instant("since", now: now)
        filter.until = try arguments.instant("until", now: now)
        if let limit = try arguments.integer("limit", in: 1...1_000_000) { filter.limit = limit }
        filter.scope = try matchers(arguments.operands)
        return filter
    }

    private static func matchers(_ words: [String]) throws(CommandFailure) -> [(dimension: Dimension, value: String)] {
        var matchers: [(dimension: Dimension, value: String)] = []
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let names = Dimension.allCases.map(\.name)
            guard parts.count == 2, let dimension = Dimension(name: parts[0]) else {
                let near = nearest(to: parts[0], among: names).map { "did you mean \($0)=…?" }
                let form = "write DIMENSION=VALUE; dimensions: \(names.joined(separator: ", "))"
                throw .usage("'\(word)' is no matcher", help: [near ?? form])
            }
            matchers.append((dimension, parts[1]))
        }
        return matchers
    }

    private static func printTable(_ alerts: [Alert], _ filter: AlertFilter) {
        guard let first = alerts.first else {
            // No alert does not mean that all is well: say where to look for series that could not be judged.
            Console.line("no alerts match")
            Console.say("series that cannot be judged yet: monitord status")
            return
        }
        Console.table(
            ["ID", "SEVERITY", "STATE", "FIRED (UTC)", "RULE", "SERIES", "NOW", "BASELINE", "N"],
            alerts.map { alert in
                [
                    String(alert.id.text.prefix(8)), alert.severity.name, alert.state.rawValue, clock(alert.firedAt),
                    alert.rule, labels(alert.scope), valueText(alert.evidence.value, isShare: alert.evidence.isShare),
                    valueText(alert.evidence.baselineValue, isShare: alert.evidence.isShare),
                    alert.evidence.events == 0 ? "-" : grouped(alert.evidence.events),
                ]
            }, alignedRight: [6, 7, 8])
        if alerts.count == filter.limit { Console.say("only the newest \(filter.limit); more with --limit N") }
        Console.say("next: monitord alerts show \(first.id.text.prefix(8))")
    }

    private static func show(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let prefix = arguments.operands.first else {
            throw .usage("which alert? give an ID, or its first digits", help: ["see: monitord alerts --all"])
        }
        let reader = try Setup.reader(arguments)
        let found: StoredAlert?
        do throws(StoreError) {
            found = try reader.alert(idPrefix: prefix)
        } catch {
            if case .ambiguous(_, let matches) = error {
                throw CommandFailure(
                    status: ExitStatus.notFound, message: "'\(prefix)' fits several alerts",
                    help: ["one of: \(matches.joined(separator: ", "))"])
            }
            throw Setup.failure(error)
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
            printCard(found)
        }
        return ExitStatus.ok
    }

    private static func printCard(_ found: StoredAlert) {
        let alert = found.alert
        let evidence = alert.evidence
        let count = found.transitions.count
        Console.line(visible(alert.summary))
        Console.line("")
        var rows = [
            ("id", alert.id.text), ("rule", alert.rule), ("series", labels(alert.scope)),
            ("severity", alert.severity.name), ("state", alert.state.rawValue),
            ("breached at", alert.breachedAt.rfc3339), ("fired at", alert.firedAt.rfc3339),
            ("resolved at", alert.resolvedAt?.rfc3339 ?? "-"),
            ("now", valueText(evidence.value, isShare: evidence.isShare)),
            (
                "baseline",
                "\(valueText(evidence.baselineValue, isShare: evidence.isShare)) (\(evidence.baselineID ?? "none"))"
            ),
            ("ratio", "\(share(evidence.ratio)) of baseline, line at \(evidence.line.map { figure($0) } ?? "-")"),
            ("events", "\(grouped(evidence.events)) in \(evidence.window.durationText)"),
            ("history", "\(count) transition\(count == 1 ? "" : "s"); --json shows them"),
        ]
        if let finding = evidence.finding { rows += Self.rows(finding, isShare: evidence.isShare) }
        if let runbook = alert.runbookURL { rows.append(("runbook", runbook)) }
        for (name, value) in rows {
            Console.line("\(name)\(String(repeating: " ", count: 12 - name.count))  \(visible(value))")
        }
    }

    private static func rows(_ finding: Finding, isShare: Bool) -> [(String, String)] {
        var rows: [(String, String)] = []
        if let low = finding.low, let high = finding.high {
            rows.append(
                ("interval", "\(valueText(low, isShare: isShare)) to \(valueText(high, isShare: isShare)) (95 %)"))
        }
        if let statistic = finding.statistic, let threshold = finding.threshold {
            rows.append(("evidence", "\(tenths(statistic)), needed \(tenths(threshold))"))
        }
        if let users = finding.users { rows.append(("users", "at least \(users)")) }
        if let onset = finding.onset {
            let value = finding.sinceOnset.map { ", \(valueText($0, isShare: isShare)) since" } ?? ""
            rows.append(("change", "about \(onset.rfc3339)\(value)"))
            if let earliest = finding.onsetEarliest, let latest = finding.onsetLatest, earliest != latest {
                rows.append(("", "between \(earliest.rfc3339) and \(latest.rfc3339)"))
            }
        }
        if let behaviour = finding.behaviourChange {
            let mix = finding.mixChange.map { ", mix \(points($0))" } ?? ""
            rows.append(("because", "behaviour \(points(behaviour))\(mix)"))
        }
        for (place, segment) in finding.segments.enumerated() {
            let rates =
                "\(percent(segment.rate)) against \(percent(segment.baselineRate)), n = \(grouped(segment.events))"
            let text = "\(points(segment.change)) from \(labels(segment.scope)): \(rates)"
            rows.append((place == 0 ? "carried by" : "", text))
        }
        return rows
    }

    /// Percentage points with a sign.
    private static func points(_ change: Double) -> String {
        let text = tenths(change * 100)
        return "\(change > 0 && text != "0" ? "+" : "")\(text) points"
    }
}
