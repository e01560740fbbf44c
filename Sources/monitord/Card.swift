// Names with values beside them, for the eye: lines break where the screen ends.

internal import Model

enum Card {
    /// Rows under each other. Values are made visible; long ones go on below where they began.
    static func print(_ rows: [(name: String, value: String)]) {
        let indent = max(0, rows.map { $0.name.unicodeScalars.count }.max() ?? 0) + 2
        for row in rows {
            let name = row.name + String(repeating: " ", count: indent - row.name.unicodeScalars.count)
            let lines = wrapped(visible(row.value), width: width - indent)
            for (place, line) in lines.enumerated() {
                Console.line((place == 0 ? name : String(repeating: " ", count: indent)) + line)
            }
        }
    }

    static func print(_ text: String) {
        for line in wrapped(visible(text), width: width) { Console.line(line) }
    }

    /// The terminal's columns; what goes to a file or a pipe is as wide as it needs.
    private static var width: Int { Console.width ?? .max }

    /// Broken at spaces; a word that is longer than a line stays whole, so that it can be copied.
    static func wrapped(_ text: String, width: Int) -> [String] {
        guard text.unicodeScalars.count > width else { return [text] }
        var lines: [String] = []
        var line = ""
        // A number and its percent sign stay together.
        let words = text.replacing(" %", with: "\u{a0}%").split(separator: " ", omittingEmptySubsequences: false)
        for word in words.map({ $0.replacing("\u{a0}%", with: " %") }) {
            if !line.isEmpty, line.unicodeScalars.count + 1 + word.unicodeScalars.count > width {
                lines.append(line)
                line = String(word)
            } else {
                line += line.isEmpty ? word : " " + word
            }
        }
        return lines + [line]
    }
}
