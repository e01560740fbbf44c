// A transition as the outbox keeps it, read back for messages.

package import Model

/// One object of `monitord.alert/1`. What makes an alert what it is was checked when it was read.
package struct Told: Equatable, Sendable {
    package let document: JSONValue
    package let id: AlertID
    package let sequence: Int64
    package let transition: AlertTransition.Kind
    package let state: Alert.State
    package let severity: Severity
    package let rule: String
    /// The dimensions of the series with their values, in the order of the document.
    package let series: [Label]
    package let firedAt: EventTime
    package let updatedAt: EventTime

    /// Nil for what is no transition.
    package init?(bytes: [UInt8]) {
        guard let document = try? JSONValue(parsing: bytes) else { return nil }
        self.init(document: document)
    }

    /// Nil for what is no transition.
    package init?(document: JSONValue) {
        let alert = document["alert"]
        guard document["schema"]?.string == "monitord.alert/1",
            let transition = document["transition"]?.string.flatMap(AlertTransition.Kind.init(rawValue:)),
            let sequence = document["sequence"]?.integer, sequence > 0,
            let id = alert?["id"]?.string.map(AlertID.init(text:)), id.isWellFormed,
            let state = alert?["state"]?.string.flatMap(Alert.State.init(rawValue:)),
            let severity = alert?["severity"]?.string.flatMap(Severity.init(name:)),
            let rule = alert?["rule"]?.string, let series = Told.texts(alert?["series"]),
            let firedAt = Told.time(alert?["fired_at"]), let updatedAt = Told.time(alert?["updated_at"])
        else { return nil }
        self.document = document
        (self.id, self.sequence, self.transition, self.state) = (id, sequence, transition, state)
        (self.severity, self.rule, self.series) = (severity, rule, series)
        (self.firedAt, self.updatedAt) = (firedAt, updatedAt)
    }

    package var alert: JSONValue { document["alert"] ?? .null }
    /// The tier before an escalation.
    package var severityBefore: Severity? { document["severity_before"]?.string.flatMap(Severity.init(name:)) }
    package var labels: [Label] { Told.texts(alert["labels"]) ?? [] }
    package var annotations: [Label] { Told.texts(alert["annotations"]) ?? [] }
    package var summary: String { alert["summary"]?.string ?? "" }
    package var reason: String? { alert["reason"]?.string }
    package var runbookURL: String? { alert["runbook_url"]?.string }
    package var incident: String? { alert["incident"]?.string }
    package var plane: String? { alert["plane"]?.string }
    package var resolvedAt: EventTime? { Told.time(alert["resolved_at"]) }
    package var isOver: Bool { state == .resolved }

    /// A number of the evidence, by its name in the document.
    package func evidence(_ name: String) -> Double? { alert["evidence"]?[name]?.number }

    /// By the name of a field, a dimension or a label, as filters and groups ask.
    package func field(_ name: String) -> String? {
        switch name {
        case "rule": return rule
        case "severity": return severity.name
        case "state": return state.rawValue
        case "id": return id.text
        case "plane", "notice", "incident": return alert[name]?.string
        case "metric": return alert["evidence"]?["metric"]?.string
        default: break
        }
        let place = Dimension(name: name) == nil ? labels : series
        return place.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    private static func time(_ value: JSONValue?) -> EventTime? { value?.string.flatMap(EventTime.init(rfc3339:)) }

    /// An object whose values are all texts.
    private static func texts(_ value: JSONValue?) -> [Label]? {
        guard let members = value?.members else { return nil }
        var labels: [Label] = []
        for member in members {
            guard let text = member.value.string else { return nil }
            labels.append(Label(name: member.name, value: text))
        }
        return labels
    }
}
