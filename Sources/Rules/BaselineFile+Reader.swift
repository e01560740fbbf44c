// Reads a baseline file and proves that nobody edited it.

import Model
package import Panes

/// The baseline in `source`, or nil with the reasons. Its id is recomputed from the content and must be the stored one.
package func parseBaseline(_ source: SourceFile) -> (baseline: Baseline?, diagnostics: [Diagnostic]) {
    if let baseline = readCanonicalBaseline(source.bytes) { return (baseline, []) }
    var log = DiagnosticLog(source)
    guard let table = log.parse() else { return (nil, log.diagnostics) }
    var root = TableReader(table, at: .start, title: "a baseline", topic: "")
    root.require("format", &log)
    guard let format = root.string("format", &log) else { return (nil, log.diagnostics) }
    let known = ["monitord.baseline/1", "monitord.baseline/2"]
    guard let version = known.firstIndex(where: { $0.utf8.elementsEqual(format.value.utf8) }) else {
        log.error(.badFormat, "unknown format, neither \(known[0]) nor \(known[1])", at: format.place)
        return (nil, log.diagnostics)
    }
    for key in ["id", "name", "model", "source", "from", "to"] { root.require(key, &log) }
    let id = root.string("id", &log)
    let name = root.string("name", &log)
    let model = root.string("model", &log)
    let origin = root.string("source", &log)
    let from = time("from", &root, &log)
    let to = time("to", &root, &log)
    let cells = readCells(root.node("cell"), model?.value, hasValues: version > 0, &log)
    root.reportUnknownKeys(&log)
    if let from, let to, to.value < from.value { log.error(.badTime, "`to` is before `from`", at: to.place) }
    guard !log.hasErrors, let id, let name, let model, let origin, let from, let to else {
        return (nil, log.inOrder)
    }
    let baseline = Baseline(
        name: name.value, model: model.value, source: origin.value, from: from.value, to: to.value, cells: cells)
    guard baseline.format.utf8.elementsEqual(format.value.utf8) else {
        log.error(.badFormat, "nothing in the file needs this format", at: format.place)
        return (nil, log.diagnostics)
    }
    guard baseline.id.utf8.elementsEqual(id.value.utf8) else {
        log.error(
            .idMismatch, "content does not match its id: the file was edited", at: id.place,
            help: ["baselines are immutable: restore the file, or learn a new baseline"])
        return (nil, log.diagnostics)
    }
    return (baseline, log.diagnostics)
}

private func time(
    _ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> Located<EventTime>? {
    guard let text = table.string(key, &log) else { return nil }
    guard let time = EventTime(rfc3339: text.value) else {
        log.error(.badTime, "`\(key)` is not an RFC 3339 time", at: text.place)
        return nil
    }
    return Located(value: time, place: text.place)
}

private func readCells(
    _ node: TOMLNode?, _ model: String?, hasValues: Bool, _ log: inout DiagnosticLog
) -> [Baseline.Cell] {
    guard let node else { return [] }
    guard case .array(let elements) = node.value else {
        log.error(.wrongType, "`cell` must be an array of tables", at: node.place)
        return []
    }
    var cells: [Baseline.Cell] = []
    var seen: Set<Scope> = []
    for element in elements where !log.isFull {
        guard case .table(let table) = element.value else {
            log.error(.wrongType, "a cell must be a table", at: element.place)
            continue
        }
        var reader = TableReader(table, at: element.place, title: "[[cell]]", topic: "")
        let scope = readScope(&reader, &log)
        let tally = readTally(&reader, &log)
        let (users, panes) = hasValues ? readExtent(&reader, &log) : (0, 0)
        let values = hasValues ? readValues(&reader, &log) : []
        reader.reportUnknownKeys(&log)
        if let model, let own = scope[.model], !own.utf8.elementsEqual(model.utf8) {
            log.error(.otherModel, "this cell is about another model", at: table["model"]?.node.place)
        }
        if !seen.insert(scope).inserted { log.error(.duplicateCell, "this cell is there twice", at: element.place) }
        if let tally {
            cells.append(.init(scope: scope, tally: tally, values: values, users: users, panes: panes))
        }
    }
    return cells
}

private func readScope(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Scope {
    table.require("model", &log)
    var values: [(dimension: Dimension, value: String)] = []
    for dimension in Dimension.ofEvents {
        if let text = table.string(dimension.name, &log) { values.append((dimension, text.value)) }
    }
    return Scope(values)
}

/// Bounds that keep the sum of all cells of a file within 64 bits.
let countMax: Int64 = 1 << 40
let weightMax: Int64 = 1 << 50

private func readTally(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Tally? {
    var tally = Tally.zero
    for outcome in Outcome.allCases {
        guard let count = count("\(outcome.name)", upTo: countMax, &table, &log) else { return nil }
        tally.counts[Int(outcome.rawValue)] = count
    }
    guard let weights = table.node("weights") else {
        guard table.node("squares") == nil else {
            log.error(.badCount, "`squares` without `weights`", at: table.place)
            return nil
        }
        return unsampled(tally)
    }
    table.require("squares", &log)
    guard let squares = count("squares", upTo: weightMax, &table, &log) else { return nil }
    tally.squares = squares
    guard case .array(let elements) = weights.value, elements.count == 6 else {
        log.error(.badCount, "`weights` must be six integers, one per outcome", at: weights.place)
        return nil
    }
    for (index, element) in elements.enumerated() {
        // A weight is at least one, so a sum below the count, or of nothing at all, cannot be.
        guard case .integer(let weight) = element.value, weight <= weightMax,
            weight >= tally.counts[index] &* Tally.weightOne, tally.counts[index] > 0 || weight == 0
        else {
            log.error(.badCount, "a weight does not fit its count", at: element.place)
            return nil
        }
        tally.weights[index] = weight
    }
    guard tally.decided > 0 ? squares >= tally.decided &* Tally.weightOne : squares == 0 else {
        log.error(.badCount, "`squares` does not fit the counts", at: table.table["squares"]?.node.place)
        return nil
    }
    return tally
}

/// Zero when the key is absent.
func count(
    _ key: String, upTo bound: Int64, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> Int64? {
    guard let node = table.node(key) else { return 0 }
    guard case .integer(let number) = node.value, 0...bound ~= number else {
        log.error(.badCount, "`\(key)` must be an integer from 0 to \(bound)", at: node.place)
        return nil
    }
    return number
}
