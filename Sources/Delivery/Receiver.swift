// Whom monitord tells, and in which shape.

package import Model

/// One place that notifications go to. Its secrets are in it, sealed.
package struct Receiver: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// A request for each transition: `monitord.alert/1` in a CloudEvent.
        case webhook
        /// A request for each group, in the shape of Alertmanager's webhook, version 4.
        case alertmanagerWebhook
        /// Alertmanager's own API: all that fires is sent again and again.
        case alertmanager
        /// Events API v2: one incident there for each alert here.
        case pagerDuty
        /// A message for each group.
        case slack
        /// A CloudEvent for each transition.
        case kafka(topic: String)

        /// As `type` in the configuration has it.
        package var word: String {
            switch self {
            case .webhook: "webhook"
            case .alertmanagerWebhook: "alertmanager-webhook"
            case .alertmanager: "alertmanager"
            case .pagerDuty: "pagerduty"
            case .slack: "slack"
            case .kafka: "kafka"
            }
        }
    }

    /// How a request says that it is ours.
    package enum Signature: String, CaseIterable, Sendable {
        /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
        case standard
        /// `X-Hub-Signature-256`, as GitHub signs.
        case github
        case none
    }

    package var name: String
    package var kind: Kind
    /// Empty for a topic. Each peer of an Alertmanager cluster is a receiver of its own. Sealed, because for some the
    /// path is the password.
    package var url: Sealed
    package var headers: [(name: String, value: Sealed)] = []
    /// A bearer token; for PagerDuty the routing key.
    package var key: Sealed?
    package var signature = Signature.none
    /// All sign, so that a key can be changed without a gap; the first is the new one.
    package var signingKeys: [Sealed] = []
    package var allowsPrivate = false
    package var allowsPlaintext = false
    package var authorities: String?
    package var timeout = TimeSpan.seconds(15)
    package var connectTimeout = TimeSpan.seconds(5)
    /// How many notifications may be on their way to it at once: after a crash that many may come twice.
    package var concurrency = 2
    /// Whether it is told of what is over.
    package var tellsResolved = true
    /// How long a notification is tried before it is dead.
    package var ageMax = TimeSpan.seconds(86_400)
    /// For Alertmanager: how often what fires is sent again.
    package var resend = TimeSpan.seconds(60)
    /// What people read; nil: the shape's own words.
    package var title: Template?
    package var text: Template?

    package init(name: String, kind: Kind, url: String = "") {
        (self.name, self.kind, self.url) = (name, kind, Sealed(url))
    }

    /// Scheme and host, which logs may have; `kafka:` with the topic for a topic.
    package var origin: String {
        if case .kafka(let topic) = kind { return "kafka:" + topic }
        let bytes = url.bytes
        let slashes = Array("://".utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: slashes) }) else { return "" }
        let host = bytes[(start + slashes.count)...].prefix { !"/?#@\\".utf8.contains($0) }
        return String(decoding: bytes[..<start] + slashes + host, as: UTF8.self)
    }

    /// Whether alerts of one group share a message; else each transition has its own.
    package var isGrouped: Bool {
        switch kind {
        case .alertmanagerWebhook, .slack: true
        case .webhook, .alertmanager, .pagerDuty, .kafka: false
        }
    }

    package static func == (left: Receiver, right: Receiver) -> Bool {
        func rest(_ receiver: Receiver) -> Receiver {
            var receiver = receiver
            receiver.headers = []
            return receiver
        }
        return left.headers.elementsEqual(right.headers) { $0.name == $1.name && $0.value == $1.value }
            && isSame(rest(left), rest(right))
    }

    private static func isSame(_ left: Receiver, _ right: Receiver) -> Bool {
        left.name == right.name && left.kind == right.kind && left.url == right.url && left.key == right.key
            && left.signature == right.signature && left.signingKeys == right.signingKeys
            && left.allowsPrivate == right.allowsPrivate && left.allowsPlaintext == right.allowsPlaintext
            && left.authorities == right.authorities && left.timeout == right.timeout
            && left.connectTimeout == right.connectTimeout && left.concurrency == right.concurrency
            && left.tellsResolved == right.tellsResolved
            && left.ageMax == right.ageMax && left.resend == right.resend && left.title == right.title
            && left.text == right.text
    }
}
