// Rows of numbers, as `SeriesInput` read them.

/// Rows of equal width. Columns have names when the input gave them; without, they are told by their place.
struct Table {
    /// As many as there are columns, or none.
    var names: [String] = []
    var width = 0
    private(set) var rowCount = 0
    /// Row after row.
    private(set) var cells: [Double] = []

    /// Nothing was read yet, not even a header.
    var isBlank: Bool { width == 0 }

    mutating func append(_ row: [Double]) {
        cells += row
        rowCount += 1
    }

    func row(_ index: Int) -> ArraySlice<Double> { cells[index * width..<(index + 1) * width] }

    func column(_ index: Int) -> [Double]? {
        guard index >= 0, index < width else { return nil }
        return (0..<rowCount).map { cells[$0 * width + index] }
    }

    func column(_ name: String) -> [Double]? { names.firstIndex(of: name).flatMap { column($0) } }

    /// One series: the only column, or the only row.
    var series: [Double]? { width == 1 || rowCount == 1 ? cells : nil }
}

/// One line of JSON: an object or an array of numbers, with true and false for 1 and 0. Nothing nested.
struct FlatJSON {
    private var rest: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { rest = line }

    /// The row, or nil when the line is something else.
    mutating func row() -> [(name: String?, value: Double)]? {
        let isObject = rest.first == UInt8(ascii: "{")
        guard isObject || rest.first == UInt8(ascii: "[") else { return nil }
        let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        rest.removeFirst()
        var row: [(name: String?, value: Double)] = []
        repeat {
            var name: String?
            if isObject {
                guard let key = text(), take(UInt8(ascii: ":")), !row.contains(where: { $0.name == key }) else {
                    return nil
                }
                name = key
            }
            guard let value = value() else { return nil }
            row.append((name, value))
        } while take(UInt8(ascii: ","))
        guard take(close) else { return nil }
        skipSpace()
        return rest.isEmpty ? row : nil
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// A name without escapes.
    private mutating func text() -> String? {
        guard take(UInt8(ascii: "\"")), let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let name = rest[..<end]
        rest = rest[(end + 1)...]
        return name.contains(UInt8(ascii: "\\")) ? nil : String(decoding: name, as: UTF8.self)
    }

    private mutating func value() -> Double? {
        skipSpace()
        let word = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "]") }
        rest = rest[word.endIndex...]
        guard let last = word.lastIndex(where: { $0 > 0x20 }) else { return nil }
        let text = word[...last]
        if text.elementsEqual("true".utf8) { return 1 }
        if text.elementsEqual("false".utf8) { return 0 }
        return number(text)
    }
}
