// The bytes of a notification, made once.

import Model

extension Receiver {
    /// The body that is kept and sent in every attempt, at most `bodyBytesMax` long unless names are longer. No secret
    /// is in it. For Alertmanager it is an array of transitions, which `outgoing` turns into alerts.
    package func message(_ occasion: Occasion, plan: DeliveryPlan) -> [UInt8] {
        switch kind {
        case .webhook, .kafka:
            return occasion.first?.cloudEvent(source: plan.instance, limit: Self.bodyBytesMax - 1000) ?? []
        case .alertmanagerWebhook: return alertmanagerWebhook(occasion, plan)
        case .alertmanager: return pushed(occasion.news + occasion.standing)
        case .pagerDuty: return occasion.first.map { pagerDutyEvent($0, plan) } ?? []
        case .slack: return SlackMessage(occasion, receiver: self, plan: plan).bytes
        }
    }

    /// For Alertmanager: a body with the newest transitions of at most `pushMax` alerts, to be sent again. Like a
    /// message it goes through `outgoing`, which knows the time.
    package func pushed(_ told: [Told]) -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            for told in told { told.shortened(to: Self.bodyBytesMax).write(to: &writer) }
        }
        return writer.bytes
    }

    /// More alerts than that go into several pushes.
    package static let pushMax = 100
    /// What receivers take without fail.
    package static let bodyBytesMax = 20_000
}

extension Occasion {
    /// What a shape with room for one transition tells.
    fileprivate var first: Told? { news.last ?? standing.first }
}
