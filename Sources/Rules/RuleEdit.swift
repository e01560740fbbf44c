// Rule files as they would be with other values: what a sweep tries.

/// One key of one rule, or of `[budget]`, with another value.
package struct RuleEdit: Equatable, Sendable {
    /// The rule's name or `budget`, then keys: `["refusal-rate", "critical", "below"]`.
    package let path: [String]
    /// A number or a duration, as TOML writes it but for the quotes.
    package let value: String

    package init(path: [String], value: String) {
        precondition(path.count >= 2, "an edit names a table and a key")
        self.path = path
        self.value = value
    }

    /// Whether one of the files has a table of that name. Files that are no TOML have none.
    package func isApplicable(to files: [SourceFile]) -> Bool {
        files.contains { file in
            guard var table = try? parseTOML(file.bytes) else { return false }
            return apply(to: &table)
        }
    }

    private var node: TOMLNode.Value {
        if let number = Int64(value) { return .integer(number) }
        if let number = Double(value), number.isFinite { return .float(number) }
        return .string(value)
    }

    /// Sets the value in the tables of one file. False when the file has no table of that name.
    func apply(to root: inout TOMLTable) -> Bool {
        let name = path[0]
        let keys = path.dropFirst()
        if name.utf8.elementsEqual("budget".utf8) {
            return change("budget", of: &root) { Self.set(keys, node, &$0) }
        }
        return change("rule", of: &root) { rules in
            guard case .array(var elements) = rules.value else { return false }
            var isFound = false
            for place in elements.indices {
                guard case .table(let table) = elements[place].value,
                    case .string(let own)? = table["name"]?.node.value,
                    own.utf8.elementsEqual(name.utf8)
                else { continue }
                isFound = Self.set(keys, node, &elements[place]) || isFound
            }
            rules.value = .array(elements)
            return isFound
        }
    }

    private func change(_ key: String, of table: inout TOMLTable, _ body: (inout TOMLNode) -> Bool) -> Bool {
        guard let place = table.entries.firstIndex(where: { $0.key.utf8.elementsEqual(key.utf8) }) else { return false }
        return body(&table.entries[place].node)
    }

    /// Keys that are not there are made where their table stands, and then checked like any other.
    private static func set(_ keys: ArraySlice<String>, _ value: TOMLNode.Value, _ node: inout TOMLNode) -> Bool {
        guard let key = keys.first else {
            node.value = value
            return true
        }
        guard case .table(var table) = node.value else { return false }
        if !table.entries.contains(where: { $0.key.utf8.elementsEqual(key.utf8) }) {
            let empty = TOMLNode(value: .table(TOMLTable(entries: [])), place: node.place)
            table.entries.append(.init(key: key, keyPlace: node.place, node: empty))
        }
        for place in table.entries.indices where table.entries[place].key.utf8.elementsEqual(key.utf8) {
            guard set(keys.dropFirst(), value, &table.entries[place].node) else { return false }
        }
        node.value = .table(table)
        return true
    }
}

/// The files of `paths`, for reading them more than once.
package func ruleFiles(paths: [String]) -> (files: [SourceFile], diagnostics: [Diagnostic]) {
    var files: [SourceFile] = []
    var diagnostics: [Diagnostic] = []
    for path in paths {
        for name in ruleFileNames(path, &diagnostics) {
            do throws(FileError) {
                files.append(try SourceFile(reading: name))
            } catch {
                diagnostics.append(Diagnostic(error))
            }
        }
    }
    return (files, diagnostics)
}
