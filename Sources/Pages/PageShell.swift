// What stands around the content of every page, and which bytes of it a browser may trust.

internal import Alerts
package import Model

/// One page: its own words, and where it belongs.
package struct PageContent: Sendable {
    package enum Section: String, CaseIterable, Sendable {
        case overview, alerts, series, canaries, baselines, health

        var path: String { self == .overview ? "/" : "/\(rawValue)" }
        var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    }

    /// What a tab of the browser shows, before the name of the program.
    package var title: String
    package var section: Section
    /// The inside of `main`: markup that is escaped already.
    package var html: String

    package init(title: String, section: Section, html: String) {
        (self.title, self.section, self.html) = (title, section, html)
    }
}

/// The whole document.
package enum PageShell {
    /// Only the sheet and the script that stand in the page itself, and the stream of the same server.
    package static let contentSecurityPolicy = [
        "default-src 'none'", "style-src 'sha256-\(base64(sha256(Array(PageStyle.text.utf8))))'",
        "script-src 'sha256-\(base64(sha256(Array(PageScript.text.utf8))))'", "connect-src 'self'", "img-src data:",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// How often a page without scripts asks again.
    private static let refreshSeconds = 60

    /// `at` is when the page was made, `version` who made it.
    package static func document(_ page: PageContent, at: EventTime, version: String) -> String {
        var items = ""
        for section in PageContent.Section.allCases {
            let current = section == page.section ? " aria-current=\"page\"" : ""
            items += "<li><a href=\"\(section.path)\"\(current)>\(section.title)</a></li>"
        }
        let clock = String(clock(at).dropFirst(11)) + " UTC"
        let program = version.isEmpty ? "monitord" : "monitord \(escaped(version))"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(escaped(page.title)) · monitord</title>
            <link rel="icon" href="data:,">
            <noscript><meta http-equiv="refresh" content="\(refreshSeconds)"></noscript>
            <style>\(PageStyle.text)</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to content</a>
            \(Mark.sheet)
            <header>
            <a class="brand" href="/">monitord</a>
            <nav aria-label="Pages"><ul>\(items)</ul></nav>
            <p class="live" id="live" data-at="\(clock)">as of \(clock)</p>
            </header>
            <main id="main" tabindex="-1">
            \(page.html)</main>
            <footer><p>\(program). All times are UTC.</p></footer>
            <script>\(PageScript.text)</script>
            </body>
            </html>

            """
    }
}
