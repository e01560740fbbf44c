// Baselines that travel as files.

import Glibc
package import Panes

extension BaselineDirectory {
    /// The bytes of the file of a baseline, the same on every machine.
    package static func exported(_ baseline: Baseline) -> [UInt8] { Array(baseline.toml.utf8) }

    /// Writes a baseline to a new file, mode 0640; one that is there stays and is the error.
    package static func export(_ baseline: Baseline, to path: String) throws(BaselineDirectoryError) {
        do throws(FileError) {
            let (directory, name) = splitPath(path)
            try createFile(directory, name, exported(baseline))
        } catch {
            throw .file(error)
        }
    }

    /// Whether the file of exactly this baseline is here, and sound.
    package func holds(_ baseline: Baseline) throws(BaselineDirectoryError) -> Bool {
        do throws(BaselineDirectoryError) {
            return try read(baseline.id) == baseline
        } catch .notFound {
            return false
        } catch {
            throw error
        }
    }

    /// Adds a baseline from elsewhere without promoting it. False when it was here already.
    package func add(_ source: SourceFile) throws(BaselineDirectoryError) -> (baseline: Baseline, isNew: Bool) {
        let (parsed, diagnostics) = parseBaseline(source)
        guard let baseline = parsed else { throw .invalid(diagnostics) }
        let findings = Self.nameFindings(baseline, source)
        guard findings.isEmpty else { throw .invalid(findings) }
        if try holds(baseline) { return (baseline, false) }
        try save(baseline)
        return (baseline, true)
    }

    /// A baseline is called by its name on the command line and in rules.
    private static func nameFindings(_ baseline: Baseline, _ source: SourceFile) -> [Diagnostic] {
        var log = DiagnosticLog(source)
        for (key, text) in [("name", baseline.name), ("model", baseline.model)] where text.isEmpty {
            log.error(.badText, "`\(key)` is empty", at: nil)
        }
        if isBaselineID(baseline.name) {
            log.error(.badText, "`name` looks like an id, and would be taken for one", at: nil)
        }
        return log.diagnostics
    }
}

extension SourceFile {
    /// Reads what a pipe brings, at most `bytesMax` bytes.
    package init(readingPipe descriptor: Int32, path: String) throws(FileError) {
        self.init(path: path, bytes: try readToEnd(descriptor, path: path))
    }
}
