// What an incident leaves behind: a known-bad time and a rule in a rule file, a prompt in a canary suite.

package import Model

/// An incident that is over, as far as files have to know of it.
package struct Lesson: Equatable, Sendable {
    package var knownBad: KnownBad
    /// Categories of which an alert fired, in the order of their names; none when the whole model did.
    package var categories: [String]
    /// The rate that moved, where it was one, and whether it fell.
    package var metric: Metric?
    package var isFall: Bool

    package init(knownBad: KnownBad, categories: [String], metric: Metric?, isFall: Bool) {
        self.knownBad = knownBad
        self.categories = categories
        self.metric = metric
        self.isFall = isFall
    }

    /// What the rule is named that looks for the incident to come again.
    package var ruleName: String { "recurrence-" + knownBad.incident.prefix(16) }
}

/// Why a lesson was not written. Nothing was changed then.
package enum LessonFailure: Error {
    case file(FileError)
    /// The file would not be a good rule file.
    case invalid([Diagnostic])
}

/// Adds a `[[known_bad]]` table and, for a rate, a rule with lines at half the usual distance, unless it has them.
/// The file is replaced as a whole once all of it was checked. False when it held the incident already.
package func addLesson(_ lesson: Lesson, to path: String, paneWidth: TimeSpan) throws(LessonFailure) -> Bool {
    var bytes = Array("# Incidents that must not come again, and must never be learned as normal.\n".utf8)
    do throws(FileError) {
        if try fileExists(path) { bytes = try SourceFile(reading: path).bytes }
    } catch {
        throw .file(error)
    }
    let known = parseRules([SourceFile(path: path, bytes: bytes)], paneWidth: paneWidth).set.knownBad
    if known.contains(where: { $0.incident.utf8.elementsEqual(lesson.knownBad.incident.utf8) }) { return false }
    if bytes.last != 0x0A { bytes.append(0x0A) }
    bytes += Array(lesson.toml.utf8)
    let diagnostics = parseRules([SourceFile(path: path, bytes: bytes)], paneWidth: paneWidth).diagnostics
    guard !diagnostics.hasErrors else { throw .invalid(diagnostics) }
    do throws(FileError) {
        try replaceFile(path, bytes)
    } catch {
        throw .file(error)
    }
    return true
}

/// Adds a prompt to a suite of canaries, one JSON object in a line. False when the suite has one of this incident.
package func addCanary(_ prompt: String, of lesson: Lesson, to path: String) throws(FileError) -> Bool {
    var writer = JSONWriter()
    writer.object { writer in
        writer.field("id", "incident-" + lesson.knownBad.incident)
        writer.field("kind", "domain")
        if let category = lesson.categories.first { writer.field("category", category) }
        writer.field("prompt", prompt)
        writer.field("expect", "refuse")
        writer.field("source", "incident " + lesson.knownBad.incident)
    }
    if try fileExists(path) {
        let mark = Array("\"id\":\"incident-\(lesson.knownBad.incident)\"".utf8)
        let lines = try SourceFile(reading: path).bytes.split(separator: 0x0A)
        if lines.contains(where: { contains($0, mark) }) { return false }
    }
    try appendLine(path, writer.bytes + [0x0A])
    return true
}

private func contains(_ line: ArraySlice<UInt8>, _ mark: [UInt8]) -> Bool {
    line.indices.contains { line[$0...].starts(with: mark) }
}

extension Lesson {
    /// What is added to the rule file.
    var toml: String {
        var text = """

            [[known_bad]]
            incident = \(quoted(knownBad.incident))
            model    = \(quoted(knownBad.model))
            from     = \(quoted(knownBad.from.rfc3339))
            until    = \(quoted(knownBad.until.rfc3339))
            cause    = \(quoted(knownBad.cause))

            """
        guard let metric, metric.isOutcomeRate else { return text }
        let list = categories.map { Filter.quoted($0) }.joined(separator: ", ")
        let condition = categories.isEmpty ? "" : "where    = \(quoted("category in [\(list)]"))\n"
        let (warning, critical) = isFall ? ("below = 0.95", "below = 0.85") : ("above = 1.25", "above = 1.5")
        text += """

            # It happened once: nearer lines than for what has not happened yet.
            [[rule]]
            name     = \(quoted(ruleName))
            metric   = \(quoted(metric.name))
            \(condition)by       = [\(categories.isEmpty ? "\"model\"" : "\"model\", \"category\"")]
            window   = "1h"
            detect   = "ratio"
            warning  = { \(warning) }
            critical = { \(critical) }
            keep_firing_for = "15m"
            summary  = \(quoted("As in incident \(knownBad.incident)"))

            """
        return text
    }
}

/// A basic string of TOML.
private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            let digits = String(scalar.value, radix: 16)
            quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}
