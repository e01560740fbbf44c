// Rule files: from text to rules, with everything that is wrong said at once.

package import Model

/// Reads the rules of all `paths`: files, directories (their `*.toml` files in byte order) or patterns such as
/// `rules/*.toml`. The rules are complete only when no diagnostic is an error; names are unique over all files.
package func loadRules(paths: [String], paneWidth: TimeSpan) -> (set: RuleSet, diagnostics: [Diagnostic]) {
    let (files, diagnostics) = ruleFiles(paths: paths)
    let (set, findings) = parseRules(files, paneWidth: paneWidth)
    return (set, diagnostics + findings)
}

/// The rules of files that are already in memory.
package func parseRules(
    _ files: [SourceFile], paneWidth: TimeSpan, edits: [RuleEdit] = []
) -> (set: RuleSet, diagnostics: [Diagnostic]) {
    precondition(paneWidth > .zero, "panes have a width")
    var rules: [Rule] = []
    var diagnostics: [Diagnostic] = []
    var homes: [[UInt8]: String] = [:]
    var budget: Located<Double>?
    var measures: Set<Measure> = []
    for file in files {
        var log = DiagnosticLog(file)
        if var table = log.parse() {
            for edit in edits { _ = edit.apply(to: &table) }
            var reader = TableReader(table, at: .start, title: "a rule file", topic: "")
            let node = reader.node("rule")
            readBudget(&reader, &budget, &log)
            reader.reportUnknownKeys(&log)
            for rule in ruleReaders(node, &log) {
                guard let (rule, place) = parseRule(rule, paneWidth, &log) else { continue }
                if let home = homes.updateValue("\(file.path):\(place.line)", forKey: Array(rule.name.utf8)) {
                    log.error(
                        .duplicateRule, "another rule is named \"\(rule.name)\"", at: place,
                        help: ["the other one is at \(home)"])
                }
                if let measure = rule.metric.measure, measures.insert(measure).inserted,
                    measures.count == Measure.countMax + 1
                {
                    log.error(.tooManyMeasures, "the rules look at more than \(Measure.countMax) measures", at: place)
                }
                rules.append(rule)
            }
        }
        diagnostics += log.inOrder
    }
    let set = RuleSet(rules: rules, falseAlarmsPerMonth: budget?.value ?? RuleSet.falseAlarmsDefault)
    return (set, diagnostics)
}

/// `[budget]`, which stands once over all files.
private func readBudget(_ root: inout TableReader, _ budget: inout Located<Double>?, _ log: inout DiagnosticLog) {
    guard var table = root.table("budget", title: "[budget]", topic: "rule.budget", &log) else { return }
    table.require("false_alarms_per_month", &log)
    let number = table.number("false_alarms_per_month", &log)
    table.reportUnknownKeys(&log)
    guard let number else { return }
    guard number.value >= 1e-6, number.value <= 1e6 else {
        log.error(
            .badBudget, "`false_alarms_per_month` must be from 0.000001 to 1000000", at: number.place,
            help: ["it is the number of false alarms in 30 days that the whole fleet may cost"])
        return
    }
    if budget != nil { log.error(.badBudget, "the budget is set in another file already", at: number.place) }
    budget = number
}

extension Diagnostic {
    init(_ failure: FileError) {
        self.init(
            severity: .error, code: failure.reason == "larger than 8 MiB" ? .fileTooLarge : .unreadable,
            message: "cannot read the file", file: failure.path, label: failure.reason,
            help: ["correct the path, or let this user read the file"])
    }
}

func ruleFileNames(_ path: String, _ diagnostics: inout [Diagnostic]) -> [String] {
    do throws(FileError) {
        let names = try filesNamed(by: path)
        if names.isEmpty {
            diagnostics.append(
                Diagnostic(severity: .warning, code: .noFiles, message: "no rule file found", file: path))
        }
        return names
    } catch {
        diagnostics.append(Diagnostic(error))
        return []
    }
}

private func ruleReaders(_ node: TOMLNode?, _ log: inout DiagnosticLog) -> [TableReader] {
    guard let node else {
        log.warning(.noRules, "the file has no [[rule]]", at: nil)
        return []
    }
    guard case .array(let elements) = node.value else {
        log.error(
            .wrongType, "`rule` must be an array of tables, not \(node.kindName)", at: node.place,
            help: ["write [[rule]] in double brackets"])
        return []
    }
    var readers: [TableReader] = []
    for element in elements {
        guard case .table(let table) = element.value else {
            log.error(.wrongType, "a rule must be a table, not \(element.kindName)", at: element.place)
            continue
        }
        var title = "[[rule]]"
        if case .string(let name)? = table["name"]?.node.value { title += " \"\(name)\"" }
        readers.append(TableReader(table, at: element.place, title: title, topic: "rule"))
    }
    return readers
}
