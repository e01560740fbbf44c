// What really happened, as somebody wrote it down: the file of `--expect`.

package import Model

/// A stretch of time in which a model is known to have misbehaved.
package struct LabelledIncident: Equatable, Sendable {
    package var name: String
    package var model: String
    /// Nil: of the model as a whole.
    package var category: String?
    package var from: EventTime
    package var until: EventTime

    package init(name: String, model: String, category: String? = nil, from: EventTime, until: EventTime) {
        self.name = name
        self.model = model
        self.category = category
        self.from = from
        self.until = until
    }

    /// Whether an alert is about it: of the same model, of no other category, and fired between its beginning and the
    /// time when the last of it leaves the window of the rule.
    package func explains(_ story: AlertStory, window: TimeSpan) -> Bool {
        guard story.model.utf8.elementsEqual(model.utf8) else { return false }
        if let category, let own = story.alert.scope[.category], !own.utf8.elementsEqual(category.utf8) { return false }
        return story.alert.firedAt >= from && story.alert.firedAt <= until + window
    }
}

/// Why a file of incidents cannot be read.
package struct LabelError: Error, Equatable, Sendable {
    /// From 1.
    package var line: Int
    package var message: String
    package var help: String

    package init(line: Int, message: String, help: String) {
        self.line = line
        self.message = message
        self.help = help
    }
}

extension LabelledIncident {
    package static let columns = ["name", "model", "category", "from", "until"]

    /// Reads CSV with a head, or JSON lines: the first byte tells. `now` is what `-2h` and the like count from.
    package static func parse(_ bytes: [UInt8], now: EventTime) throws(LabelError) -> [LabelledIncident] {
        let isJSON = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
        let rows = isJSON ? try jsonRows(bytes) : try csvRows(bytes)
        var incidents: [LabelledIncident] = []
        for row in rows { incidents.append(try incident(row, number: incidents.count + 1, now)) }
        guard !incidents.isEmpty else {
            throw LabelError(line: 1, message: "no incident in it", help: form)
        }
        return incidents
    }

    private static let form =
        "a CSV file has the head model,from,until and, if you like, category and name; "
        + "a JSON line is {\"model\":…,\"from\":…,\"until\":…}"

    private static func incident(
        _ row: LabelRow, number: Int, _ now: EventTime
    ) throws(LabelError) -> LabelledIncident {
        for field in row.fields where !columns.contains(field.name) {
            let near = nearest(to: field.name, among: columns).map { "did you mean '\($0)'? " } ?? ""
            throw LabelError(
                line: row.headLine, message: "unknown column '\(field.name)'",
                help: near + "known: " + columns.joined(separator: ", "))
        }
        let text = { (name: String) in
            row.fields.first { $0.name == name }.map(\.value).flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let model = text("model") else {
            throw LabelError(line: row.line, message: "no model", help: form)
        }
        let from = try time("from", text("from"), row, now)
        let until = try time("until", text("until"), row, now)
        guard from < until else {
            throw LabelError(line: row.line, message: "from is not before until", help: "exchange them")
        }
        return LabelledIncident(
            name: text("name") ?? "incident \(number)", model: model, category: text("category"), from: from,
            until: until)
    }

    private static func time(
        _ name: String, _ text: String?, _ row: LabelRow, _ now: EventTime
    ) throws(LabelError) -> EventTime {
        guard let text else { throw LabelError(line: row.line, message: "no \(name)", help: form) }
        guard let time = EventTime(instant: text, now: now) else {
            throw LabelError(
                line: row.line, message: "\(name): '\(text)' is no point in time",
                help: "write it as 2026-11-20T12:00:00Z or @1763640000")
        }
        return time
    }
}
