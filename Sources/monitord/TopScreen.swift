// A frame of `monitord top`: fits its width, with colour or without.

internal import Alerts
internal import Model
internal import Panes
internal import Store

struct TopScreen {
    let width: Int
    let isColourful: Bool

    private static let alertsMax = 5

    func lines(_ snapshot: TopSnapshot) -> [String] {
        var lines = head(snapshot) + [""]
        lines += alerts(snapshot) + [""]
        lines += series(snapshot)
        if let order = snapshot.order {
            let hold = snapshot.isHeld ? "HELD " : ""
            let keys = "q end  p hold  space look now  s sort (\(order.rawValue))  j k move"
            lines.insert(painted(cut("\(hold)\(keys)", width), "2"), at: head(snapshot).count)
        }
        return lines
    }

    private func head(_ snapshot: TopSnapshot) -> [String] {
        let total = { (name: String) in grouped(snapshot.totals[name] ?? 0) }
        let rate = snapshot.rate.map { "  \(grouped(Int64($0.rounded()))) records/s" } ?? ""
        let age = { (time: EventTime?) in time.map { roughly(snapshot.at - $0) } ?? "-" }
        let states = snapshot.states.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        let absence = snapshot.outlook.absence.map { [$0] } ?? []
        let reasons = snapshot.outlook.sight.reasons.map { "nothing is known to be well: \($0)" }
        let head = [
            "monitord top  \(clock(snapshot.at)) UTC  checkpoint \(age(snapshot.beat)) ago\(rate)",
            "events to \(snapshot.newest.map { clock($0) } ?? "-") (\(age(snapshot.newest)) old)  "
                + "\(grouped(snapshot.openPanes)) open panes  \(counted(snapshot.gaps, "gap"))",
            "records \(total("records")): \(total("counted")) counted, \(total("rejected")) rejected, "
                + "\(total("late")) late, \(total("canary")) canary",
            "series \(grouped(Int64(snapshot.seriesCount))): \(states.isEmpty ? "none" : states)",
        ]
        return (absence + head + reasons).map { cut($0, width) }
    }

    private func alerts(_ snapshot: TopSnapshot) -> [String] {
        guard !snapshot.alerts.isEmpty else { return [cut("no alert fires", width)] }
        let sorted = snapshot.alerts.enumerated().sorted {
            ($1.element.severity.rawValue, $0.offset) < ($0.element.severity.rawValue, $1.offset)
        }.map(\.element)
        var lines = sorted.prefix(Self.alertsMax).map { alert in
            // The summary begins with the severity.
            let text =
                "\(alert.id.text.prefix(8))  \(padded(roughly(snapshot.at - alert.firedAt), 4))  "
                + visible(alert.summary)
            return painted(cut(text, width), alert.severity >= .high ? "31;1" : "33")
        }
        if sorted.count > Self.alertsMax {
            lines.append(cut("and \(sorted.count - Self.alertsMax) more: monitord alerts", width))
        }
        return lines
    }

    private struct Column {
        var name: String
        var width: Int
        var isRight = false
    }

    /// Fixed columns first; what is left is for the rule and the series.
    private var columns: [Column] {
        let isWide = width >= 110
        var fixed = [
            Column(name: "NOW", width: 7, isRight: true), Column(name: "BASE", width: 7, isRight: true),
            Column(name: "N", width: 11, isRight: true),
            Column(name: "TREND", width: isWide ? TopSource.trendPanes : 8),
            Column(name: "EVIDENCE", width: isWide ? 15 : 8),
        ]
        if width < 100 { fixed.remove(at: 2) }
        let state = Column(name: "STATE", width: isWide ? 12 : 8)
        let used = fixed.reduce(state.width) { $0 + $1.width } + 2 * (fixed.count + 2)
        let rest = max(16, width - used)
        let rule = min(22, max(6, rest / 3))
        return [state, Column(name: "RULE", width: rule), Column(name: "SERIES", width: rest - rule)] + fixed
    }

    private func series(_ snapshot: TopSnapshot) -> [String] {
        let columns = columns
        let head = row(columns.map(\.name), columns)
        let rows = snapshot.series.map { each in
            let verdict = each.row.verdict
            let cells = columns.map { cell($0, each) }
            let text = row(cells, columns)
            return painted(text, each.shown.why == nil ? colour(verdict.state) : "35")
        }
        return [painted(head, "1")] + rows
    }

    private func cell(_ column: Column, _ each: TopSnapshot.Series) -> String {
        let verdict = each.row.verdict
        switch column.name {
        case "STATE": return each.shown.name
        case "RULE": return visible(each.row.rule)
        case "SERIES": return seriesText(each.row.scope, column.width)
        case "NOW": return valueText(verdict.value, isShare: verdict.isShare)
        case "BASE": return valueText(verdict.baselineValue, isShare: verdict.isShare)
        case "N": return grouped(verdict.events)
        case "TREND": return sparkline(each.trend, column.width)
        default: return evidence(verdict, column.width)
        }
    }

    private func row(_ cells: [String], _ columns: [Column]) -> String {
        var text = ""
        for (cell, column) in zip(cells, columns) {
            let shown = cut(cell, column.width)
            text +=
                (text.isEmpty ? "" : "  ")
                + (column.isRight ? paddedLeft(shown, column.width) : padded(shown, column.width))
        }
        while text.last == " " { text.removeLast() }
        return cut(text, width)
    }

    /// The values of a series. Where they do not fit, the first one, the model, loses its head: what it ends with and
    /// the categories tell series apart.
    private func seriesText(_ scope: Scope, _ room: Int) -> String {
        let values = scope.values.map { visible($0.value.isEmpty ? "\"\"" : $0.value) }
        let text = values.joined(separator: " ")
        guard text.unicodeScalars.count > room, values.count > 1, let first = values.first else { return text }
        let rest = values.dropFirst().joined(separator: " ")
        let left = max(6, room - rest.unicodeScalars.count - 1)
        var tail = ""
        tail.unicodeScalars.append(contentsOf: first.unicodeScalars.suffix(left - 1))
        return (tail.unicodeScalars.count < first.unicodeScalars.count ? "…" + tail : first) + " " + rest
    }

    private func colour(_ state: Verdict.State) -> String {
        switch state {
        case .critical: "31;1"
        case .warning: "33"
        case .stale: "35"
        case .ok: "32"
        case .insufficient, .learning: "2"
        }
    }

    /// The newest values, each as an eighth of what lies between the lowest and the highest.
    private func sparkline(_ values: [Double], _ room: Int) -> String {
        let shown = values.suffix(room)
        guard let low = shown.min(), let high = shown.max() else { return "-" }
        let signs: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return String(
            shown.map { value in
                guard high > low else { return signs[3] }
                return signs[min(7, max(0, Int((value - low) / (high - low) * 7.999)))]
            })
    }

    /// A bar, where there is room, and per cent of what the line needs.
    private func evidence(_ verdict: Verdict, _ room: Int) -> String {
        guard let part = progress(verdict) else { return "-" }
        let bounded = min(max(part, 0), 9.99)
        let text = paddedLeft("\(Int((bounded * 100).rounded())) %", 5)
        guard room > 8 else { return text }
        let cells = room - 6
        let full = min(cells, Int((bounded * Double(cells)).rounded(.down)))
        return String(repeating: "█", count: full) + String(repeating: "·", count: cells - full) + " " + text
    }

    private func painted(_ text: String, _ code: String) -> String {
        isColourful ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private func padded(_ text: String, _ columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - text.unicodeScalars.count))
    }

    private func paddedLeft(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - text.unicodeScalars.count)) + text
    }

    private func cut(_ text: String, _ columns: Int) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > columns else { return text }
        var head = ""
        head.unicodeScalars.append(contentsOf: scalars.prefix(max(0, columns - 1)))
        return head + "…"
    }
}

extension TopSnapshot {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("at", at.rfc3339)
            if let beat { writer.field("checkpoint_at", beat.rfc3339) }
            if let closed { writer.field("closed_through", closed.rfc3339) }
            if let newest { writer.field("newest_event", newest.rfc3339) }
            writer.field("open_panes", openPanes)
            writer.key("counters")
            writer.object { writer in
                for name in totals.keys.sorted() { writer.field(name, totals[name] ?? 0) }
            }
            writer.field("gaps", gaps)
            outlook.write(to: &writer)
            writer.key("states")
            writer.object { writer in
                for state in states { writer.field(state.name, state.count) }
            }
            writer.key("alerts")
            writer.array { writer in
                for alert in alerts { alert.write(to: &writer) }
            }
            writer.key("series")
            writer.array { writer in
                for each in series { each.write(to: &writer) }
            }
        }
    }
}

extension TopSnapshot.Series {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("rule", row.rule)
            writer.key("series")
            writer.raw(row.scope.key)
            writer.field("state", row.verdict.state.name)
            writer.field("shown", shown.name)
            if let why = shown.why { writer.field("why", why) }
            if let value = row.verdict.value { writer.field("value", value) }
            if let value = row.verdict.baselineValue { writer.field("baseline_value", value) }
            writer.field("events", row.verdict.events)
            if let part = progress(row.verdict) { writer.field("evidence_share", part) }
            writer.key("trend")
            writer.array { writer in
                for value in trend { writer.value(value) }
            }
        }
    }
}
