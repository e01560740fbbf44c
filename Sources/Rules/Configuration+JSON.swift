// The configuration for people and programs that may see it, without what nobody may see.

internal import Canaries
internal import Delivery
internal import Model

extension Configuration {
    /// What is in force, as JSON. A property of librdkafka that may be a secret shows as the beginning of its hash; of
    /// other secrets it says where they are, and targets show without their headers.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("kafka")
            writer.object { writer in kafka.writeFields(to: &writer) }
            writeTable("store", [("path", store.path)], to: &writer)
            writer.key("rules")
            writer.object { writer in writer.list("files", rules.files) }
            writeTable("baselines", [("directory", baselines.directory)], to: &writer)
            let spans = [("width", panes.width), ("lateness", panes.lateness), ("idle", panes.idle)]
            let shown = (spans + [("max_future", panes.maxFuture)]).map { ($0.0, $0.1.durationText) }
            writeTable("panes", shown, to: &writer)
            writer.key("limits")
            writer.object { writer in
                writer.field("message_bytes", limits.messageBytes)
                writer.field("series", limits.series)
            }
            writeTable("log", [("level", log.level.rawValue)], to: &writer)
            writer.key("http")
            writer.object { writer in http.writeFields(to: &writer) }
            let rollback = self.rollback
            writeTable(
                "rollback",
                [("mode", rollback.mode.rawValue), ("topic", rollback.topic), ("receiver", rollback.receiver)],
                to: &writer)
            writeTable(
                "delivery", [("instance", delivery.instance), ("external_url", delivery.externalURL)], to: &writer)
            writeTable("stdout", [("format", stdoutFormat.rawValue)], to: &writer)
            writer.key("receivers")
            writer.array { writer in
                for settings in receivers { settings.write(to: &writer) }
            }
            writer.key("routes")
            writer.array { writer in
                for settings in routes { settings.route.write(to: &writer) }
            }
            writer.key("targets")
            writer.array { writer in
                for settings in targets { settings.write(to: &writer) }
            }
        }
        return writer.bytes
    }

    private func writeTable(_ name: String, _ fields: [(String, String?)], to writer: inout JSONWriter) {
        writer.key(name)
        writer.object { writer in
            for (key, value) in fields { if let value { writer.field(key, value) } }
        }
    }
}

extension Configuration.Kafka {
    fileprivate func writeFields(to writer: inout JSONWriter) {
        writer.list("brokers", brokers)
        writer.list("topics", topics)
        writer.field("group", group)
        writer.field("on_gap", onGap.rawValue)
        writer.key("librdkafka")
        writer.object { writer in
            for property in properties {
                let isSecret = isSecretName(property.name) || property.name.hasSuffix("oauthbearer.config")
                writer.field(property.name, isSecret ? Self.mark(property.value) : property.value)
            }
        }
    }

    /// Tells two secrets apart, and says nothing else of them.
    private static func mark(_ value: String) -> String {
        "sha256:\(hexadecimal(sha256(Array(value.utf8)).prefix(4)))"
    }
}

extension Configuration.HTTP {
    fileprivate func writeFields(to writer: inout JSONWriter) {
        writer.list("listen", listen.map(\.text))
        if let socket { writer.field("socket", socket) }
        writer.list("hosts", hosts)
        if let token { writer.field("token", token.value.word) }
        writer.field("series", series)
    }
}

extension Configuration.TargetSettings {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", target.name)
            writer.field("model", target.model)
            writer.field("role", target.role.rawValue)
            if let base = target.base { writer.field("base", base) }
            writer.field("url", endpoint.endpoint.url)
            if let key = endpoint.key { writer.field("key", key.value.word) }
        }
    }
}

extension Configuration.ReceiverSettings {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", receiver.name)
            writer.field("type", receiver.kind.word)
            let places = addresses.map { address in
                switch address {
                case .text(let text): text
                case .secret(let secret): secret.value.word
                }
            }
            if !places.isEmpty { writer.list("urls", places) }
            if case .kafka(let topic) = receiver.kind { writer.field("topic", topic) }
            if let key { writer.field("key", key.value.word) }
            writer.field("signature", receiver.signature.rawValue)
            writer.list("signing_keys", signingKeys.map(\.value.word))
            writer.field("resolved", receiver.tellsResolved)
        }
    }
}

extension Route {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("match", filter?.text ?? "")
            writer.list("receivers", receivers)
            writer.field("continue", goesOn)
            writer.list("group_by", groupBy)
            writer.field("group_wait", groupWait.durationText)
            if let repeatEvery { writer.field("repeat", repeatEvery.durationText) }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func list(_ name: String, _ texts: [String]) {
        key(name)
        array { writer in texts.forEach { writer.value($0) } }
    }
}
