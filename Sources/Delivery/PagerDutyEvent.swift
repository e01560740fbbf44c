// A transition as PagerDuty's Events API v2 takes it.

import Model

extension Receiver {
    /// Without the routing key, which is added to each attempt: this body is kept.
    func pagerDutyEvent(_ told: Told, _ plan: DeliveryPlan) -> [UInt8] {
        let whole = pagerDutyEvent(told, plan, details: told.shortened(to: Self.bodyBytesMax / 2))
        guard whole.count > Self.bodyBytesMax else { return whole }
        return pagerDutyEvent(told, plan, details: nil)
    }

    private func pagerDutyEvent(_ told: Told, _ plan: DeliveryPlan, details: JSONValue?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("event_action", action(told))
            writer.field("dedup_key", told.id.text)
            writer.field("client", "monitord")
            if let page = plan.externalURL { writer.field("client_url", page) }
            writer.key("payload")
            writer.object { writer in
                writer.field("summary", cut(title?.rendered(told) ?? told.summary, to: 1024))
                writer.field("source", plan.instance)
                writer.field("severity", severity(told))
                writer.field("timestamp", told.updatedAt.rfc3339)
                if let model = told.field("model"), !model.isEmpty { writer.field("component", model) }
                if let incident = told.incident { writer.field("group", incident) }
                writer.field("class", told.rule)
                writer.key("custom_details")
                writer.object { writer in
                    if let text { writer.field("text", cut(text.rendered(told), to: 4096)) }
                    writer.field("explain", "monitord explain \(told.id.text)")
                    if let details {
                        writer.key("transition")
                        details.write(to: &writer)
                    } else {
                        writer.field("cut", true)
                    }
                }
            }
            writer.key("links")
            writer.array { writer in
                for link in links(of: told, plan) {
                    writer.object { writer in
                        writer.field("href", link.url)
                        writer.field("text", link.text)
                    }
                }
            }
        }
        return writer.bytes
    }

    private func action(_ told: Told) -> String {
        switch told.transition {
        case .acknowledged: "acknowledge"
        case .resolved: "resolve"
        case .firing, .escalated, .stale, .resumed, .reopened, .noted: "trigger"
        }
    }

    private func severity(_ told: Told) -> String {
        switch told.severity {
        case .low: "info"
        case .medium: "warning"
        case .high: "error"
        case .critical: "critical"
        }
    }

    /// The kept body with the routing key in front.
    func withRoutingKey(_ body: [UInt8]) -> [UInt8] {
        guard let key, body.first == UInt8(ascii: "{") else { return body }
        var writer = JSONWriter()
        writer.value(String(decoding: key.bytes, as: UTF8.self))
        return Array("{\"routing_key\":".utf8) + writer.bytes + Array(",".utf8) + body.dropFirst()
    }
}

extension Receiver {
    /// What a person can click: only addresses of the web, since a runbook's comes from a file.
    func links(of told: Told, _ plan: DeliveryPlan) -> [(url: String, text: String)] {
        let all = [(told.runbookURL, "Runbook"), (plan.link(to: told), "monitord")]
        return all.compactMap { url, text in
            guard let url, url.utf8.count <= 2048, url.hasPrefix("https://") || url.hasPrefix("http://") else {
                return nil
            }
            return (url, text)
        }
    }
}
