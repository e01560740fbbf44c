// Suite files: a table of TOML that says how to ask, and a file of JSON lines with what is asked.

package import Canaries
internal import Model

/// Reads the suites of all `paths`: files, directories (their `*.toml` files in byte order) or patterns. They are
/// complete only when no diagnostic is an error. `targets` are the names that suites may give; nil: nobody knows them.
package func loadSuites(
    paths: [String], targets: [String]? = nil
) -> (suites: [Suite], diagnostics: [Diagnostic]) {
    let (files, diagnostics) = ruleFiles(paths: paths)
    let (suites, findings) = parseSuites(files, targets: targets)
    return (suites, diagnostics + findings)
}

/// The suites of files that are in memory already; their items are read.
package func parseSuites(
    _ files: [SourceFile], targets: [String]? = nil
) -> (suites: [Suite], diagnostics: [Diagnostic]) {
    parseSuites(files, targets: targets, shelf: .disk)
}

func parseSuites(
    _ files: [SourceFile], targets: [String]?, shelf: SuiteShelf
) -> (suites: [Suite], diagnostics: [Diagnostic]) {
    var suites: [Suite] = []
    var findings: [Diagnostic] = []
    var homes: [String: String] = [:]
    for file in files {
        var log = DiagnosticLog(file)
        guard let table = log.parse(), let found = readSuite(table, &log) else {
            findings += log.inOrder
            continue
        }
        if let home = homes.updateValue("\(file.path):\(found.name.place.line)", forKey: found.name.value) {
            log.error(
                .duplicateSuite, "another suite is named \"\(found.name.value)\"", at: found.name.place,
                help: ["the other one is at \(home)"])
        }
        checkTargets(found, targets, &log)
        var suite = found.suite
        let items = readItems(found, shelf, &log)
        suite.items = items?.items ?? []
        suite.deadline = found.deadline?.value ?? standardDeadline(suite)
        suite.hash = suite.contentHash
        let hasItems = items.map { !$0.diagnostics.hasErrors } ?? false
        if hasItems {
            checkHash(suite, found, &log)
            if !log.hasErrors { lint(suite, found, items?.twins ?? [], &log) }
        }
        findings += log.inOrder + (items?.diagnostics ?? [])
        if hasItems, !log.hasErrors { suites.append(suite) }
    }
    return (suites, findings)
}

/// How items are come by. Tests have their own.
struct SuiteShelf: Sendable {
    var read: @Sendable (String) throws(FileError) -> SourceFile
    var trust: @Sendable (String, _ isPublic: Bool) -> FileTrust

    static let disk = SuiteShelf(
        read: { path throws(FileError) in
            try SourceFile(reading: path, bytesMax: itemFileBytesMax)
        },
        trust: { path, isPublic in
            let file = fileTrust(path, isPublic: isPublic)
            guard file == .trusted else { return file }
            return directoryTrust(splitPath(path).directory, isPublic: isPublic)
        })
}

/// Says who else may read the file at `place`.
private func checkTrust(
    _ path: String, _ found: SuiteTable, _ shelf: SuiteShelf, at place: Place, _ log: inout DiagnosticLog
) {
    // What comes from standard input has no mode.
    guard !path.hasPrefix("<"), case .refused(let fault) = shelf.trust(path, found.isHarmless) else { return }
    let isOpen = fault.isExposed && !found.isHarmless
    log.error(
        fault.isExposed ? .exposedSuite : .strangeFile, "\(path): \(fault.reason)", at: place,
        help: [fault.help] + (isOpen ? ["examples without harm in them may say harmless = true"] : []))
}

private func readItems(_ found: SuiteTable, _ shelf: SuiteShelf, _ log: inout DiagnosticLog) -> ItemReading? {
    checkTrust(log.source.path, found, shelf, at: found.place, &log)
    guard let path = found.items else { return nil }
    let full = joined(splitPath(log.source.path).directory, path.value)
    let file: SourceFile
    do throws(FileError) {
        file = try shelf.read(full)
    } catch {
        let isTooLarge = error.reason.hasPrefix("larger than")
        log.error(
            isTooLarge ? .suiteTooLarge : .unreadable, "cannot read the items: \(error.reason)", at: path.place,
            help: [
                isTooLarge
                    ? "split the suite" : "`items` is a file of JSON lines, and its path starts from the suite's file"
            ])
        return nil
    }
    checkTrust(full, found, shelf, at: path.place, &log)
    var reading = ItemReading(file: file, kind: found.suite.kind)
    reading.readAll()
    if reading.items.isEmpty, !reading.diagnostics.hasErrors {
        log.error(.emptySuite, "the suite has no items", at: path.place)
    }
    return reading
}

private func checkTargets(_ found: SuiteTable, _ targets: [String]?, _ log: inout DiagnosticLog) {
    guard let targets else { return }
    for name in found.targets where !targets.contains(name.value) {
        let known = targets.isEmpty ? "there is none" : "known: " + targets.map { "`\($0)`" }.joined(separator: ", ")
        log.error(
            .unknownTarget, "no target is named \"\(name.value)\"", at: name.place,
            label: nearest(to: name.value, among: targets).map { "did you mean `\($0)`?" },
            help: ["a target is a [[target]] of monitord.toml; \(known)"])
    }
}

private func checkHash(_ suite: Suite, _ found: SuiteTable, _ log: inout DiagnosticLog) {
    guard let pin = found.hash, pin.value != suite.hash else { return }
    log.error(
        .hashMismatch, "the items are not those that `hash` pins", at: pin.place,
        help: [
            "pinned sha256:\(pin.value)", "found  sha256:\(suite.hash)",
            "restore the items; or, if they were meant to change, give the new set a new name and this hash",
        ])
}

/// Twice as long as the requests take, where half an hour is too short; never beyond the period.
private func standardDeadline(_ suite: Suite) -> TimeSpan {
    let asked = Int64(min(suite.sample ?? .max, suite.items.count))
    let needed = TimeSpan(microseconds: 2 * asked * suite.pace.microseconds)
    return min(suite.period, max(suite.deadline, needed))
}
