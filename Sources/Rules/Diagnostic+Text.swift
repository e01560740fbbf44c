// Diagnostics for people: the frame that rustc made familiar, and JSON for programs.

package import Model

extension Diagnostic {
    /// Several lines with a final newline. Characters that could steer a terminal are shown as `\u{1b}`.
    package func text(colour: Bool = false) -> String {
        let paint = Paint(isOn: colour)
        let head = severity == .error ? paint.red : paint.yellow
        var text = head("\(severity.rawValue)[\(code.rawValue)]") + paint.bold(": \(shown(message))") + "\n"
        let number = place.map { String($0.line) } ?? ""
        let margin = String(repeating: " ", count: max(1, number.utf8.count))
        text += "\(margin)\(paint.blue("-->")) \(shown(file))"
        if let place { text += ":\(place.line):\(place.column)" }
        text += "\n"
        if let place, let excerpt {
            let frame = excerptFrame(excerpt, place)
            text += "\(margin) \(paint.blue("|"))\n"
            text += "\(paint.blue("\(number) |")) \(frame.line)\n"
            let remark = frame.carets + (label.map { " " + shown($0) } ?? "")
            text += "\(margin) \(paint.blue("|")) \(frame.indent)\(head(remark))\n"
        } else if let label {
            text += "\(margin) \(paint.blue("=")) \(shown(label))\n"
        }
        for line in help { text += "\(margin) \(paint.blue("=")) help: \(shown(line))\n" }
        return text
    }

    /// One object: severity, code, message, file, and where known line, column and length.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("severity", severity.rawValue)
            writer.field("code", code.rawValue)
            writer.field("message", message)
            writer.field("file", file)
            if let place {
                writer.field("line", place.line)
                writer.field("column", place.column)
                writer.field("length", place.length)
            }
            if let label { writer.field("label", label) }
            writer.key("help")
            writer.array { writer in
                for line in help { writer.value(line) }
            }
        }
    }
}

/// Colours when they are wanted.
private struct Paint {
    var isOn: Bool

    func red(_ text: String) -> String { wrapped(text, "1;31") }
    func yellow(_ text: String) -> String { wrapped(text, "1;33") }
    func blue(_ text: String) -> String { wrapped(text, "1;34") }
    func bold(_ text: String) -> String { wrapped(text, "1") }

    private func wrapped(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// Columns that a source line may take before it is cut around the place in question.
private let excerptColumnsMax = 100

/// The visible line, and what stands under it. Every column counts one code point as it is shown.
private func excerptFrame(_ excerpt: String, _ place: Place) -> (line: String, indent: String, carets: String) {
    let scalars = Array(excerpt.unicodeScalars)
    let first = min(place.column - 1, scalars.count)
    let last = min(first + place.length, scalars.count)
    let start = scalars.count > excerptColumnsMax ? max(0, first - excerptColumnsMax / 2) : 0
    let end = min(scalars.count, start + excerptColumnsMax)
    var line = start > 0 ? "…" : ""
    var indent = start > 0 ? 1 : 0
    var carets = 0
    for index in start..<max(start, end) {
        let spelled = shown(scalars[index])
        line += spelled
        let width = spelled.unicodeScalars.count
        if index < first { indent += width } else if index < last { carets += width }
    }
    if end < scalars.count { line += "…" }
    return (line, String(repeating: " ", count: indent), String(repeating: "^", count: max(1, carets)))
}

/// As `visible` of Model does it, but a tab is four columns.
private func shown(_ text: String) -> String {
    text.unicodeScalars.map(shown).joined()
}

private func shown(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\t" { return "    " }
    return scalar.isHidden ? scalar.escaped : String(scalar)
}
