// Numbers, times and names as people read them, the same on the command line and on the page.

package import Model

/// `1234567` as `1,234,567`.
package func grouped(_ number: Int64) -> String {
    var text = ""
    for (index, digit) in String(number.magnitude).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
}

/// `1 error`, `2 errors`.
package func counted(_ number: Int, _ noun: String) -> String {
    "\(grouped(Int64(number))) \(noun)\(number == 1 ? "" : "s")"
}

/// A metric's value, or a dash.
package func valueText(_ value: Double?, isShare: Bool) -> String {
    value.map { isShare ? percent($0) : figure($0) } ?? "-"
}

/// One decimal.
package func tenths(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "-" }
    return figure((value * 10).rounded() / 10)
}

/// Percentage points with a sign.
package func points(_ change: Double) -> String {
    let text = tenths(change * 100)
    return "\(change > 0 && text != "0" ? "+" : "")\(text) points"
}

/// `2026-11-21 12:52:10` in UTC.
package func clock(_ time: EventTime) -> String {
    let text = EventTime(microseconds: time.microseconds.dividedFloor(by: 1_000_000) * 1_000_000).rfc3339
    return String(text.dropLast()).split(separator: "T").joined(separator: " ")
}

/// How long ago, in its two largest units: `45s`, `12m`, `2h05m`, `3d4h`, `412d`.
package func age(_ span: TimeSpan) -> String {
    let seconds = max(0, span.microseconds / 1_000_000)
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400)
    if minutes == 0 { return "\(seconds)s" }
    if hours == 0 { return "\(minutes)m" }
    if days == 0 { return "\(hours)h" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)m" }
    return days < 100 ? "\(days)d\(hours % 24)h" : "\(days)d"
}

/// `model=acme/support-8b:v7 category=violence`.
package func labels(_ scope: Scope) -> String {
    scope.values.map { "\($0.dimension.name)=\($0.value.isEmpty ? "\"\"" : $0.value)" }.joined(separator: " ")
}

extension Evidence {
    /// What its numbers are of. Canaries have answers and no window.
    package var basis: String {
        window == .zero
            ? counted(Int(clamping: events), "answer") : "\(grouped(events)) events in \(window.durationText)"
    }
}
