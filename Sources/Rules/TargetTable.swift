// `[[target]]` and `[judge]` of monitord.toml, key by key.

import Canaries
import Model

/// More models than that are asked by another daemon.
private let targetsMax = 64

/// All targets, with the bases that they name among them.
func readTargets(
    _ root: inout TableReader, _ directory: String, _ log: inout DiagnosticLog
) -> [Configuration.TargetSettings] {
    let readers = namedTables("target", topic: "config.target", &root, &log)
    if readers.count > targetsMax {
        log.error(.outOfRange, "there are more than \(targetsMax) targets", at: readers[targetsMax].place)
    }
    var targets: [Configuration.TargetSettings] = []
    var bases: [(name: Located<String>, place: Int)] = []
    for reader in readers.prefix(targetsMax) {
        guard let (target, base) = readTarget(reader, directory, &log) else { continue }
        if targets.contains(where: { $0.target.name == target.target.name }) {
            log.error(
                .duplicateTarget, "another target is named \"\(target.target.name)\"", at: target.place,
                help: ["results are told by the names of targets: rename one"])
            continue
        }
        if let base { bases.append((base, targets.count)) }
        targets.append(target)
    }
    // Those of targets with errors too: a base must not be blamed for them.
    let names = readers.compactMap { reader in
        if case .string(let name)? = reader.table["name"]?.node.value { name } else { nil }
    }
    for (base, place) in bases {
        let isItself = targets[place].target.name == base.value
        if names.contains(base.value), !isItself { continue }
        log.error(
            .unknownTarget, isItself ? "a target cannot be its own base" : "no target is named \"\(base.value)\"",
            at: base.place,
            label: isItself ? nil : nearest(to: base.value, among: names).map { "did you mean `\($0)`?" },
            help: ["`base` is the name of the [[target]] that asks the base model"])
    }
    return targets
}

/// The tables of `[[key]]`, each with its name in its title.
func namedTables(
    _ key: String, topic: String, _ root: inout TableReader, _ log: inout DiagnosticLog
) -> [TableReader] {
    tables(key, &root, &log).map { reader in
        var title = reader.title
        if case .string(let name)? = reader.table["name"]?.node.value, isPlainName(name) { title += " \"\(name)\"" }
        return TableReader(reader.table, at: reader.place, title: title, topic: topic)
    }
}

/// 1 to 64 of a-z, 0-9 and -, as the names of rules, suites and targets are.
func isPlainName(_ name: String) -> Bool {
    1...64 ~= name.utf8.count && name.utf8.first != UInt8(ascii: "-")
        && name.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
}

extension TableReader {
    /// The name of a suite or a target.
    mutating func plainName(_ what: String, _ log: inout DiagnosticLog) -> Located<String>? {
        guard let name = string("name", &log) else { return nil }
        guard isPlainName(name.value) else {
            log.error(
                .badName, "this cannot be the name of a \(what)", at: name.place,
                help: ["1 to 64 of a-z, 0-9 and -, beginning with a letter or a digit"])
            return nil
        }
        return name
    }
}

private func readTarget(
    _ reader: TableReader, _ directory: String, _ log: inout DiagnosticLog
) -> (Configuration.TargetSettings, base: Located<String>?)? {
    var table = reader
    let errorsBefore = errorCount(log)
    for key in ["name", "model"] { table.require(key, &log) }
    let name = table.plainName("target", &log)
    let model = table.line("model", &log)
    let settings = endpoint(&table, directory, &log)
    let role = table.word("role", among: Target.Role.allCases.map(\.rawValue), &log)
    let base = table.line("base", &log)
    var target = Target(name: name?.value ?? "", model: model?.value ?? "", endpoint: Endpoint(url: ""))
    target.role = role.flatMap { .init(rawValue: $0.value) } ?? target.role
    target.requested = table.line("requested", &log)?.value
    target.served = table.line("served", &log)?.value
    target.base = base?.value
    target.parameters = parameters(&table, &log)
    target.requestIDHeader = header("request_id_header", &table, &log, standard: target.requestIDHeader)
    target.markHeader = header("mark_header", &table, &log, standard: nil)
    target.inputPrice = price("input_price", &table, &log)
    target.outputPrice = price("output_price", &table, &log)
    let system = table.line("system_file", bytesMax: 1024, &log).map { path in
        Located(value: joined(directory, path.value), place: path.place)
    }
    table.reportUnknownKeys(&log)
    guard errorCount(log) == errorsBefore, !log.isFull, let name, let settings else { return nil }
    target.endpoint = settings.endpoint
    return (.init(target: target, place: name.place, endpoint: settings, systemFile: system), base)
}

private func parameters(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Target.Parameters {
    var parameters = Target.Parameters()
    parameters.temperature = share("temperature", from: 0, to: 2, &table, &log)
    parameters.topP = share("top_p", from: 0.001, to: 1, &table, &log)
    parameters.maxTokens = table.integer("max_tokens", in: 1...100_000, &log) ?? parameters.maxTokens
    parameters.hasSeed = table.flag("seed", &log) ?? parameters.hasSeed
    return parameters
}

/// A number within bounds that may be met. NaN is outside of every bound.
func share(
    _ key: String, from lower: Double, to upper: Double, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> Double? {
    guard let number = table.number(key, &log) else { return nil }
    guard number.value >= lower, number.value <= upper else {
        let near = number.value > upper ? upper : lower
        log.error(
            .outOfRange, "`\(key)` must be from \(plain(lower)) to \(plain(upper))", at: number.place,
            help: ["write \(key) = \(plain(near))"])
        return nil
    }
    return number.value
}

/// 1000000, not 1000000.0.
private func plain(_ number: Double) -> String {
    number.rounded() == number && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
}

private func price(_ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog) -> Double {
    share(key, from: 0, to: 1e6, &table, &log) ?? 0
}

/// The name of a header; `none` is no header.
private func header(
    _ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog, standard: String?
) -> String? {
    guard let name = table.line(key, &log) else { return standard }
    if name.value == "none" { return nil }
    guard let fault = headerFault(name.value) else { return name.value }
    log.error(.badHeader, "`\(key)` cannot be the name of a header", at: name.place, help: [fault])
    return standard
}

/// `[judge]`. Nil without one, or with one that is wrong.
func readJudge(
    _ root: inout TableReader, _ directory: String, _ log: inout DiagnosticLog
) -> Configuration.JudgeSettings? {
    guard var table = root.table("judge", title: "[judge]", topic: "config.judge", &log) else { return nil }
    table.require("model", &log)
    let model = table.line("model", &log)
    let settings = endpoint(&table, directory, &log)
    table.reportUnknownKeys(&log)
    guard let model, let settings else { return nil }
    return .init(model: model.value, endpoint: settings)
}

/// `[canaries]`.
func readCanaries(
    _ table: inout TableReader, _ canaries: inout Configuration.Canaries, _ directory: String,
    _ log: inout DiagnosticLog
) {
    if let suites = table.lines("suites", &log) { canaries.suites = suites.map { joined(directory, $0.value) } }
    canaries.key = secret("key", &table, directory, &log)
    let limits = canaries.limits
    canaries.limits.requestsPerMinute =
        table.integer("requests_per_minute", in: 1...6000, &log) ?? limits.requestsPerMinute
    canaries.limits.concurrency = table.integer("concurrency", in: 1...64, &log) ?? limits.concurrency
    canaries.limits.costPerHour = share("cost_per_hour", from: 0.001, to: 1e9, &table, &log)
    if let path = table.line("pause_file", bytesMax: 1024, &log) {
        canaries.pauseFile = joined(directory, path.value)
    }
    let hash = table.word("text_hash", among: Configuration.TextHash.allCases.map(\.rawValue), &log)
    canaries.textHash = hash.flatMap { .init(rawValue: $0.value) } ?? canaries.textHash
    canaries.recognisesText = table.flag("recognise_text", &log) ?? canaries.recognisesText
}

/// A bound on cost that nothing counts against.
func checkPrices(_ configuration: Configuration, _ log: inout DiagnosticLog) {
    guard configuration.canaries.limits.costPerHour != nil else { return }
    for settings in configuration.targets where settings.target.inputPrice + settings.target.outputPrice == 0 {
        log.warning(
            .noPrice, "`\(settings.target.name)` has no price, so `cost_per_hour` does not bound it",
            at: settings.place, help: ["add input_price and output_price, per million tokens"])
    }
}
