// The first page as HTML.

internal import Alerts
internal import Model

extension Overview {
    package var page: PageContent {
        var html = "<h1 class=\"\(grade.rawValue)\">\(grade.html)\(escaped(headline))</h1>\n"
        html += paragraph(lead, "lead")
        html += doubts
        html += section("Alerts", alertList)
        html += section("Incidents", incidentList)
        html += section("Models", tiles)
        html += section(
            "Canaries", canaries.map { "<p>\(escaped($0)) \(link("/canaries", "Every suite"))</p>\n" } ?? "")
        html += section("Right now", heartbeat)
        return PageContent(title: headline, section: .overview, html: html)
    }

    private var firing: [Alert] { alerts.filter { $0.state == .firing } }

    /// What the first sentence says, as a sign.
    private var grade: Mark {
        if let worst = firing.map(\.severity).max() { return Mark(worst) }
        return blindness.isEmpty && unjudged.isEmpty && judged > 0 && alerts.isEmpty ? .ok : .unknown
    }

    package var headline: String {
        guard firing.isEmpty else {
            let parts = Severity.allCases.reversed().compactMap { severity -> String? in
                let count = firing.count { $0.severity == severity }
                return count == 0 ? nil : "\(count) \(severity.name)"
            }
            let noun = firing.count == 1 ? "alert fires" : "alerts fire"
            return "\(firing.count) \(noun): \(parts.joined(separator: ", "))."
        }
        if !blindness.isEmpty { return "Nothing fires, but monitord cannot see everything." }
        if judged == 0 { return "Nothing is judged yet." }
        if !alerts.isEmpty { return "Nothing fires now; of \(counted(alerts.count, "alert")) no events came lately." }
        if !unjudged.isEmpty { return "Nothing fires, as far as it is judged." }
        return "All is well."
    }

    private var unjudgedCount: Int { unjudged.reduce(0) { $0 + $1.count } }

    private var lead: String {
        let all = judged + unjudgedCount
        guard all > 0 else { return "No rule has seen an event yet." }
        if judged == all { return "All \(grouped(Int64(all))) series are judged against what is normal for them." }
        return "\(grouped(Int64(judged))) of \(grouped(Int64(all))) series are judged. Of the others nothing is known."
    }

    private var doubts: String {
        var html = ""
        if !blindness.isEmpty {
            html += "<div class=\"note\"><p><strong>Not seen</strong></p><ul>"
            html += blindness.map { "<li>\(escaped($0))</li>" }.joined() + "</ul></div>\n"
        }
        if !unjudged.isEmpty {
            html += "<div class=\"note\"><p><strong>Not judged, and so not known to be well</strong></p><ul>"
            html += unjudged.map { "<li>\(escaped(grouped(Int64($0.count)))) series: \(escaped($0.reason))</li>" }
                .joined()
            html += "</ul><p>\(link("/series?state=unjudged", "Which ones"))</p></div>\n"
        }
        return html
    }

    private var alertList: String {
        guard !alerts.isEmpty else { return "" }
        let loud = alerts.filter(\.isLoud)
        let shown = loud.prefix(Self.alertsMax)
        let more = loud.count - shown.count
        let quiet = alerts.count - loud.count
        let items = shown.map { "<li>\(item($0, now))</li>\n" }.joined()
        return (shown.isEmpty ? "" : "<ul class=\"plain rows\">\n\(items)</ul>\n")
            + (more > 0 ? "<p class=\"soft after\">\(link("/alerts", "And \(counted(more, "alert")) more"))</p>\n" : "")
            + (quiet > 0
                ? "<p class=\"soft after\">\(escaped(grouped(Int64(quiet)))) more, told to nobody: another alert "
                    + "says more, or they are silenced or low. \(link("/alerts", "See all"))</p>\n" : "")
    }

    private var incidentList: String {
        let shown = incidents.prefix(Self.incidentsMax)
        guard !shown.isEmpty else { return "" }
        let items = shown.map { incident in
            let done = incident.steps.count { $0.done != nil }
            let next = incident.steps.first { $0.done == nil }.map { "next: \($0.name.rawValue)" } ?? "all steps done"
            return "<li>\(Mark(incident.severity).badge(incident.severity.name)) "
                + "\(link("/incidents/\(incident.id)", incident.model, "what"))<p class=\"soft small\">"
                + "\(incident.state.rawValue), \(escaped(counted(incident.alerts.count, "alert"))), changed about "
                + "\(ago(incident.onset, now)); \(done) of \(incident.steps.count) steps, \(next)</p></li>\n"
        }
        return "<ul class=\"plain rows\">\n\(items.joined())</ul>\n"
            + rest(incidents.count - shown.count, "incident", "monitord incident list")
    }

    private var tiles: String {
        let shown = models.prefix(Self.modelsMax)
        guard !shown.isEmpty else { return "" }
        return "<ul class=\"tiles\">\n\(shown.map(\.html).joined())</ul>\n"
            + rest(models.count - shown.count, "model", "monitord status")
    }

    private var heartbeat: String {
        var items: [(String, String)] = []
        if let rate = pulse.eventsPerSecond { items.append(("Events per second", escaped(tenths(rate)))) }
        items.append(("Waiting to be read", pulse.lag.map { escaped(grouped($0)) } ?? "not known"))
        if let closed = pulse.closedThrough { items.append(("Judged through", moment(closed, now))) }
        if let checkpoint = pulse.checkpointAt { items.append(("Last change saved", "\(age(now - checkpoint)) ago")) }
        items.append(("Records read", escaped(grouped(pulse.records))))
        if pulse.rejected > 0 { items.append(("Not readable", escaped(grouped(pulse.rejected)))) }
        if pulse.late > 0 { items.append(("Too late", escaped(grouped(pulse.late)))) }
        let list = items.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }.joined()
        return "<dl class=\"pulse\">\(list)</dl>\n"
            + paragraph(pulse.trouble.map { "Nothing can be read: \($0)." } ?? "")
    }
}

extension Overview.ModelTile {
    fileprivate var html: String {
        let rows = lines.map { "<li class=\"line\">\($0.html)</li>\n" }.joined()
        return "<li class=\"tile\"><div class=\"top\"><h3>\(escaped(model))</h3>\(standing.badge)</div>\n"
            + (rows.isEmpty ? "" : "<ul>\n\(rows)</ul>\n")
            + "<p class=\"soft small\">\(escaped(summary)) · "
            + "\(link("/series?model=\(queryText(model))", "all its series"))</p></li>\n"
    }
}

extension Overview.Line {
    fileprivate var html: String {
        let against = baseline.map { " against \($0)" } ?? ""
        let likely = interval.map { ", likely \($0)" } ?? ""
        let words = "\(now)\(against)\(likely)"
        let picture = trend?.html("\(rule) over \(span): \(words)") ?? ""
        return "<div><p class=\"small\">\(link(seriesPath(rule: rule, scope: scope), rule)) "
            + "<span class=\"small\">\(standing.badge)</span></p><p><span class=\"now\">\(escaped(now))</span> "
            + "<span class=\"soft small\">\(escaped(against + likely))</span></p>"
            + (standing.doubt.map { "<p class=\"soft small\">\(escaped($0))</p>" } ?? "") + "</div>\(picture)"
    }
}

/// One alert in a list.
func item(_ alert: Alert, _ now: EventTime, inIncident: Bool = false) -> String {
    let end = alert.state == .resolved ? alert.resolvedAt ?? alert.updatedAt : alert.firedAt
    let word = alert.state == .stale ? "no events lately, fired" : alert.state == .resolved ? "resolved" : "fires since"
    var text = "\(Mark(alert.severity).badge(alert.severity.name)) "
    text += link("/alerts/\(alert.id.text)", alert.headline, "what")
    text += "<p class=\"soft small\">\(escaped(alert.rule)) · \(word) \(ago(end, now))"
    if !inIncident, let incident = alert.incident {
        text += " · \(link("/incidents/\(incident)", "incident \(incident.prefix(8))"))"
    }
    if let answer = alert.acknowledgement {
        text += " · answered \(answer.verdict.rawValue) by \(escaped(answer.note.by))"
    }
    return text + told(alert.notice) + "</p>"
}

/// Why nobody was told, where that is so.
func told(_ notice: Alert.Notice) -> String {
    switch notice {
    case .page, .update: ""
    case .log: " · for the log only"
    case .silenced(let id): " · silenced by \(escaped(id))"
    case .inhibited(let id): " · another alert says more: \(link("/alerts/\(id.text)", String(id.text.prefix(8))))"
    case .flapping: " · comes and goes; told once"
    }
}
