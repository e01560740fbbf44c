// What a rule measures and how it looks at it: `metric`, `detect` and the keys that belong to one `detect` word.

import Model

func ruleMetric(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Located<Metric>? {
    guard let word = table.string("metric", &log) else { return nil }
    if let metric = Metric(name: word.value) { return Located(value: metric, place: word.place) }
    let near = nearest(to: word.value, among: Metric.names)
    log.error(
        .unknownWord, "unknown metric `\(word.value)` in \(table.title)", at: word.place,
        label: near.map { "did you mean `\($0)`?" },
        help: [
            "known: " + Metric.names.map { "`\($0)`" }.joined(separator: ", ")
                + "; any `signals.NAME` that producers send, and `mix.DIMENSION`"
        ])
    return nil
}

/// The words that go with each metric.
private func kinds(of metric: Metric) -> [Detect.Kind] {
    switch metric {
    case .refusalRate, .errorRate, .blockedRate: [.ratio, .share, .cusum, .spc, .compare]
    case .measure: [.ratio, .share, .quantile, .mean, .js, .kl, .psi, .cusum, .spc, .compare]
    case .mix: [.js, .kl, .psi]
    case .events: [.absence]
    }
}

func ruleDetect(
    _ table: inout TableReader, _ metric: Located<Metric>?, _ log: inout DiagnosticLog
) -> Detect? {
    let word = table.word("detect", among: Detect.Kind.allCases.map(\.rawValue), &log)
    guard let kind = word.flatMap({ Detect.Kind(rawValue: $0.value) }) else {
        for key in detectKeys { _ = table.node(key) }
        return nil
    }
    if let metric, let word, !kinds(of: metric.value).contains(kind) {
        let fitting = kinds(of: metric.value).map { "`\($0.rawValue)`" }.joined(separator: ", ")
        log.error(
            .metricMismatch, "`\(kind.rawValue)` cannot look at `\(metric.value.name)`", at: word.place,
            help: ["this metric goes with \(fitting)"])
    }
    var detect = Detect(kind)
    if let mode = own("mode", .ratio, kind, &table, &log), mode {
        detect.isPoints = table.word("mode", among: ["relative", "points"], &log)?.value == "points"
    }
    let takesQuantile = kind == .quantile || kind == .compare
    detect.quantile = fraction("quantile", takesQuantile, &table, &log) ?? (kind == .compare ? 0 : detect.quantile)
    detect.atLeast =
        fraction("at_least", [.ratio, .share, .spc, .cusum, .compare].contains(kind), &table, &log)
        ?? detect.atLeast
    if let chart = own("chart", .spc, kind, &table, &log), chart,
        let word = table.word("chart", among: Detect.Chart.allCases.map(\.rawValue), &log)
    {
        detect.chart = Detect.Chart(rawValue: word.value) ?? detect.chart
    }
    readCusum(&detect, &table, &log)
    readCompare(&detect, &table, &log)
    return detect
}

private let detectKeys = [
    "mode", "quantile", "at_least", "chart", "run_length", "head_start", "control", "paired",
]

/// Whether `key` may be read; says so when it stands in a rule of another word.
private func own(
    _ key: String, _ owner: Detect.Kind, _ kind: Detect.Kind, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> Bool? {
    guard let node = table.node(key) else { return nil }
    if owner == kind { return true }
    log.error(
        .keyMismatch, "`\(key)` means nothing to `\(kind.rawValue)`", at: node.place,
        help: ["it belongs to detect = \"\(owner.rawValue)\""])
    return false
}

/// A number strictly between 0 and 1.
private func fraction(
    _ key: String, _ isOwn: Bool, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> Double? {
    guard let number = table.number(key, &log) else { return nil }
    guard isOwn else {
        log.error(.keyMismatch, "`\(key)` means nothing to this `detect`", at: number.place)
        return nil
    }
    guard number.value > 0, number.value < 1 else {
        log.error(.outOfRange, "`\(key)` must be between 0 and 1", at: number.place)
        return nil
    }
    return number.value
}

private func readCusum(_ detect: inout Detect, _ table: inout TableReader, _ log: inout DiagnosticLog) {
    if let isOwn = own("run_length", .cusum, detect.kind, &table, &log), isOwn,
        let number = table.number("run_length", &log)
    {
        if number.value >= 100, number.value <= 1e15 {
            detect.runLength = number.value
        } else {
            log.error(
                .outOfRange, "`run_length` must be from 100 to 1e15", at: number.place,
                help: ["it is the mean number of events between two false alarms"])
        }
    }
    if let isOwn = own("head_start", .cusum, detect.kind, &table, &log), isOwn {
        detect.hasHeadStart = table.flag("head_start", &log) ?? false
    }
}

private func readCompare(_ detect: inout Detect, _ table: inout TableReader, _ log: inout DiagnosticLog) {
    if let isOwn = own("paired", .compare, detect.kind, &table, &log), isOwn {
        detect.isPaired = table.flag("paired", &log) ?? false
    }
    guard let isOwn = own("control", .compare, detect.kind, &table, &log), isOwn, let word = table.line("control", &log)
    else { return }
    if word.value.utf8.elementsEqual("base_model".utf8) { return }
    let parts = word.value.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let dimension = Dimension(name: parts[0]), Dimension.ofEvents.contains(dimension) else {
        log.error(
            .badControl, "`control` names no series", at: word.place,
            help: ["write \"base_model\", or a dimension and its value: \"deployment=control\""])
        return
    }
    detect.control = .value(dimension, parts[1])
}

/// `evidence` where there is a sequential test, and it is the default there.
func ruleConfirm(_ table: inout TableReader, _ detect: Detect?, _ log: inout DiagnosticLog) -> Confirm {
    let word = table.word("confirm", among: Confirm.allCases.map(\.rawValue), &log)
    guard let detect else { return .evidence }
    switch detect.kind {
    case .ratio, .share, .quantile, .mean, .js, .kl, .psi, .compare:
        return word.flatMap { Confirm(rawValue: $0.value) } ?? .evidence
    case .cusum, .spc, .absence:
        if let word, word.value == "evidence" {
            log.error(
                .keyMismatch, "`\(detect.kind.rawValue)` has limits of its own", at: word.place,
                help: ["leave `confirm` out"])
        }
        return .none
    }
}
