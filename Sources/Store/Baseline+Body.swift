// A baseline's cells as one blob: per cell the length of its key, the key, and numbers.

internal import Model
internal import Panes

extension Baseline {
    /// Begins a body of the second format, where the first has its count of cells.
    private static let mark: Int64 = -2

    var body: [UInt8] {
        var body: [UInt8] = []
        let isFirst = cells.allSatisfy { $0.values.isEmpty && $0.users == 0 && $0.panes == 0 }
        if !isFirst { body.append(littleEndian: Baseline.mark) }
        body.append(littleEndian: Int64(cells.count))
        for cell in cells {
            body.append(littleEndian: Int64(cell.scope.key.count))
            body += cell.scope.key
            for index in 0..<6 { body.append(littleEndian: cell.tally.counts[index]) }
            for index in 0..<6 { body.append(littleEndian: cell.tally.weights[index]) }
            body.append(littleEndian: cell.tally.squares)
            if !isFirst { cell.append(to: &body) }
        }
        return body
    }

    /// Nil when the bytes are not a body.
    static func cells(body: [UInt8]) -> [Cell]? {
        var cursor = ByteCursor(body)
        guard var count = cursor.integer() else { return nil }
        let isFirst = count != mark
        if !isFirst {
            guard let second = cursor.integer() else { return nil }
            count = second
        }
        guard count >= 0 else { return nil }
        var cells: [Cell] = []
        // Each cell takes bytes, so a lying count ends the loop early.
        while cells.count < count {
            guard let cell = Cell(from: &cursor, isFirst: isFirst) else { return nil }
            cells.append(cell)
        }
        return cursor.isAtEnd ? cells : nil
    }
}

extension Baseline.Cell {
    /// Users, panes, count of measures; per measure the length of its name, the name, both halves of the sum, the count
    /// of bins, and per bin its number, count and weight.
    fileprivate func append(to body: inout [UInt8]) {
        body.append(littleEndian: Int64(users))
        body.append(littleEndian: panes)
        body.append(littleEndian: Int64(values.count))
        for value in values {
            let name = Array(value.measure.name.utf8)
            body.append(littleEndian: Int64(name.count))
            body += name
            body.append(littleEndian: Int64(truncatingIfNeeded: value.histogram.sum))
            body.append(littleEndian: Int64(truncatingIfNeeded: value.histogram.sum >> 64))
            body.append(littleEndian: Int64(value.histogram.bins.count))
            for bin in value.histogram.bins {
                for number in [Int64(bin.bin), bin.count, bin.weight] { body.append(littleEndian: number) }
            }
        }
    }

    fileprivate init?(from cursor: inout ByteCursor, isFirst: Bool) {
        guard let length = cursor.integer(), let key = cursor.take(length), let scope = Scope(key: key) else {
            return nil
        }
        var tally = Tally.zero
        for index in 0..<6 {
            guard let number = cursor.integer() else { return nil }
            tally.counts[index] = number
        }
        for index in 0..<6 {
            guard let number = cursor.integer() else { return nil }
            tally.weights[index] = number
        }
        guard let squares = cursor.integer() else { return nil }
        tally.squares = squares
        if isFirst {
            self.init(scope: scope, tally: tally)
            return
        }
        guard let users = cursor.integer(), let panes = cursor.integer(), let count = cursor.integer() else {
            return nil
        }
        guard 0...64 ~= users, panes >= 0 else { return nil }
        var values: [Baseline.Values] = []
        while values.count < count {
            guard let value = Baseline.Values(from: &cursor) else { return nil }
            if let last = values.last, last.measure >= value.measure { return nil }
            values.append(value)
        }
        self.init(scope: scope, tally: tally, values: values, users: Int(users), panes: panes)
    }
}

extension Baseline.Values {
    fileprivate init?(from cursor: inout ByteCursor) {
        guard let length = cursor.integer(), let name = cursor.take(length),
            let measure = Measure(name: String(decoding: name, as: UTF8.self)), let low = cursor.integer(),
            let high = cursor.integer(), let count = cursor.integer()
        else { return nil }
        var bins: [Histogram.Bin] = []
        while bins.count < count {
            guard let bin = cursor.integer(), let events = cursor.integer(), let weight = cursor.integer(),
                let number = UInt16(exactly: bin)
            else { return nil }
            bins.append(.init(bin: number, count: events, weight: weight))
        }
        let sum = Int128(high) << 64 | Int128(UInt64(bitPattern: low))
        guard let histogram = Histogram(bins: bins, sum: sum) else { return nil }
        self.init(measure: measure, histogram: histogram)
    }
}
