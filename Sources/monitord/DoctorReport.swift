// What `monitord doctor` finds: lines with a mark, and what to do.

internal import Model

struct DoctorReport {
    enum Mark: String {
        case ok, warn, fail
        /// Nobody can say from here.
        case unknown
    }

    struct Line {
        var part: String
        var mark: Mark
        var text: String
        /// What to do about it.
        var fix: String?
    }

    private(set) var lines: [Line] = []

    mutating func add(_ part: String, _ mark: Mark, _ text: String, fix: String? = nil) {
        lines.append(Line(part: part, mark: mark, text: text, fix: fix))
    }

    mutating func check(_ part: String, _ isFine: Bool, _ text: String, else mark: Mark = .warn, fix: String) {
        add(part, isFine ? .ok : mark, text, fix: isFine ? nil : fix)
    }

    var hasFailed: Bool { lines.contains { $0.mark == .fail } }

    func count(_ mark: Mark) -> Int { lines.count { $0.mark == mark } }

    func text(isColourful: Bool) -> [String] {
        lines.flatMap { line in
            let mark = line.mark.rawValue + String(repeating: " ", count: 7 - line.mark.rawValue.count)
            let part = line.part + String(repeating: " ", count: max(1, 11 - line.part.count))
            let head = (isColourful ? "\u{1B}[\(colour(line.mark))m\(mark)\u{1B}[0m" : mark) + " \(part)"
            let rows = HelpText.wrapped(visible(line.text), columns: HelpText.columns - 19)
            let indent = String(repeating: " ", count: 19)
            let fixes = line.fix.map { HelpText.wrapped("-> " + visible($0), columns: HelpText.columns - 19) } ?? []
            return zip(rows.indices, rows).map { ($0 == 0 ? head : indent) + $1 } + fixes.map { indent + $0 }
        }
    }

    private func colour(_ mark: Mark) -> String {
        switch mark {
        case .ok: "32"
        case .warn: "33"
        case .fail: "31;1"
        case .unknown: "2"
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("monitord", VersionCommand.number)
            writer.field("failed", hasFailed)
            writer.key("checks")
            writer.array { writer in
                for line in lines {
                    writer.object { writer in
                        writer.field("part", line.part)
                        writer.field("mark", line.mark.rawValue)
                        writer.field("text", line.text)
                        if let fix = line.fix { writer.field("fix", fix) }
                    }
                }
            }
        }
    }
}
