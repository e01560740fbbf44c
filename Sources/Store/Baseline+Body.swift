// A baseline's cells as one blob: per cell the length of its key, the key, and thirteen numbers.

internal import Model
internal import Panes

extension Baseline {
    var body: [UInt8] {
        var body: [UInt8] = []
        body.append(littleEndian: Int64(cells.count))
        for cell in cells {
            body.append(littleEndian: Int64(cell.scope.key.count))
            body += cell.scope.key
            for index in 0..<6 { body.append(littleEndian: cell.tally.counts[index]) }
            for index in 0..<6 { body.append(littleEndian: cell.tally.weights[index]) }
            body.append(littleEndian: cell.tally.squares)
        }
        return body
    }

    /// Nil when the bytes are not a body.
    static func cells(body: [UInt8]) -> [Cell]? {
        var cursor = ByteCursor(body)
        guard let count = cursor.integer(), count >= 0 else { return nil }
        var cells: [Cell] = []
        // Each cell takes bytes, so a lying count ends the loop early.
        while cells.count < count {
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
            cells.append(Cell(scope: scope, tally: tally))
        }
        return cursor.isAtEnd ? cells : nil
    }
}
