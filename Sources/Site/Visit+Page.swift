// From the content of a page to the reply of the server.

internal import Alerts
internal import Model
internal import Pages
internal import Panes
internal import Platform
internal import Store
internal import Web

extension Visit {
    /// The reply that holds a page.
    func reply(_ content: PageContent, at now: EventTime, status: Int = 200) -> WebReply {
        let version = site.board.newest?.version ?? ""
        var reply = WebReply(status: status, html: PageShell.document(content, at: now, version: version))
        reply.headers.append(("Content-Security-Policy", PageShell.contentSecurityPolicy))
        reply.headers.append(("Cache-Control", "no-store"))
        return reply
    }

    /// A page from one state of the store; where it cannot be read, one that says so.
    func page(_ body: (borrowing Reader, EventTime) throws(StoreError) -> PageContent) -> WebReply {
        let now = Clocks.wall()
        do throws(StoreError) {
            let reader = try Reader(directory: site.storePath)
            return try reader.snapshot { () throws(StoreError) -> WebReply in
                reply(try body(reader, now), at: now)
            }
        } catch {
            if case .ambiguous(let prefix, let matches) = error {
                let ids = matches.prefix(5).joined(separator: ", ")
                return reply(Apology.page("'\(prefix)' fits several: \(ids)"), at: now, status: 404)
            }
            return reply(Apology.page("The store cannot be read: \(error.description)"), at: now, status: 503)
        }
    }

    /// A page about something that may not be there.
    func page(
        missing sentence: String, _ body: (borrowing Reader, EventTime) throws(StoreError) -> PageContent?
    ) -> WebReply {
        var isThere = true
        let found = page { (reader, now) throws(StoreError) in
            let content = try body(reader, now)
            isThere = content != nil
            return content ?? Apology.page(sentence)
        }
        guard !isThere, found.status == 200 else { return found }
        var missing = found
        missing.status = 404
        return missing
    }

    /// What can be believed now: what the rules about monitord itself say, and what the process says.
    func sight(_ reader: borrowing Reader, _ verdicts: [VerdictRow], _ alerts: [Alert]) -> Sight {
        var sight = Sight()
        for row in verdicts { sight.note(rule: row.rule, scope: row.scope, verdict: row.verdict) }
        for alert in alerts { sight.note(alert) }
        return sight
    }

    /// Why nothing can be called well, in sentences.
    func blindness(_ sight: Sight) -> [String] {
        var reasons = sight.reasons
        guard let live = site.board.newest else { return reasons }
        if let trouble = live.trouble { reasons.append("nothing can be read: \(trouble)") }
        if let beat = site.board.lastBeat, Clocks.monotonic() - beat > Sight.beatMax {
            reasons.append("the process has not moved on for \(age(Clocks.monotonic() - beat))")
        }
        return reasons
    }
}

extension SeriesStanding {
    /// What people are shown: the verdict, unless something keeps monitord from knowing.
    init(_ row: VerdictRow, _ sight: Sight, isBlind: String?) {
        let shown = sight.shown(rule: row.rule, scope: row.scope, verdict: row.verdict)
        if case .state(.ok) = shown, let isBlind {
            self.init(word: "unknown", doubt: isBlind)
        } else {
            self.init(word: shown.name, doubt: shown.why)
        }
    }
}
