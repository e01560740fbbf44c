// What is open at a place of a text that is not TOML: a string, an array, an inline table.

internal import Model

/// Strings, comments and brackets from the beginning of a text up to a place, and over one line of it.
struct SyntaxScan {
    struct Opening: Equatable {
        var sign: Unicode.Scalar
        var line: Int
        /// From 1.
        var column: Int
    }

    /// Arrays and inline tables that are open, the innermost last.
    private(set) var brackets: [Opening] = []
    /// The string that is open.
    private(set) var string: Opening?
    private(set) var isLongString = false
    /// Of each sign of the last line that was scanned: whether it is outside of strings and comments.
    private(set) var isPlain: [Bool] = []

    /// Scans up to `place`; the last line wholly for `isPlain`.
    init(_ source: SourceFile, to place: Place) {
        for (index, bytes) in source.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let number = index + 1
            guard number <= place.line else { break }
            let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
            isPlain = []
            guard number == place.line else {
                scan(scalars[...], number, isLast: false)
                if !isLongString { string = nil }
                continue
            }
            scan(scalars.prefix(place.column - 1), number, isLast: true)
            var rest = self
            rest.scan(scalars.dropFirst(place.column - 1), number, isLast: true)
            isPlain = rest.isPlain
        }
    }

    /// The innermost bracket that was opened on an earlier line than `line`.
    func opening(before line: Int) -> Opening? { brackets.last.flatMap { $0.line < line ? $0 : nil } }

    private mutating func scan(_ scalars: ArraySlice<Unicode.Scalar>, _ number: Int, isLast: Bool) {
        var index = scalars.startIndex
        // A header is no array.
        let first = scalars.first { $0 != " " && $0 != "\t" }
        let isHeader = first == "[" && brackets.isEmpty && string == nil && scalars.startIndex == 0
        while index < scalars.endIndex {
            let sign = scalars[index]
            if let open = string {
                index += step(inside: open, scalars[index...])
                continue
            }
            if sign == "#" {
                isPlain += [Bool](repeating: false, count: scalars.endIndex - index)
                return
            }
            isPlain.append(sign != "\"" && sign != "'")
            switch sign {
            case "\"", "'":
                string = Opening(sign: sign, line: number, column: index + 1)
                isLongString = scalars[index...].prefix(3).elementsEqual([sign, sign, sign])
                if isLongString {
                    isPlain += [false, false]
                    index += 2
                }
            case "[", "{":
                if !isHeader { brackets.append(Opening(sign: sign, line: number, column: index + 1)) }
            case "]": if !isHeader, brackets.last?.sign == "[" { brackets.removeLast() }
            case "}": if brackets.last?.sign == "{" { brackets.removeLast() }
            default: break
            }
            index += 1
        }
    }

    /// How many signs the next step inside of a string takes.
    private mutating func step(inside open: Opening, _ rest: ArraySlice<Unicode.Scalar>) -> Int {
        var width = 1
        if open.sign == "\"", rest.first == "\\" {
            width = 2
        } else if rest.first == open.sign {
            if !isLongString {
                string = nil
            } else if rest.prefix(3).elementsEqual([open.sign, open.sign, open.sign]) {
                (string, isLongString, width) = (nil, false, 3)
            }
        }
        width = min(width, rest.count)
        isPlain += [Bool](repeating: false, count: width)
        return width
    }
}
