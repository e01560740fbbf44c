// Labels and annotations: words of the operator's own, copied into alerts.

import Model

/// More of them, and longer ones, are refused.
let labelsMax = 32
private let labelBytesMax = 1024

extension TableReader {
    /// `{ team = "safety" }`, sorted by name. `isLabel`: silences look at it, so it must not be named like a field.
    mutating func labels(_ key: String, isLabel: Bool, title: String, _ log: inout DiagnosticLog) -> [Label] {
        guard let node = node(key) else { return [] }
        guard case .table(let inner) = node.value else {
            log.error(
                .wrongType, "`\(key)` must be a table, not \(node.kindName)", at: node.place,
                help: ["write \(key) = { team = \"safety\" }"])
            return []
        }
        guard inner.entries.count <= labelsMax else {
            log.error(.badLabel, "\(title) has more than \(labelsMax) \(key)", at: node.place)
            return []
        }
        var labels: [Label] = []
        for entry in inner.entries {
            if let fault = fault(entry.key, isLabel) {
                log.error(
                    .badLabel, "`\(entry.key)` cannot be the name of one of the \(key)", at: entry.keyPlace,
                    help: [fault])
            } else if case .string(let text) = entry.node.value {
                if 1...labelBytesMax ~= text.utf8.count, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                    labels.append(Label(name: entry.key, value: text))
                } else {
                    log.error(
                        .badText, "`\(entry.key)` must be one line of 1 to \(labelBytesMax) bytes",
                        at: entry.node.place)
                }
            } else {
                log.error(
                    .wrongType, "`\(entry.key)` must be a string in quotes, not \(entry.node.kindName)",
                    at: entry.node.place, help: advice(entry.key, entry.node, "a string in quotes", log))
            }
        }
        return labels.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func fault(_ name: String, _ isLabel: Bool) -> String? {
        guard Label.isName(name), name.utf8.count <= 64 else {
            return "1 to 64 of a-z, A-Z, 0-9 and _, beginning with no digit"
        }
        if !isLabel { return nil }
        if name == "severity" {
            return "`severity` stands in `warning` and `critical`: { below = 0.9, severity = \"low\" }"
        }
        if alertFields.contains(name) { return "every alert has a field of this name" }
        return ["and", "or", "not", "in"].contains(name) ? "filters have this word for themselves" : nil
    }
}

/// What every alert has, whatever its labels: the fields that filters of alerts know.
package let alertFields = ["rule", "severity", "plane"] + Dimension.allCases.map(\.name)

/// The labels of a file, with those of the rule in their place where both have one.
func merged(_ file: [Label], _ own: [Label]) -> [Label] {
    let kept = file.filter { label in !own.contains { $0.name == label.name } }
    return (kept + own).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
}

/// What a breach of each line means; the critical one never less than the warning.
func checkSeverities(
    _ warning: Located<Severity>?, _ critical: Located<Severity>?, _ detect: Detect?, _ metric: Metric?,
    _ lines: RuleLines, _ log: inout DiagnosticLog
) {
    let errorsBefore = errorCount(log)
    let isHarm = detect?.kind == .share && metric?.measure?.name.hasPrefix("signals.") ?? false
    for severity in [warning, critical] where severity?.value == .critical && detect != nil && metric != nil && !isHarm
    {
        log.error(
            .badSeverity, "no single line of this rule makes an alert critical", at: severity?.place,
            help: [
                "an alert becomes critical when planes that fail independently agree; only the share of a `signals.*` "
                    + "measure, harm that reached users, is critical by itself",
                "write \"high\"",
            ])
    }
    guard lines.warning != nil, lines.critical != nil, errorCount(log) == errorsBefore else { return }
    let (lower, higher) = (warning?.value ?? .medium, critical?.value ?? .high)
    if higher < lower {
        log.error(
            .badSeverity, "critical is \(higher.name), less than warning, which is \(lower.name)",
            at: critical?.place ?? warning?.place, help: ["the line that lies further out means more"])
    }
}
