// What changes something: the orders of the control socket, over HTTP.

internal import Model
internal import Platform
internal import Web

extension Site {
    static let orderPlaces = [
        Place("POST", "/api/v1/alerts/{id}/ack") { $0.acknowledge() },
        Place("POST", "/api/v1/alerts/{id}/note") { visit in
            visit.ordering { body throws(Problem) in .note(try visit.alertID()) }
        },
        Place("POST", "/api/v1/alerts/{id}/resolve") { visit in
            visit.ordering { body throws(Problem) in .resolve(try visit.alertID()) }
        },
        Place("POST", "/api/v1/silences") { $0.silence() },
        Place("POST", "/api/v1/silences/{id}/expire") { visit in
            visit.ordering { body throws(Problem) in .expire(silence: try visit.idPrefix()) }
        },
        Place("POST", "/api/v1/canaries/{suite}/run") { visit in
            visit.ordering { body throws(Problem) in
                .runSuite(try visit.suite(), target: try body.text("target"))
            }
        },
        Place("POST", "/api/v1/reload") { visit in
            visit.asking { body, peer throws(Problem) in .reload }
        },
    ]

    /// An order waits for two commits; a reload reads the store.
    fileprivate static let patience = TimeSpan.seconds(50)
    fileprivate static let matchersMax = 32
}

/// The JSON object of a request's body; an empty body is an empty object.
private struct Body {
    private let value: JSONValue

    static let depthMax = 8

    init(_ bytes: [UInt8]) throws(Problem) {
        if bytes.isEmpty {
            value = .object([])
            return
        }
        do throws(JSONFault) {
            value = try JSONValue(parsing: bytes, depthMax: Self.depthMax)
        } catch {
            throw Problem(400, "the body is not JSON: \(error.reason) at byte \(error.position)")
        }
        guard value.members != nil else { throw Problem(400, "the body is no JSON object") }
    }

    func text(_ name: String) throws(Problem) -> String? {
        guard let found = value[name], !found.isNull else { return nil }
        guard let text = found.string, text.utf8.count <= Order.textBytesMax else {
            throw Problem(400, "\(name): it must be a text of at most \(Order.textBytesMax) bytes")
        }
        return text
    }

    func texts(_ name: String) throws(Problem) -> [String] {
        guard let list = value[name]?.array else { throw Problem(400, "\(name): a list of texts is needed") }
        let texts = list.compactMap(\.string)
        guard texts.count == list.count else { throw Problem(400, "\(name): it must be a list of texts") }
        return texts
    }
}

extension Visit {
    fileprivate func alertID() throws(Problem) -> AlertID { AlertID(text: try idPrefix()) }

    fileprivate func suite() throws(Problem) -> String {
        let name = arguments.first ?? ""
        guard 1...Order.nameBytesMax ~= name.utf8.count else { throw Problem(404, "there is no such suite") }
        return name
    }

    fileprivate func acknowledge() -> WebReply {
        ordering { body throws(Problem) in
            let word = try body.text("verdict") ?? Acknowledgement.Verdict.allCases[0].rawValue
            guard let verdict = Acknowledgement.Verdict(rawValue: word) else {
                let words = Acknowledgement.Verdict.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(400, "verdict: '\(word)' is none of \(words)")
            }
            return .acknowledge(try alertID(), verdict)
        }
    }

    fileprivate func silence() -> WebReply {
        ordering { body throws(Problem) in
            let words = try body.texts("match")
            guard 1...Site.matchersMax ~= words.count else {
                throw Problem(400, "match: 1 to \(Site.matchersMax) matchers are needed, such as model=acme/x")
            }
            let filter: Filter
            do throws(FilterError) {
                filter = try Filter(matchers: words)
            } catch {
                throw Problem(400, "match: \(error.reason)")
            }
            guard let text = try body.text("duration"), let span = TimeSpan(duration: text) else {
                throw Problem(400, "duration: say for how long, such as 2h")
            }
            let now = Clocks.wall()
            var from = now
            if let text = try body.text("from") {
                guard let time = EventTime(instant: text, now: now) else {
                    throw Problem(400, "from: '\(text)' is no point in time")
                }
                from = time
            }
            let (end, isOverflown) = from.microseconds.addingReportingOverflow(span.microseconds)
            guard !isOverflown else { throw Problem(400, "duration: the silence would never end") }
            return .silence(filter, from: from, until: EventTime(microseconds: end))
        }
    }

    /// Gives an order that `body` reads from the request.
    fileprivate func ordering(_ act: (Body) throws(Problem) -> Order.Act) -> WebReply {
        asking { body, peer throws(Problem) in
            let standard = request.peer == nil ? "http" : "uid \(peer.userID)"
            let note = Note(
                at: Clocks.wall(), by: try body.text("by") ?? standard, text: try body.text("comment") ?? "")
            guard note.by.utf8.count <= Order.nameBytesMax else {
                throw Problem(400, "by: a name has 1 to \(Order.nameBytesMax) bytes")
            }
            return .order(Order(act: try act(body), note: note))
        }
    }

    fileprivate func asking(
        _ body: (Body, LocalPeer) throws(Problem) -> ControlRequest
    ) -> WebReply {
        do throws(Problem) {
            let peer = try site.writer(request)
            // No form of another site's page can send this type without asking first, which we do not answer.
            let type = request[header: "content-type"]?.split(separator: ";").first ?? ""
            guard type.lowercased() == "application/json" else {
                throw Problem(415, "send application/json")
            }
            let asked = try body(try Body(request.body), peer)
            guard let desk = site.desk else { throw Problem(503, "this run takes no orders over HTTP") }
            return try reply(desk.ask(asked, peer: peer, patience: Site.patience))
        } catch {
            return WebReply(error)
        }
    }

    private func reply(_ answer: ControlAnswer) throws(Problem) -> WebReply {
        switch answer {
        case .done(let receipt):
            return WebReply { writer in
                writer.object { writer in
                    writer.field("message", receipt.message)
                    if !receipt.id.isEmpty { writer.field("id", receipt.id) }
                }
            }
        case .reloaded(let report): return WebReply { report.write(to: &$0) }
        case .status(let status): return WebReply { status.write(to: &$0) }
        case .refused(let refusal):
            throw Problem(
                refusal.isNotFound ? 404 : 409, ([refusal.reason] + refusal.details).joined(separator: "\n"))
        }
    }
}
