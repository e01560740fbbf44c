// A group of alerts as one message of a Slack channel.

import Model

/// All texts are `plain_text`, where Slack reads no formatting, no mentions and no links; what it reads everywhere, the
/// three characters `&`, `<` and `>`, is escaped. So a model named `<!channel>` calls nobody.
struct SlackMessage {
    let receiver: Receiver
    let plan: DeliveryPlan
    let gathering: Gathering
    let isRepetition: Bool

    static let headerMax = 150
    static let sectionMax = 3000
    /// Blocks are at most 50; header, context and buttons are three of them.
    static let alertsMax = 20

    init(_ occasion: Occasion, receiver: Receiver, plan: DeliveryPlan) {
        (self.receiver, self.plan) = (receiver, plan)
        gathering = Gathering(occasion)
        isRepetition = occasion.news.isEmpty
        news =
            isRepetition
            ? gathering.alerts : gathering.alerts.filter { told in occasion.news.contains { $0.id == told.id } }
    }

    /// Those that have a section each.
    private let news: [Told]

    var bytes: [UInt8] {
        var shown = min(news.count, Self.alertsMax)
        while true {
            let bytes = bytes(showing: shown)
            guard bytes.count > Receiver.bodyBytesMax, shown > 1 else { return bytes }
            shown = max(1, min(shown - 1, shown * Receiver.bodyBytesMax / bytes.count))
        }
    }

    private func bytes(showing shown: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("text", Self.escaped(title, to: Self.sectionMax))
            writer.field("mrkdwn", false)
            writer.key("blocks")
            writer.array { writer in
                block("header", cut: Self.headerMax, title, &writer)
                for told in news.prefix(shown) { block("section", cut: Self.sectionMax, text(of: told), &writer) }
                context(news.count - shown, &writer)
                buttons(&writer)
            }
        }
        return writer.bytes
    }

    private var title: String {
        guard let first = gathering.first else { return "monitord" }
        if let title = receiver.title { return title.rendered(first, count: gathering.alerts.count) }
        let others = gathering.alerts.count - 1
        let model = first.field("model") ?? ""
        return "[\(gathering.firing > 0 ? first.severity.name.uppercased() : "RESOLVED")] \(first.rule)"
            + (model.isEmpty ? "" : " · \(model)") + (others > 0 ? " (and \(others) more)" : "")
    }

    private func text(of told: Told) -> String {
        if let text = receiver.text { return text.rendered(told, count: gathering.alerts.count) }
        let state = isRepetition ? "still \(told.state.rawValue)" : told.transition.rawValue
        var lines = ["\(state) · \(told.severity.name) · \(told.rule)", told.summary]
        if let reason = told.reason { lines.append(reason) }
        lines.append("since \(told.firedAt.rfc3339) · monitord explain \(told.id.text)")
        return lines.joined(separator: "\n")
    }

    private func block(_ type: String, cut limit: Int, _ text: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("type", type)
            writer.key("text")
            plain(text, limit, &writer)
        }
    }

    private func plain(_ text: String, _ limit: Int, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("type", "plain_text")
            writer.field("text", Self.escaped(text.isEmpty ? "monitord" : text, to: limit))
            writer.field("emoji", false)
        }
    }

    private func context(_ hidden: Int, _ writer: inout JSONWriter) {
        var words = ["\(plan.instance)", "\(gathering.firing) firing in this group"]
        if hidden > 0 { words.append("\(hidden) more are not shown: monitord alerts") }
        writer.object { writer in
            writer.field("type", "context")
            writer.key("elements")
            writer.array { plain(words.joined(separator: " · "), Self.sectionMax, &$0) }
        }
    }

    private func buttons(_ writer: inout JSONWriter) {
        guard let first = gathering.first else { return }
        let links = receiver.links(of: first, plan)
        guard !links.isEmpty else { return }
        writer.object { writer in
            writer.field("type", "actions")
            writer.key("elements")
            writer.array { writer in
                for link in links {
                    writer.object { writer in
                        writer.field("type", "button")
                        writer.key("text")
                        plain(link.text, 75, &writer)
                        writer.field("url", link.url)
                    }
                }
            }
        }
    }

    /// Cut and escaped: together at most `limit` long, as Slack counts, and no escape is cut in two.
    static func escaped(_ text: String, to limit: Int) -> String {
        let kept = cut(text, to: limit) { scalar in
            switch scalar {
            case "&": 5
            case "<", ">": 4
            default: UTF16.width(scalar)
            }
        }
        var escaped = ""
        for scalar in kept.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
