// Filters in rule files: `where` of a rule, `match` of a silence.

import Model

extension TableReader {
    /// A filter over `fields`, or over any when they are known only later.
    mutating func filter(_ key: String, fields: [String]?, _ log: inout DiagnosticLog) -> Located<Filter>? {
        if let node = table[key]?.node, case .string = node.value {
        } else if let node = node(key) {
            log.error(
                .wrongType, "`\(key)` must be a filter in quotes, not \(node.kindName)", at: node.place,
                help: ["write \(key) = 'category = \"weapons\" and model ~ \"acme/.*\"'"])
            return nil
        }
        guard let text = string(key, &log) else { return nil }
        do throws(FilterError) {
            let filter = try Filter(text.value)
            if let fields, !checkFields(filter, key, text.place, fields, title, &log) { return nil }
            return Located(value: filter, place: text.place)
        } catch {
            log.error(
                .badFilter, "`\(key)` is not understood: \(error.reason)",
                at: log.place(error.offset, error.length, inside: text.place), label: error.help,
                help: ["`monitord help \(topic).\(key)`"])
            return nil
        }
    }
}

/// Reports every name that is not among `fields`.
func checkFields(
    _ filter: Filter, _ key: String, _ place: Place, _ fields: [String], _ title: String, _ log: inout DiagnosticLog
) -> Bool {
    var isGood = true
    for mention in filter.mentions where !fields.contains(mention.field) {
        isGood = false
        log.error(
            .unknownField, "unknown field `\(mention.field)` in `\(key)` of \(title)",
            at: log.place(mention.offset, mention.length, inside: place),
            label: suggestion(for: mention.field, key: "by", among: fields).map { "did you mean `\($0)`?" },
            help: ["known: " + fields.map { "`\($0)`" }.joined(separator: ", ")])
    }
    return isGood
}

/// The series that a rule is about, over the names of events.
func ruleFilter(_ table: inout TableReader, _ detect: Detect?, _ log: inout DiagnosticLog) -> Filter? {
    guard let filter = table.filter("where", fields: Dimension.ofEvents.map(\.name), &log) else { return nil }
    let replaced = (detect?.replaced ?? []).map(\.name)
    if !filter.value.isSeparable(by: replaced) {
        let names = replaced.map { "`\($0)`" }.joined(separator: " and ")
        log.error(
            .badFilter, "`where` cannot be asked of the control, which has another \(names)", at: filter.place,
            help: ["join tests of \(names) to the others by `and`: the control is not asked for them"])
    }
    return filter.value
}
