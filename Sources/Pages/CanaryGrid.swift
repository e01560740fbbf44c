// Canaries: each suite at each target, its last runs, and when it runs next.

internal import Alerts
package import Canaries
package import Model

/// Every suite at every target.
package struct CanaryGrid: Sendable {
    package var now: EventTime
    package var rows: [Row]
    package var pause: CanaryPause?
    /// Whether the configuration is known; without it nobody can say what is overdue.
    package var isPlanKnown = true

    package init(now: EventTime, rows: [Row]) { (self.now, self.rows) = (now, rows) }

    /// One suite at one target.
    package struct Row: Equatable, Sendable {
        package var standing: CanaryStanding
        /// Newest first; at most `runsMax` are drawn.
        package var runs: [CanaryRun]
        /// What came of the newest, in words.
        package var result: String
        /// What the last 30 days bound.
        package var bound: String?

        package init(standing: CanaryStanding, runs: [CanaryRun], result: String, bound: String? = nil) {
            (self.standing, self.runs, self.result, self.bound) = (standing, runs, result, bound)
        }
    }

    /// Runs of a row that are drawn.
    package static let runsMax = 24
    private static let rowsMax = 60

    package var page: PageContent {
        var html = "<h1>\(escaped(headline))</h1>\n"
        if let pause {
            html += paragraph("Paused by \(pause.by) since \(clock(pause.at)): \(pause.reason)", "note")
        }
        if !isPlanKnown {
            html += paragraph("The configuration is not known here, so what should have run is not.", "note")
        }
        if rows.isEmpty {
            html +=
                "<p>No suite has run and none is set up. <code>monitord canary list</code> says what there is.</p>\n"
        } else {
            html += CanarySquare.key + table + rest(rows.count - Self.rowsMax, "row", "monitord canary list")
        }
        return PageContent(title: "Canaries", section: .canaries, html: html)
    }

    private var headline: String {
        if rows.isEmpty { return "There are no canaries." }
        let count = { (states: [CanaryStanding.State]) in rows.count { states.contains($0.shown) } }
        var parts: [String] = []
        let (failed, flaky) = (count([.failed]), count([.flaky]))
        let open = count([.overdue, .missed, .skipped, .incomplete, .neverRan, .paused])
        if failed > 0 { parts.append("\(counted(failed, "suite")) failed") }
        if flaky > 0 { parts.append("\(flaky) flaky") }
        if open > 0 { parts.append("\(open) not measured as planned") }
        let passed = count([.passed])
        if parts.isEmpty {
            return passed == rows.count ? "Every canary passed its last run." : "No canary failed its last run."
        }
        return "\(parts.joined(separator: ", ")); \(passed) of \(rows.count) passed."
    }

    private var table: String {
        let columns: [MarkupTable.Column] = [
            .init("Suite and target"), .init("State"), .init("Last run"),
            .init("Last \(Self.runsMax) runs, newest right"),
            .init("Next", isLabelled: true),
        ]
        let cells = rows.prefix(Self.rowsMax).map { row in
            let standing = row.standing
            let name =
                "\(escaped(standing.suite)) <span class=\"soft\">\(standing.kind.rawValue) at "
                + "\(escaped(standing.target))</span>"
            var last = escaped(row.result)
            if let run = standing.last { last += "<br><span class=\"soft small\">due \(ago(run.dueAt, now))</span>" }
            if let bound = row.bound { last += "<br><span class=\"soft small\">\(escaped(bound))</span>" }
            return [
                name,
                Self.badge(row.shown)
                    + (standing.state == .removed ? "<br><span class=\"soft small\">not set up any more</span>" : ""),
                last, squares(row.runs), next(standing),
            ]
        }
        return MarkupTable(caption: "Every suite at every target", columns: columns, rows: Array(cells)).html
    }

    private func next(_ standing: CanaryStanding) -> String {
        guard let due = standing.nextDue else { return "<span class=\"soft\">not known</span>" }
        let span = due - now
        return span < .zero ? moment(due, now) : "\(moment(due, now)) <span class=\"soft\">(in \(age(span)))</span>"
    }

    private static func badge(_ state: CanaryStanding.State) -> String {
        switch state {
        case .passed: Mark.ok.badge("passed")
        case .failed: Mark.high.badge("failed")
        case .flaky: Mark.medium.badge("flaky")
        case .running: Mark.low.badge("running")
        case .neverRan: Mark.unknown.badge("never ran")
        case .paused: Mark.unknown.badge("paused")
        case .overdue: Mark.unknown.badge("overdue")
        case .missed: Mark.unknown.badge("missed")
        case .skipped: Mark.unknown.badge("skipped")
        case .incomplete: Mark.unknown.badge("incomplete")
        case .removed: Mark.unknown.badge("not set up any more")
        }
    }

    private func squares(_ runs: [CanaryRun]) -> String {
        let shown = Array(runs.prefix(Self.runsMax).reversed())
        guard !shown.isEmpty else { return "<span class=\"soft\">none</span>" }
        let wide = Self.runsMax * 14
        var svg = "<svg class=\"runs\" viewBox=\"0 0 \(wide) 14\" role=\"img\"><title>"
        let counts = CanarySquare.allCases.compactMap { square -> String? in
            let count = shown.count { CanarySquare($0) == square }
            return count == 0 ? nil : "\(count) \(square.word)"
        }
        svg += "\(escaped(counts.joined(separator: ", ")))</title>"
        for (place, run) in shown.enumerated() {
            let x = (Self.runsMax - shown.count + place) * 14
            let square = CanarySquare(run)
            svg += "<g transform=\"translate(\(x))\"><title>\(clock(run.dueAt)): \(square.word)</title>"
            svg += "\(square.shape)</g>"
        }
        return svg + "</svg>"
    }
}

extension CanaryGrid.Row {
    /// The state, or what came of the last run where the suite is not set up any more.
    fileprivate var shown: CanaryStanding.State {
        guard standing.state == .removed, let last = standing.last else { return standing.state }
        switch CanarySquare(last) {
        case .passed: return .passed
        case .flaky: return .flaky
        case .failed: return .failed
        case .running: return .running
        case .notMeasured: return last.state == .skipped ? .skipped : last.state == .missed ? .missed : .incomplete
        }
    }
}
