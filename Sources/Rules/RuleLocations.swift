// Where each rule and each silence of a set stands, for what is said of a set as a whole.

internal import Model

/// The places of the tables of rule files that have no errors.
package struct RuleLocations {
    private struct Location {
        var name: String
        var file: Int
        var place: Place
        /// Keys and where their values stand.
        var keys: [(name: String, place: Place)]
    }

    private let files: [SourceFile]
    private var rules: [Location] = []
    private var silences: [Location] = []
    private var models: [Location] = []

    package init(_ files: [SourceFile]) {
        self.files = files
        for (index, file) in files.enumerated() {
            guard let table = try? parseTOML(file.bytes) else { continue }
            rules += Self.locations(table, "rule", index)
            silences += Self.locations(table, "suppress", index)
            models += Self.locations(table, "model", index)
        }
    }

    private static func locations(_ table: TOMLTable, _ key: String, _ file: Int) -> [Location] {
        guard case .array(let elements)? = table[key]?.node.value else { return [] }
        return elements.compactMap { element in
            guard case .table(let inner) = element.value else { return nil }
            var name = ""
            if case .string(let text)? = inner["name"]?.node.value { name = text }
            return Location(
                name: name, file: file, place: element.place, keys: inner.entries.map { ($0.key, $0.node.place) })
        }
    }

    /// A warning at the value of `key` of a rule, or at its header where it has no such key.
    package func warning(
        _ code: DiagnosticCode, _ message: String, rule: String, key: String, label: String? = nil, help: [String]
    ) -> [Diagnostic] {
        guard let home = rules.first(where: { $0.name.utf8.elementsEqual(rule.utf8) }) else { return [] }
        return warning(code, message, home, key, label, help)
    }

    /// The same for a silence, by its place among all silences.
    func warning(
        _ code: DiagnosticCode, _ message: String, silence: Int, key: String, help: [String]
    ) -> [Diagnostic] {
        guard silences.indices.contains(silence) else { return [] }
        return warning(code, message, silences[silence], key, nil, help)
    }

    /// The same for a model, by its place among all models.
    func warning(
        _ code: DiagnosticCode, _ message: String, model: Int, key: String, help: [String]
    ) -> [Diagnostic] {
        guard models.indices.contains(model) else { return [] }
        return warning(code, message, models[model], key, nil, help)
    }

    /// `rules/refusal.toml:3`.
    func home(of rule: String) -> String {
        rules.first { $0.name.utf8.elementsEqual(rule.utf8) }.map { "\(files[$0.file].path):\($0.place.line)" } ?? "?"
    }

    private func warning(
        _ code: DiagnosticCode, _ message: String, _ home: Location, _ key: String, _ label: String?, _ help: [String]
    ) -> [Diagnostic] {
        var log = DiagnosticLog(files[home.file])
        let place = home.keys.first { $0.name == key }?.place ?? home.place
        log.warning(code, message, at: place, label: label, help: help)
        return log.diagnostics
    }
}
