// When each alert of an incident was there, under one line of time.

internal import Alerts
internal import Model

struct IncidentTimeline {
    let now: EventTime
    let incident: Incident
    let alerts: [Alert]

    private static let rowsMax = 14
    private static let row = 26.0

    /// Twice, for a desk and for a hand; nothing without alerts.
    var html: String {
        guard !alerts.isEmpty else { return "" }
        let words =
            "Changed about \(clock(incident.onset)), first alert at \(clock(incident.openedAt)), "
            + (incident.quietAt.map { "quiet since \(clock($0))." } ?? "not over.")
        return picture(width: 1080, "wide") + picture(width: 380, "slim") + paragraph(words, "soft small")
            + rest(alerts.count - min(alerts.count, Self.rowsMax), "alert", "monitord incident show \(incident.id)")
    }

    private var ends: (from: EventTime, until: EventTime) {
        let first = alerts.map(\.breachedAt).min() ?? incident.openedAt
        let from = min(incident.onset, min(first, incident.openedAt))
        let last = alerts.map { $0.state == .resolved ? $0.resolvedAt ?? $0.updatedAt : max($0.updatedAt, from) }.max()
        let until = max(last ?? from, from + .seconds(60))
        let air = TimeSpan(microseconds: (until - from).microseconds / 20)
        return (from - air, until + air)
    }

    private func picture(width: Double, _ name: String) -> String {
        let (from, until) = ends
        let span = max((until - from).seconds, 1)
        let x = { (time: EventTime) in min(max((time - from).seconds / span, 0), 1) * (width - 8) + 4 }
        let shown = alerts.prefix(Self.rowsMax)
        let bottom = 18 + Self.row * Double(shown.count)
        var svg = "<svg class=\"plot \(name)\" viewBox=\"0 0 \(short(width)) \(short(bottom + 22))\" role=\"img\" "
        svg += "font-family=\"system-ui, sans-serif\" font-size=\"12\"><title>Alerts of the incident over time</title>"
        svg += "<desc>\(escaped(counted(alerts.count, "alert"))), each a bar from its first breach to its end</desc>\n"
        let change = x(incident.onset)
        svg += "<line class=\"p-m\" x1=\"\(short(change))\" x2=\"\(short(change))\" y1=\"4\" y2=\"\(short(bottom))\"/>"
        let minute = String(clock(incident.onset).dropFirst(11).prefix(5))
        svg += "<text x=\"\(short(change + 4))\" y=\"12\">change \(minute)</text>\n"
        for (place, alert) in shown.enumerated() {
            let top = 18 + Self.row * Double(place)
            let end = alert.state == .resolved ? alert.resolvedAt ?? alert.updatedAt : until
            let (left, right) = (x(alert.breachedAt), x(end))
            svg += "<rect class=\"l-\(alert.severity.name)\" x=\"\(short(left))\" y=\"\(short(top + 15))\" "
            svg += "width=\"\(short(max(3, right - left)))\" height=\"5\" rx=\"1.5\"/>"
            let rest = others(alert)
            // In a hand there is room for what tells it from the others.
            let rule = width < 560 && !rest.isEmpty ? "" : "\(alert.rule) "
            let words = "\(alert.severity.name): \(rule)\(rest)"
            let isLate = left > width * 0.55
            let room = Int((isLate ? left : width - left) / 6.6)
            let text = words.unicodeScalars.count > room ? String(words.prefix(max(4, room - 1))) + "…" : words
            svg += "<text x=\"\(short(isLate ? right : left))\" y=\"\(short(top + 11))\""
            svg += "\(isLate ? " text-anchor=\"end\"" : "")>\(escaped(text))</text>\n"
        }
        let y = short(bottom + 16)
        svg += "<text x=\"4\" y=\"\(y)\">\(String(clock(from).dropFirst(5).prefix(11)))</text>"
        return svg + "<text x=\"\(short(width - 4))\" y=\"\(y)\" text-anchor=\"end\">"
            + "\(String(clock(until).dropFirst(5).prefix(11)))</text></svg>\n"
    }

    private func others(_ alert: Alert) -> String {
        let scope = Scope(alert.scope.values.filter { $0.dimension != .model })
        return scope.values.isEmpty ? "" : series(scope)
    }
}
