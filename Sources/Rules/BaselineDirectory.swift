// The directory of baselines: immutable ID.toml files and the log of which one is current.

package import Model
package import Panes

/// Why a baseline could not be had or kept.
package enum BaselineDirectoryError: Error, Equatable, Sendable {
    case file(FileError)
    /// No id begins with these words and no baseline has them as its name.
    case notFound(String)
    /// Several baselines fit; their ids.
    case ambiguous(String, ids: [String])
    /// The file is there and is not a sound baseline.
    case invalid([Diagnostic])
    /// The baseline was learned from another model than the one it should be promoted for.
    case otherModel(id: String, model: String)
    /// The text would not read back as the same baseline: its times or its size are beyond the format.
    case notRepresentable
}

/// Baselines on disk. Every call reads the disk anew; nothing is cached.
package struct BaselineDirectory: Sendable {
    /// The directory itself; it must exist.
    package let path: String

    package init(path: String) {
        self.path = path
    }

    private var logPath: String { joined(path, "promotions.jsonl") }

    /// Every sound baseline in the order of ids, and what is wrong with the other files.
    package func list() throws(BaselineDirectoryError) -> (baselines: [Baseline], diagnostics: [Diagnostic]) {
        var baselines: [Baseline] = []
        var diagnostics: [Diagnostic] = []
        for id in try ids() {
            let (baseline, findings) = readFile(id)
            diagnostics += findings
            if let baseline { baselines.append(baseline) }
        }
        return (baselines, diagnostics)
    }

    /// The baseline of exactly this name, or the only one whose id begins with `word`.
    /// An exact id comes first, then names.
    package func read(_ word: String) throws(BaselineDirectoryError) -> Baseline {
        guard !word.isEmpty else { throw .notFound(word) }
        let ids = try ids()
        if ids.contains(where: { $0.utf8.elementsEqual(word.utf8) }) { return try readSound(word) }
        let named = try list().baselines.filter { $0.name.utf8.elementsEqual(word.utf8) }
        let found = named.isEmpty ? ids.filter { $0.utf8.starts(with: word.utf8) } : named.map(\.id)
        guard let id = found.first else { throw .notFound(word) }
        guard found.count == 1 else { throw .ambiguous(word, ids: found) }
        return try readSound(id)
    }

    /// Writes the baseline and returns its path. The same content has the same id: saving it twice is saving it once.
    @discardableResult
    package func save(_ baseline: Baseline) throws(BaselineDirectoryError) -> String {
        let name = baseline.id + ".toml"
        let source = SourceFile(path: joined(path, name), bytes: Array(baseline.toml.utf8))
        guard parseBaseline(source).baseline == baseline else { throw .notRepresentable }
        if try ids().contains(where: { $0.utf8.elementsEqual(baseline.id.utf8) }) {
            _ = try readSound(baseline.id)
            return source.path
        }
        do throws(FileError) {
            try createFile(path, name, source.bytes)
        } catch {
            throw .file(error)
        }
        return source.path
    }

    /// Makes the baseline with exactly this id current for `model` from `at` on.
    package func promote(model: String, id: String, at time: EventTime) throws(BaselineDirectoryError) {
        guard isBaselineID(id) else { throw .notFound(id) }
        let baseline = try readSound(id)
        guard baseline.model.utf8.elementsEqual(model.utf8) else { throw .otherModel(id: id, model: baseline.model) }
        let promotion = Promotion(at: time, model: model, id: id)
        // What cannot be read back would be ignored at the next start.
        guard Promotion(line: promotion.line.dropLast()) == promotion else { throw .notRepresentable }
        do throws(FileError) {
            try appendLine(logPath, promotion.line)
            try syncDirectory(path)
        } catch {
            throw .file(error)
        }
    }

    /// All promotions, oldest first, and which lines of the log were ignored. No log is an empty log.
    package func promotions() throws(BaselineDirectoryError) -> (promotions: [Promotion], diagnostics: [Diagnostic]) {
        do throws(FileError) {
            guard try fileExists(logPath) else { return ([], []) }
            return parsePromotions(try SourceFile(reading: logPath))
        } catch {
            throw .file(error)
        }
    }

    /// The last promotion of `model`, which names the current baseline. Nil when it never had one.
    package func currentPromotion(model: String) throws(BaselineDirectoryError) -> Promotion? {
        try promotions().promotions.last { $0.model.utf8.elementsEqual(model.utf8) }
    }

    /// The current baseline of `model`. Nil when none was ever promoted.
    package func current(model: String) throws(BaselineDirectoryError) -> Baseline? {
        guard let promotion = try currentPromotion(model: model) else { return nil }
        let baseline = try readSound(promotion.id)
        guard baseline.model.utf8.elementsEqual(model.utf8) else {
            throw .otherModel(id: promotion.id, model: baseline.model)
        }
        return baseline
    }

    private func ids() throws(BaselineDirectoryError) -> [String] {
        do throws(FileError) {
            return try namesInDirectory(path) { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
        } catch {
            throw .file(error)
        }
    }

    private func readSound(_ id: String) throws(BaselineDirectoryError) -> Baseline {
        let (baseline, diagnostics) = readFile(id)
        guard let baseline else { throw .invalid(diagnostics) }
        return baseline
    }

    private func readFile(_ id: String) -> (baseline: Baseline?, diagnostics: [Diagnostic]) {
        let source: SourceFile
        do throws(FileError) {
            source = try SourceFile(reading: joined(path, id + ".toml"))
        } catch {
            return (nil, [Diagnostic(error)])
        }
        let (baseline, diagnostics) = parseBaseline(source)
        guard let baseline, !baseline.id.utf8.elementsEqual(id.utf8) else { return (baseline, diagnostics) }
        var log = DiagnosticLog(source)
        log.error(
            .baselineFileName, "the file is not named after its id", at: nil, help: ["name it \(baseline.id).toml"])
        return (nil, diagnostics + log.diagnostics)
    }
}
