// The words and signs of a filter.

/// One word, string or sign, and where it stands, in code points.
struct FilterToken {
    enum Kind { case word, string, sign, end }

    var kind: Kind
    /// Of a string, what it stands for.
    var text: String
    var offset: Int
    var length: Int
    /// Of a string, where each of its code points was written.
    var origins: [Int] = []

    func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
    func isWord(_ word: String) -> Bool { kind == .word && text == word }
}

/// Cuts a text into tokens; the last one is its end.
struct FilterScanner {
    private let scalars: [Unicode.Scalar]
    private var offset = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func tokens() throws(FilterError) -> [FilterToken] {
        var found: [FilterToken] = []
        while let scalar = peek() {
            if scalar.properties.isWhitespace {
                offset += 1
            } else if scalar == "\"" || scalar == "'" {
                found.append(try string(closedBy: scalar))
            } else if FilterScanner.signs.contains(scalar) {
                found.append(try sign(scalar))
            } else {
                found.append(word())
            }
        }
        found.append(FilterToken(kind: .end, text: "", offset: scalars.count, length: 1))
        return found
    }

    private static let signs: [Unicode.Scalar] = [
        "(", ")", "[", "]", ",", "=", "!", "~", "<", ">", "&", "|", "{", "}", "\u{201C}", "\u{201D}", "\u{2018}",
        "\u{2019}",
    ]

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        offset + distance < scalars.count ? scalars[offset + distance] : nil
    }

    /// A word is whatever no other token begins with, so that a value without quotes is told whole.
    private mutating func word() -> FilterToken {
        let start = offset
        var text = ""
        while let scalar = peek(), !scalar.properties.isWhitespace, scalar != "\"", scalar != "'",
            !FilterScanner.signs.contains(scalar)
        {
            text.unicodeScalars.append(scalar)
            offset += 1
        }
        return FilterToken(kind: .word, text: text, offset: start, length: offset - start)
    }

    private mutating func sign(_ scalar: Unicode.Scalar) throws(FilterError) -> FilterToken {
        let next = peek(1)
        let pair = String(scalar) + (next.map { String($0) } ?? "")
        if let advice = FilterScanner.slips[pair] {
            throw FilterError(offset: offset, length: 2, reason: "`\(pair)` is no operator", help: advice)
        }
        if let advice = FilterScanner.slips[String(scalar)], pair != "!=", pair != "!~" {
            throw FilterError(offset: offset, length: 1, reason: "`\(scalar)` means nothing here", help: advice)
        }
        let text = ["!=", "!~", ">=", "<="].contains(pair) ? pair : String(scalar)
        defer { offset += text.unicodeScalars.count }
        return FilterToken(kind: .sign, text: text, offset: offset, length: text.unicodeScalars.count)
    }

    /// What other languages write, and what is written here.
    private static let slips: [String: String] = [
        "==": "write `=`", "=~": "write `~`", "~=": "write `~`", "<>": "write `!=`", "&&": "write `and`",
        "||": "write `or`", "&": "write `and`", "|": "write `or`", "!": "write `not`, `!=` or `!~`",
        "{": "leave the braces out: `field = \"value\" and …`", "}": "leave the braces out",
        "\u{201C}": "write straight quotes: \"…\"", "\u{201D}": "write straight quotes: \"…\"",
        "\u{2018}": "write straight quotes: '…'", "\u{2019}": "write straight quotes: '…'",
    ]

    /// Between single quotes every sign stands for itself; between double ones `\"` and `\\` are escapes.
    private mutating func string(closedBy quote: Unicode.Scalar) throws(FilterError) -> FilterToken {
        let start = offset
        var token = FilterToken(kind: .string, text: "", offset: start, length: 0)
        offset += 1
        while let scalar = peek() {
            if scalar == quote {
                offset += 1
                token.length = offset - start
                return token
            }
            token.origins.append(offset)
            if scalar == "\\", quote == "\"" {
                guard let escaped = peek(1), escaped == "\"" || escaped == "\\" else {
                    let shown = peek(1).map { String($0) } ?? ""
                    throw FilterError(
                        offset: offset, length: 2, reason: "`\\\(shown)` is no escape in a string",
                        help: "write `\\\\\(shown)`, or put the text between single quotes, where `\\` is itself")
                }
                token.text.unicodeScalars.append(escaped)
                offset += 2
            } else {
                token.text.unicodeScalars.append(scalar)
                offset += 1
            }
        }
        throw FilterError(
            offset: start, length: scalars.count - start, reason: "the string is not closed", help: "add \(quote)")
    }
}
