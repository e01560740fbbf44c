// Help on 80 columns: paragraphs that flow, and tables with a hanging indent.

enum HelpText {
    static let columns = 80
    /// A longer name takes a line of its own.
    static let nameColumnsMax = 30

    /// A name and what it means, two columns in.
    static func entry(_ name: String, _ purpose: String, width: Int) -> [String] {
        let indent = String(repeating: " ", count: width + 4)
        var lines = wrapped(purpose, columns: columns - indent.count).map { indent + $0 }
        if name.count > width {
            lines.insert("  " + name, at: 0)
        } else if let first = lines.first {
            let padding = String(repeating: " ", count: width - name.count + 2)
            lines[0] = "  \(name)\(padding)\(first.dropFirst(indent.count))"
        }
        return lines
    }

    /// Notes as paragraphs: a line that ends without a full stop goes on in the next one. Lines that begin with a space
    /// and examples stay as they are.
    static func flowed(_ notes: [String]) -> [String] {
        paragraphs(notes).flatMap { isFixed($0) ? [$0] : wrapped($0) }
    }

    static func paragraphs(_ notes: [String]) -> [String] {
        var paragraphs: [String] = []
        for note in notes {
            if let last = paragraphs.last, !isFixed(note), !isFixed(last), let end = last.last, !".:!?".contains(end) {
                paragraphs[paragraphs.count - 1] = last + " " + note
            } else {
                paragraphs.append(note)
            }
        }
        return paragraphs
    }

    static func isFixed(_ note: String) -> Bool { note.hasPrefix(" ") || note.hasPrefix("example:") || note.isEmpty }

    /// Broken at spaces, where that is possible.
    static func wrapped(_ text: String, columns: Int = columns) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}
