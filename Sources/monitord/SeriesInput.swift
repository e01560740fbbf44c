// Numbers from a file or from standard input: plain numbers, CSV with or without a header, or JSON lines.

internal import Alerts
internal import Glibc
internal import Platform

/// Reads one table. The first line decides the form: `{` objects, `[` arrays, anything else CSV or plain numbers.
struct SeriesInput {
    static let bytesMax = 100_000_000
    static let rowsMax = 10_000_000

    private let name: String
    private var lineNumber = 0
    private var table = Table()

    /// `path` "-" is standard input.
    static func table(path: String) throws(CommandFailure) -> Table {
        try table(bytes: bytes(path: path), name: path == "-" ? "standard input" : path)
    }

    /// `name` is what a complaint calls the input.
    static func table(bytes: [UInt8], name: String) throws(CommandFailure) -> Table {
        var input = SeriesInput(name: name)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            input.lineNumber += 1
            try input.take(bytes[start..<end])
            start = end + 1
        }
        return input.table
    }

    private init(name: String) { self.name = name }

    /// The whole of a file or of standard input, up to `bytesMax`.
    static func bytes(path: String) throws(CommandFailure) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(status: ExitStatus.noInput, message: SystemError.last(path).text)
        }
        defer { if path != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                let isDirectory = errno == EISDIR
                throw CommandFailure(
                    status: isDirectory ? ExitStatus.noInput : ExitStatus.inputOutput,
                    message: SystemError.last(path).text)
            }
            bytes += chunk[..<count]
            guard bytes.count <= bytesMax else { throw .usage("\(path): longer than \(bytesMax) bytes") }
        }
    }

    // MARK: lines

    private mutating func take(_ line: ArraySlice<UInt8>) throws(CommandFailure) {
        var line = Self.trimmed(line)
        // A byte order mark is no part of the first name.
        if lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = Self.trimmed(line.dropFirst(3)) }
        guard let first = line.first else { return }
        let row: [(name: String?, value: Double)]
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            var scanner = FlatJSON(line)
            guard let found = scanner.row() else {
                throw fault("no flat JSON object or array of numbers")
            }
            row = found
        } else if table.isBlank, let header = Self.header(line) {
            guard Set(header).count == header.count else { throw fault("a column name stands there twice") }
            table.names = header
            table.width = header.count
            return
        } else {
            var cells: [(name: String?, value: Double)] = []
            for cell in Self.cells(line) {
                guard let value = number(cell) else {
                    throw fault("'\(String(decoding: cell.prefix(40), as: UTF8.self))' is no finite number")
                }
                cells.append((nil, value))
            }
            row = cells
        }
        try append(row)
    }

    private mutating func append(_ row: [(name: String?, value: Double)]) throws(CommandFailure) {
        let names = row.compactMap(\.name)
        if table.isBlank {
            table.names = names
            table.width = row.count
        }
        guard row.count == table.width else {
            throw fault("\(counted(row.count, "value")) where \(table.width) should be")
        }
        guard table.rowCount < Self.rowsMax else { throw fault("more than \(Self.rowsMax) rows") }
        if names == table.names || names.isEmpty {
            table.append(row.map(\.value))
        } else {
            // Objects may write their fields in another order than the first one.
            var values: [Double] = []
            for name in table.names {
                guard let field = row.first(where: { $0.name == name }) else { throw fault("no field '\(name)'") }
                values.append(field.value)
            }
            guard values.count == row.count else { throw fault("fields with names among rows without") }
            table.append(values)
        }
    }

    private func fault(_ reason: String) -> CommandFailure { .usage("\(name), line \(lineNumber): \(reason)") }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return text[first...last]
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        // Without a comma, columns are what white space parts.
        guard line.contains(UInt8(ascii: ",")) else { return line.split(whereSeparator: isSpace) }
        return line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(trimmed)
    }

    /// Names, if no cell is a number: one number among words is a slip to complain about.
    private static func header(_ line: ArraySlice<UInt8>) -> [String]? {
        let cells = cells(line)
        guard cells.allSatisfy({ !$0.isEmpty && number($0) == nil }) else { return nil }
        return cells.map { cell in
            let isQuoted = cell.count > 1 && cell.first == UInt8(ascii: "\"") && cell.last == UInt8(ascii: "\"")
            return String(decoding: isQuoted ? cell.dropFirst().dropLast() : cell, as: UTF8.self)
        }
    }
}

/// A finite decimal number, or nil: no hexadecimal, no `nan`, no `inf`.
func number(_ text: some Collection<UInt8>) -> Double? {
    var digits = 0
    for byte in text {
        switch byte {
        case 0x30...0x39: digits += 1
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"): continue
        default: return nil
        }
    }
    guard digits > 0, let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
    return value
}
