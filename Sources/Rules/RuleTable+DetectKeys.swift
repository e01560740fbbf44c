// The keys that belong to one `detect` word, and that each stands only where it means something.

import Model

/// Read, so that they are known, when the word itself is not.
let detectKeys = [
    "mode", "quantile", "at_least", "chart", "run_length", "head_start", "control", "paired", "fine_tune",
]

/// Whether `key` may be read; says so when it stands in a rule of another word.
func own(
    _ key: String, _ owner: Detect.Kind, _ kind: Detect.Kind, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> Bool? {
    guard let node = table.node(key) else { return nil }
    if owner == kind { return true }
    log.error(
        .keyMismatch, "`\(key)` means nothing to `\(kind.rawValue)`", at: node.place,
        help: ["it belongs to detect = \"\(owner.rawValue)\""])
    return false
}

/// A number that only some rules may have; `isGood` and `range` say which.
func ownNumber(
    _ key: String, _ isOwn: Bool, _ isGood: (Double) -> Bool, _ range: String, _ table: inout TableReader,
    _ log: inout DiagnosticLog
) -> Double? {
    guard let number = table.number(key, &log) else { return nil }
    guard isOwn else {
        log.error(
            .keyMismatch, "`\(key)` means nothing to this `metric` and `detect`", at: number.place,
            help: ["`monitord help rule.\(key)`"])
        return nil
    }
    guard isGood(number.value) else {
        log.error(.outOfRange, "`\(key)` must be \(range)", at: number.place)
        return nil
    }
    return number.value
}

/// From which number on an event counts. Half of [0, 1] is a sensible middle; of milliseconds there is none.
func readAtLeast(
    _ detect: inout Detect, _ metric: Located<Metric>?, _ table: inout TableReader, _ log: inout DiagnosticLog
) {
    let measure = metric?.value.measure
    // Single values are means.
    let isCounting =
        detect.kind == .ratio || detect.kind == .share || detect.kind == .spc && detect.chart != .xmr
    let isShare = measure?.isShare ?? true
    let found = ownNumber(
        "at_least", isCounting && (metric == nil || measure != nil), { $0 > 0 && $0 <= (isShare ? 1 : 1e9) },
        isShare ? "more than 0 and at most 1" : "more than 0 and at most 1e9", &table, &log)
    detect.atLeast = found ?? detect.atLeast
    if isCounting, !isShare {
        table.require(
            "at_least", &log,
            help: ["add at_least = 2000: from which \(measure?.name ?? "number") on an event counts"])
    }
}

/// What the numbers of the lines are. A mean has points and a scale of its own only where everybody knows the scale.
func readMode(
    _ detect: inout Detect, _ metric: Located<Metric>?, _ table: inout TableReader, _ log: inout DiagnosticLog
) {
    guard let node = table.node("mode") else { return }
    guard detect.kind == .ratio || detect.kind == .mean else {
        log.error(
            .keyMismatch, "`mode` means nothing to `\(detect.kind.rawValue)`", at: node.place,
            help: ["it belongs to detect = \"ratio\" and \"mean\""])
        return
    }
    let words = detect.kind == .mean ? ["relative", "points", "absolute"] : ["relative", "points"]
    let word = table.word("mode", among: words, &log)
    detect.isPoints = word?.value == "points"
    detect.isAbsolute = word?.value == "absolute"
    guard detect.kind == .mean, detect.isPoints || detect.isAbsolute, let measure = metric?.value.measure else {
        return
    }
    if !measure.isShare {
        log.error(
            .keyMismatch, "`\(measure.name)` is not between 0 and 1, so its mean has only relative lines",
            at: node.place, help: ["leave `mode` out and write a share of the baseline, such as 0.9"])
    }
}

func readCusum(_ detect: inout Detect, _ table: inout TableReader, _ log: inout DiagnosticLog) {
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

/// `word` is where `compare` stands.
func readCompare(
    _ detect: inout Detect, _ metric: Located<Metric>?, _ dimensions: [Dimension]?, _ word: Place,
    _ table: inout TableReader, _ log: inout DiagnosticLog
) {
    let control = own("control", .compare, detect.kind, &table, &log).flatMap { $0 ? table.line("control", &log) : nil }
    let parts = (control?.value ?? "base_model").split(separator: "=", maxSplits: 1).map(String.init)
    if parts == ["base_model"] {
        checkControl(.baseModel, detect, dimensions, control?.place ?? word, &log)
    } else if parts.count == 2, let dimension = Dimension(name: parts[0]), Dimension.ofEvents.contains(dimension) {
        detect.control = .value(dimension, parts[1])
        checkControl(dimension, detect, dimensions, control?.place ?? word, &log)
    } else if let control {
        log.error(
            .badControl, "`control` names no series", at: control.place,
            help: ["write \"base_model\", or a dimension and its value: \"deployment=control\""])
    }
    guard let isOwn = own("paired", .compare, detect.kind, &table, &log), isOwn, let node = table.node("paired")
    else { return }
    detect.isPaired = table.flag("paired", &log) ?? false
    guard detect.isPaired, let metric, !metric.value.isOutcomeRate || detect.control != .baseModel else { return }
    log.error(
        .keyMismatch, "`paired` compares outcomes with those of the base model", at: node.place,
        help: ["it takes `refusal_rate`, `error_rate` or `blocked_rate`, and control = \"base_model\""])
}

/// A series finds its control by a value of its own, which it must have. Nil `dimensions` have been reported.
private func checkControl(
    _ needed: Dimension, _ detect: Detect, _ dimensions: [Dimension]?, _ place: Place, _ log: inout DiagnosticLog
) {
    guard detect.kind == .compare, let dimensions, !dimensions.contains(needed) else { return }
    log.error(
        .badControl, "the control is found by `\(needed.name)`, which is not in `by`", at: place,
        help: ["add \"\(needed.name)\" to `by`"])
}
