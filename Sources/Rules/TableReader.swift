// Reads one table key by key, so that every wrong type and every unknown key is reported with its place.

import Model

/// Lends out the values of a table and remembers which keys exist. Getters give nil for an absent key
/// and for a value of the wrong type; the latter is in the log.
struct TableReader {
    let table: TOMLTable
    /// Where to point when a key is missing.
    let place: Place
    /// What people call the table, such as `[panes]`.
    let title: String
    /// The topic of `monitord help`.
    let topic: String
    private var known: [String] = []

    init(_ table: TOMLTable, at place: Place, title: String, topic: String) {
        self.table = table
        self.place = place
        self.title = title
        self.topic = topic
    }

    mutating func node(_ key: String) -> TOMLNode? {
        known.append(key)
        return table[key]?.node
    }

    mutating func string(_ key: String, _ log: inout DiagnosticLog) -> Located<String>? {
        guard let node = node(key) else { return nil }
        guard case .string(let text) = node.value else { return mismatch(key, node, "a string in quotes", &log) }
        return Located(value: text, place: node.place)
    }

    /// One line of one to `bytesMax` bytes.
    mutating func line(_ key: String, bytesMax: Int = 256, _ log: inout DiagnosticLog) -> Located<String>? {
        guard let text = string(key, &log) else { return nil }
        guard isLine(text.value, bytesMax) else {
            log.error(.badText, "`\(key)` must be one line of 1 to \(bytesMax) bytes", at: text.place)
            return nil
        }
        return text
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int64>, _ log: inout DiagnosticLog) -> Int64? {
        guard let node = node(key) else { return nil }
        guard case .integer(let number) = node.value else { return mismatch(key, node, "an integer", &log) }
        guard range.contains(number) else {
            let bounds = "from \(range.lowerBound) to \(range.upperBound)"
            let near = min(max(number, range.lowerBound), range.upperBound)
            log.error(.outOfRange, "`\(key)` must be \(bounds)", at: node.place, help: ["write \(key) = \(near)"])
            return nil
        }
        return number
    }

    mutating func number(_ key: String, _ log: inout DiagnosticLog) -> Located<Double>? {
        guard let node = node(key) else { return nil }
        switch node.value {
        case .float(let number): return Located(value: number, place: node.place)
        case .integer(let number): return Located(value: Double(number), place: node.place)
        default: return mismatch(key, node, "a number", &log)
        }
    }

    mutating func duration(
        _ key: String, in range: ClosedRange<TimeSpan>? = nil, _ log: inout DiagnosticLog
    ) -> Located<TimeSpan>? {
        guard let node = node(key) else { return nil }
        guard case .string(let text) = node.value else {
            var help = "durations are strings, write \"5m\""
            if case .integer(let number) = node.value, number > 0 {
                help = "durations are strings, write \"\(number)s\" or \"\(number)m\""
            }
            return mismatch(key, node, "a duration", &log, help: [help])
        }
        guard let span = TimeSpan(duration: text) else {
            let help =
                nearestDuration(text).map { "write \"\($0)\"" }
                ?? "whole numbers, units from large to small, such as \"30s\", \"5m\" or \"1h30m\""
            log.error(.badDuration, "`\(key)` is not a duration", at: node.place, help: [help])
            return nil
        }
        if let range, !range.contains(span) {
            let bounds = "from \(range.lowerBound.durationText) to \(range.upperBound.durationText)"
            let near = min(max(span, range.lowerBound), range.upperBound).durationText
            log.error(.outOfRange, "`\(key)` must be \(bounds)", at: node.place, help: ["write \"\(near)\""])
            return nil
        }
        return Located(value: span, place: node.place)
    }

    /// Up to 1,000 lines of 1 to 1,024 bytes. Empty arrays are refused.
    mutating func lines(
        _ key: String, allowsNone: Bool = false, _ log: inout DiagnosticLog
    ) -> [Located<String>]? {
        guard let node = node(key) else { return nil }
        guard case .array(let elements) = node.value else {
            return mismatch(key, node, "an array of strings", &log)
        }
        guard allowsNone && elements.isEmpty || 1...1000 ~= elements.count else {
            log.error(.outOfRange, "`\(key)` must have 1 to 1000 elements", at: node.place, help: ["name one at least"])
            return nil
        }
        var lines: [Located<String>] = []
        for element in elements {
            guard case .string(let text) = element.value else {
                return mismatch(key, element, "an array of strings", &log)
            }
            guard isLine(text, 1024) else {
                log.error(.badText, "`\(key)` must hold lines of 1 to 1024 bytes", at: element.place)
                return nil
            }
            lines.append(Located(value: text, place: element.place))
        }
        return lines
    }

    mutating func flag(_ key: String, _ log: inout DiagnosticLog) -> Bool? {
        guard let node = node(key) else { return nil }
        guard case .boolean(let flag) = node.value else { return mismatch(key, node, "true or false", &log) }
        return flag
    }

    /// One of `words`; another word is refused with the list of them.
    mutating func word(_ key: String, among words: [String], _ log: inout DiagnosticLog) -> Located<String>? {
        guard let text = string(key, &log) else { return nil }
        guard words.contains(where: { $0.utf8.elementsEqual(text.value.utf8) }) else {
            let label = suggestion(for: text.value, key: key, among: words).map { "did you mean `\($0)`?" }
            let list = words.map { "`\($0)`" }.joined(separator: ", ")
            log.error(
                .unknownWord, "unknown \(key) `\(text.value)` in \(title)", at: text.place, label: label,
                help: ["known: \(list)"])
            return nil
        }
        return text
    }

    /// A table inside this one, to be read by a reader of its own.
    mutating func table(_ key: String, title: String, topic: String, _ log: inout DiagnosticLog) -> TableReader? {
        guard let node = node(key) else { return nil }
        guard case .table(let inner) = node.value else { return mismatch(key, node, "a table", &log) }
        return TableReader(inner, at: node.place, title: title, topic: topic)
    }

    /// Reports `key` when it is absent.
    func require(_ key: String, _ log: inout DiagnosticLog, help: [String] = []) {
        guard table[key] == nil else { return }
        let example = help.isEmpty ? example(of: key, in: topic).map { [$0] } ?? [] : help
        log.error(.missingKey, "missing key `\(key)` in \(title)", at: place, help: example)
    }

    /// Reports every key that nobody asked for. Call it last. `whole` is the topic of help where the keys have none of
    /// their own.
    func reportUnknownKeys(_ log: inout DiagnosticLog, whole: String? = nil) {
        let unknown = table.entries.lazy.filter { entry in
            !known.contains { $0.utf8.elementsEqual(entry.key.utf8) }
        }
        for entry in unknown {
            if log.isFull { break }
            let advice = adviceOnKey(entry.key, topic: topic)
            let guess = advice == nil ? nearest(to: entry.key, among: known) : nil
            let subject = whole ?? [topic, guess ?? ""].filter { !$0.isEmpty }.joined(separator: ".")
            log.error(
                .unknownKey, "unknown key `\(entry.key)` in \(title)", at: entry.keyPlace,
                label: guess.map { "did you mean `\($0)`?" },
                help: (advice.map { [$0] } ?? []) + (subject.isEmpty ? [] : ["`monitord help \(subject)`"]))
        }
    }

    private func mismatch<Value>(
        _ key: String, _ node: TOMLNode, _ wanted: String, _ log: inout DiagnosticLog, help: [String] = []
    ) -> Value? {
        log.error(
            .wrongType, "`\(key)` must be \(wanted), not \(node.kindName)", at: node.place,
            help: help.isEmpty ? advice(key, node, wanted, log) : help)
        return nil
    }
}

private func isLine(_ text: String, _ bytesMax: Int) -> Bool {
    1...bytesMax ~= text.utf8.count && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
}
