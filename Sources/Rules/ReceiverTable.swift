// `[[receiver]]` of monitord.toml, key by key.

import Delivery
import Model

/// More receivers, addresses of one, or keys of one than that are refused.
private let receiversMax = 64
private let peersMax = 16
private let signingKeysMax = 4

/// All receivers, each name once.
func readReceivers(
    _ root: inout TableReader, _ directory: String, _ log: inout DiagnosticLog
) -> (receivers: [Configuration.ReceiverSettings], names: [String]) {
    let readers = namedTables("receiver", topic: "config.receiver", &root, &log)
    if readers.count > receiversMax {
        log.error(.outOfRange, "there are more than \(receiversMax) receivers", at: readers[receiversMax].place)
    }
    var receivers: [Configuration.ReceiverSettings] = []
    for reader in readers.prefix(receiversMax) {
        guard let settings = readReceiver(reader, directory, &log) else { continue }
        if receivers.contains(where: { $0.receiver.name == settings.receiver.name }) {
            log.error(
                .duplicateReceiver, "another receiver is named \"\(settings.receiver.name)\"", at: settings.place,
                help: ["routes and the outbox tell receivers by their names: rename one"])
            continue
        }
        receivers.append(settings)
    }
    // Those of receivers with errors too: a route must not be blamed for them.
    let names = readers.compactMap { reader in
        if case .string(let name)? = reader.table["name"]?.node.value { name } else { nil }
    }
    return (receivers, names)
}

/// The words of `type`.
private enum ReceiverType: String, CaseIterable {
    case webhook, alertmanagerWebhook = "alertmanager-webhook", alertmanager, pagerDuty = "pagerduty", slack, kafka

    /// The keys that it takes besides `name`, `type`, `max_age`, `resolved` and `concurrency`.
    var keys: [String] {
        let web = ["headers", "timeout", "connect_timeout", "allow_private", "allow_plaintext", "authorities", "url"]
        return switch self {
        case .webhook: web + ["key", "signature", "signing_keys"]
        case .alertmanagerWebhook: web + ["key", "signature", "signing_keys", "title", "text"]
        case .alertmanager: web + ["urls", "key", "resend", "title", "text"]
        case .pagerDuty: web + ["key", "title", "text"]
        case .slack: web + ["title", "text"]
        case .kafka: ["topic"]
        }
    }

    static let special = [
        "headers", "timeout", "connect_timeout", "allow_private", "allow_plaintext", "authorities", "url", "urls",
        "key", "signature", "signing_keys", "resend", "title", "text", "topic",
    ]
}

private func readReceiver(
    _ reader: TableReader, _ directory: String, _ log: inout DiagnosticLog
) -> Configuration.ReceiverSettings? {
    var table = reader
    let errorsBefore = errorCount(log)
    table.require("name", &log, help: ["name = \"oncall\""])
    table.require("type", &log, help: ["type = \"webhook\""])
    let name = receiverName(&table, &log)
    let word = table.word("type", among: ReceiverType.allCases.map(\.rawValue), &log)
    guard let type = word.flatMap({ ReceiverType(rawValue: $0.value) }) else {
        for key in ReceiverType.special + ["max_age", "resolved", "concurrency"] { _ = table.node(key) }
        table.reportUnknownKeys(&log)
        return nil
    }
    for key in ReceiverType.special where !type.keys.contains(key) {
        guard table.node(key) != nil, let entry = table.table[key] else { continue }
        log.error(
            .receiverMismatch, "`\(key)` means nothing to a receiver of type \"\(type.rawValue)\"", at: entry.keyPlace,
            help: ["it takes " + type.keys.map { "`\($0)`" }.joined(separator: ", ")])
    }
    var receiver = Receiver(name: name?.value ?? "", kind: .webhook)
    receiver.kind = kind(type, &table, &log)
    receiver.tellsResolved = table.flag("resolved", &log) ?? receiver.tellsResolved
    let concurrency = table.integer("concurrency", in: 1...4, &log)
    receiver.concurrency = concurrency.map { Int($0) } ?? receiver.concurrency
    let week = TimeSpan.seconds(7 * 86_400)
    receiver.ageMax = table.duration("max_age", in: .seconds(60)...week, &log)?.value ?? receiver.ageMax
    var settings = Configuration.ReceiverSettings(receiver: receiver, place: name?.place ?? table.place)
    if type != .kafka { readWeb(type, &table, &settings, directory, &log) }
    table.reportUnknownKeys(&log)
    return errorCount(log) == errorsBefore && !log.isFull ? settings : nil
}

/// Names of the outbox that are no receiver's.
private func receiverName(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Located<String>? {
    guard let name = table.plainName("receiver", &log) else { return nil }
    guard ["stdout", Rollback.receiver].contains(name.value) else { return name }
    log.error(
        .badName, "\"\(name.value)\" is monitord's own name for something else", at: name.place,
        help: ["give the receiver another name"])
    return nil
}

private func kind(_ type: ReceiverType, _ table: inout TableReader, _ log: inout DiagnosticLog) -> Receiver.Kind {
    switch type {
    case .webhook: return .webhook
    case .alertmanagerWebhook: return .alertmanagerWebhook
    case .alertmanager: return .alertmanager
    case .pagerDuty: return .pagerDuty
    case .slack: return .slack
    case .kafka:
        table.require("topic", &log, help: ["name the topic that alerts are written to"])
        guard let topic = table.line("topic", &log) else { return .kafka(topic: "") }
        if let fault = topicFault(topic.value) {
            log.error(.badTopic, fault.message, at: topic.place, help: [fault.help])
        }
        return .kafka(topic: topic.value)
    }
}

/// What every receiver has that is reached over the web.
private func readWeb(
    _ type: ReceiverType, _ table: inout TableReader, _ settings: inout Configuration.ReceiverSettings,
    _ directory: String, _ log: inout DiagnosticLog
) {
    settings.receiver.allowsPlaintext = table.flag("allow_plaintext", &log) ?? false
    settings.receiver.allowsPrivate = table.flag("allow_private", &log) ?? false
    let receiver = settings.receiver
    settings.receiver.timeout =
        table.duration("timeout", in: .seconds(1) ... .seconds(60), &log)?.value ?? receiver.timeout
    settings.receiver.connectTimeout =
        table.duration("connect_timeout", in: .milliseconds(100) ... .seconds(60), &log)?.value
        ?? receiver.connectTimeout
    if let path = table.line("authorities", bytesMax: 1024, &log) {
        settings.receiver.authorities = joined(directory, path.value)
    }
    settings.addresses = addresses(type, &table, settings.receiver, directory, &log)
    if type != .slack { settings.key = secret("key", &table, directory, &log) }
    if type == .pagerDuty { table.require("key", &log, help: ["key = \"file:/etc/monitord/NAME.key\""]) }
    settings.headers = receiverHeaders(&table, directory, hasKey: settings.key != nil, &log)
    if type == .alertmanager {
        let resend = table.duration("resend", in: .seconds(10) ... .seconds(600), &log)
        settings.receiver.resend = resend?.value ?? receiver.resend
    }
    if type == .webhook || type == .alertmanagerWebhook { readSignature(&table, &settings, directory, &log) }
    guard type != .webhook else { return }
    settings.receiver.title = template("title", &table, &log)
    settings.receiver.text = template("text", &table, &log)
}

private func addresses(
    _ type: ReceiverType, _ table: inout TableReader, _ receiver: Receiver, _ directory: String,
    _ log: inout DiagnosticLog
) -> [Configuration.AddressSetting] {
    var texts: [Located<String>] = []
    if type == .alertmanager, table.table["urls"] != nil {
        texts = table.lines("urls", &log) ?? []
        if texts.count > peersMax {
            log.error(.outOfRange, "`urls` has more than \(peersMax) addresses", at: texts[peersMax].place)
        }
        if table.node("url") != nil, let entry = table.table["url"] {
            log.error(
                .receiverMismatch, "`url` and `urls` are the same thing", at: entry.keyPlace,
                help: ["write all peers into `urls`"])
        }
    } else {
        if type == .pagerDuty, table.table["url"] == nil { return [.text(pagerDutyURL)] }
        table.require("url", &log, help: ["url = \"file:/etc/monitord/NAME.url\", or the address itself"])
        if let text = table.line("url", bytesMax: 2048, &log) { texts = [text] }
    }
    return texts.compactMap { text in
        if let reference = SecretReference(text.value, from: directory) {
            return .secret(Located(value: reference, place: text.place))
        }
        if type == .slack || text.value.lowercased().contains(slackHost) {
            log.error(
                .literalSecret, "the address of a Slack channel is a secret", at: text.place,
                help: [
                    "put it into a file with mode 0640 and write url = \"file:/etc/monitord/NAME.url\", or "
                        + "\"credential:NAME\" or \"env:NAME\"",
                    "what stood in a file that others read is no secret any more: replace it",
                ])
            return nil
        }
        guard let fault = addressFault(text.value, allowsPlaintext: receiver.allowsPlaintext) else {
            return .text(text.value)
        }
        log.error(.badEndpoint, "`url` cannot be used: \(fault.message)", at: text.place, help: [fault.help])
        return nil
    }
}

private func receiverHeaders(
    _ table: inout TableReader, _ directory: String, hasKey: Bool, _ log: inout DiagnosticLog
) -> [Configuration.HeaderSetting] {
    let found = headers(&table, directory, hasKey: hasKey, topic: "config.receiver", &log)
    let own = ["user-agent", "webhook-id", "webhook-timestamp", "webhook-signature", "x-hub-signature-256"]
    for header in found where own.contains(header.name.lowercased()) {
        log.error(
            .badHeader, "a request cannot have this header", at: header.place, help: ["monitord sets it itself"])
    }
    return found
}

private func readSignature(
    _ table: inout TableReader, _ settings: inout Configuration.ReceiverSettings, _ directory: String,
    _ log: inout DiagnosticLog
) {
    let word = table.word("signature", among: Receiver.Signature.allCases.map(\.rawValue), &log)
    let keys = table.lines("signing_keys", &log) ?? []
    settings.receiver.signature = word.flatMap { .init(rawValue: $0.value) } ?? (keys.isEmpty ? .none : .standard)
    let signature = settings.receiver.signature
    if signature != .none, table.table["signing_keys"] == nil, let word {
        log.error(
            .receiverMismatch, "a signature needs a key", at: word.place,
            help: ["add signing_keys = [\"file:/etc/monitord/NAME.key\"]"])
    }
    if signature == .none, let key = keys.first {
        log.error(
            .receiverMismatch, "nothing is signed with these keys", at: key.place, help: ["signature = \"standard\""])
    }
    let countMax = signature == .github ? 1 : signingKeysMax
    if keys.count > countMax {
        log.error(
            .receiverMismatch, "a receiver has at most \(countMax) of `signing_keys` here", at: keys[countMax].place,
            help: ["the first is the new one; with signature = \"standard\" the old one may stand behind it"])
    }
    for text in keys {
        guard let reference = SecretReference(text.value, from: directory) else {
            log.error(
                .literalSecret, "`signing_keys` must say where the keys are, not what they are", at: text.place,
                help: [
                    "move each into a file with mode 0640 and write \"file:/etc/monitord/NAME.key\"",
                    "what stood in a file that others read is no secret any more: replace it",
                ])
            continue
        }
        settings.signingKeys.append(Located(value: reference, place: text.place))
    }
}

private func template(_ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog) -> Template? {
    guard let text = table.string(key, &log) else { return nil }
    do throws(TemplateError) {
        return try Template(text.value)
    } catch {
        log.error(
            .badTemplate, "`\(key)` is not understood: \(error.reason)",
            at: log.place(error.offset, error.length, inside: text.place),
            label: error.guess.map { "did you mean `\($0)`?" }, help: [error.help])
        return nil
    }
}
