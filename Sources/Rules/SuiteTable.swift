// `[suite]`: what a suite is about, how often it is asked, and where its items are.

import Canaries
import Model

/// A suite before its items are read.
struct SuiteTable {
    var suite: Suite
    var name: Located<String>
    /// Of the table.
    var place: Place
    var kindPlace: Place
    var targets: [Located<String>] = []
    /// The file of JSON lines, as it is written.
    var items: Located<String>?
    var deadline: Located<TimeSpan>?
    /// In hexadecimal.
    var hash: Located<String>?
    var sample: Place?
    var every: Place?
    /// Everybody may read it.
    var isHarmless = false
}

/// The longest `every`.
private let year = TimeSpan.seconds(366 * 86_400)

/// Nil when the table is wrong.
func readSuite(_ root: TOMLTable, _ log: inout DiagnosticLog) -> SuiteTable? {
    var reader = TableReader(root, at: .start, title: "a suite file", topic: "")
    let errorsBefore = errorCount(log)
    let labels = reader.labels("labels", isLabel: true, title: "the file", &log)
    guard root["suite"] != nil else {
        log.error(.missingKey, "the file has no [suite]", at: .start, help: ["begin it with a line [suite]"])
        return nil
    }
    guard var table = suiteReader(&reader, &log) else { return nil }
    reader.reportUnknownKeys(&log, whole: "suite")
    for key in ["name", "kind", "items"] { table.require(key, &log) }
    let name = table.plainName("suite", &log)
    let kind = table.word("kind", among: CanaryKind.allCases.map(\.rawValue), &log)
    var found = SuiteTable(
        suite: Suite(name: name?.value ?? "", kind: kind.flatMap { .init(rawValue: $0.value) } ?? .direct),
        name: name ?? Located(value: "", place: table.place), place: table.place,
        kindPlace: kind?.place ?? table.place)
    found.suite.labels = labels
    found.suite.summary = table.line("summary", bytesMax: 500, &log)?.value ?? ""
    found.suite.runbookURL = link("runbook_url", &table, &log)
    found.items = table.line("items", bytesMax: 1024, &log)
    found.targets = table.table["targets"] == nil ? [] : table.lines("targets", &log) ?? []
    found.suite.targets = found.targets.map(\.value)
    readCourse(&table, &found, &log)
    readVerdicts(&table, &found, &log)
    found.hash = contentHash("hash", &table, &log)
    found.isHarmless = table.flag("harmless", &log) ?? false
    table.reportUnknownKeys(&log)
    guard errorCount(log) == errorsBefore, !log.isFull else { return nil }
    return found
}

private func suiteReader(_ root: inout TableReader, _ log: inout DiagnosticLog) -> TableReader? {
    if let node = root.node("suite"), case .array = node.value {
        log.error(
            .wrongType, "`suite` must be a table, not \(node.kindName)", at: node.place,
            help: ["a file has one suite: write [suite] in single brackets"])
        return nil
    }
    guard let table = root.table("suite", title: "[suite]", topic: "suite", &log) else { return nil }
    return table
}

/// When it is asked, how much of it, and how fast.
private func readCourse(_ table: inout TableReader, _ found: inout SuiteTable, _ log: inout DiagnosticLog) {
    let every = table.duration("every", in: .seconds(10)...year, &log)
    (found.suite.period, found.every) = (every?.value ?? found.suite.period, every?.place)
    found.sample = table.table["sample"]?.node.place
    found.suite.sample = table.integer("sample", in: 1...Int64(itemsMax), &log).map { Int($0) }
    found.suite.unseen = share("unseen", from: 0, to: 1, &table, &log) ?? found.suite.unseen
    found.suite.pace = table.duration("pace", in: .zero ... .seconds(3600), &log)?.value ?? found.suite.pace
    found.deadline = table.duration("deadline", in: .seconds(1)...year, &log)
    if let deadline = found.deadline, deadline.value > found.suite.period {
        log.error(
            .outOfRange, "`deadline` must be at most `every`, \(found.suite.period.durationText)", at: deadline.place,
            help: ["a run must be over before the next one: write \"\(found.suite.period.durationText)\""])
    }
}

/// What an answer means.
private func readVerdicts(_ table: inout TableReader, _ found: inout SuiteTable, _ log: inout DiagnosticLog) {
    let repeats = table.integer("repeats", in: 0...5, &log)
    found.suite.repeats = repeats.map { Int($0) } ?? found.suite.repeats
    if let word = table.word("blocked", among: ["pass", "fail"], &log) {
        found.suite.acceptsBlocked = word.value == "pass"
    }
    found.suite.isZeroTolerance = table.flag("zero_tolerance", &log) ?? found.suite.isZeroTolerance
    let borne = share("failures_borne", from: 0.0001, to: 0.5, &table, &log)
    found.suite.failuresBorne = borne ?? found.suite.failuresBorne
}

/// `sha256:` and 64 digits; gives the digits, in lower case.
func contentHash(_ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog) -> Located<String>? {
    guard let text = table.line(key, &log) else { return nil }
    let lower = text.value.lowercased()
    let digits = lower.dropFirst(7)
    let isHash =
        lower.hasPrefix("sha256:") && digits.utf8.count == 64
        && digits.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
    guard isHash else {
        log.error(.badHash, "`\(key)` is not a hash", at: text.place, help: ["write \"sha256:\" and 64 digits"])
        return nil
    }
    return Located(value: String(digits), place: text.place)
}
