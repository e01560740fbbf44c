// The lines of a rule: `warning`, `critical`, `resolve`, each on the right side of the baseline.

import Model

struct RuleLines {
    var warning: Located<Threshold>?
    var critical: Located<Threshold>?
    var warningSeverity: Located<Severity>?
    var criticalSeverity: Located<Severity>?
}

func ruleLines(
    _ table: inout TableReader, _ detect: Detect?, _ confirm: Confirm, _ hold: TimeSpan, _ log: inout DiagnosticLog
) -> RuleLines {
    let errorsBefore = errorCount(log)
    var lines = RuleLines()
    lines.warning = line("warning", &table, detect, confirm, hold, &lines.warningSeverity, &log)
    lines.critical = line("critical", &table, detect, confirm, hold, &lines.criticalSeverity, &log)
    guard let detect else { return lines }
    if detect.kind == .spc {
        for line in [lines.warning, lines.critical] {
            guard let line else { continue }
            log.error(
                .keyMismatch, "a control chart has limits of its own", at: line.place,
                help: ["leave `warning` and `critical` out; its alerts have severity low"])
        }
        lines = RuleLines(warning: Located(value: Threshold(hold: hold), place: table.place))
        return lines
    }
    if table.table["warning"] == nil, table.table["critical"] == nil {
        log.error(
            .noThreshold, "\(table.title) has no threshold", at: table.place, help: ["add \(example(detect))"])
    }
    if let warning = lines.warning, let critical = lines.critical, errorCount(log) == errorsBefore {
        checkOrder(warning, critical, detect, &log)
    }
    return lines
}

/// `{ below = 0.90, for = "5m" }`; without a `for` of its own it holds as long as the rule says.
private func line(
    _ key: String, _ table: inout TableReader, _ detect: Detect?, _ confirm: Confirm, _ hold: TimeSpan,
    _ severity: inout Located<Severity>?, _ log: inout DiagnosticLog
) -> Located<Threshold>? {
    let title = "`\(key)` of \(table.title)"
    guard var inner = table.table(key, title: title, topic: "rule.\(key)", &log) else { return nil }
    if detect?.kind == .age { return ageLine(title, &inner, hold, &log) }
    let below = inner.number("below", &log)
    let above = inner.number("above", &log)
    let ownHold = inner.duration("for", in: .zero...week, &log)
    severity = inner.word("severity", among: Severity.allCases.map(\.name), &log).flatMap { word in
        Severity(name: word.value).map { Located(value: $0, place: word.place) }
    }
    inner.reportUnknownKeys(&log)
    guard let detect else { return nil }
    let isBare = detect.kind == .absence || detect.kind == .unregistered
    // An unknown key is most likely the one that is missing.
    let hasUnknown = inner.table.entries.contains { !["for", "severity"].contains($0.key) }
    if below == nil, above == nil, !isBare, !hasUnknown {
        log.error(
            .missingKey, "\(title) has neither `below` nor `above`", at: inner.place, help: ["write \(example(detect))"]
        )
    }
    if let below { checkBelow(below, detect, confirm, &log) }
    if let above { checkAbove(above, detect, confirm, &log) }
    let threshold = Threshold(
        below: below?.value, above: above?.value, hold: ownHold?.value ?? hold, severity: severity?.value)
    return Located(value: threshold, place: below?.place ?? above?.place ?? inner.place)
}

/// `{ above = "90d" }`, kept in days.
private func ageLine(
    _ title: String, _ inner: inout TableReader, _ hold: TimeSpan, _ log: inout DiagnosticLog
) -> Located<Threshold>? {
    let above = inner.duration("above", in: .seconds(3600) ... .seconds(100 * 365 * 86400), &log)
    let ownHold = inner.duration("for", in: .zero...week, &log)
    if inner.table["above"] == nil {
        log.error(.missingKey, "\(title) has no `above`", at: inner.place, help: ["write { above = \"90d\" }"])
    }
    inner.reportUnknownKeys(&log)
    guard let above else { return nil }
    let days = Double(above.value.microseconds) / 86_400e6
    return Located(value: Threshold(above: days, hold: ownHold?.value ?? hold), place: above.place)
}

private func example(_ detect: Detect) -> String {
    switch detect.kind {
    case .share: "warning = { above = 0.001 }"
    case .quantile: "warning = { above = 1.5 }"
    case .mean where detect.isAbsolute: "warning = { below = 0.8 }"
    case .mean where detect.isPoints: "warning = { below = 0.05 }"
    case .mean: "warning = { below = 0.7, above = 1.3 }"
    case .js, .kl, .psi: "warning = { above = 0.01 }"
    case .absence, .unregistered: "warning = {}"
    case .age: "warning = { above = \"90d\" }"
    case .ratio, .cusum, .spc, .compare:
        detect.isPoints ? "warning = { below = 0.15 }" : "warning = { below = 0.90 } or critical = { below = 0.75 }"
    }
}

/// `90` that was meant as 90 %.
private func asShare(_ number: Double) -> [String] {
    number >= 2 && number < 100
        ? ["write \(number / 100) for \(number.rounded() == number ? "\(Int(number))" : "\(number)") %"] : []
}

/// NaN compares with nothing, so it fails every range.
private func checkBelow(
    _ below: Located<Double>, _ detect: Detect, _ confirm: Confirm, _ log: inout DiagnosticLog
) {
    switch detect.kind {
    case .spc: return  // The whole line has been refused.
    case .age: return  // Read elsewhere.
    case .unregistered:
        log.error(
            .badRatio, "`unregistered` has no lines", at: below.place, help: ["write an empty table: warning = {}"])
    case .share, .js, .kl, .psi:
        log.error(
            .badRatio, "`\(detect.kind.rawValue)` has no `below`", at: below.place,
            help: ["only a larger number is a finding: write `above`"])
    case .ratio where detect.isPoints, .mean where detect.isPoints || detect.isAbsolute:
        guard below.value > 0, below.value < 1 else {
            log.error(
                .badRatio, "`below` in points must be between 0 and 1", at: below.place,
                help: asShare(below.value) + ["0.15 means 15 percentage points below the baseline's rate"])
            return
        }
    case .ratio, .mean, .quantile, .cusum, .compare, .absence:
        // A line at the baseline itself asks for any fall at all, which only evidence can answer.
        let isAny = below.value == 1 && confirm == .evidence && (detect.kind == .ratio || detect.kind == .compare)
        guard below.value > 0, below.value < 1 || isAny else {
            log.error(
                .badRatio, "`below` must be between 0 and 1", at: below.place,
                help: asShare(below.value) + [
                    below.value > 1 && asShare(below.value).isEmpty
                        ? "a line above the baseline is written `above`"
                        : below.value == 1
                            ? "any fall at all is for `ratio` and `compare`, and takes evidence"
                            : "it is a share of the baseline: 0.90 means below 90 % of it"
                ])
            return
        }
    }
}

private func checkAbove(
    _ above: Located<Double>, _ detect: Detect, _ confirm: Confirm, _ log: inout DiagnosticLog
) {
    switch detect.kind {
    case .spc, .age: return
    case .unregistered:
        log.error(
            .badRatio, "`unregistered` has no lines", at: above.place, help: ["write an empty table: warning = {}"])
    case .absence:
        log.error(
            .badRatio, "`absence` has no `above`", at: above.place,
            help: ["write an empty table for silence, or `below` for too few requests"])
    case .share:
        guard above.value > 0, above.value < 1 else {
            log.error(
                .badRatio, "`above` of a share must be between 0 and 1", at: above.place,
                help: asShare(above.value) + ["0.001 means more than 0.1 % of the events"])
            return
        }
    case .ratio where detect.isPoints, .mean where detect.isPoints || detect.isAbsolute:
        guard above.value > 0, above.value < 1 else {
            log.error(
                .badRatio, "`above` in points must be between 0 and 1", at: above.place,
                help: asShare(above.value) + ["0.05 means 5 percentage points above the baseline's rate"])
            return
        }
    case .js, .kl, .psi:
        guard above.value > 0, above.value <= (detect.kind == .js ? 1 : 100) else {
            log.error(
                .badRatio, "`above` must be more than 0 and at most \(detect.kind == .js ? 1 : 100)", at: above.place,
                help: ["js is in bits, kl in nats; psi 0.1 is a small shift"])
            return
        }
    case .compare where detect.isPaired && above.value >= 2:
        log.error(
            .badRatio, "`above` of pairs must be less than 2", at: above.place,
            help: ["half of the pairs that differ is usual, so 2 would be more than all of them"])
    case .ratio, .mean, .quantile, .cusum, .compare:
        let isAny = above.value == 1 && confirm == .evidence && (detect.kind == .ratio || detect.kind == .compare)
        guard above.value > 1 || isAny, above.value <= 1000 else {
            log.error(
                .badRatio, "`above` must be more than 1 and at most 1000", at: above.place,
                help: [
                    above.value > 0 && above.value < 1
                        ? "a line below the baseline is written `below`"
                        : "it is a multiple of the baseline: 1.5 means above 150 % of it"
                ])
            return
        }
    }
}

/// The critical line lies further out than the warning line, on each side that both have.
private func checkOrder(
    _ warning: Located<Threshold>, _ critical: Located<Threshold>, _ detect: Detect, _ log: inout DiagnosticLog
) {
    let isInner = { (inner: Double, outer: Double) in detect.isPoints ? outer > inner : outer < inner }
    let wanted = { (side: String) in detect.isPoints ? "further from the baseline than" : side }
    if let inner = warning.value.below, let outer = critical.value.below, !isInner(inner, outer) {
        log.error(
            .criticalNotBelowWarning, "critical must be \(wanted("below")) warning", at: critical.place,
            help: ["warning is " + (detect.isPoints ? "\(inner) below" : "below \(inner) of") + " the baseline"])
    }
    if let inner = warning.value.above, let outer = critical.value.above, outer <= inner {
        log.error(
            .criticalNotBelowWarning, "critical must be \(wanted("above")) warning", at: critical.place,
            help: ["warning is " + (detect.isPoints ? "\(inner) above the baseline" : "above \(inner)")])
    }
}

func resolveRatio(
    _ table: inout TableReader, _ detect: Detect?, _ confirm: Confirm, _ lines: RuleLines, _ log: inout DiagnosticLog
) -> Double? {
    guard let resolve = table.number("resolve", &log), let detect else { return nil }
    let highest = [lines.warning, lines.critical].compactMap { $0?.value.below }.max() ?? 0
    guard detect.kind == .ratio, !detect.isPoints, confirm == .none, highest > 0 else {
        log.error(
            .keyMismatch, "`resolve` belongs to a literal `below`", at: resolve.place,
            help: [
                detect.kind == .ratio && !detect.isPoints
                    ? "an alert that was shown by evidence resolves when the evidence says so; or write confirm = "
                        + "\"none\"" : "only shares of the baseline have one"
            ])
        return nil
    }
    guard resolve.value >= highest, resolve.value > 0, resolve.value <= 1 else {
        log.error(
            .resolveRange, "`resolve` must be from \(highest) to 1", at: resolve.place,
            help: ["an alert that recovers below its own threshold would fire again at once"])
        return nil
    }
    return resolve.value
}
