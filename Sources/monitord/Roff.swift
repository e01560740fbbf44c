// Text in the language of manual pages, man(7).

/// A page that grows line by line.
struct Roff {
    private(set) var lines: [String] = []

    var text: String { lines.joined(separator: "\n") + "\n" }

    init(title: String, section: Int) {
        lines = [
            ".\\\" Made by: monitord man",
            ".TH \(Self.quoted(title)) \(section) \(VersionCommand.date) "
                + Self.quoted("monitord " + VersionCommand.number),
        ]
    }

    mutating func section(_ title: String) { lines.append(".SH \(Self.quoted(title))") }

    mutating func subsection(_ title: String) { lines.append(".SS \(Self.quoted(title))") }

    /// Words that flow. What stands between backquotes is bold.
    mutating func flow(_ text: String) {
        lines += HelpText.wrapped(Self.escaped(text), columns: 76).map { line in
            line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
        }
    }

    mutating func paragraph(_ text: String) {
        if lines.last.map({ !$0.hasPrefix(".SH") && !$0.hasPrefix(".SS") }) ?? false { lines.append(".PP") }
        flow(text)
    }

    /// A term, ready-made roff, and what it means.
    mutating func entry(_ term: String, _ meaning: String) {
        lines += [".TP", term]
        flow(meaning)
    }

    /// Lines as they are.
    mutating func example(_ rows: [String]) {
        lines += [".PP", ".nf"] + rows.map { "\\&" + Self.escaped($0) } + [".fi"]
    }

    /// Notes of a command: paragraphs, and lines that must stay.
    mutating func notes(_ notes: [String]) {
        for paragraph in HelpText.paragraphs(notes) {
            if HelpText.isFixed(paragraph) { example([paragraph]) } else { self.paragraph(paragraph) }
        }
    }

    static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

    static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

    static func quoted(_ text: String) -> String { "\"" + escaped(text).replacing("\"", with: "\\(dq") + "\"" }

    static func escaped(_ text: String) -> String {
        var result = ""
        var isBold = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "`":
                isBold.toggle()
                result += isBold ? "\\fB" : "\\fR"
            default:
                if scalar.isASCII {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
                }
            }
        }
        return isBold ? result + "\\fR" : result
    }
}
