// Who may write over HTTP.

import Model
import Platform
import Testing
import Web

@testable import Site

@Suite struct AccessTests {
    private let secret = "a-token-of-more-than-16-bytes"

    private func site(token: Bool) -> Site {
        var site = Site(storePath: "/nonexistent", board: LiveBoard())
        if token { site.token = Sealed(secret) }
        return site
    }

    private func post(_ path: String, bearer: String? = nil, type: String? = "application/json") -> WebRequest {
        var request = WebRequest(method: "POST", path: path)
        if let bearer { request.headers.append(("authorization", "Bearer \(bearer)")) }
        if let type { request.headers.append(("content-type", type)) }
        return request
    }

    @Test func aPortWithoutATokenOnlyReads() {
        #expect(site(token: false).answer(post("/api/v1/reload")).status == 403)
        #expect(site(token: false).answer(post("/api/v1/reload", bearer: "anything")).status == 403)
    }

    @Test(arguments: ["", "a", "a-token-of-more-than-16-byte", "a-token-of-more-than-16-bytes "])
    func onlyTheWholeTokenIsTaken(bearer: String) {
        #expect(site(token: true).answer(post("/api/v1/reload", bearer: bearer)).status == 401)
    }

    @Test func withTheTokenTheTypeStillCounts() {
        let site = site(token: true)
        #expect(site.answer(post("/api/v1/reload", bearer: secret, type: "text/plain")).status == 415)
        #expect(site.answer(post("/api/v1/reload", bearer: secret, type: nil)).status == 415)
        // Nobody takes orders of this site.
        #expect(
            site.answer(post("/api/v1/reload", bearer: secret, type: "application/json; charset=utf-8")).status == 503)
    }

    @Test func whoComesFromOutsideNeedsTheTokenToRead() {
        var request = WebRequest(method: "GET", path: "/api/v1/version")
        request.isFromOutside = true
        #expect(site(token: true).answer(request).status == 401)
        request.headers = [("authorization", "bearer \(secret)")]
        #expect(site(token: true).answer(request).status == 200)
        var health = WebRequest(method: "GET", path: "/livez")
        health.isFromOutside = true
        #expect(site(token: true).instant(health)?.status == 200)
    }

    @Test func ordersGoToTheDeskInTheNameOfWhoAsks() {
        var site = site(token: false)
        let desk = OrderDesk()
        site.desk = desk
        var request = post("/api/v1/alerts/3f2a/note")
        request.body = Array(#"{"comment": "looking"}"#.utf8)
        request.peer = LocalPeer(processID: 7, userID: 1000)
        let answers = Mailbox<Int>(capacity: 1)
        let (asked, asking) = (request, site)
        guard Thread({ _ = answers.send(asking.answer(asked).status) }) != nil else {
            Issue.record("no thread")
            return
        }
        var call: DeskCall?
        while call == nil { call = desk.nextCall() }
        guard case .order(let order) = call?.request, case .note(let alert) = order.act else {
            Issue.record("no note")
            return
        }
        #expect(alert.text == "3f2a")
        #expect(order.note.by == "uid 1000")
        #expect(order.note.text == "looking")
        call?.answer(.refused(.init(reason: "there is no alert 3f2a", isNotFound: true)))
        #expect(answers.receive() == 404)
    }

    @Test(arguments: [
        #"{"match": [], "duration": "2h"}"#, #"{"match": "a=b", "duration": "2h"}"#, #"{"match": ["a=b"]}"#,
        #"{"match": ["a=~("], "duration": "2h"}"#, #"{"match": ["a=b"], "duration": "soon"}"#, "[]", "{", "null",
        #"{"match": ["a=b"], "duration": "2h", "from": "never"}"#,
    ])
    func brokenBodiesAreToldWhatIsWrong(body: String) {
        var site = site(token: false)
        site.desk = OrderDesk()
        var request = post("/api/v1/silences")
        request.body = Array(body.utf8)
        request.peer = LocalPeer(processID: 7, userID: 1000)
        #expect(site.answer(request).status == 400, "\(body)")
    }
}
