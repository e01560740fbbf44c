// `monitord notify route`: who would be told of an alert, before there is one.

internal import Delivery
internal import Model
internal import Rules

enum NotifyRouteCommand {
    static let command = Command(
        name: "notify route", purpose: "say which receivers an alert with these fields would go to; sends nothing",
        operands: "[FIELD=VALUE ...]", operandsMax: 64,
        options: [
            Option(
                name: "transition", value: "KIND", purpose: "the step of the alert; default firing",
                completes: .words(kinds.map(\.rawValue))),
            Option(
                name: "expect", value: "RECEIVER,...",
                purpose: "exit with 1 when others would be told than these; none: nobody"),
            Command.config,
        ],
        notes: [
            "A field is rule, severity, plane, notice, incident, metric, a dimension such as model, or a label of a",
            "rule. A word without = is the name of a rule. Without a severity it is medium, the lowest that pages.",
            "No secret is read. Standard output takes every alert and is not listed.",
        ],
        run: run)

    private static let kinds: [AlertTransition.Kind] = [
        .firing, .escalated, .stale, .resumed, .resolved, .reopened, .acknowledged, .noted,
    ]

    /// A receiver that would be told, and the route that leads to it.
    private struct Row {
        var address: Address
        var kind: Receiver.Kind
        var route: Int
        var timing: (wait: TimeSpan, repeatEvery: TimeSpan?)
    }

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let transition = try transition(arguments)
        let configuration = try Setup.configuration(arguments)
        let plan = configuration.deliveryOutline
        let taken = plan.places(of: transition.alert.field)
        var rows: [Row] = []
        for address in plan.addresses(of: transition) {
            guard let receiver = plan.receiver(address.receiver),
                let route = taken.first(where: { plan.routes[$0].receivers.contains(address.receiver) })
            else { continue }
            rows.append(Row(address: address, kind: receiver.kind, route: route, timing: plan.timing(of: address)))
        }
        let expected = try expectation(arguments, plan)
        let isExpected = expected.map { $0 == Set(rows.map(\.address.receiver)) }
        if arguments.wantsJSON {
            write(rows, taken, configuration, isExpected)
        } else {
            print(rows, taken, transition, configuration)
        }
        guard isExpected == false, let expected else { return ExitStatus.ok }
        Console.insist(
            "expected \(listed(expected.sorted())), and it goes to \(listed(rows.map(\.address.receiver)))")
        return ExitStatus.negative
    }

    private static func listed(_ names: [String]) -> String { names.isEmpty ? "nobody" : names.joined(separator: ", ") }

    private static func expectation(_ arguments: Arguments, _ plan: DeliveryPlan) throws(CommandFailure) -> Set<String>?
    {
        guard let text = arguments["expect"] else { return nil }
        if text == "none" { return [] }
        let names = text.split(separator: ",").map(String.init)
        for name in names { _ = try Setup.receiver(name, plan) }
        return Set(names)
    }

    /// The step of an alert that has these fields and no others.
    private static func transition(_ arguments: Arguments) throws(CommandFailure) -> AlertTransition {
        var fields: [(name: String, value: String)] = []
        for word in arguments.operands {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let (name, value) = parts.count == 2 ? (parts[0], parts[1]) : ("rule", word)
            guard Label.isName(name) else {
                throw .usage("'\(word)' is no field", help: ["write FIELD=VALUE, such as severity=high"])
            }
            guard !fields.contains(where: { $0.name == name }) else { throw .usage("\(name) is given twice") }
            fields.append((name, value))
        }
        let severity = try severity(fields.first { $0.name == "severity" }?.value)
        let word = arguments["transition"] ?? "firing"
        guard let kind = kinds.first(where: { $0.rawValue == word }) else {
            throw .usage("--transition: '\(word)' is none of \(kinds.map(\.rawValue).joined(separator: ", "))")
        }
        return AlertTransition(kind: kind, sequence: 1, alert: try alert(fields, severity, kind))
    }

    private static func severity(_ text: String?) throws(CommandFailure) -> Severity {
        guard let text else { return .medium }
        if let severity = Severity(name: text) { return severity }
        throw .usage("severity: '\(text)' is none of \(Severity.allCases.map(\.name).joined(separator: ", "))")
    }

    private static func alert(
        _ fields: [(name: String, value: String)], _ severity: Severity, _ kind: AlertTransition.Kind
    ) throws(CommandFailure) -> Alert {
        let value = { (name: String) in fields.first { $0.name == name }?.value }
        let scope = Scope(
            fields.compactMap { field in Dimension(name: field.name).map { (dimension: $0, value: field.value) } })
        let rule = value("rule") ?? ""
        let start = EventTime.accepted.lowerBound
        var alert = Alert(
            id: AlertID(rule: rule, scope: scope, firstFiring: start), rule: rule, scope: scope,
            state: kind == .resolved ? .resolved : kind == .stale ? .stale : .firing, severity: severity,
            breachedAt: start, firedAt: start, resolvedAt: kind == .resolved ? start : nil, updatedAt: start,
            evidence: Evidence(metric: value("metric") ?? ""), summary: "", runbookURL: nil)
        alert.incident = value("incident")
        alert.notice = severity == .low ? .log : .page
        if let word = value("notice") {
            guard let notice = Alert.Notice(name: word, quietedBy: nil) ?? Alert.Notice(name: word, quietedBy: "")
            else {
                throw .usage("notice: '\(word)' is none of page, update, log, silenced, inhibited, flapping")
            }
            alert.notice = notice
        }
        if let word = value("plane") {
            guard let plane = Plane(rawValue: word) else { throw .usage("there is no plane '\(word)'") }
            alert.plane = plane
        }
        let known = Alert.fieldNames + Dimension.allCases.map(\.name)
        alert.labels = fields.filter { !known.contains($0.name) }.map { Label(name: $0.name, value: $0.value) }
        for label in alert.labels {
            guard let near = nearest(to: label.name, among: known) else { continue }
            Console.say("\(label.name) is taken for a label of the rule; did you mean \(near)?")
        }
        return alert
    }

    private static func print(
        _ rows: [Row], _ taken: [Int], _ transition: AlertTransition, _ configuration: Configuration
    ) {
        if !transition.alert.notice.isForReceivers {
            Console.line("nobody: its notice is \(transition.alert.notice.name), which goes to standard output alone")
            return
        }
        for place in taken {
            let route = configuration.routes[place]
            let words = route.route.filter?.text ?? "every alert"
            Console.line("route \(place + 1), line \(route.place.line): \(visible(words))")
        }
        guard !rows.isEmpty else {
            Console.line("nobody: no route takes it to a receiver that wants it")
            return
        }
        Console.table(
            ["RECEIVER", "TYPE", "ROUTE", "GROUP", "WAIT", "REPEAT"],
            rows.map { row in
                let group = Group(text: row.address.group).map { group in
                    group.labels.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
                }
                return [
                    row.address.receiver, row.kind.word, String(row.route + 1), visible(group ?? "-"),
                    row.timing.wait.durationText, row.timing.repeatEvery?.durationText ?? "-",
                ]
            })
    }

    private static func write(
        _ rows: [Row], _ taken: [Int], _ configuration: Configuration, _ isExpected: Bool?
    ) {
        Console.json { writer in
            writer.object { writer in
                writer.key("routes")
                writer.array { writer in
                    for place in taken {
                        writer.object { writer in
                            writer.field("route", place + 1)
                            writer.field("line", configuration.routes[place].place.line)
                            writer.field("match", configuration.routes[place].route.filter?.text ?? "")
                        }
                    }
                }
                writer.key("receivers")
                writer.array { writer in
                    for row in rows {
                        writer.object { writer in
                            writer.field("receiver", row.address.receiver)
                            writer.field("type", row.kind.word)
                            writer.field("route", row.route + 1)
                            writer.field("group", Group(text: row.address.group)?.labels ?? [])
                            writer.field("group_wait_seconds", row.timing.wait.seconds)
                            if let span = row.timing.repeatEvery { writer.field("repeat_seconds", span.seconds) }
                        }
                    }
                }
                if let isExpected { writer.field("as_expected", isExpected) }
            }
        }
    }
}
