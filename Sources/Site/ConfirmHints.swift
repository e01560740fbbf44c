// What monitord knows about the first step of an incident: is it the model, or something else?

internal import Alerts
package import Model
package import Panes

/// One line for each of the usual other reasons.
package struct ConfirmHints {
    package let lines: [(name: String, text: String)]

    package init(incident: Incident, alerts: [Alert], counters: [CounterRow], gaps: [GapRow]) {
        lines = [
            ("input", Self.input(alerts)), ("rules", Self.rules(alerts)), ("records", Self.records(counters)),
            ("gaps", Self.gaps(gaps, near: incident.onset)),
            ("lag", "not known from the store; ask the brokers: monitord lag"),
            ("time of day", Self.season(alerts)),
        ]
    }

    /// Mix or behaviour, as the most severe alert that can tell them apart says.
    private static func input(_ alerts: [Alert]) -> String {
        let telling = alerts.filter { $0.evidence.finding?.behaviourChange != nil }
        guard let alert = telling.max(by: { $0.severity < $1.severity }), let finding = alert.evidence.finding,
            let behaviour = finding.behaviourChange
        else { return "no alert can tell another mix of requests from another behaviour" }
        let mix = finding.mixChange ?? 0
        let numbers =
            "behaviour \(points(behaviour)), mix of requests \(points(mix)) (alert \(alert.id.text.prefix(8)))"
        return mix.magnitude > behaviour.magnitude
            ? "mostly other requests: \(numbers)" : "mostly another behaviour at the same requests: \(numbers)"
    }

    private static func rules(_ alerts: [Alert]) -> String {
        var hashes: [String] = []
        for alert in alerts where !alert.rulesHash.isEmpty {
            if !hashes.contains(alert.rulesHash) { hashes.append(alert.rulesHash) }
        }
        switch hashes.count {
        case 0: return "no alert says which rule set was in force"
        case 1: return "one rule set for all alerts: \(hashes[0])"
        default: return "the rules changed between its alerts: \(hashes.joined(separator: ", "))"
        }
    }

    private static func records(_ counters: [CounterRow]) -> String {
        let total = { (name: String) in counters.filter { $0.name == name }.reduce(Int64(0)) { $0 &+ $1.value } }
        let (records, rejected, late) = (total("records"), total("rejected"), total("late"))
        guard records > 0 else { return "none were read" }
        let part = { (count: Int64) in "\(grouped(count)) (\(percent(Double(count) / Double(records))))" }
        return "of \(grouped(records)) so far \(part(rejected)) rejected and \(part(late)) late: monitord status"
    }

    private static func gaps(_ gaps: [GapRow], near onset: EventTime) -> String {
        if gaps.isEmpty { return "none in the log" }
        let hour = TimeSpan.seconds(3600)
        let near = gaps.count { gap in gap.at.map { onset - $0 < hour && $0 - onset < hour } ?? false }
        let part = near == 0 ? "none" : String(near)
        return "\(counted(gaps.count, "gap")) in the log, \(part) within an hour of the change"
    }

    private static func season(_ alerts: [Alert]) -> String {
        guard let first = alerts.first else { return "no alert to compare with the day before" }
        return "compare with the day before: monitord explain \(first.id.text.prefix(8)) --before 1d"
    }
}
