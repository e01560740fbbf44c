// One alert as HTML.

internal import Alerts
internal import Charts
internal import Model

extension AlertSheet {
    package var page: PageContent {
        let from = alert.state == .resolved ? alert.resolvedAt ?? alert.updatedAt : alert.firedAt
        let word = alert.state == .firing ? "fires since" : alert.state == .stale ? "stale; fired" : "resolved"
        var html = "<p class=\"crumb\">\(link("/alerts", "Alerts")) / \(escaped(String(alert.id.text.prefix(8))))</p>\n"
        html += "<h1>\(escaped(alert.headline))</h1>\n"
        html += "<p class=\"lead\">\(Mark(alert.severity).badge(alert.severity.name)), \(word) \(ago(from, now))</p>\n"
        html += section("What is known", facts(known))
        html += section("Over time", chart(plot) + levelTable)
        html += section("Who carries it", carriers)
        html += section("What to do", advice)
        html += section("History", history)
        html += section("Where it comes from", facts(origin))
        return PageContent(title: alert.headline, section: .alerts, html: html)
    }

    private var evidence: Evidence { alert.evidence }

    private func value(_ number: Double?) -> String { escaped(valueText(number, isShare: evidence.isShare)) }

    private var known: [(name: String, html: String)] {
        let finding = evidence.finding
        var rows: [(name: String, html: String)] = [("Series", escaped(series(alert.scope)))]
        if evidence.value != nil {
            var text = "<strong>\(value(evidence.value))</strong>, \(escaped(evidence.basis))"
            if let since = finding?.sinceOnset { text += "; \(value(since)) since the change" }
            rows.append(("Now", text))
        }
        if evidence.baselineValue != nil {
            let id = evidence.baselineID.map { " (\(link("/baselines", "baseline \($0.prefix(8))")))" } ?? ""
            let left = evidence.ratio.map { "; \(escaped(percent($0))) of it is left" } ?? ""
            rows.append(("Normally", "\(value(evidence.baselineValue))\(id)\(left)"))
        }
        rows += likely
        if let onset = finding?.onset {
            var text = "about \(ago(onset, now))"
            if let first = finding?.onsetEarliest, let last = finding?.onsetLatest, first < last {
                text += ", between \(moment(first, now)) and \(moment(last, now))"
            }
            rows.append(("Changed", text))
        }
        rows.append(("How sure", sureness))
        if let behaviour = finding?.behaviourChange {
            let mix = finding?.mixChange.map { "; \(points($0)) by another mix of requests" } ?? ""
            let known = finding?.coverage.map { ". The baseline knows \(percent($0)) of the events" } ?? ""
            rows.append(
                ("Made of", escaped("\(points(behaviour)) by another behaviour at the same requests\(mix)\(known).")))
        }
        rows.append(("Severity", alert.reason.isEmpty ? "" : escaped(alert.reason)))
        if let examples = finding?.examples, !examples.isEmpty {
            let list = examples.map { "<code>\(escaped($0))</code>" }.joined(separator: ", ")
            rows.append(("Example events", "\(list) <span class=\"soft\">(ids; texts are never kept)</span>"))
        }
        return rows
    }

    private var likely: [(name: String, html: String)] {
        guard let interval else { return [] }
        var text = "\(value(interval.lowerBound)) to \(value(interval.upperBound)) (95 % at this look)"
        if let always = intervalAlways {
            text += "; \(value(always.lowerBound)) to \(value(always.upperBound)) however often one looks"
        }
        return [("Likely", text)]
    }

    /// Statistic against threshold in words.
    private var sureness: String {
        var parts: [String] = []
        if let statistic = evidence.finding?.statistic, let threshold = evidence.finding?.threshold {
            let times = threshold > 0 ? statistic / threshold : 0
            let word = times >= 2 ? "far past" : times >= 1 ? "past" : "below"
            parts.append("evidence \(figure(statistic)), \(word) the \(figure(threshold)) that an alert needs")
        }
        if let users = evidence.finding?.users { parts.append("\(grouped(users)) users or more") }
        return escaped(parts.joined(separator: "; "))
    }

    private var levelTable: String {
        guard levels.count > 1 else { return "" }
        let columns: [MarkupTable.Column] = [
            .init("From"), .init("Until"), .init("Level", isNumber: true), .init("Events", isNumber: true),
        ]
        let rows = levels.suffix(12).map { level in
            [
                moment(level.from, now), moment(level.until, now), value(level.value),
                escaped(grouped(Int64(min(max(level.events, 0), 1e15)))),
            ]
        }
        return MarkupTable(
            caption: "The levels that the stored panes fall into", columns: columns, rows: rows, isStacked: false
        ).html
    }

    /// The strata with bars: now, and what it was.
    private var carriers: String {
        guard let segments = evidence.finding?.segments, !segments.isEmpty else { return "" }
        let columns: [MarkupTable.Column] = [
            .init("Part"), .init("Now and normally"), .init("Now", isNumber: true, isLabelled: true),
            .init("Normally", isNumber: true, isLabelled: true), .init("Events", isNumber: true, isLabelled: true),
            .init("Part of the change", isNumber: true, isLabelled: true),
        ]
        let rows = segments.map { segment in
            let scope = Scope(segment.scope.values.filter { alert.scope[$0.dimension] == nil })
            return [
                escaped(series(scope)), bar(segment.rate, segment.baselineRate), escaped(percent(segment.rate)),
                escaped(percent(segment.baselineRate)), escaped(grouped(segment.events)),
                escaped(points(segment.change)),
            ]
        }
        return MarkupTable(
            caption: "The parts of the series that carry most of the change; filled is now, the line is normal",
            columns: columns, rows: rows
        ).html
    }

    private func bar(_ now: Double, _ normal: Double) -> String {
        let (filled, mark) = (min(max(now, 0), 1) * 100, min(max(normal, 0), 1) * 100)
        return "<svg class=\"bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            + "<rect class=\"b-0\" width=\"100\" height=\"6\"/><rect class=\"b-1\" y=\"1\" width=\"\(short(filled))\" "
            + "height=\"4\"/><rect class=\"b-2\" x=\"\(short(min(mark, 99)))\" width=\"1\" height=\"6\"/></svg>"
    }

    private var advice: String {
        let id = alert.id.text.prefix(8)
        var html = ""
        if let runbook = alert.runbookURL {
            let shown = webAddress(runbook).map { "<a href=\"\(escaped($0))\" rel=\"noreferrer\">\(escaped($0))</a>" }
            html += "<p>Runbook: \(shown ?? "<code>\(escaped(runbook))</code>")</p>\n"
        }
        if let incident {
            let next = incident.steps.first { $0.done == nil }
            let step =
                next.map { "next step: \($0.name.rawValue) – \($0.name.question([alert]))" } ?? "every step is done"
            html +=
                "<p>\(link("/incidents/\(incident.id)", "Incident \(incident.id)")), \(incident.state.rawValue), "
                + "\(escaped(counted(incident.alerts.count, "alert"))); \(escaped(step))</p>\n"
        }
        if let answer = alert.acknowledgement {
            let comment = answer.note.text.isEmpty ? "" : ": \(answer.note.text)"
            html += paragraph("Answered \(answer.verdict.rawValue) by \(answer.note.by)\(comment)")
        }
        var commands = ["monitord explain \(id)"]
        if alert.state != .resolved, alert.acknowledgement == nil {
            commands.append("monitord alerts ack \(id) --verdict true|false|benign -c REASON")
        }
        if let incident = alert.incident { commands.append("monitord incident show \(incident)") }
        return html + "<pre>\(commands.map { escaped($0) }.joined(separator: "\n"))</pre>\n"
    }

    private var history: String {
        guard !steps.isEmpty else { return "" }
        let columns: [MarkupTable.Column] = [
            .init("When"), .init("What"), .init("Severity"), .init("Value"), .init("Who"),
        ]
        let rows = steps.suffix(Self.stepsMax).map { step in
            let said = step.author.map { "\($0)\(step.comment.map { ": \($0)" } ?? "")" } ?? ""
            return [
                moment(step.at, now), escaped(step.kind), Mark(step.severity).badge(step.severity.name),
                step.value.map { value($0) } ?? "",
                escaped([said, step.quiet ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")),
            ]
        }
        return MarkupTable(caption: "Every change of this alert, oldest first", columns: columns, rows: rows).html
            + rest(steps.count - rows.count, "step", "monitord alerts show \(alert.id.text.prefix(8))")
    }

    private static let stepsMax = 40

    private var origin: [(name: String, html: String)] {
        let pairs = { (labels: [Label]) in labels.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
        let revision = alert.ruleRevision.isEmpty ? "" : ", revision \(alert.ruleRevision)"
        let set = alert.rulesHash.isEmpty ? "" : " of rule set \(alert.rulesHash)"
        let rule = link(seriesPath(rule: alert.rule, scope: alert.scope), alert.rule)
        var rows: [(name: String, html: String)] = [
            ("Rule", rule + escaped(revision + set)), ("Id", "<code>\(escaped(alert.id.text))</code>"),
            ("Plane", escaped(alert.plane.rawValue)), ("Labels", escaped(pairs(alert.labels))),
        ]
        rows += alert.annotations.map { ($0.name, escaped($0.value)) }
        return rows
    }
}

/// A plot twice: as wide as a desk, and as narrow as a hand. One of them is shown; the numbers stand below.
func chart(_ plot: Plot?) -> String {
    guard let plot else {
        return "<p class=\"soft\">There is nothing to draw: no stored panes, or not one number.</p>\n"
    }
    var html = SVGPlot(width: 1080, height: 340, classes: "plot wide").text(plot)
    html += SVGPlot(width: 380, height: 280, classes: "plot slim").text(plot)
    let levels = plot.levels.filter { $0.style != .dotted }.map { "\($0.name) \(plot.format($0.value))" }
    let lines = levels.isEmpty ? "" : " Lines: \(levels.joined(separator: ", "))."
    html += paragraph("\(plot.summary).\(lines)", "soft small")
    if !plot.marks.isEmpty {
        html += paragraph("Marked: \(plot.marks.map { $0.caption ?? $0.name }.joined(separator: ", ")).", "soft small")
    }
    return html
}
