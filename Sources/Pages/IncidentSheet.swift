// One incident: its alerts by plane, what was done, and what is to do.

internal import Alerts
package import Model

/// Everything about one incident.
package struct IncidentSheet: Sendable {
    package var now: EventTime
    package var incident: Incident
    /// Those that the store knows, in the order in which they joined.
    package var alerts: [Alert]
    /// What monitord knows about the first step.
    package var hints: [(name: String, text: String)]

    package init(
        now: EventTime, incident: Incident, alerts: [Alert], hints: [(name: String, text: String)] = []
    ) {
        (self.now, self.incident, self.alerts, self.hints) = (now, incident, alerts, hints)
    }

    private static let alertsMax = 60

    package var page: PageContent {
        let title = "Incident of \(incident.model)"
        var html = "<p class=\"crumb\">\(link("/", "Overview")) / incident \(escaped(incident.id))</p>\n"
        html += "<h1>\(escaped(title))</h1>\n"
        html +=
            "<p class=\"lead\">\(Mark(incident.severity).badge(incident.severity.name)), \(incident.state.rawValue), "
            + "changed about \(ago(incident.onset, now)), opened \(ago(incident.openedAt, now))</p>\n"
        html += section("Timeline", IncidentTimeline(now: now, incident: incident, alerts: alerts).html)
        html += section("Alerts", list)
        html += section("Steps", steps)
        html += section("Notes", notes)
        html += section("What to do", "<pre>\(commands.map { escaped($0) }.joined(separator: "\n"))</pre>\n")
        return PageContent(title: title, section: .alerts, html: html)
    }

    private var list: String {
        var html = ""
        for plane in Plane.allCases {
            let own = alerts.filter { $0.plane == plane }
            guard !own.isEmpty else { continue }
            html += "<h3>From \(escaped(Self.words(plane)))</h3>\n<ul class=\"plain rows\">\n"
            html +=
                own.prefix(Self.alertsMax).map { "<li>\(item($0, now, inIncident: true))</li>\n" }.joined() + "</ul>\n"
        }
        let shown = Plane.allCases.reduce(0) { sum, plane in
            sum + min(Self.alertsMax, alerts.count { $0.plane == plane })
        }
        return html + rest(incident.alerts.count - shown, "alert", "monitord incident show \(incident.id)")
    }

    private static func words(_ plane: Plane) -> String {
        switch plane {
        case .traffic: "traffic"
        case .canary: "canaries"
        case .comparison: "the comparison with the base model"
        }
    }

    private var steps: String {
        let items = incident.steps.map { step in
            var text = "<li><span class=\"\(step.done == nil ? "open" : "done")\">\(step.name.rawValue)</span><div>"
            if let done = step.done {
                text += "<p>done \(said(done))</p>"
            } else {
                text += "<p>to do: \(escaped(step.name.question(alerts)))</p>"
                if step.name == .confirm, !hints.isEmpty {
                    text += facts(hints.map { ($0.name, escaped($0.text)) })
                }
            }
            return text + "</div></li>\n"
        }
        return "<ol class=\"steps\">\n\(items.joined())</ol>\n"
    }

    private var notes: String {
        var all = incident.notes.map { "<li><p>\(said($0))</p></li>\n" }
        if let closing = incident.closing { all.append("<li><p>closed \(said(closing))</p></li>\n") }
        return all.isEmpty ? "" : "<ul class=\"plain rows\">\n\(all.suffix(Self.alertsMax).joined())</ul>\n"
    }

    private func said(_ note: Note) -> String {
        "by \(escaped(note.by)) at \(moment(note.at, now))\(note.text.isEmpty ? "" : ": \(escaped(note.text))")"
    }

    private var commands: [String] {
        var commands = ["monitord incident show \(incident.id)"]
        guard incident.state != .closed else { return commands }
        if let step = incident.steps.first(where: { $0.done == nil }) {
            commands.append("monitord incident step \(incident.id) \(step.name.rawValue) -c TEXT")
        }
        commands += ["monitord incident note \(incident.id) TEXT", "monitord incident close \(incident.id) -c CAUSE"]
        return commands
    }
}
