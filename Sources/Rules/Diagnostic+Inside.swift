// Places inside of a string: what a filter says is wrong stands somewhere between its quotes.

internal import Model

extension DiagnosticLog {
    /// Where `length` code points at `offset` of the string at `place` were written. Of a string whose lines are
    /// joined by `\`, the whole string.
    func place(_ offset: Int, _ length: Int, inside place: Place) -> Place {
        let text = Array(String(decoding: source.line(place.line), as: UTF8.self).unicodeScalars)
        let start = place.column - 1
        guard start >= 0, start < text.count else { return place }
        let quote = text[start]
        guard quote == "\"" || quote == "'" else { return place }
        let isMany = start + 2 < text.count && text[start + 1] == quote && text[start + 2] == quote
        var cursor = Cursor(scalars: text, line: place.line, index: start + (isMany ? 3 : 1), isBasic: quote == "\"")
        // A line end right behind the quotes is no part of the string.
        if isMany, cursor.index >= text.count { cursor.nextLine(of: source) }
        for _ in 0..<offset {
            guard cursor.step(source) else { return place }
        }
        var end = cursor
        for _ in 0..<length where end.line == cursor.line { _ = end.step(source) }
        let width = end.line == cursor.line ? end.index - cursor.index : cursor.scalars.count - cursor.index
        return Place(line: cursor.line, column: cursor.index + 1, length: max(1, width))
    }

    private struct Cursor {
        var scalars: [Unicode.Scalar]
        var line: Int
        var index: Int
        let isBasic: Bool

        mutating func nextLine(of source: SourceFile) {
            line += 1
            index = 0
            scalars = Array(String(decoding: source.line(line), as: UTF8.self).unicodeScalars)
        }

        /// Moves over what stands for one code point of the string. False where that is not known.
        mutating func step(_ source: SourceFile) -> Bool {
            guard index < scalars.count else {
                guard line < source.lineCount else { return false }
                nextLine(of: source)
                return true
            }
            guard isBasic, scalars[index] == "\\" else {
                index += 1
                return true
            }
            guard index + 1 < scalars.count else { return false }
            switch scalars[index + 1] {
            case "u": index += 6
            case "U": index += 10
            case " ", "\t": return false
            default: index += 2
            }
            return true
        }
    }
}
