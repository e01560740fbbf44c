// The control message that asks a deployer to take a model back.

/// What the outside is told once, when an incident becomes critical.
package struct Rollback: Equatable, Sendable {
    /// The name under which it waits in the outbox.
    package static let receiver = "rollback"

    package var incident: String
    package var model: String
    /// What it was made from, where a rule file says so.
    package var baseModel: String?
    /// Why the alert is critical, in words.
    package var reason: String
    package var alert: AlertID
    /// Event time.
    package var at: EventTime
    /// Nobody is to act on it.
    package var isDryRun: Bool

    /// The first critical transition of each incident. One that is silenced asks for nothing: somebody knows of it.
    package static func wanted(by transitions: [AlertTransition], models: [DeployedModel], isDryRun: Bool) -> [Rollback]
    {
        var wanted: [Rollback] = []
        for transition in transitions {
            let alert = transition.alert
            switch transition.kind {
            case .firing, .escalated, .reopened: break
            case .stale, .resumed, .resolved, .acknowledged, .noted: continue
            }
            if case .silenced = alert.notice { continue }
            guard alert.severity == .critical, let incident = alert.incident, let model = alert.scope[.model],
                !wanted.contains(where: { $0.incident.utf8.elementsEqual(incident.utf8) })
            else { continue }
            let known = models.first { $0.name.utf8.elementsEqual(model.utf8) }
            wanted.append(
                Rollback(
                    incident: incident, model: model, baseModel: known?.baseModel,
                    reason: alert.reason.isEmpty ? alert.summary : alert.reason, alert: alert.id, at: alert.updatedAt,
                    isDryRun: isDryRun))
        }
        return wanted
    }

    /// The same in every attempt: the other side can tell a repeat by its id.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("schema", "monitord.rollback/1")
            writer.field("id", incident + "-rollback")
            writer.field("incident", incident)
            writer.field("model", model)
            if let baseModel { writer.field("base_model", baseModel) }
            writer.field("reason", reason)
            writer.field("alert", alert.text)
            writer.field("at", at.rfc3339)
            writer.field("dry_run", isDryRun)
        }
        return writer.bytes
    }
}
