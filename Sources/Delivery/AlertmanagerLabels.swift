// An alert in the words of Prometheus: labels say which alert it is, annotations what is known of it.

import Model

/// Labels stay the same while an alert lives, save for `severity`: Alertmanager knows an alert by all its labels, so a
/// number among them would make a new alert of each measurement. Where the severity rises, the old name is ended.
struct AlertmanagerLabels {
    let told: Told
    let plan: DeliveryPlan
    let receiver: Receiver
    /// Alerts in the message, for templates.
    var count = 1

    func labels(severity: Severity) -> [Label] {
        var labels = [
            Label(name: "alertname", value: told.rule), Label(name: "severity", value: severity.name),
        ]
        if let plane = told.plane { labels.append(Label(name: "plane", value: plane)) }
        for label in told.series + told.labels where !label.value.isEmpty {
            if !labels.contains(where: { $0.name == label.name }) { labels.append(label) }
        }
        return labels.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    var annotations: [Label] {
        let summary = receiver.title?.rendered(told, count: count) ?? told.summary
        var found = [Label(name: "summary", value: cut(summary, to: textBytesMax))]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty, !found.contains(where: { $0.name == name }) else { return }
            found.append(Label(name: name, value: cut(value, to: textBytesMax)))
        }
        add("description", receiver.text?.rendered(told, count: count) ?? told.reason)
        add("monitord_id", told.id.text)
        add("explain", "monitord explain \(told.id.text)")
        add("incident", told.incident)
        add("runbook_url", told.runbookURL)
        for name in ["value", "baseline_value", "ratio", "line", "events"] {
            add(name, told.alert["evidence"]?[name].map(number))
        }
        var room = ownBytesMax
        for label in told.annotations {
            room -= label.value.utf8.count
            if room < 0 {
                add("cut", "annotations of the rule are too long to be here")
                break
            }
            add(label.name, label.value)
        }
        return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Where a person reads more. Nil without an address of the status page.
    var link: String? { plan.link(to: told) }

    private func number(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        value.write(to: &writer)
        return writer.text
    }
}

/// A longer text of an alert is cut.
private let textBytesMax = 1024
/// Annotations of the rule share this.
private let ownBytesMax = 2048

extension DeliveryPlan {
    /// The page of an alert.
    func link(to told: Told) -> String? { externalURL.map { $0 + "/alerts/" + told.id.text } }
}
