// monitord.toml into a Configuration.

import Model

/// Reads the configuration file at `path`; nil when a diagnostic is an error. Paths in it start from its directory.
package func loadConfiguration(path: String) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
    do throws(FileError) {
        return parseConfiguration(try SourceFile(reading: path))
    } catch {
        return (nil, [Diagnostic(error)])
    }
}

/// The configuration in a file that is already in memory.
package func parseConfiguration(_ source: SourceFile) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
    var log = DiagnosticLog(source)
    guard let table = log.parse() else { return (nil, log.diagnostics) }
    let directory = splitPath(source.path).directory
    var configuration = Configuration()
    var root = TableReader(table, at: .start, title: "the configuration", topic: "config")
    withTable("kafka", &root, &log) { readKafka(&$0, &configuration.kafka, &$1) }
    withTable("store", &root, &log) { table, log in
        if let path = table.line("path", bytesMax: 1024, &log) {
            configuration.store.path = joined(directory, path.value)
        }
    }
    withTable("rules", &root, &log) { table, log in
        if let files = table.lines("files", &log) {
            configuration.rules.files = files.map { joined(directory, $0.value) }
        }
    }
    withTable("baselines", &root, &log) { table, log in
        if let path = table.line("directory", bytesMax: 1024, &log) {
            configuration.baselines.directory = joined(directory, path.value)
        }
    }
    withTable("panes", &root, &log) { readPanes(&$0, &configuration.panes, &$1) }
    withTable("limits", &root, &log) { table, log in
        let (bytes, series) = (configuration.limits.messageBytes, configuration.limits.series)
        configuration.limits.messageBytes = table.integer("message_bytes", in: 1024...10_485_760, &log) ?? bytes
        configuration.limits.series = table.integer("series", in: 1...1_000_000, &log) ?? series
    }
    withTable("log", &root, &log) { table, log in
        let level = table.word("level", among: Configuration.LogLevel.allCases.map(\.rawValue), &log)
        configuration.log.level = level.flatMap { .init(rawValue: $0.value) } ?? configuration.log.level
    }
    withTable("control", &root, &log) { table, log in
        guard let path = table.line("socket", bytesMax: 1024, &log) else { return }
        configuration.control.socket = joined(directory, path.value)
        checkSocket(path, "socket", &log)
    }
    withTable("http", &root, &log) { readHTTP(&$0, &configuration.http, directory, &$1) }
    withTable("watch", &root, &log) { readWatch(&$0, &configuration.watch, &$1) }
    withTable("canaries", &root, &log) { readCanaries(&$0, &configuration.canaries, directory, &$1) }
    configuration.targets = readTargets(&root, directory, &log)
    configuration.judge = readJudge(&root, directory, &log)
    readDelivery(&root, &configuration, directory, &log)
    if !log.hasErrors {
        checkPrices(configuration, &log)
        lintRoutes(configuration, &log)
    }
    root.reportUnknownKeys(&log)
    return (log.hasErrors ? nil : configuration, log.inOrder)
}

/// Lends the table `key`, if there is one, and then reports what `body` did not ask for.
func withTable(
    _ key: String, _ root: inout TableReader, _ log: inout DiagnosticLog,
    _ body: (inout TableReader, inout DiagnosticLog) -> Void
) {
    guard var table = root.table(key, title: "[\(key)]", topic: "config.\(key)", &log) else { return }
    body(&table, &log)
    table.reportUnknownKeys(&log)
}

private func readPanes(_ table: inout TableReader, _ panes: inout Configuration.Panes, _ log: inout DiagnosticLog) {
    let hour = TimeSpan.seconds(3600)
    panes.width = table.duration("width", in: .seconds(1)...hour, &log)?.value ?? panes.width
    panes.lateness = table.duration("lateness", in: .zero...hour, &log)?.value ?? panes.lateness
    panes.idle = table.duration("idle", in: .seconds(1)...hour, &log)?.value ?? panes.idle
    panes.maxFuture = table.duration("max_future", in: .zero ... .seconds(86400), &log)?.value ?? panes.maxFuture
}

private func readKafka(_ table: inout TableReader, _ kafka: inout Configuration.Kafka, _ log: inout DiagnosticLog) {
    if let brokers = table.lines("brokers", &log) {
        for broker in brokers where !isHostAndPort(broker.value) {
            log.error(
                .badBroker, "a broker must be host:port", at: broker.place,
                help: ["write \"host:9092\", or \"[2001:db8::1]:9092\" for an IPv6 address"])
        }
        kafka.brokers = brokers.map(\.value)
    }
    if let topics = table.lines("topics", &log) {
        for topic in topics {
            guard let fault = topicFault(topic.value) else { continue }
            log.error(.badTopic, fault.message, at: topic.place, help: [fault.help])
        }
        kafka.topics = topics.map(\.value)
    }
    if let group = table.line("group", &log) { kafka.group = group.value }
    if let start = table.line("start", &log) { kafka.start = startPoint(start, &log) ?? kafka.start }
    if let word = table.word("on_gap", among: Configuration.GapPolicy.allCases.map(\.rawValue), &log) {
        kafka.onGap = .init(rawValue: word.value) ?? kafka.onGap
    }
    if let inner = table.table("librdkafka", title: "[kafka.librdkafka]", topic: "config.kafka", &log) {
        kafka.properties = properties(inner.table, prefix: "", &log)
        var names: Set<[UInt8]> = []
        for property in kafka.properties where !names.insert(Array(property.name.utf8)).inserted {
            log.error(
                .duplicateKey, "`\(property.name)` is set twice", at: property.place,
                help: ["the name in quotes and the name with dots are the same property"])
        }
    }
    let secret = kafka.properties.first { property in secretWords.contains { property.name.contains($0) } }
    if let secret, log.source.isWorldReadable {
        log.warning(
            .exposedSecret, "everybody on this machine can read `\(secret.name)`", at: secret.place,
            help: ["chmod 0640 \(log.source.path)"])
    }
}

private func startPoint(_ text: Located<String>, _ log: inout DiagnosticLog) -> Configuration.Start? {
    switch text.value {
    case "earliest": return .earliest
    case "latest": return .latest
    default:
        if let time = EventTime(rfc3339: text.value) { return .time(time) }
        let guess = nearest(to: text.value, among: ["earliest", "latest"])
        log.error(
            .badStart, "`start` must be \"earliest\", \"latest\" or a time", at: text.place,
            label: guess.map { "did you mean `\($0)`?" },
            help: ["a time has a date, a clock and a zone: \"2025-11-20T12:00:00Z\""])
        return nil
    }
}

/// Property names have dots, which TOML reads as tables when the name is not in quotes: both spellings give one name.
private func properties(
    _ table: TOMLTable, prefix: String, _ log: inout DiagnosticLog
) -> [Configuration.Property] {
    var found: [Configuration.Property] = []
    for entry in table.entries where !log.isFull {
        let name = prefix + entry.key
        let value: String
        switch entry.node.value {
        case .string(let text): value = text
        case .integer(let number): value = String(number)
        case .boolean(let flag): value = flag ? "true" : "false"
        case .table(let inner):
            found += properties(inner, prefix: name + ".", &log)
            continue
        case .float, .time, .array:
            log.error(
                .wrongType, "`\(name)` must be a string, an integer or a boolean, not \(entry.node.kindName)",
                at: entry.node.place)
            continue
        }
        // Both go to C, where a NUL is an end.
        if name.utf8.contains(0) || value.utf8.contains(0) || entry.key.isEmpty {
            log.error(.badText, "a property must have a name and no NUL character", at: entry.keyPlace)
        } else {
            found.append(.init(name: name, value: value, place: entry.keyPlace))
        }
    }
    return found
}

/// What Kafka has against a topic's name ("Topic.validate": at most 249 of a-z, A-Z, 0-9, '.', '_', '-').
func topicFault(_ name: String) -> (message: String, help: String)? {
    if name.utf8.first == UInt8(ascii: "^") {
        return ("a topic must be a name, not a pattern", "regular expressions are not supported; list every topic")
    }
    let isSpelt = name.utf8.allSatisfy { byte in
        0x61...0x7A ~= byte | 0x20 || 0x30...0x39 ~= byte || "-._".utf8.contains(byte)
    }
    guard isSpelt, 1...249 ~= name.utf8.count, name != ".", name != ".." else {
        return ("a topic's name must be one that Kafka allows", "at most 249 of a-z, A-Z, 0-9, '.', '_' and '-'")
    }
    return nil
}

/// `host:port`, with an IPv6 address in brackets. A scheme or a user name would reach librdkafka as part of the host.
private func isHostAndPort(_ text: String) -> Bool {
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return false }
    let port = text.utf8[text.utf8.index(after: colon)...]
    guard 1...5 ~= port.count, port.allSatisfy({ 0x30...0x39 ~= $0 }),
        let number = Int(String(decoding: port, as: UTF8.self)), 1...65535 ~= number
    else { return false }
    var host = Array(text.utf8[..<colon])
    if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]"), host.count > 2 {
        host = Array(host[1..<host.count - 1])
        return host.allSatisfy { isHexadecimal($0) || ":.%".utf8.contains($0) } && host.contains(UInt8(ascii: ":"))
    }
    return 1...253 ~= host.count
        && host.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || "-._".utf8.contains($0) }
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x61...0x66 ~= byte | 0x20
}
