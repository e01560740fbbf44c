// Reads what the second format of baselines adds: users, panes, and values by measure.

import Model
import Panes

/// A lower bound of users, and panes with events.
func readExtent(_ table: inout TableReader, _ log: inout DiagnosticLog) -> (users: Int, panes: Int64) {
    let users = count("users", upTo: 64, &table, &log) ?? 0
    return (Int(users), count("panes", upTo: countMax, &table, &log) ?? 0)
}

/// The values of a cell, each measure once.
func readValues(_ table: inout TableReader, _ log: inout DiagnosticLog) -> [Baseline.Values] {
    guard let node = table.node("measure") else { return [] }
    guard case .array(let elements) = node.value else {
        log.error(.wrongType, "`measure` must be an array of tables", at: node.place)
        return []
    }
    var values: [Baseline.Values] = []
    for element in elements where !log.isFull {
        guard case .table(let inner) = element.value else {
            log.error(.wrongType, "a measure must be a table", at: element.place)
            continue
        }
        var reader = TableReader(inner, at: element.place, title: "[[cell.measure]]", topic: "")
        guard let value = readMeasure(&reader, &log) else { continue }
        if values.contains(where: { $0.measure == value.measure }) {
            log.error(.duplicateCell, "this measure is there twice", at: element.place)
            continue
        }
        values.append(value)
    }
    return values
}

private func readMeasure(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Baseline.Values? {
    for key in ["name", "sum", "bins", "counts"] { table.require(key, &log) }
    let name = table.string("name", &log)
    let sum = table.string("sum", &log)
    let bins = numbers("bins", &table, &log)
    let counts = numbers("counts", &table, &log)
    let weights = table.node("weights") == nil ? counts?.map { $0 * Tally.weightOne } : numbers("weights", &table, &log)
    table.reportUnknownKeys(&log)
    guard let name, let sum, let bins, let counts, let weights else { return nil }
    guard let measure = Measure(name: name.value) else {
        log.error(.unknownWord, "no measure has this name", at: name.place)
        return nil
    }
    // One number has one spelling, as equal baselines have equal bytes.
    guard let total = Int128(sum.value), String(total).utf8.elementsEqual(sum.value.utf8),
        bins.count == counts.count, counts.count == weights.count,
        let histogram = histogram(bins, counts, weights, sum: total)
    else {
        log.error(.badCount, "bins, counts, weights and sum do not fit together", at: table.place)
        return nil
    }
    return Baseline.Values(measure: measure, histogram: histogram)
}

/// Nil unless bins are in order, each has events, and no event weighs less than one.
func histogram(_ bins: [Int64], _ counts: [Int64], _ weights: [Int64], sum: Int128) -> Histogram? {
    var read: [Histogram.Bin] = []
    for index in bins.indices {
        guard let bin = UInt16(exactly: bins[index]), weights[index] >= counts[index] * Tally.weightOne else {
            return nil
        }
        read.append(.init(bin: bin, count: counts[index], weight: weights[index]))
    }
    return read.isEmpty ? nil : Histogram(bins: read, sum: sum)
}

private func numbers(_ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog) -> [Int64]? {
    guard let node = table.node(key) else { return nil }
    guard case .array(let elements) = node.value, elements.count <= 1024 else {
        log.error(.badCount, "`\(key)` must be an array of at most 1024 integers", at: node.place)
        return nil
    }
    // Of counts, which are multiplied; weights have the larger bound.
    let bound = key.utf8.elementsEqual("weights".utf8) ? weightMax : countMax
    var numbers: [Int64] = []
    for element in elements {
        guard case .integer(let number) = element.value, 0...bound ~= number else {
            log.error(.badCount, "`\(key)` must hold integers from 0 to \(bound)", at: element.place)
            return nil
        }
        numbers.append(number)
    }
    return numbers
}
