// A group of alerts as Alertmanager's webhook tells it, version 4.

import Model

/// The newest transition of each alert that an occasion is about, the news first.
struct Gathering {
    let alerts: [Told]
    var firing: Int { alerts.count { !$0.isOver } }

    init(_ occasion: Occasion) {
        var alerts: [Told] = []
        var places: [AlertID: Int] = [:]
        for told in occasion.news + occasion.standing {
            guard let place = places[told.id] else {
                places[told.id] = alerts.count
                alerts.append(told)
                continue
            }
            if alerts[place].sequence < told.sequence { alerts[place] = told }
        }
        self.alerts = alerts
    }

    /// The one that speaks for all: of those that fire, or else of all, the first of the highest severity.
    var first: Told? {
        let candidates = firing > 0 ? alerts.filter { !$0.isOver } : alerts
        guard let highest = candidates.map(\.severity).max() else { return nil }
        return candidates.first { $0.severity == highest }
    }
}

extension Receiver {
    func alertmanagerWebhook(_ occasion: Occasion, _ plan: DeliveryPlan) -> [UInt8] {
        let gathering = Gathering(occasion)
        var fitting = gathering.alerts.count
        while true {
            let bytes = alertmanagerWebhook(gathering, fitting, occasion.group, plan)
            guard bytes.count > Self.bodyBytesMax, fitting > 1 else { return bytes }
            // Bodies are cut seldom, and two or three rounds do.
            fitting = max(1, min(fitting - 1, fitting * Self.bodyBytesMax / bytes.count))
        }
    }

    private func alertmanagerWebhook(
        _ gathering: Gathering, _ fitting: Int, _ group: String, _ plan: DeliveryPlan
    ) -> [UInt8] {
        let shown = gathering.alerts.prefix(fitting).map { told in
            AlertmanagerLabels(told: told, plan: plan, receiver: self, count: gathering.alerts.count)
        }
        let labels = shown.map { $0.labels(severity: $0.told.severity) }
        let annotations = shown.map(\.annotations)
        let groupLabels = Group(text: group)?.labels ?? []
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("version", "4")
            writer.field("groupKey", group.isEmpty ? "monitord" : group)
            writer.field("truncatedAlerts", gathering.alerts.count - shown.count)
            writer.field("status", gathering.firing > 0 ? "firing" : "resolved")
            writer.field("receiver", name)
            writer.field("groupLabels", groupLabels)
            writer.field("commonLabels", common(labels))
            writer.field("commonAnnotations", common(annotations))
            writer.field("externalURL", plan.externalURL ?? "")
            writer.key("alerts")
            writer.array { writer in
                for (place, alert) in shown.enumerated() {
                    writer.object { writer in
                        writer.field("status", alert.told.isOver ? "resolved" : "firing")
                        writer.field("labels", labels[place])
                        writer.field("annotations", annotations[place])
                        writer.field("startsAt", alert.told.firedAt.rfc3339)
                        writer.field("endsAt", alert.told.isOver ? alert.told.ended.rfc3339 : "0001-01-01T00:00:00Z")
                        writer.field("generatorURL", alert.link ?? "")
                        writer.field("fingerprint", String(alert.told.id.text.prefix(16)))
                    }
                }
            }
        }
        return writer.bytes
    }

    /// What all have, with one value.
    private func common(_ sets: [[Label]]) -> [Label] {
        guard let first = sets.first else { return [] }
        return first.filter { label in
            sets.dropFirst().allSatisfy { labels in
                labels.contains { $0.name == label.name && $0.value.utf8.elementsEqual(label.value.utf8) }
            }
        }
    }
}

extension Told {
    /// When it was over.
    var ended: EventTime { resolvedAt ?? updatedAt }
}
