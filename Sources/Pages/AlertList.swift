// Alerts: those that fire, then those that are over.

internal import Alerts
package import Model

/// A list of alerts under filters.
package struct AlertList: Sendable {
    package var now: EventTime
    package var open: [Alert] = []
    package var over: [Alert] = []
    /// More than these are in the store.
    package var hasMore = false
    /// What was asked for, as in the query of the address.
    package var state: String?
    package var severity: Severity?
    package var matchers: [String] = []
    /// Why the query could not be taken as it is.
    package var complaint: String?

    package init(now: EventTime) { self.now = now }

    package var page: PageContent {
        let firing = open.count { $0.state == .firing }
        let head =
            firing == 0
            ? "No alert fires\(matchers.isEmpty && severity == nil ? "" : " that fits")."
            : "\(counted(firing, "alert")) \(firing == 1 ? "fires" : "fire")."
        var html = "<h1>\(escaped(head))</h1>\n" + paragraph(complaint ?? "", "note") + chips
        let list = { (alerts: [Alert]) in
            alerts.isEmpty
                ? "" : "<ul class=\"plain rows\">\n\(alerts.map { "<li>\(item($0, now))</li>\n" }.joined())</ul>\n"
        }
        html += section("Open", list(open)) + section("Over", list(over))
        if open.isEmpty, over.isEmpty { html += paragraph("No alert of the store fits.", "soft") }
        if hasMore { html += "<p class=\"soft\">There are more: <code>monitord alerts --all</code></p>\n" }
        return PageContent(title: head, section: .alerts, html: html)
    }

    private var chips: String {
        let states = [("open and recent", nil), ("firing", "firing"), ("resolved", "resolved"), ("all", "all")]
        var items = states.map { chip($0.0, path(state: $0.1, severity), isCurrent: $0.1 == state) }
        items += [Severity?.none, .medium, .high, .critical].map { least in
            let word = least.map { $0 == .critical ? "critical" : "\($0.name) or worse" } ?? "any severity"
            return chip(word, path(state: state, least), isCurrent: least == severity)
        }
        items += matchers.map { "<li><span>\(escaped($0))</span></li>" }
        return "<nav aria-label=\"Filters\"><ul class=\"chips\">\(items.joined())</ul></nav>\n"
    }

    private func chip(_ word: String, _ path: String, isCurrent: Bool) -> String {
        "<li><a href=\"\(escaped(path))\"\(isCurrent ? " aria-current=\"true\"" : "")>\(escaped(word))</a></li>"
    }

    private func path(state: String?, _ severity: Severity?) -> String {
        var parts = matchers.map { "match[]=\(queryText($0))" }
        if let state { parts.append("state=\(state)") }
        if let severity { parts.append("severity=\(severity.name)") }
        return parts.isEmpty ? "/alerts" : "/alerts?\(parts.joined(separator: "&"))"
    }
}
