// The `[[test]]` tables of rule files. A run ignores them; `monitord test` and `monitord check` read them here.

package import Model

/// Reads the tests of all `paths`, as `loadRules` reads the rules. Says nothing of what `loadRules` says already.
package func loadRuleTests(
    paths: [String], set: RuleSet, paneWidth: TimeSpan
) -> (tests: [RuleTest], diagnostics: [Diagnostic]) {
    var files: [SourceFile] = []
    for path in paths {
        for name in (try? filesNamed(by: path)) ?? [] {
            if let file = try? SourceFile(reading: name) { files.append(file) }
        }
    }
    return parseRuleTests(files, set: set, paneWidth: paneWidth)
}

/// The tests of files that are already in memory.
package func parseRuleTests(
    _ files: [SourceFile], set: RuleSet, paneWidth: TimeSpan
) -> (tests: [RuleTest], diagnostics: [Diagnostic]) {
    var tests: [RuleTest] = []
    var diagnostics: [Diagnostic] = []
    let tables = files.map { file in
        var log = DiagnosticLog(file)
        return log.parse()
    }
    // What is said of these rules elsewhere need not be said of their tests again.
    let written = tables.contains { $0 == nil } ? nil : tables.flatMap { $0.map(ruleNames) ?? [] }
    for (file, table) in zip(files, tables) {
        var log = DiagnosticLog(file)
        log.writtenRules = written
        guard let table else { continue }
        var root = TableReader(table, at: .start, title: "a rule file", topic: "")
        var homes: [[UInt8]: Int] = [:]
        for reader in root.tables("test", topic: "test", &log) {
            guard let test = RuleTestTable.read(reader, file: file.path, set, paneWidth, &log) else { continue }
            if let line = homes.updateValue(test.line, forKey: Array(test.name.utf8)) {
                log.error(
                    .duplicateTest, "another test of this file has the same name",
                    at: reader.place, help: ["the other one is in line \(line)"])
            }
            tests.append(test)
        }
        diagnostics += log.inOrder
    }
    return (tests, diagnostics)
}

/// The names of all rules, also of those that are wrong.
private func ruleNames(_ table: TOMLTable) -> [String] {
    guard case .array(let rules)? = table["rule"]?.node.value else { return [] }
    return rules.compactMap { rule in
        if case .table(let table) = rule.value, case .string(let name)? = table["name"]?.node.value {
            name
        } else {
            nil
        }
    }
}

extension TableReader {
    /// Every table of `[[key]]`; one table, as in `key = { … }`, counts as an array of one.
    mutating func tables(_ key: String, topic: String, _ log: inout DiagnosticLog) -> [TableReader] {
        guard let node = node(key) else { return [] }
        let elements: [TOMLNode]
        switch node.value {
        case .table: elements = [node]
        case .array(let array): elements = array
        default:
            log.error(.wrongType, "`\(key)` must be a table, not \(node.kindName)", at: node.place)
            return []
        }
        let title = self.title.hasPrefix("[") ? "`\(key)` of \(self.title)" : "[[\(key)]]"
        var readers: [TableReader] = []
        for element in elements {
            guard case .table(let table) = element.value else {
                log.error(.wrongType, "`\(key)` must hold tables, not \(element.kindName)", at: element.place)
                continue
            }
            var title = title
            let isNamed = ["[[test]]", "[[gate]]"].contains(title)
            if isNamed, case .string(let name)? = table["name"]?.node.value { title += " \"\(name)\"" }
            readers.append(TableReader(table, at: element.place, title: title, topic: topic))
        }
        return readers
    }
}
