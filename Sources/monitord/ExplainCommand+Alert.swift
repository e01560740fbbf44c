// An alert in words: what, how sure, since when, made of what, carried by whom, and what to do.

internal import Alerts
internal import Detectors
internal import Model
internal import Site
internal import Statistics

extension ExplainCommand {
    static func print(_ alert: Alert) {
        let evidence = alert.evidence
        Card.print(alert.summary)
        Console.line("")
        var rows: [(name: String, value: String)] = [("why", alert.reason.isEmpty ? alert.severity.name : alert.reason)]
        rows += [("id", alert.id.text), ("rule", alert.rule), ("series", labels(alert.scope))]
        rows.append(("state", "\(alert.state.rawValue), \(alert.severity.name), fired at \(alert.firedAt.rfc3339)"))
        rows.append(
            (
                "now",
                "\(text(evidence.value, evidence)) of \(evidence.basis)"
            ))
        rows.append(("baseline", "\(text(evidence.baselineValue, evidence)), \(share(evidence.ratio)) of it left"))
        if let (now, always) = evidence.intervals {
            rows.append(("95 %", "\(percent(now.lower)) to \(percent(now.upper)) at this look (Wilson)"))
            rows.append(("", "\(percent(always.lower)) to \(percent(always.upper)) however often one looks"))
        }
        rows += words(evidence.finding)
        if let said = alert.acknowledgement {
            rows.append(("seen", "\(said.verdict.rawValue), by \(said.note.by) at \(said.note.at.rfc3339)"))
        }
        Card.print(rows)
    }

    /// What a responder types next, the most useful first.
    static func steps(_ alert: Alert) -> [String] {
        let id = String(alert.id.text.prefix(8))
        var lines: [String] = []
        if let runbook = alert.runbookURL { lines.append("runbook: \(runbook)") }
        if let incident = alert.incident { lines.append("monitord incident show \(incident)") }
        if alert.acknowledgement == nil, alert.state != .resolved {
            lines.append("monitord alerts ack \(id) --verdict true|false|benign -c REASON")
        }
        if let suite = alert.scope[.suite], !suite.isEmpty {
            lines.append("monitord canary history --suite \(visible(suite))          # run by run")
        } else {
            lines.append("monitord explain \(alert.rule)          # the other series of this rule")
        }
        if let baseline = alert.evidence.baselineID { lines.append("monitord baseline show \(baseline.prefix(12))") }
        return lines
    }

    private static func words(_ finding: Finding?) -> [(String, String)] {
        guard let finding else { return [] }
        var rows: [(String, String)] = []
        if let statistic = finding.statistic, let threshold = finding.threshold {
            rows.append(("evidence", "ln e = \(figure(statistic)), \(figure(threshold)) needed"))
        }
        if let onset = finding.onset {
            let ends = [finding.onsetEarliest, finding.onsetLatest].compactMap { $0?.rfc3339 }
            let between = ends.count == 2 ? ", between \(ends[0]) and \(ends[1])" : ""
            rows.append(("change", "about \(onset.rfc3339)\(between)"))
        }
        if let behaviour = finding.behaviourChange {
            let mix = finding.mixChange.map { "\(points($0)) from another mix of requests, " } ?? ""
            let known = finding.coverage.map { "; the baseline knows \(percent($0)) of them" } ?? ""
            rows.append(("made of", "\(mix)\(points(behaviour)) from another behaviour\(known)"))
        }
        if let users = finding.users { rows.append(("users", "\(users) or more in the window")) }
        return rows
    }

    static func print(_ course: PaneCourse?, _ evidence: Evidence) {
        Console.line("")
        guard let course else {
            let isCanary = evidence.metric.utf8.starts(with: "canary.".utf8)
            let advice = isCanary ? "run by run: monitord canary history --trend" : "not one number per pane"
            return Console.line("course of \(evidence.metric): \(advice)")
        }
        guard let found = course.course else {
            return Console.line("course: too few panes of this series are stored (\(course.count))")
        }
        Console.line(
            "course, by panes of \(course.width.durationText): \(counted(found.segments.count, "level")), "
                + "penalty \(figure(found.penalty))")
        let top = course.kind == .rate ? 1 : found.segments.map(\.value).max() ?? 1
        Console.table(
            ["FROM (UTC)", "TO", "LEVEL", "N", ""],
            found.segments.map { segment in
                let cells = top > 0 ? Int((30 * segment.value / top).rounded()) : 0
                return [
                    clock(course.start(segment)), clock(course.end(segment)), level(segment, course),
                    grouped(Int64(segment.events)), String(repeating: "#", count: min(max(cells, 0), 30)),
                ]
            }, alignedRight: [2, 3])
    }

    static func print(segments: [Finding.Segment]) {
        if segments.isEmpty { return }
        Console.line("")
        Console.line("who carries it")
        Console.table(
            ["SERIES", "NOW", "BASELINE", "N", "PART"],
            segments.map { segment in
                [
                    labels(segment.scope), percent(segment.rate), percent(segment.baselineRate),
                    grouped(segment.events), points(segment.change),
                ]
            }, alignedRight: [1, 2, 3, 4])
    }

    private static func level(_ segment: Course.Segment, _ course: PaneCourse) -> String {
        course.kind == .rate ? percent(segment.value) : figure(segment.value)
    }
}
