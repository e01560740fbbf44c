// One [[rule]] table, key by key.

import Model

/// Windows, `for` and `keep_firing_for` are at most this long.
let week = TimeSpan.seconds(7 * 86400)

/// The rule and where its name stands, or nil when the table has an error.
func parseRule(
    _ table: TableReader, _ paneWidth: TimeSpan, _ fileLabels: [Label], _ log: inout DiagnosticLog
) -> (rule: Rule, place: Place)? {
    var table = table
    let errorsBefore = errorCount(log)
    for key in ["name", "metric", "by", "window", "detect"] { table.require(key, &log) }
    let name = ruleName(&table, &log)
    let metric = ruleMetric(&table, &log)
    let dimensions = groupedDimensions(&table, &log)
    let window = ruleWindow(&table, paneWidth, &log)
    let detect = ruleDetect(&table, metric, dimensions, &log)
    let confirm = ruleConfirm(&table, detect, &log)
    let baseline = table.line("baseline", &log)
    let hold = table.duration("for", in: .zero...week, &log)?.value ?? .zero
    let lines = ruleLines(&table, detect, confirm, hold, &log)
    let resolve = resolveRatio(&table, detect, confirm, lines, &log)
    checkUnused(&table, detect, confirm, lines, &log)
    checkMix(metric, dimensions, &log)
    let minimumEvents = table.integer("min_events", in: 1...1_000_000_000, &log)
    let keepFiringFor = table.duration("keep_firing_for", in: .zero...week, &log)?.value ?? .zero
    let filter = ruleFilter(&table, detect, &log)
    checkSeverities(lines.warningSeverity, lines.criticalSeverity, detect, metric?.value, lines, &log)
    let plane = table.word("plane", among: Plane.allCases.map(\.rawValue), &log).flatMap { Plane(rawValue: $0.value) }
    let labels = table.labels("labels", isLabel: true, title: table.title, &log)
    let annotations = table.labels("annotations", isLabel: false, title: table.title, &log)
    let runbookURL = link("runbook_url", &table, &log)
    let summary = table.line("summary", bytesMax: 500, &log)?.value
    table.reportUnknownKeys(&log)
    guard errorCount(log) == errorsBefore, !log.isFull, let name, let window, let dimensions, let metric, let detect
    else { return nil }
    var rule = Rule(
        name: name.value, metric: metric.value, dimensions: dimensions, window: window, detect: detect,
        confirm: confirm, baseline: baseline.map { reference($0.value) } ?? .current, warning: lines.warning?.value,
        critical: lines.critical?.value, minimumEvents: minimumEvents ?? Rule.minimumEventsDefault,
        keepFiringFor: keepFiringFor, resolve: resolve, runbookURL: runbookURL, summary: summary)
    (rule.filter, rule.labels, rule.annotations) = (filter, merged(fileLabels, labels), annotations)
    if let plane { rule.plane = plane }
    return (rule, name.place)
}

func errorCount(_ log: DiagnosticLog) -> Int {
    log.diagnostics.count { $0.severity == .error }
}

private func reference(_ word: String) -> BaselineReference {
    word.utf8.elementsEqual("current".utf8)
        ? .current : word.utf8.elementsEqual("rolling".utf8) ? .rolling : .named(word)
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
    guard SelfRule(name: name.value) == nil else {
        log.error(
            .duplicateRule, "`\(name.value)` is a rule that monitord has by itself", at: name.place,
            help: ["choose another name"])
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
                label: suggestion(for: word.value, key: "by", among: names).map { "did you mean `\($0)`?" },
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

/// Series of one value have nothing to spread over.
private func checkMix(
    _ metric: Located<Metric>?, _ dimensions: [Dimension]?, _ log: inout DiagnosticLog
) {
    guard let metric, case .mix(let dimension) = metric.value, let dimensions, dimensions.contains(dimension)
    else { return }
    log.error(
        .duplicateDimension, "`\(dimension.name)` is both mixed and grouped by", at: metric.place,
        help: ["a series of one \(dimension.name) has no mix of them: take it out of `by`"])
}

private func ruleWindow(
    _ table: inout TableReader, _ paneWidth: TimeSpan, _ log: inout DiagnosticLog
) -> TimeSpan? {
    guard let window = table.duration("window", &log) else { return nil }
    let length = window.value.microseconds
    guard length > 0, window.value <= week else {
        log.error(
            .windowRange, "`window` must be longer than 0 and at most 7d", at: window.place,
            help: ["write \"\(length > 0 ? "7d" : paneWidth.durationText)\""])
        return nil
    }
    guard length % paneWidth.microseconds == 0 else {
        log.error(
            .windowNotPanes, "`window` is not a whole number of panes", at: window.place,
            help: [
                "a pane is \(paneWidth.durationText) wide: `width` in [panes]",
                "write \"\(wholePanes(length, paneWidth).durationText)\"",
            ])
        return nil
    }
    return window.value
}

/// The next longer window that is allowed.
private func wholePanes(_ microseconds: Int64, _ paneWidth: TimeSpan) -> TimeSpan {
    let width = paneWidth.microseconds
    return TimeSpan(microseconds: (microseconds / width + 1) * width)
}

/// An http or https URL with a plain host. Nobody fetches it; people click on it.
func link(_ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog) -> String? {
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
