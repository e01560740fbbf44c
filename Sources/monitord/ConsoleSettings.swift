// How a command prints: what the options of every command ask for.

internal import Glibc
internal import Model

/// Chosen by the words of the command line, the same way for every command.
struct ConsoleSettings: Sendable {
    enum Colour: String, Sendable { case auto, always, never }

    /// Of `--json=FIELD,...`; nil is all.
    var fields: [String]?
    var colour = Colour.auto
    var isASCII = false
    var isQuiet = false

    init() {}

    init(_ arguments: Arguments) throws(CommandFailure) {
        if let word = arguments["color"] {
            guard let colour = Colour(rawValue: word) else {
                throw .usage("--color: '\(word)' is none of auto, always, never")
            }
            self.colour = colour
        }
        if arguments[flag: "no-color"] { colour = .never }
        isASCII = arguments[flag: "ascii"]
        isQuiet = arguments[flag: "quiet"]
        if let list = arguments["json"], !list.isEmpty {
            let names = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard !names.contains("") else { throw .usage("--json: '\(list)' has an empty field") }
            fields = names
        }
    }

    /// Whether the locale says that the terminal shows UTF-8: the first of LC_ALL, LC_CTYPE and LANG that is not empty.
    static var hasUnicodeLocale: Bool {
        let words = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { (name: String) -> String? in
            getenv(name).map { unsafe String(cString: $0) }
        }
        let locale = words.first { !$0.isEmpty }?.lowercased() ?? ""
        return locale.hasSuffix("utf-8") || locale.hasSuffix("utf8")
    }
}

/// `text` in ASCII: our own signs as the nearest one there is, other scalars as escapes.
func asciiText(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var plain = ""
    for scalar in text.unicodeScalars {
        if scalar.isASCII {
            plain.unicodeScalars.append(scalar)
        } else {
            plain += asciiSign(scalar) ?? scalar.escaped
        }
    }
    return plain
}

private func asciiSign(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "…": "..."
    case "∞": "inf"
    case "≥": ">="
    case "≤": "<="
    case "±": "+-"
    case "×": "x"
    case "→", "►": "->"
    case "–", "—", "−", "─", "╌", "┄", "┈": "-"
    case "│", "┃", "┆", "┊", "▏": "|"
    case "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼": "+"
    case "·", "•", "●", "○": "*"
    case "‘", "’": "'"
    case "“", "”": "\""
    case "▁": "_"
    case "▂": "."
    case "▃": ":"
    case "▄": "-"
    case "▅": "="
    case "▆": "+"
    case "▇": "*"
    case "█": "#"
    case "▲": "^"
    case "▼": "v"
    case "\u{A0}", "\u{202F}": " "
    default: nil
    }
}
