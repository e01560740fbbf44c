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
    var reading = RuleReading(paneWidth: paneWidth)
    var logs: [DiagnosticLog] = []
    for file in files {
        var log = DiagnosticLog(file)
        if var table = log.parseRuleFile() {
            for edit in edits { _ = edit.apply(to: &table) }
            reading.take(table, logs.count, &log)
        }
        logs.append(log)
    }
    // Where a table is missing, nobody knows which labels and rules there are.
    if !logs.contains(where: \.isPartial) { reading.checkSilences(&logs) }
    reading.checkRevisions(&logs)
    return (reading.set, logs.flatMap(\.inOrder))
}

/// What was read so far, over all files.
private struct RuleReading {
    let paneWidth: TimeSpan
    private(set) var set = RuleSet(rules: [])
    private var homes: [[UInt8]: String] = [:]
    private var budget: Located<Double>?
    private var measures: Set<Measure> = []
    /// Those of rules with errors too: a silence must not be blamed for them.
    private var labelNames: Set<String> = []
    /// With the place of their file.
    private var silences: [(UncheckedSilence, file: Int)] = []
    /// Models with the place of their file.
    private var revisions: [(ModelTable, file: Int)] = []

    init(paneWidth: TimeSpan) { self.paneWidth = paneWidth }

    mutating func take(_ table: TOMLTable, _ file: Int, _ log: inout DiagnosticLog) {
        var reader = TableReader(table, at: .start, title: "a rule file", topic: "")
        let node = reader.node("rule")
        readBudget(&reader, &budget, &log)
        set.falseAlarmsPerMonth = budget?.value ?? RuleSet.falseAlarmsDefault
        _ = reader.node("test")  // Read by `parseRuleTests`, and only where tests are run or checked.
        let labels = reader.labels("labels", isLabel: true, title: "the file", &log)
        let suppressed = tables("suppress", &reader, &log)
        let models = tables("model", &reader, &log)
        let bad = tables("known_bad", &reader, &log)
        reader.reportUnknownKeys(&log)
        // A file of the other tables alone has its use.
        let isWithoutRules = ["test", "suppress", "model", "known_bad"].contains { table[$0] != nil }
        if node != nil || !isWithoutRules {
            for rule in ruleReaders(node, &log) { take(rule, labels, &log) }
        }
        for table in suppressed { parseSilence(table, &log).map { silences.append(($0, file)) } }
        for table in models { take(model: table, file, &log) }
        for table in bad { parseKnownBad(table, &log).map { set.knownBad.append($0) } }
    }

    private mutating func take(_ table: TableReader, _ labels: [Label], _ log: inout DiagnosticLog) {
        labelNames.formUnion(labels.map(\.name))
        if case .table(let own)? = table.table["labels"]?.node.value { labelNames.formUnion(own.entries.map(\.key)) }
        guard let (rule, place) = parseRule(table, paneWidth, labels, &log) else { return }
        if let home = homes.updateValue("\(log.source.path):\(place.line)", forKey: Array(rule.name.utf8)) {
            log.error(
                .duplicateRule, "another rule is named \"\(rule.name)\"", at: place,
                help: ["the other one is at \(home)"])
        }
        if let measure = rule.metric.measure, measures.insert(measure).inserted,
            measures.count == Measure.countMax + 1
        {
            log.error(.tooManyMeasures, "the rules look at more than \(Measure.countMax) measures", at: place)
        }
        set.rules.append(rule)
    }

    private mutating func take(model table: TableReader, _ file: Int, _ log: inout DiagnosticLog) {
        guard let found = parseModel(table, &log) else { return }
        let model = found.model
        if set.models.contains(where: { $0.name.utf8.elementsEqual(model.name.utf8) }) {
            log.error(
                .duplicateModel, "another [[model]] is named \"\(model.name)\"", at: found.place,
                help: ["keep one of the two"])
        } else if let word = [model.name, model.alias, model.id].compactMap(\.self).first(where: { word in
            set.models.contains { $0.isCalled(word) }
        }) {
            log.error(
                .duplicateAlias, "another [[model]] is called \"\(word)\"", at: found.place,
                help: ["a request must mean one model: keep the name, alias or id of one of the two"])
        }
        set.models.append(model)
        revisions.append((found, file))
    }

    /// A base may stand in any file.
    mutating func checkRevisions(_ logs: inout [DiagnosticLog]) {
        for (found, file) in revisions {
            guard let name = found.model.baseModel, let place = found.revisionPlace,
                let own = found.model.manifestBaseRevision ?? found.model.baseRevision,
                let base = set.models.first(where: { $0.role == .base && $0.isCalled(name) }),
                let revision = base.baseRevision, !revision.utf8.elementsEqual(own.utf8)
            else { continue }
            logs[file].error(
                .baseMismatch, "the base \"\(base.name)\" is of another revision", at: place,
                help: ["trained on \(own)", "deployed \(revision)", DiagnosticCode.baseMismatch.explanation])
        }
    }

    /// Labels of any file may stand in a silence of any other.
    mutating func checkSilences(_ logs: inout [DiagnosticLog]) {
        let labels = labelNames.sorted()
        for (silence, file) in silences {
            checkSilence(silence, set.rules, labels, &logs[file])
            if let silence = silence.silence { set.silences.append(silence) }
        }
    }
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
        // Under a wrong header there may be many.
        if log.isPartial || log.hasErrors { return [] }
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
