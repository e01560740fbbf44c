// One [[rule]] table, key by key.

import Model

/// Windows, `for` and `keep_firing_for` are at most this long.
private let week = TimeSpan.seconds(7 * 86400)

/// The rule and where its name stands, or nil when the table has an error.
func parseRule(
    _ table: TableReader, _ paneWidth: TimeSpan, _ log: inout DiagnosticLog
) -> (rule: Rule, place: Place)? {
    var table = table
    let errorsBefore = errorCount(log)
    for key in ["name", "metric", "by", "window", "detect"] { table.require(key, &log) }
    let name = ruleName(&table, &log)
    let metric = table.word("metric", among: Metric.allCases.map(\.rawValue), &log)
    let dimensions = groupedDimensions(&table, &log)
    let window = ruleWindow(&table, paneWidth, &log)
    _ = table.word("detect", among: ["ratio"], &log)
    let baseline = table.line("baseline", &log)
    let hold = table.duration("for", in: .zero...week, &log)?.value ?? .zero
    let warning = threshold("warning", &table, hold, &log)
    let critical = threshold("critical", &table, hold, &log)
    checkThresholds(table, warning, critical, &log)
    let resolve = resolveRatio(&table, [warning, critical], &log)
    let minimumEvents = table.integer("min_events", in: 1...1_000_000_000, &log)
    let keepFiringFor = table.duration("keep_firing_for", in: .zero...week, &log)?.value ?? .zero
    let runbookURL = link("runbook_url", &table, &log)
    let summary = table.line("summary", bytesMax: 500, &log)?.value
    table.reportUnknownKeys(&log)
    guard errorCount(log) == errorsBefore, !log.isFull, let name, let window, let dimensions,
        let metric = metric.flatMap({ Metric(rawValue: $0.value) })
    else { return nil }
    let rule = Rule(
        name: name.value, metric: metric, dimensions: dimensions, window: window,
        baseline: baseline.map { reference($0.value) } ?? .current, warning: warning?.value, critical: critical?.value,
        minimumEvents: minimumEvents ?? Rule.minimumEventsDefault, keepFiringFor: keepFiringFor, resolve: resolve,
        runbookURL: runbookURL, summary: summary)
    return (rule, name.place)
}

private func errorCount(_ log: DiagnosticLog) -> Int {
    log.diagnostics.count { $0.severity == .error }
}

private func reference(_ word: String) -> BaselineReference {
    word.utf8.elementsEqual("current".utf8) ? .current : .named(word)
}

private func ruleName(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Located<String>? {
    guard let name = table.string("name", &log) else { return nil }
    let bytes = Array(name.value.utf8)
    let isGood =
        1...64 ~= bytes.count && bytes.first != UInt8(ascii: "-")
        && bytes.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
    guard isGood else {
        let help = "1 to 64 of a-z, 0-9 and -, beginning with a letter or a digit"
        log.error(.ruleName, "this cannot be the name of a rule", at: name.place, help: [help])
        return nil
    }
    return name
}

/// In the order of `Dimension`, with the model among them.
private func groupedDimensions(_ table: inout TableReader, _ log: inout DiagnosticLog) -> [Dimension]? {
    guard let words = table.lines("by", &log) else { return nil }
    var found: [Dimension] = []
    for word in words {
        guard let dimension = Dimension.ofEvents.first(where: { $0.name.utf8.elementsEqual(word.value.utf8) }) else {
            let names = Dimension.ofEvents.map(\.name)
            log.error(
                .unknownDimension, "unknown dimension `\(word.value)` in \(table.title)", at: word.place,
                label: nearest(to: word.value, among: names).map { "did you mean `\($0)`?" },
                help: ["known: " + names.map { "`\($0)`" }.joined(separator: ", ")])
            return nil
        }
        if found.contains(dimension) {
            log.error(.duplicateDimension, "`\(dimension.name)` is named twice", at: word.place)
        } else {
            found.append(dimension)
        }
    }
    if !found.contains(.model), let first = words.first {
        log.error(
            .noModel, "\(table.title) does not group by model", at: first.place,
            help: ["a baseline belongs to one model: add \"model\" to `by`"])
    }
    return found.sorted()
}

private func ruleWindow(
    _ table: inout TableReader, _ paneWidth: TimeSpan, _ log: inout DiagnosticLog
) -> TimeSpan? {
    guard let window = table.duration("window", &log) else { return nil }
    let length = window.value.microseconds
    guard length > 0, window.value <= week else {
        log.error(.windowRange, "`window` must be longer than 0 and at most 7d", at: window.place)
        return nil
    }
    guard length % paneWidth.microseconds == 0 else {
        log.error(
            .windowNotPanes, "`window` is not a whole number of panes", at: window.place,
            help: ["a pane is \(paneWidth.durationText) wide: `width` in [panes]"])
        return nil
    }
    return window.value
}

/// `{ below = 0.90, for = "5m" }`; without a `for` of its own it holds as long as the rule says.
private func threshold(
    _ key: String, _ table: inout TableReader, _ hold: TimeSpan, _ log: inout DiagnosticLog
) -> Located<Threshold>? {
    let title = "`\(key)` of \(table.title)"
    guard var inner = table.table(key, title: title, topic: "rule.\(key)", &log) else { return nil }
    inner.require("below", &log, help: ["write \(key) = { below = 0.90 }"])
    let below = inner.number("below", &log)
    let ownHold = inner.duration("for", in: .zero...week, &log)
    inner.reportUnknownKeys(&log)
    guard let below else { return nil }
    // NaN compares with nothing, so it fails here too.
    guard below.value > 0, below.value < 1 else {
        log.error(
            .badRatio, "`below` must be between 0 and 1", at: below.place,
            help: ["it is a share of the baseline: 0.90 means below 90 % of it"])
        return nil
    }
    return Located(value: Threshold(below: below.value, hold: ownHold?.value ?? hold), place: below.place)
}

private func checkThresholds(
    _ table: TableReader, _ warning: Located<Threshold>?, _ critical: Located<Threshold>?, _ log: inout DiagnosticLog
) {
    if table.table["warning"] == nil, table.table["critical"] == nil {
        log.error(
            .noThreshold, "\(table.title) has no threshold", at: table.place,
            help: ["add warning = { below = 0.90 } or critical = { below = 0.75 }"])
    }
    if let warning, let critical, critical.value.below >= warning.value.below {
        log.error(
            .criticalNotBelowWarning, "critical must be below warning", at: critical.place,
            help: ["warning is below \(warning.value.below) of the baseline"])
    }
}

private func resolveRatio(
    _ table: inout TableReader, _ thresholds: [Located<Threshold>?], _ log: inout DiagnosticLog
) -> Double? {
    guard let resolve = table.number("resolve", &log) else { return nil }
    let highest = thresholds.compactMap { $0?.value.below }.max() ?? 0
    guard resolve.value >= highest, resolve.value > 0, resolve.value <= 1 else {
        log.error(
            .resolveRange, "`resolve` must be from \(highest) to 1", at: resolve.place,
            help: ["an alert that recovers below its own threshold would fire again at once"])
        return nil
    }
    return resolve.value
}

/// An http or https URL with a plain host. Nobody fetches it; people click on it.
private func link(_ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog) -> String? {
    guard let text = table.line(key, bytesMax: 2048, &log) else { return nil }
    let lower = text.value.lowercased()
    let scheme = ["https://", "http://"].first { lower.hasPrefix($0) }
    let authority = text.value.dropFirst(scheme?.count ?? 0).prefix { !"/?#".contains($0) }
    let isPlain = text.value.utf8.allSatisfy { 0x21...0x7E ~= $0 && !"\"<>\\^`{|}".utf8.contains($0) }
    guard scheme != nil, isPlain, !authority.isEmpty, !authority.contains("@") else {
        log.error(
            .badURL, "`\(key)` is not an http or https link", at: text.place,
            help: ["it needs https:// or http://, a host, no user name, no spaces, only ASCII"])
        return nil
    }
    return text.value
}
