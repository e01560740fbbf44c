// Alerts as RFC 4180, for spreadsheets.

internal import Alerts
internal import Model

/// Rows of CSV. Text that a spreadsheet would take for a formula begins with an apostrophe.
enum AlertCSV {
    static let columns = [
        "id", "state", "severity", "rule", "series", "plane", "incident", "breached_at", "fired_at", "resolved_at",
        "updated_at", "metric", "unit", "value", "baseline_value", "ratio", "line", "events", "baseline", "notice",
        "quieted_by", "acknowledged", "acknowledged_by", "comment", "reason", "summary", "runbook_url",
    ]

    static func cells(_ alert: Alert) -> [String] {
        let (evidence, answer) = (alert.evidence, alert.acknowledgement)
        return [
            text(alert.id.text), text(alert.state.rawValue), text(alert.severity.name), text(alert.rule),
            text(labels(alert.scope)), text(alert.plane.rawValue), text(alert.incident), time(alert.breachedAt),
            time(alert.firedAt), time(alert.resolvedAt), time(alert.updatedAt), text(evidence.metric),
            text(evidence.isShare ? "share" : "number"), number(evidence.value), number(evidence.baselineValue),
            number(evidence.ratio), number(evidence.line), String(evidence.events), text(evidence.baselineID),
            text(alert.notice.name), text(alert.notice.quietedBy), text(answer?.verdict.rawValue),
            text(answer?.note.by), text(answer?.note.text), text(alert.reason), text(alert.summary),
            text(alert.runbookURL),
        ]
    }

    static func line(_ cells: [String]) { Console.bytes(Array((cells.joined(separator: ",") + "\r\n").utf8)) }

    /// A number of ours is no formula, whatever its sign.
    static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return "\(value)"
    }

    static func time(_ value: EventTime?) -> String { value?.rfc3339 ?? "" }

    /// Hidden characters are spelled out, so a cell is one line and drives no terminal.
    static func text(_ value: String?) -> String {
        guard let value, let first = value.utf8.first else { return "" }
        let formula = [UInt8]("=+-@\t\r".utf8)
        let safe = (formula.contains(first) ? "'" : "") + visible(value)
        let needsQuotes = safe.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
