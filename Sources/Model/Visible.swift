// What a text from outside may not do: move a cursor, turn the direction of writing, or hide.

extension Unicode.Scalar {
    /// Whether the scalar must be spelled out before it is shown: controls, formats (bidirectional, of no width, tags),
    /// line and paragraph separators, and what no font has a shape for.
    package var isHidden: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }

    /// The scalar as an escape that can be seen: `\u{1b}`.
    package var escaped: String { "\\u{\(String(value, radix: 16))}" }
}

/// `text` with every hidden scalar as a visible escape, so that bytes from outside can neither forge a line nor drive a
/// terminal.
package func visible(_ text: String) -> String {
    // Most texts are plain ASCII and need no look at the tables of Unicode.
    guard !text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
        if scalar.isHidden { shown += scalar.escaped } else { shown.unicodeScalars.append(scalar) }
    }
    return shown
}

/// `text` for XML and HTML: whatever it holds, it stays text, and hidden scalars show as escapes.
package func markupText(_ text: String) -> String {
    var result = ""
    for scalar in visible(text).unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
