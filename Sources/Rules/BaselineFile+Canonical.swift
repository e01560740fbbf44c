// Reads a baseline that is written exactly as monitord writes it, some ten times faster than TOML is read.

import Model
import Panes

/// The baseline, or nil when anything at all is not as `Baseline.toml` writes it. That is no fault: the file is then
/// read as TOML, which takes other spellings and finds the words for what is wrong.
func readCanonicalBaseline(_ bytes: [UInt8]) -> Baseline? {
    var text = CanonicalText(bytes)
    guard let format = text.string("format"), let id = text.string("id"), let name = text.string("name"),
        let model = text.string("model"), let source = text.string("source"),
        let from = text.string("from").flatMap({ EventTime(rfc3339: $0) }),
        let to = text.string("to").flatMap({ EventTime(rfc3339: $0) }), from <= to
    else { return nil }
    var cells: [Baseline.Cell] = []
    while !text.isAtEnd {
        guard text.take("\n[[cell]]\n"), let cell = text.cell(of: model) else { return nil }
        if let last = cells.last, !Scope.precedes(last.scope, cell.scope) { return nil }
        cells.append(cell)
    }
    let baseline = Baseline(name: name, model: model, source: source, from: from, to: to, cells: cells)
    let isProven = baseline.format.utf8.elementsEqual(format.utf8) && baseline.id.utf8.elementsEqual(id.utf8)
    return isProven ? baseline : nil
}

/// A cursor over the bytes. A read that fails leaves it anywhere: the whole text is given up then.
private struct CanonicalText {
    private let bytes: [UInt8]
    private var cursor = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { cursor == bytes.count }

    /// Moves behind `words` when they stand here.
    mutating func take(_ words: StaticString) -> Bool {
        let count = words.utf8CodeUnitCount
        guard bytes.count - cursor >= count else { return false }
        for index in 0..<count where bytes[cursor + index] != words.utf8Start[index] { return false }
        cursor += count
        return true
    }

    /// Moves behind `word = ` when it stands here.
    private mutating func take(key word: String) -> Bool {
        var place = cursor
        for byte in word.utf8 {
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
        }
        let start = cursor
        cursor = place
        if take(" = ") { return true }
        cursor = start
        return false
    }

    /// A text without escapes.
    mutating func string(_ key: String) -> String? {
        guard take(key: key), take("\"") else { return nil }
        let start = cursor
        while cursor < bytes.count, bytes[cursor] >= 0x20, bytes[cursor] != UInt8(ascii: "\""),
            bytes[cursor] != UInt8(ascii: "\\"), bytes[cursor] != 0x7F
        {
            cursor += 1
        }
        let end = cursor
        guard take("\"\n") else { return nil }
        return String(validating: bytes[start..<end], as: UTF8.self)
    }

    /// Digits as a number is written: none that could be left out.
    private mutating func number(upTo bound: Int64) -> Int64? {
        let start = cursor
        var value: Int64 = 0
        // 18 digits always fit.
        while cursor < bytes.count, cursor - start < 18, case let digit = bytes[cursor] &- UInt8(ascii: "0"), digit < 10
        {
            value = value * 10 + Int64(digit)
            cursor += 1
        }
        let isPlain = cursor > start && (bytes[start] != UInt8(ascii: "0") || cursor == start + 1)
        return isPlain && value <= bound ? value : nil
    }

    /// A count from one on; zero when the key is not here; nil when it is and nothing that belongs there follows.
    private mutating func count(_ key: String, upTo bound: Int64) -> Int64? {
        guard take(key: key) else { return 0 }
        guard let value = number(upTo: bound), value > 0, take("\n") else { return nil }
        return value
    }

    private mutating func numbers(_ key: String, upTo bound: Int64) -> [Int64]? {
        take(key: key) ? rest(upTo: bound) : nil
    }

    /// The numbers behind a key.
    private mutating func rest(upTo bound: Int64) -> [Int64]? {
        guard take("[") else { return nil }
        var numbers: [Int64] = []
        repeat {
            guard let value = number(upTo: bound), numbers.count < 1024 else { return nil }
            numbers.append(value)
        } while take(", ")
        return take("]\n") ? numbers : nil
    }

    mutating func cell(of model: String) -> Baseline.Cell? {
        var names: [(dimension: Dimension, value: String)] = []
        for dimension in Dimension.ofEvents {
            if let value = string(dimension.name) { names.append((dimension, value)) }
        }
        let scope = Scope(names)
        guard let own = scope[.model], own.utf8.elementsEqual(model.utf8), let tally = tally(),
            let users = count("users", upTo: 64), let panes = count("panes", upTo: countMax)
        else { return nil }
        var values: [Baseline.Values] = []
        while take("\n[[cell.measure]]\n") {
            guard let next = measure() else { return nil }
            if let last = values.last, !(last.measure < next.measure) { return nil }
            values.append(next)
        }
        return Baseline.Cell(scope: scope, tally: tally, values: values, users: Int(users), panes: panes)
    }

    private mutating func tally() -> Tally? {
        var tally = Tally.zero
        for outcome in Outcome.allCases {
            guard let count = count("\(outcome.name)", upTo: countMax) else { return nil }
            tally.counts[Int(outcome.rawValue)] = count
        }
        guard take(key: "weights") else { return unsampled(tally) }
        guard let weights = rest(upTo: weightMax), weights.count == 6, let squares = count("squares", upTo: weightMax)
        else { return nil }
        for index in 0..<6 { tally.weights[index] = weights[index] }
        tally.squares = squares
        return tally.isPossible ? tally : nil
    }

    private mutating func measure() -> Baseline.Values? {
        guard let name = string("name"), let measure = Measure(name: name), let sum = string("sum"),
            let total = Int128(sum), String(total).utf8.elementsEqual(sum.utf8),
            let bins = numbers("bins", upTo: Int64(UInt16.max)), let counts = numbers("counts", upTo: countMax),
            bins.count == counts.count
        else { return nil }
        var weights: [Int64]?
        if take(key: "weights") {
            guard let read = rest(upTo: weightMax), read.count == counts.count else { return nil }
            weights = read
        }
        let histogram = histogram(bins, counts, weights ?? counts.map { $0 * Tally.weightOne }, sum: total)
        return histogram.map { Baseline.Values(measure: measure, histogram: $0) }
    }
}

extension Tally {
    /// No event weighs less than one, and only decided ones have squares.
    fileprivate var isPossible: Bool {
        for index in 0..<6 where weights[index] < counts[index] * Tally.weightOne { return false }
        for index in 0..<6 where counts[index] == 0 && weights[index] != 0 { return false }
        return decided > 0 ? squares >= decided * Tally.weightOne : squares == 0
    }
}
