// Lines that are no `key = value`: other formats, keys that are none, keys that stand twice.

internal import Model

extension SyntaxSlip {
    /// YAML, JSON and the shell.
    static func foreignFormat(_ line: Line) -> SyntaxSlip? {
        guard line.scan.brackets.isEmpty else { return nil }
        let whole = line.text(line.indent, line.end)
        if whole.hasPrefix("- ") || whole == "-" || whole == "---" || whole.hasSuffix(":") {
            return SyntaxSlip(
                place: line.place(line.indent, line.end),
                help: ["this is YAML: a rule begins with a line [[rule]], and its keys are key = \"value\""])
        }
        if whole.hasPrefix("{") {
            return SyntaxSlip(
                place: line.place(line.indent, line.indent + 1),
                help: ["this is JSON: a rule begins with a line [[rule]], and its keys are key = \"value\""])
        }
        let equals = line.firstPlain(where: { $0 == "=" })
        if let colon = line.firstPlain(where: { $0 == ":" }), colon < equals ?? .max {
            let isAssigned = equals == colon + 1
            return SyntaxSlip(
                place: line.place(colon, isAssigned ? colon + 2 : colon + 1), help: ["write = between key and value"])
        }
        return nil
    }

    /// What stands before the `=`, and the `=` itself.
    static func key(_ line: Line) -> SyntaxSlip? {
        guard line.scan.brackets.isEmpty, line.indent < line.end else { return nil }
        guard let equals = line.firstPlain(where: { $0 == "=" }) else { return withoutEquals(line) }
        if equals + 1 < line.end, ["=", ">", "~"].contains(line.scalars[equals + 1]) {
            return SyntaxSlip(place: line.place(equals, equals + 2), help: ["write one = between key and value"])
        }
        let keyEnd = (line.scalars.prefix(equals).lastIndex { $0 != " " && $0 != "\t" }).map { $0 + 1 } ?? 0
        guard line.index <= equals else { return nil }
        let key = line.text(line.indent, keyEnd)
        let place = line.place(line.indent, keyEnd)
        let words = key.unicodeScalars.split { $0 == " " || $0 == "\t" }
        if key.isEmpty { return SyntaxSlip(place: line.place(equals, equals + 1), help: ["the key is missing"]) }
        if ["+", "-", "!", "?", ":"].contains(line.scalars[keyEnd - 1]) {
            return SyntaxSlip(place: line.place(keyEnd - 1, equals + 1), help: ["write = between key and value"])
        }
        let isPlain = key.utf8.allSatisfy { isKeyByte($0) || $0 == 0x20 || $0 == 0x09 }
        guard isPlain, words.count > 1 else {
            return SyntaxSlip(
                place: place, help: ["a key is made of a-z, A-Z, 0-9, _ and -; another one stands in quotes"])
        }
        let joined = words.map { String($0) }.joined(separator: "_")
        if words.first.map({ ["set", "export", "let", "var"].contains(String($0)) }) ?? false {
            return SyntaxSlip(place: place, help: ["write the key alone: \(words.last.map { String($0) } ?? "") = …"])
        }
        return SyntaxSlip(place: place, help: ["a key has no spaces: write \(joined)"])
    }

    private static func withoutEquals(_ line: Line) -> SyntaxSlip {
        let keyEnd = line.scalars.dropFirst(line.indent).firstIndex { $0 == " " || $0 == "\t" } ?? line.end
        guard keyEnd < line.end else {
            return SyntaxSlip(
                place: line.place(line.indent, line.end), help: ["a key needs = and a value: key = \"value\""])
        }
        return SyntaxSlip(
            place: line.place(line.indent, line.end),
            help: ["write = between key and value: \(line.text(line.indent, keyEnd)) = …"])
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        0x61...0x7A ~= byte || 0x41...0x5A ~= byte || 0x30...0x39 ~= byte || byte == 0x5F || byte == 0x2D
            || byte == 0x2E
    }

    /// A key or a header that stands twice; the first one is looked for.
    static func duplicate(_ source: SourceFile, _ line: Line) -> SyntaxSlip {
        if line.indent < line.end, line.scalars[line.indent] == "[" { return duplicateHeader(source, line) }
        // The parser points at the value.
        let equals =
            line.lastPlain(before: line.index + 1, where: { $0 == "=" })
            ?? line.firstPlain(where: { $0 == "=" }) ?? line.index
        let before = line.scalars.prefix(equals)
        let end = before.lastIndex { $0 != " " && $0 != "\t" }.map { $0 + 1 } ?? 0
        let start = before.prefix(end).lastIndex { ["{", ",", " ", "\t"].contains($0) }.map { $0 + 1 } ?? 0
        let place = line.place(start, end)
        let name = line.text(start, end).split(separator: ".").first.map(String.init) ?? ""
        for number in stride(from: line.number - 1, to: 0, by: -1) where line.scan.brackets.isEmpty {
            let text = String(decoding: source.line(number), as: UTF8.self)
            let bare = text.drop { $0 == " " || $0 == "\t" }
            if bare.hasPrefix("[") { break }
            let key = bare.prefix { $0 != "=" && $0 != " " && $0 != "." && $0 != "\t" }
            if key.utf8.elementsEqual(name.utf8) {
                return SyntaxSlip(place: place, help: ["keep one of the two: the other one is in line \(number)"])
            }
        }
        return SyntaxSlip(place: place, help: ["keep one of the two; a table in braces takes no more keys behind it"])
    }

    private static func duplicateHeader(_ source: SourceFile, _ line: Line) -> SyntaxSlip {
        let name = headerName(line.text(line.indent, line.end))
        let isMany = ["rule", "test", "suppress", "model", "known_bad"].contains(name)
        for number in 1..<max(2, line.number) {
            let text = String(decoding: source.line(number), as: UTF8.self).drop { $0 == " " || $0 == "\t" }
            guard text.hasPrefix("["), headerName(String(text)).utf8.elementsEqual(name.utf8) else { continue }
            if isMany, !text.hasPrefix("[[") {
                let indent =
                    String(decoding: source.line(number), as: UTF8.self).unicodeScalars.count
                    - text.unicodeScalars.count
                return SyntaxSlip(
                    place: Place(line: number, column: indent + 1, length: name.unicodeScalars.count + 2),
                    help: ["write [[\(name)]] in double brackets, each time"])
            }
            if isMany { break }
            return SyntaxSlip(
                place: line.place(line.indent, line.end),
                help: ["put all keys of [\(name)] into one table: the other one is in line \(number)"])
        }
        return SyntaxSlip(
            place: line.place(line.indent, line.end),
            help: [isMany ? "write [[\(name)]] in double brackets" : "keep one of the two"])
    }

    private static func headerName(_ text: String) -> String {
        String(text.drop { $0 == "[" || $0 == " " }.prefix { $0 != "]" && $0 != " " && $0 != "\t" })
    }
}
