// The rule files of a call, read once: for rules, tests and lints.

internal import Model

/// The files of `paths`, for reading them more than once. `-` is standard input where `takesInput`.
package func ruleFiles(
    paths: [String], takesInput: Bool = false
) -> (files: [SourceFile], diagnostics: [Diagnostic]) {
    var files: [SourceFile] = []
    var diagnostics: [Diagnostic] = []
    for path in paths {
        let isInput = takesInput && path == "-"
        for name in isInput ? [path] : ruleFileNames(path, &diagnostics) {
            do throws(FileError) {
                files.append(try isInput ? SourceFile.standardInput() : SourceFile(reading: name))
            } catch {
                diagnostics.append(Diagnostic(error))
            }
        }
    }
    return (files, diagnostics)
}

extension SourceFile {
    /// All of standard input, under the name `<stdin>`.
    static func standardInput() throws(FileError) -> SourceFile {
        SourceFile(path: "<stdin>", bytes: try readToEnd(0, path: "<stdin>"))
    }

    /// Whether a comment at the end of line `number`, or alone on the line above, allows what `code` warns of.
    fileprivate func allows(_ code: DiagnosticCode, at number: Int) -> Bool {
        let own = String(decoding: line(number), as: UTF8.self)
        let above = number > 1 ? String(decoding: line(number - 1), as: UTF8.self) : ""
        let isComment = above.drop { $0 == " " || $0 == "\t" }.hasPrefix("#")
        return Self.allows(code, own) || isComment && Self.allows(code, above)
    }

    private static func allows(_ code: DiagnosticCode, _ line: String) -> Bool {
        guard let start = line.range(of: "# monitord: allow ") else { return false }
        return line[start...].split { $0 == " " || $0 == "," }.contains { $0 == code.rawValue }
    }
}

extension String {
    /// The end of the first `word`.
    fileprivate func range(of word: String) -> Index? {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(word) { return rest.index(rest.startIndex, offsetBy: word.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}

/// Without the warnings that a comment `# monitord: allow MD0603` in the file allows.
package func withoutAllowed(_ diagnostics: [Diagnostic], in files: [SourceFile]) -> [Diagnostic] {
    diagnostics.filter { finding in
        guard finding.severity == .warning, let place = finding.place,
            let file = files.first(where: { $0.path == finding.file })
        else { return true }
        return !file.allows(finding.code, at: place.line)
    }
}
