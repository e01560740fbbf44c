// What a rule measures and how it looks at it: `metric`, `detect` and `confirm`.

import Model

func ruleMetric(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Located<Metric>? {
    guard let word = table.string("metric", &log) else { return nil }
    if let metric = Metric(name: word.value) { return Located(value: metric, place: word.place) }
    let near = suggestion(for: word.value, key: "metric", among: Metric.names)
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
    case .events: [.absence, .unregistered]
    case .trainingAge, .evaluationAge: [.age]
    }
}

func ruleDetect(
    _ table: inout TableReader, _ metric: Located<Metric>?, _ dimensions: [Dimension]?, _ log: inout DiagnosticLog
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
    let measure = metric?.value.measure
    var detect = Detect(kind)
    readMode(&detect, metric, &table, &log)
    // A rate has no quantiles. A metric that was not understood gets the benefit of the doubt.
    let takesQuantile = kind == .quantile || kind == .compare && (metric == nil || measure != nil)
    let quantile = ownNumber("quantile", takesQuantile, { $0 > 0 && $0 < 1 }, "between 0 and 1", &table, &log)
    detect.quantile = quantile ?? (kind == .compare ? 0 : detect.quantile)
    if let chart = own("chart", .spc, kind, &table, &log), chart,
        let word = table.word("chart", among: Detect.Chart.allCases.map(\.rawValue), &log)
    {
        detect.chart = Detect.Chart(rawValue: word.value) ?? detect.chart
    }
    if own("fine_tune", .unregistered, kind, &table, &log) ?? false {
        detect.wantsFineTune = table.flag("fine_tune", &log) ?? false
    }
    readAtLeast(&detect, metric, &table, &log)
    readCusum(&detect, &table, &log)
    readCompare(&detect, metric, dimensions, word?.place ?? table.place, &table, &log)
    return detect
}

/// `evidence` where there is a sequential test, and it is the default there.
func ruleConfirm(_ table: inout TableReader, _ detect: Detect?, _ log: inout DiagnosticLog) -> Confirm {
    let word = table.word("confirm", among: Confirm.allCases.map(\.rawValue), &log)
    guard let detect else { return .evidence }
    if detect.isPaired, let word, word.value == "none" {
        log.error(
            .keyMismatch, "`paired` has no literal line", at: word.place,
            help: ["which pairs differ is chance: leave `confirm` out"])
    }
    if detect.kind == .mean, detect.isPoints || detect.isAbsolute, let word, word.value == "none" {
        log.error(
            .keyMismatch, "a mean in points or by itself has no literal line", at: word.place,
            help: ["leave `confirm` out"])
    }
    switch detect.kind {
    case .ratio, .share, .quantile, .mean, .compare:
        return word.flatMap { Confirm(rawValue: $0.value) } ?? .evidence
    case .js, .kl, .psi:
        if let word, word.value == "none" {
            log.error(
                .keyMismatch, "`\(detect.kind.rawValue)` has no literal line", at: word.place,
                help: ["a divergence of few events is large by chance: leave `confirm` out"])
        }
        return .evidence
    case .cusum, .spc, .absence, .age, .unregistered:
        if let word, word.value == "evidence" {
            log.error(
                .keyMismatch, "`\(detect.kind.rawValue)` has limits of its own", at: word.place,
                help: ["leave `confirm` out"])
        }
        return .none
    }
}

/// A baseline where none is looked at, and a number of events where silence is the finding, would be ignored.
func checkUnused(
    _ table: inout TableReader, _ detect: Detect?, _ confirm: Confirm, _ lines: RuleLines, _ log: inout DiagnosticLog
) {
    guard let detect else { return }
    if [.absence, .age, .unregistered].contains(detect.kind), let node = table.node("min_events") {
        log.error(
            .keyMismatch, "`min_events` means nothing to `\(detect.kind.rawValue)`", at: node.place,
            help: ["leave it out"])
    }
    guard let node = table.node("baseline") else { return }
    if let substitute = substitute(detect, lines) {
        log.error(
            .keyMismatch, "this `\(detect.kind.rawValue)` looks at no baseline", at: node.place, help: [substitute])
    } else if case .string("rolling") = node.value, detect.kind != .ratio || confirm == .none {
        log.error(
            .keyMismatch, "only a `ratio` by evidence rolls", at: node.place,
            help: ["learn a baseline: `monitord baseline learn`"])
    }
}

/// What a rule looks at that looks at no baseline.
private func substitute(_ detect: Detect, _ lines: RuleLines) -> String? {
    switch detect.kind {
    case .share: "a share is held against its own line; `ratio` compares with a baseline"
    case .compare: "a series is held against its `control`"
    case .age, .unregistered: "a model is held against its [[model]]"
    case .mean where detect.isAbsolute: "an absolute line is the number itself"
    case .spc where detect.chart == .xmr: "the limits of single values are those of the first twenty"
    case .absence where [lines.warning, lines.critical].allSatisfy { $0?.value.below == nil }:
        "a line with `below` is a share of what the baseline leads one to expect"
    case .ratio, .quantile, .mean, .js, .kl, .psi, .cusum, .spc, .absence: nil
    }
}
