// What a table says of an alert, column by column.

internal import Alerts
internal import Model
internal import Platform

/// Text cells in columns, of which some may be shortened to fit a terminal.
struct AlertTable {
    struct Column {
        let name: String
        var isRight = false
        /// May be shortened, down to this many letters.
        var shortest: Int?
    }

    var columns: [Column]
    var rows: [[String]] = []
    /// One per row, for the colour of the second column.
    var severities: [Severity] = []

    static let narrow = [
        Column(name: "ID"), Column(name: "SEVERITY"), Column(name: "SINCE"), Column(name: "RULE", shortest: 10),
        Column(name: "SERIES", shortest: 12), Column(name: "NOW", isRight: true), Column(name: "BASE", isRight: true),
        Column(name: "NOTE", shortest: 8),
    ]

    static let wide = [
        Column(name: "ID"), Column(name: "SEVERITY"), Column(name: "STATE"), Column(name: "FIRED (UTC)"),
        Column(name: "UPDATED (UTC)"), Column(name: "RULE"), Column(name: "SERIES"), Column(name: "NOW", isRight: true),
        Column(name: "BASE", isRight: true), Column(name: "RATIO", isRight: true), Column(name: "N", isRight: true),
        Column(name: "PLANE"), Column(name: "INCIDENT"), Column(name: "NOTE"), Column(name: "REASON"),
    ]

    static func narrow(_ alerts: [Alert], now: EventTime) -> AlertTable {
        var table = AlertTable(columns: narrow)
        for alert in alerts {
            let evidence = alert.evidence
            table.rows.append([
                String(alert.id.text.prefix(8)), alert.severity.name, age(now - alert.firedAt), alert.rule,
                shortLabels(alert.scope), valueText(evidence.value, isShare: evidence.isShare),
                valueText(evidence.baselineValue, isShare: evidence.isShare), note(alert, isNarrow: true),
            ])
            table.severities.append(alert.severity)
        }
        table.dropEmptyLast()
        return table
    }

    static func wide(_ alerts: [Alert]) -> AlertTable {
        var table = AlertTable(columns: wide)
        for alert in alerts {
            let evidence = alert.evidence
            table.rows.append([
                String(alert.id.text.prefix(8)), alert.severity.name, alert.state.rawValue, clock(alert.firedAt),
                clock(alert.updatedAt), alert.rule, labels(alert.scope),
                valueText(evidence.value, isShare: evidence.isShare),
                valueText(evidence.baselineValue, isShare: evidence.isShare), share(evidence.ratio),
                evidence.events == 0 ? "-" : grouped(evidence.events), alert.plane.rawValue,
                alert.incident.map { String($0.prefix(8)) } ?? "-", note(alert, isNarrow: false), alert.reason,
            ])
            table.severities.append(alert.severity)
        }
        table.dropEmptyLast()
        return table
    }

    /// What is out of the ordinary about it: not firing, answered, or told to nobody.
    static func note(_ alert: Alert, isNarrow: Bool) -> String {
        var words: [String] = []
        if isNarrow, alert.state != .firing { words.append(alert.state.rawValue) }
        if let acknowledgement = alert.acknowledgement { words.append("ack \(acknowledgement.verdict.rawValue)") }
        if let word = quiet(alert.notice) { words.append(word) }
        return words.joined(separator: ", ")
    }

    /// Why nobody was told; nil where somebody was.
    static func quiet(_ notice: Alert.Notice) -> String? {
        switch notice {
        case .page, .update: nil
        case .log: "log only"
        case .silenced, .inhibited, .flapping: notice.name
        }
    }

    /// The same of a step in the record, where it is a word.
    static func quiet(named notice: String) -> String? {
        let isTold = [Alert.Notice.page, .update].contains { $0.name.utf8.elementsEqual(notice.utf8) }
        return isTold ? nil : notice.utf8.elementsEqual(Alert.Notice.log.name.utf8) ? quiet(.log) : notice
    }

    /// A column at the end in which nothing stands only takes room.
    private mutating func dropEmptyLast() {
        guard rows.allSatisfy({ $0.last?.isEmpty ?? true }), !columns.isEmpty else { return }
        columns.removeLast()
        for place in rows.indices where !rows[place].isEmpty { rows[place].removeLast() }
    }

    /// Prints head and rows, no wider than `width`.
    func print(width: Int?, isColourful: Bool) {
        let mark = Console.isASCII ? "~" : "…"
        let shown =
            [columns.map(\.name)] + rows.map { $0.map { Console.isASCII ? asciiText(visible($0)) : visible($0) } }
        var widths = columns.indices.map { column in shown.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        if let width { fit(&widths, width) }
        for (place, cells) in shown.enumerated() {
            var line = ""
            for (column, cell) in cells.enumerated() {
                let text = clipped(cell, to: widths[column], mark: mark)
                let padding = String(repeating: " ", count: widths[column] - text.unicodeScalars.count)
                let isSeverity = place > 0 && isColourful && columns[column].name == "SEVERITY"
                let painted = isSeverity ? severities[place - 1].painted(text) : text
                line += columns[column].isRight ? padding + painted : painted + padding
                if column + 1 < cells.count { line += "  " }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            Console.line(line)
        }
    }

    /// Takes letters from the widest column that has some to spare, until the row fits.
    private func fit(_ widths: inout [Int], _ width: Int) {
        var excess = widths.reduce(2 * (widths.count - 1), +) - width
        while excess > 0 {
            let spare = widths.indices.filter { widths[$0] > columns[$0].shortest ?? .max }
            guard let widest = spare.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }
}

extension Severity {
    /// In its colour. The word is there without it.
    func painted(_ text: String) -> String {
        switch self {
        case .low: text
        case .medium: "\u{1b}[33m\(text)\u{1b}[0m"
        case .high: "\u{1b}[31m\(text)\u{1b}[0m"
        case .critical: "\u{1b}[1;37;41m\(text)\u{1b}[0m"
        }
    }
}

/// `acme/support-8b:v7 violence`: values of model and category speak for themselves, other dimensions say their name.
func shortLabels(_ scope: Scope) -> String {
    scope.values.map { dimension, value in
        let text = value.isEmpty ? "\"\"" : value
        return dimension == .model || dimension == .category ? text : "\(dimension.name)=\(text)"
    }.joined(separator: " ")
}
