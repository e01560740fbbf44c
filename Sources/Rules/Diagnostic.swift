// What is wrong with a file, where, and what to do about it.

import Model
internal import Model

/// One finding about one place in one file.
package struct Diagnostic: Equatable, Sendable {
    /// An error forbids the use of the file; a warning does not.
    package enum Severity: String, Sendable {
        case error, warning
    }

    package var severity: Severity
    package var code: DiagnosticCode
    /// One clause without a full stop, with the words of the file in backquotes.
    package var message: String
    /// The path of the `SourceFile`.
    package var file: String
    /// Nil when the finding is about the file as a whole.
    package var place: Place?
    /// What stands behind the carets.
    package var label: String?
    /// What to do about it, one line each.
    package var help: [String]
    /// The source line, with secrets blotted out. May hold any character: renderers escape it.
    package var excerpt: String?

    package init(
        severity: Severity, code: DiagnosticCode, message: String, file: String, place: Place? = nil,
        label: String? = nil, help: [String] = [], excerpt: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.file = file
        self.place = place
        self.label = label
        self.help = help
        self.excerpt = excerpt
    }
}

extension Sequence<Diagnostic> {
    /// Whether any of them forbids going on.
    package var hasErrors: Bool { contains { $0.severity == .error } }
}

/// Collects what is wrong with one file, so that all of it is said at once.
struct DiagnosticLog {
    let source: SourceFile
    private(set) var diagnostics: [Diagnostic] = []
    /// Tables were left out because they are no TOML: what they would have said is not known.
    var isPartial = false
    /// The names of all rules as they are written, right or wrong; nil when some file could not be read.
    var writtenRules: [String]?

    /// A file that is wrong all over says so once; the rest would hide the beginning.
    static let countMax = 100

    init(_ source: SourceFile) {
        self.source = source
    }

    var hasErrors: Bool { diagnostics.hasErrors }
    /// From here on findings are dropped, so there is no point in making them.
    var isFull: Bool { diagnostics.count >= DiagnosticLog.countMax }

    /// In the order of the text; what is about the whole file comes first.
    var inOrder: [Diagnostic] {
        let keyed = diagnostics.enumerated().map { index, finding in
            (line: finding.place?.line ?? 0, column: finding.place?.column ?? 0, index: index, finding: finding)
        }
        return keyed.sorted { ($0.line, $0.column, $0.index) < ($1.line, $1.column, $1.index) }.map(\.finding)
    }

    mutating func error(
        _ code: DiagnosticCode, _ message: String, at place: Place?, label: String? = nil, help: [String] = []
    ) {
        add(.error, code, message, place, label, help)
    }

    mutating func warning(
        _ code: DiagnosticCode, _ message: String, at place: Place?, label: String? = nil, help: [String] = []
    ) {
        add(.warning, code, message, place, label, help)
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ message: String, _ place: Place?,
        _ label: String?, _ help: [String]
    ) {
        guard !isFull else { return }
        let inside = place.map { clamped($0) }
        let line = inside.map { String(decoding: source.line($0.line), as: UTF8.self) }
        var excerpt = line.map(withoutSecrets)
        // A secret without its name beside it, as in the middle of an array.
        if code == .literalSecret, excerpt == line { excerpt = nil }
        diagnostics.append(
            Diagnostic(
                severity: severity, code: code, message: message, file: source.path, place: inside, label: label,
                help: help.isEmpty && label == nil ? [code.explanation] : help, excerpt: excerpt))
    }

    /// The parser points behind the end of the file when something is missing there.
    private func clamped(_ place: Place) -> Place {
        let line = min(max(1, place.line), source.lineCount)
        let width = String(decoding: source.line(line), as: UTF8.self).unicodeScalars.count
        let column = line < place.line ? width + 1 : min(max(1, place.column), width + 1)
        return Place(line: line, column: column, length: max(1, min(place.length, width + 1 - column)))
    }
}
