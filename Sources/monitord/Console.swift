// Where words go: data to standard output, talk to standard error.

internal import Alerts
internal import Glibc
internal import Model
internal import Platform

enum Console {
    /// What the words of this process ask for.
    static let settings = CommandLineTool.settings(Array(CommandLine.arguments.dropFirst()))

    /// Whether text for a person keeps to ASCII. Data is not text: JSON is always UTF-8.
    static let isASCII = settings.isASCII || (isatty(STDOUT_FILENO) == 1 && !ConsoleSettings.hasUnicodeLocale)

    /// Writes a line of text. A reader that went away ends the process quietly, as it does for every filter.
    static func line(_ text: String) { bytes(Array((isASCII ? asciiText(text) : text).utf8) + [0x0A]) }

    static func bytes(_ bytes: [UInt8]) {
        if !writeAll(STDOUT_FILENO, bytes) { exit(ExitStatus.ok) }
    }

    /// Prints one JSON value and a newline: all of it, or the fields that `--json=FIELD,...` names.
    static func json(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        body(&writer)
        guard let fields = settings.fields else { return bytes(writer.bytes + [0x0A]) }
        switch FieldSelection(fields).applied(to: writer.bytes) {
        case .selected(let chosen): bytes(chosen + [0x0A])
        case .unknown(let field, let known):
            complain(.usage("--json: no field '\(field)'", help: advice(nil, "fields", known)))
            exit(ExitStatus.usage)
        }
    }

    /// Prints one of many JSON objects, each a line of its own. One that lacks a chosen field goes without it.
    static func jsonLine(_ object: [UInt8]) {
        guard let fields = settings.fields else { return bytes(object + [0x0A]) }
        bytes(FieldSelection(fields).kept(of: object) + [0x0A])
    }

    /// Talk, for a person who did not ask to be left alone.
    static func say(_ text: String) {
        if !settings.isQuiet { insist(text) }
    }

    /// Talk that is needed in any case.
    static func insist(_ text: String) {
        let isPlain = settings.isASCII || (isatty(STDERR_FILENO) == 1 && !ConsoleSettings.hasUnicodeLocale)
        writeAll(STDERR_FILENO, Array(((isPlain ? asciiText(text) : text) + "\n").utf8))
    }

    static func complain(_ failure: CommandFailure) {
        insist("monitord: " + visible(failure.message))
        for help in failure.help { insist("  " + visible(help)) }
    }

    static func isColourful(_ arguments: Arguments, descriptor: Int32 = STDOUT_FILENO) -> Bool {
        switch settings.colour {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if let word = getenv("NO_COLOR"), word[0] != 0 { return false }
        if let word = getenv("CLICOLOR_FORCE"), word[0] != 0, word[0] != 0x30 { return true }
        if let terminal = getenv("TERM"), strcmp(terminal, "dumb") == 0 { return false }
        return isatty(descriptor) == 1
    }

    /// Rows under a head, each column as wide as its widest cell. Cells show control characters as escapes.
    static func table(_ head: [String], _ rows: [[String]], alignedRight: Set<Int> = []) {
        let shown = [head] + rows.map { $0.map { isASCII ? asciiText(visible($0)) : visible($0) } }
        let widths = head.indices.map { column in shown.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        for row in shown {
            var text = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
                text += alignedRight.contains(column) ? padding + cell : cell + padding
                if column + 1 < row.count { text += "  " }
            }
            while text.hasSuffix(" ") { text.removeLast() }
            line(text)
        }
    }
}

/// A share with one decimal, or a dash.
func share(_ value: Double?) -> String { value.map { percent($0) } ?? "-" }
