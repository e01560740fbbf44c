// The commonest slips in TOML: where they really are, and what to write.

internal import Model

/// What a syntax error most likely is.
struct SyntaxSlip {
    var place: Place
    var help: [String]
    /// Whether the parser's own words say what the help does not.
    var isGuess = true

    /// One line, around the place at which the parser gave up.
    struct Line {
        let number: Int
        let scalars: [Unicode.Scalar]
        let isPlain: [Bool]
        /// Where the parser gave up, from 0; at most the number of signs.
        let index: Int
        let scan: SyntaxScan

        init(_ source: SourceFile, _ place: Place) {
            scan = SyntaxScan(source, to: place)
            number = place.line
            scalars = Array(String(decoding: source.line(place.line), as: UTF8.self).unicodeScalars)
            isPlain = scan.isPlain
            index = min(max(0, place.column - 1), scalars.count)
        }

        /// The first sign outside of strings and comments of which this holds.
        func firstPlain(from: Int = 0, where isWanted: (Unicode.Scalar) -> Bool) -> Int? {
            (max(0, from)..<max(from, isPlain.count)).first { isPlain(at: $0) && isWanted(scalars[$0]) }
        }

        func lastPlain(before: Int, where isWanted: (Unicode.Scalar) -> Bool) -> Int? {
            (0..<max(0, min(before, isPlain.count))).last { isPlain(at: $0) && isWanted(scalars[$0]) }
        }

        private func isPlain(at index: Int) -> Bool {
            index < isPlain.count && index < scalars.count && isPlain[index]
        }

        func text(_ from: Int, _ to: Int) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars.prefix(to).dropFirst(from))
            return String(view)
        }

        func place(_ from: Int, _ to: Int) -> Place {
            Place(line: number, column: from + 1, length: max(1, to - from))
        }

        /// Where the text begins and ends, without the blanks around it.
        var indent: Int { scalars.prefix { $0 == " " || $0 == "\t" }.count }
        /// The end of what is no comment and no blank.
        var end: Int {
            let comment =
                zip(scalars, isPlain).enumerated().first { entry in
                    entry.element.0 == "#" && !entry.element.1 && (entry.offset == 0 || isPlain[entry.offset - 1])
                }?.offset ?? scalars.count
            return scalars.prefix(comment).lastIndex { $0 != " " && $0 != "\t" }.map { $0 + 1 } ?? 0
        }
    }

    /// Nil when nobody knows better than the parser.
    static func find(_ source: SourceFile, _ place: Place, reason: String) -> SyntaxSlip? {
        if reason.contains("utf-8") { return encoding(source, place) }
        let line = Line(source, place)
        if reason.contains("redefine") || reason.contains("existing") { return duplicate(source, line) }
        return openString(line, reason) ?? openBracket(source, line) ?? foreignSign(line) ?? header(line)
            ?? foreignFormat(line) ?? key(line) ?? value(line, reason)
    }

    private static func encoding(_ source: SourceFile, _ place: Place) -> SyntaxSlip {
        let isWide = source.bytes.starts(with: [0xFF, 0xFE]) || source.bytes.starts(with: [0xFE, 0xFF])
        return SyntaxSlip(
            place: place, help: [isWide ? "the file is UTF-16: save it as UTF-8" : "save the file as UTF-8"],
            isGuess: false)
    }

    private static func openString(_ line: Line, _ reason: String) -> SyntaxSlip? {
        if reason.contains("escape sequence") || reason.contains("hex digit") {
            let slash = line.scalars.prefix(line.index).lastIndex { $0 == "\\" } ?? line.index
            return SyntaxSlip(
                place: line.place(slash, slash + 2),
                help: [#"in "…" a backslash begins an escape: write '…', or \\ for the sign itself"#])
        }
        guard let string = line.scan.string else { return nil }
        let isAtEnd = line.index >= line.scalars.count || reason.contains("end-of-file")
        guard isAtEnd else {
            return SyntaxSlip(
                place: line.place(line.index, line.index + 1),
                help: [#"remove the sign, or write it as an escape, such as \u001b"#])
        }
        let quotes = String(repeating: String(string.sign), count: line.scan.isLongString ? 3 : 1)
        let length = string.line == line.number ? line.scalars.count - string.column + 1 : quotes.count
        let isMixed =
            string.line == line.number && line.scalars.last.map { "\"'".unicodeScalars.contains($0) } ?? false
            && line.scalars.last != string.sign
        return SyntaxSlip(
            place: Place(line: string.line, column: string.column, length: max(1, length)),
            help: [
                isMixed
                    ? "a string ends with the quote that it begins with: \(quotes)"
                    : "the string has no end: add \(quotes)"
            ])
    }

    /// What began on an earlier line, or on this one that ends here.
    private static func openBracket(_ source: SourceFile, _ line: Line) -> SyntaxSlip? {
        let isAtEnd = line.index >= line.scalars.count
        guard let open = isAtEnd ? line.scan.brackets.last : line.scan.opening(before: line.number) else { return nil }
        let place = Place(line: open.line, column: open.column, length: 1)
        if open.sign == "[" { return SyntaxSlip(place: place, help: ["the array has no end: add ]"]) }
        for number in open.line + 1..<max(open.line + 2, min(source.lineCount, open.line + 20) + 1) {
            let bytes = source.line(number).drop { $0 == 0x20 || $0 == 0x09 }
            if bytes.first == UInt8(ascii: "[") { break }
            if bytes.first == UInt8(ascii: "}") || bytes.last == UInt8(ascii: "}") && !bytes.contains(0x7B) {
                return SyntaxSlip(place: place, help: ["a table in braces stands on one line: join the lines"])
            }
        }
        return SyntaxSlip(place: place, help: ["the table has no end: add }"])
    }

    /// Signs of text programs, and comments of other languages.
    private static func foreignSign(_ line: Line) -> SyntaxSlip? {
        let opening = "\u{201C}\u{201E}\u{201D}\u{2018}\u{2019}\u{00AB}\u{00BB}".unicodeScalars
        if let start = line.firstPlain(where: { opening.contains($0) }) {
            let end = line.firstPlain(from: start + 1, where: { opening.contains($0) }).map { $0 + 1 }
            return SyntaxSlip(
                place: line.place(start, end ?? start + 1), help: ["these are not plain quotes: write \"…\""])
        }
        let blanks: ClosedRange<UInt32> = 0x2000...0x200F
        if let start = line.firstPlain(where: {
            blanks.contains($0.value) || [0xA0, 0xFEFF, 0x3000].contains($0.value)
        }) {
            return SyntaxSlip(place: line.place(start, start + 1), help: ["this is no plain space: type it anew"])
        }
        let whole = line.text(line.indent, line.end)
        let isComment = ["//", "--", "/*", ";", "%"].contains { whole.hasPrefix($0) }
        if isComment {
            return SyntaxSlip(place: line.place(line.indent, line.end), help: ["a comment begins with #"])
        }
        if let slash = line.firstPlain(where: { $0 == "/" }), slash + 1 < line.scalars.count,
            line.scalars[slash + 1] == "/", line.isPlain[slash + 1], slash <= line.index
        {
            return SyntaxSlip(place: line.place(slash, line.scalars.count), help: ["a comment begins with #"])
        }
        if line.index < line.end, line.scalars[line.index] == ";" {
            return SyntaxSlip(
                place: line.place(line.index, line.index + 1), help: ["no sign ends a line: remove the ;"])
        }
        return nil
    }

    private static func header(_ line: Line) -> SyntaxSlip? {
        guard line.indent < line.end, line.scalars[line.indent] == "[", line.scan.brackets.isEmpty else { return nil }
        let name = line.text(line.indent, line.end).unicodeScalars
            .drop { $0 == "[" || $0 == " " }.prefix { $0.properties.isAlphabetic || $0 == "_" || $0 == "." }
        let word = String(name)
        let behind = line.scalars.prefix(line.end).lastIndex { $0 == "]" }
        if let behind, behind + 1 < line.end {
            return SyntaxSlip(
                place: line.place(line.index, line.end), help: ["the keys of a table begin on the line below it"])
        }
        let isMany = ["rule", "test", "suppress", "model", "known_bad"].contains(word)
        let example = word.isEmpty ? "[[rule]]" : isMany ? "[[\(word)]]" : "[\(word)]"
        return SyntaxSlip(place: line.place(line.indent, line.end), help: ["write \(example)"])
    }
}
