// The tables of a rule file beside its rules: silences, deployed models, times that were bad.

import Model

/// Silences are for a deploy or a repair; what is to be silent for longer is a rule to be changed.
private let silenceMax = week

/// The filter of a `[[suppress]]`, whose fields can be checked once the labels of all files are known.
struct UncheckedSilence {
    var filter: Filter
    /// Nil when something else is wrong with it.
    var silence: Silence?
    var place: Place
    var title: String
}

/// The tables of `[[key]]`.
func tables(_ key: String, _ root: inout TableReader, _ log: inout DiagnosticLog) -> [TableReader] {
    guard let node = root.node(key) else { return [] }
    guard case .array(let elements) = node.value else {
        log.error(
            .wrongType, "`\(key)` must be an array of tables, not \(node.kindName)", at: node.place,
            help: ["write [[\(key)]] in double brackets"])
        return []
    }
    return elements.compactMap { element in
        guard case .table(let table) = element.value else {
            log.error(.wrongType, "a `\(key)` must be a table, not \(element.kindName)", at: element.place)
            return nil
        }
        return TableReader(table, at: element.place, title: "[[\(key)]]", topic: key)
    }
}

extension TableReader {
    /// A time with its zone: a string, or as TOML writes it.
    mutating func instant(_ key: String, _ log: inout DiagnosticLog) -> Located<EventTime>? {
        guard let node = node(key) else { return nil }
        let text: String
        switch node.value {
        case .string(let string): text = string
        case .time: text = log.text(at: node.place)
        case .integer, .float, .boolean, .array, .table:
            log.error(
                .wrongType, "`\(key)` must be a time, not \(node.kindName)", at: node.place,
                help: ["write \"2025-11-20T12:00:00Z\""])
            return nil
        }
        guard let time = EventTime(rfc3339: text) else {
            log.error(
                .badTime, "`\(key)` is not a time with its zone", at: node.place,
                help: ["write \"2025-11-20T12:00:00Z\" or \"2025-11-20T13:00:00+01:00\""])
            return nil
        }
        return Located(value: time, place: node.place)
    }

    /// `from` and `until`, in this order.
    mutating func period(_ log: inout DiagnosticLog) -> (from: EventTime, until: Located<EventTime>)? {
        for key in ["from", "until"] { require(key, &log) }
        let (first, last) = (instant("from", &log), instant("until", &log))
        guard let from = first, let until = last else { return nil }
        guard from.value < until.value else {
            log.error(
                .badPeriod, "`until` is not after `from`", at: until.place,
                help: ["the time goes from `from` up to `until`"])
            return nil
        }
        return (from.value, until)
    }
}

func parseSilence(_ table: TableReader, _ log: inout DiagnosticLog) -> UncheckedSilence? {
    var table = table
    for key in ["match", "author", "reason"] { table.require(key, &log) }
    let filter = table.filter("match", fields: nil, &log)
    let period = table.period(&log)
    let author = table.line("author", &log)
    let reason = table.line("reason", bytesMax: 500, &log)
    table.reportUnknownKeys(&log)
    if let period, period.until.value - period.from > silenceMax {
        log.error(
            .badPeriod, "a silence lasts at most 7d", at: period.until.place,
            help: ["alerts that nobody wants are cured in their rule"])
    }
    guard let filter else { return nil }
    var unchecked = UncheckedSilence(filter: filter.value, place: filter.place, title: table.title)
    if let period, let author, let reason {
        unchecked.silence = Silence(
            filter: filter.value, from: period.from, until: period.until.value, author: author.value,
            reason: reason.value)
    }
    return unchecked
}

/// Says which fields no alert has, and whether everything would be silent. `labels` are those of all rules.
func checkSilence(_ silence: UncheckedSilence, _ rules: [Rule], _ labels: [String], _ log: inout DiagnosticLog) {
    let filter = silence.filter
    guard checkFields(filter, "match", silence.place, alertFields + labels, silence.title, &log) else { return }
    let names = Dimension.allCases.map(\.name)
    // Of a dimension, nobody knows all values: such a silence leaves something to hear.
    let isAll =
        rules.count > 1 && !filter.fields.contains { names.contains($0) }
        && rules.allSatisfy { rule in Severity.allCases.allSatisfy { hides(filter, rule, $0) } }
    guard filter.holdsAlways || isAll else { return }
    log.warning(
        .silencesAll, "this silence hides every alert", at: silence.place,
        help: ["name what is worked on: match = 'rule = \"refusal-rate\" and model = \"acme/support-8b\"'"])
}

func hides(_ filter: Filter, _ rule: Rule, _ severity: Severity) -> Bool {
    filter.matches { field in
        switch field {
        case "rule": rule.name
        case "severity": severity.name
        case "plane": rule.plane.rawValue
        default: rule.labels.first { $0.name == field }?.value
        }
    }
}

func parseKnownBad(_ table: TableReader, _ log: inout DiagnosticLog) -> KnownBad? {
    var table = table
    for key in ["incident", "model", "cause"] { table.require(key, &log) }
    let incident = table.line("incident", &log)
    let model = table.line("model", &log)
    let period = table.period(&log)
    let cause = table.line("cause", bytesMax: 500, &log)
    table.reportUnknownKeys(&log)
    guard let incident, let model, let period, let cause else { return nil }
    return KnownBad(
        incident: incident.value, model: model.value, from: period.from, until: period.until.value, cause: cause.value)
}
