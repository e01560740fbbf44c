// CSV (RFC 4180) and flat JSON lines, down to names with texts.

internal import Model

/// One row of a file of incidents.
struct LabelRow {
    var line: Int
    /// Where the names stand.
    var headLine: Int
    var fields: [(name: String, value: String)]
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")

/// The rows under the head. Empty lines are skipped.
func csvRows(_ bytes: [UInt8]) throws(LabelError) -> [LabelRow] {
    var head: (line: Int, names: [String])?
    var rows: [LabelRow] = []
    for (number, line) in numberedLines(bytes) {
        let cells = try csvCells(line, number)
        guard let head else {
            head = (
                number,
                cells.map { String(decoding: $0.utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self) }
            )
            continue
        }
        guard cells.count == head.names.count else {
            throw LabelError(
                line: number, message: "\(cells.count) cells where the head has \(head.names.count)",
                help: "put cells that hold a comma in double quotes")
        }
        rows.append(LabelRow(line: number, headLine: head.line, fields: Array(zip(head.names, cells).map { ($0, $1) })))
    }
    return rows
}

/// One flat object a line: texts, and null for none.
func jsonRows(_ bytes: [UInt8]) throws(LabelError) -> [LabelRow] {
    var rows: [LabelRow] = []
    for (number, line) in numberedLines(bytes) {
        var reader = FlatObjectReader(rest: line)
        guard let fields = reader.object() else {
            throw LabelError(
                line: number, message: "no flat JSON object of texts",
                help: "write {\"model\":\"acme/support-8b:v7\",\"from\":\"2026-11-20T12:00:00Z\",\"until\":…}")
        }
        rows.append(LabelRow(line: number, headLine: number, fields: fields))
    }
    return rows
}

/// Lines that hold something, with their numbers from 1, without a carriage return.
private func numberedLines(_ bytes: [UInt8]) -> [(Int, ArraySlice<UInt8>)] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap { index, line in
        let text = line.last == 0x0D ? line.dropLast() : line
        return text.allSatisfy { $0 <= 0x20 } ? nil : (index + 1, text)
    }
}

private func csvCells(_ line: ArraySlice<UInt8>, _ number: Int) throws(LabelError) -> [String] {
    var cells: [String] = []
    var rest = line
    while true {
        var cell: [UInt8] = []
        if rest.first == quote {
            rest.removeFirst()
            while true {
                guard let byte = rest.popFirst() else {
                    throw LabelError(
                        line: number, message: "a double quote is not closed", help: "a quote in a cell is doubled")
                }
                if byte != quote {
                    cell.append(byte)
                } else if rest.first == quote {
                    cell.append(quote)
                    rest.removeFirst()
                } else {
                    break
                }
            }
            guard rest.first == comma || rest.isEmpty else {
                throw LabelError(
                    line: number, message: "text after a closing quote", help: "a quote in a cell is doubled")
            }
        } else {
            let end = rest.firstIndex(of: comma) ?? rest.endIndex
            cell = Array(rest[..<end].drop { $0 == 0x20 })
            while cell.last == 0x20 { cell.removeLast() }
            rest = rest[end...]
        }
        cells.append(String(decoding: cell, as: UTF8.self))
        guard rest.popFirst() == comma else { return cells }
    }
}

/// A JSON object whose values are texts or null.
private struct FlatObjectReader {
    var rest: ArraySlice<UInt8>

    mutating func object() -> [(name: String, value: String)]? {
        guard take("{") else { return nil }
        var fields: [(name: String, value: String)] = []
        if take("}") { return isAtEnd ? fields : nil }
        repeat {
            guard let name = text(), take(":"), !fields.contains(where: { $0.name == name }) else { return nil }
            skipSpace()
            if rest.starts(with: "null".utf8) {
                rest.removeFirst(4)
            } else {
                guard let value = text() else { return nil }
                fields.append((name, value))
            }
        } while take(",")
        return take("}") && isAtEnd ? fields : nil
    }

    private var isAtEnd: Bool { rest.allSatisfy { $0 <= 0x20 } }

    private mutating func skipSpace() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 } }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func text() -> String? {
        guard take("\"") else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case quote: return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                bytes += escaped
            default: bytes.append(byte)
            }
        }
        return nil
    }

    /// No pairs of surrogates: names that need them can be written as they are.
    private mutating func escape() -> [UInt8]? {
        guard let letter = rest.popFirst() else { return nil }
        switch letter {
        case quote, UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "u"):
            let digits = String(decoding: rest.prefix(4), as: UTF8.self)
            guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code)
            else { return nil }
            rest.removeFirst(4)
            return Array(String(Character(scalar)).utf8)
        default: return nil
        }
    }
}
