// A page of words and tables, before anybody knows whether it becomes text, Markdown or HTML.

package import Model

package struct Page: Sendable {
    package enum Block: Sendable {
        case head(String)
        case text(String)
        case note(String)
        /// Columns, rows, and the columns whose cells stand at the right.
        case table([String], [[String]], right: Set<Int>)
        /// Bars over time: drawn where there is room for a picture.
        case timeline([Bar], Range<EventTime>)
    }

    /// One alert on the timeline.
    package struct Bar: Sendable {
        var name: String
        var severity: Severity
        var from: EventTime
        /// Nil while it fires.
        var until: EventTime?

        init(_ story: AlertStory) {
            name = "\(story.alert.rule) \(names(story.alert.scope))"
            severity = story.alert.severity
            from = story.alert.firedAt
            until = story.end
        }
    }

    package let title: String
    package private(set) var blocks: [Block] = []

    package init(title: String) {
        self.title = title
    }

    package mutating func add(_ block: Block) { blocks.append(block) }
}

extension Page {
    /// For a terminal: control characters of names show as escapes.
    package var text: String {
        var lines: [String] = [visible(title)]
        for block in blocks {
            switch block {
            case .head(let head): lines += ["", head.uppercased()]
            case .text(let text): lines += folded(visible(text))
            case .note(let note): lines += folded("note: " + visible(note))
            case .table(let columns, let rows, let right): lines += textTable(columns, rows, right)
            case .timeline: break
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    package var markdown: String {
        var text = "# \(markdownText(title))\n"
        for block in blocks {
            switch block {
            case .head(let head): text += "\n## \(head)\n"
            case .text(let words): text += "\n\(markdownText(words))\n"
            case .note(let note): text += "\n> **Note:** \(markdownText(note))\n"
            case .table(let columns, let rows, let right):
                text += "\n| " + columns.map(markdownText).joined(separator: " | ") + " |\n|"
                text += columns.indices.map { right.contains($0) ? "---:|" : "---|" }.joined() + "\n"
                for row in rows { text += "| " + row.map(markdownText).joined(separator: " | ") + " |\n" }
            case .timeline: break
            }
        }
        return text
    }
}

private func textTable(_ columns: [String], _ rows: [[String]], _ right: Set<Int>) -> [String] {
    let shown = [columns] + rows.map { $0.map(visible) }
    let widths = columns.indices.map { column in shown.map { $0[column].unicodeScalars.count }.max() ?? 0 }
    return shown.map { row in
        var text = ""
        for (column, cell) in row.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
            text += right.contains(column) ? padding + cell : cell + padding
            if column + 1 < row.count { text += "  " }
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}

/// Lines of at most 100 columns, cut between words.
private func folded(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        if !line.isEmpty, line.unicodeScalars.count + word.unicodeScalars.count >= 100 {
            lines.append(line)
            line = ""
        }
        line += line.isEmpty ? word : " " + word
    }
    return line.isEmpty ? lines : lines + [line]
}

/// Names of models come from outside: nothing in them may mean anything to a reader of Markdown.
private func markdownText(_ text: String) -> String {
    var result = ""
    for scalar in visible(text).unicodeScalars {
        switch scalar {
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "&": result += "&amp;"
        case "\\", "`", "*", "_", "[", "]", "|", "#", "!": result += "\\" + String(Character(scalar))
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
