// From kept bytes to one attempt: what changes with time and what is secret is added here.

package import Model

extension Receiver {
    /// One attempt at `at`, by the wall clock. `id` is the notification's, the same in every attempt. `body` comes from
    /// `message` or `pushed`; a webhook takes a rollback's as well.
    package func outgoing(body: [UInt8], id: String, at: EventTime, plan: DeliveryPlan) -> Outgoing {
        var type = "application/json"
        var wire = body
        var headers: [(name: String, value: Sealed)] = []
        switch kind {
        case .webhook, .kafka:
            if body.starts(with: Told.cloudEventStart) { type = Told.cloudEventContentType }
        case .alertmanager: wire = alertmanagerPush(body, at: at, plan) ?? body
        case .pagerDuty: wire = withRoutingKey(body)
        case .alertmanagerWebhook, .slack: break
        }
        headers.append(("Content-Type", Sealed(type)))
        headers.append(("User-Agent", Sealed("monitord")))
        switch kind {
        case .webhook, .alertmanagerWebhook:
            headers += self.headers + authorization + signatures(of: wire, id: id, at: at)
        case .alertmanager: headers += self.headers + authorization
        case .pagerDuty, .slack: headers += self.headers
        case .kafka: break
        }
        return Outgoing(url: url, headers: headers, body: Sealed(wire))
    }

    private var authorization: [(name: String, value: Sealed)] {
        key.map { [("Authorization", Sealed(Array("Bearer ".utf8) + $0.bytes))] } ?? []
    }
}
