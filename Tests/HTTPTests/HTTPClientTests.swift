// What goes out, what comes back, and everything that may go wrong between, over loopback.

import Glibc
import HTTP
import Loopback
import Model
import Testing

/// Long enough for a slow machine; a test that waits as long has failed.
private let patience = TimeSpan.seconds(30)

private func request(_ server: LoopbackServer, host: String = "127.0.0.1") -> HTTPRequest {
    var request = HTTPRequest(url: "http://\(host):\(server.port)/v1/chat?key=hush")
    request.allowsPrivate = true
    request.allowsPlaintext = true
    request.timeout = patience
    request.body = Sealed("{}")
    return request
}

private struct NoClient: Error {}

/// `#require` takes nothing that cannot be copied.
private func makeClient(_ connectionsMax: Int) throws -> HTTPClient {
    guard let client = HTTPClient(connectionsMax: connectionsMax) else { throw NoClient() }
    return client
}

private func outcome(_ request: HTTPRequest) throws -> Result<HTTPReply, HTTPFailure> {
    var client = try makeClient(1)
    client.start(request, tag: 7)
    let begun = client.inFlight
    let ended = client.poll(timeout: patience)
    let left = client.inFlight
    #expect((begun, left) == (1, 0))
    #expect(ended.first?.tag == 7)
    return try #require(ended.first).outcome
}

private func failure(_ request: HTTPRequest) throws -> HTTPFailure? {
    if case .failure(let failure) = try outcome(request) { failure } else { nil }
}

private func server(_ reply: LoopbackServer.Reply) throws -> LoopbackServer {
    try #require(LoopbackServer { _ in reply })
}

@Suite struct HTTPClientTests {
    @Test func headersAndBodyArriveAsTheyAreAndNothingElseTells() throws {
        let server = try server(.bytes(LoopbackServer.reply("yes", headers: ["X-One:  two\t", "X-ONE: three"])))
        var request = request(server)
        request.headers = [
            ("Authorization", Sealed("Bearer abc")), ("X-Empty", Sealed("")), ("User-Agent", Sealed("ua")),
        ]
        request.body = Sealed([0x7B, 0xFF, 0x00, 0x7D])
        let reply = try outcome(request).get()
        #expect(reply.status == 200)
        #expect(reply.body == Sealed("yes"))
        #expect(reply[header: "x-one"] == "two")
        #expect(reply.headers.map(\.value) == ["two", "three", "3"])
        #expect(reply.duration > .zero)
        let seen = try #require(server.requests.first)
        #expect(seen.hasPrefix("POST /v1/chat?key=hush HTTP/1.1\r\n"))
        #expect(seen.contains("\r\nAuthorization: Bearer abc\r\n"))
        #expect(seen.contains("\r\nX-Empty:\r\n"))
        #expect(seen.contains("\r\nContent-Length: 4\r\n"))
        for word in ["accept-encoding", "expect", "curl"] { #expect(!seen.lowercased().contains(word)) }
    }

    @Test func connectionIsUsedAgain() throws {
        let server = try server(.bytes(LoopbackServer.reply("yes")))
        var client = try makeClient(2)
        for tag in 0..<5 {
            client.start(request(server), tag: tag)
            let ended = client.poll(timeout: patience)
            #expect(ended.map(\.tag) == [tag])
        }
        #expect(server.connectionCount == 1)
        #expect(server.requests.count == 5)
    }

    @Test func openConnectionIsNoWayAroundTheRules() throws {
        let server = try server(.bytes(LoopbackServer.reply("yes")))
        var client = try makeClient(2)
        client.start(request(server), tag: 1)
        _ = client.poll(timeout: patience)
        var forbidden = request(server)
        forbidden.allowsPrivate = false
        client.start(forbidden, tag: 2)
        guard case .failure(.forbiddenAddress)? = client.poll(timeout: patience).first?.outcome else {
            Issue.record("it went through the open connection")
            return
        }
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "017700000001", "127.1", "[::ffff:127.0.0.1]"])
    func loopbackIsForbiddenInEverySpelling(host: String) throws {
        let server = try server(.bytes(LoopbackServer.reply("yes")))
        var request = request(server, host: host)
        request.allowsPrivate = false
        #expect(try failure(request) == .forbiddenAddress)
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: ["169.254.169.254", "0.0.0.0", "[fe80::1]", "[::ffff:169.254.169.254]", "0xa9fea9fe", "224.0.0.1"])
    func metadataIsForbiddenWhateverIsAllowed(host: String) throws {
        var request = HTTPRequest(url: "http://\(host):80/")
        request.allowsPrivate = true
        request.allowsPlaintext = true
        #expect(try failure(request) == .forbiddenAddress)
    }

    @Test(arguments: [
        ("http://127.0.0.1/", "allow_plaintext"), ("https://user:secret@host/", "name or a password"),
        ("https://user@host/", "name or a password"), ("ftp://host/", "only https"), ("file:///etc/passwd", "no host"),
        ("host/path", "no URL"), ("https://", "no URL"), ("https://ho st/", "a space"),
        ("https://host/\u{0}x", "a space"),
        ("https://host/\r\nX: y", "a space"), ("", "no URL"), ("https://host:99999/", "no URL"),
        ("https://host/" + String(repeating: "a", count: 9000), "longer than"),
    ])
    func badURLIsRefusedWithoutRepeatingIt(url: String, reason: String) throws {
        guard case .badURL(let said) = try failure(HTTPRequest(url: url)) else {
            Issue.record("\(url) was not refused")
            return
        }
        #expect(said.contains(reason), "\(said)")
        #expect(!said.contains("secret"))
    }

    @Test(arguments: [("X-Key", "a\r\nX-Other: b"), ("X-Key", "a\u{0}"), ("", "a"), ("X Key", "a"), ("X:Key", "a")])
    func headerCannotBringAnother(name: String, value: String) throws {
        let server = try server(.bytes(LoopbackServer.reply("yes")))
        var request = request(server)
        request.headers = [(name, Sealed(value))]
        #expect(try failure(request) == .badHeader(name))
        #expect(server.connectionCount == 0)
    }

    @Test func redirectIsAReplyAndIsNotFollowed() throws {
        let other = try server(.bytes(LoopbackServer.reply("gold")))
        let server = try server(
            .bytes(
                LoopbackServer.reply(
                    "", status: "307 Temporary Redirect", headers: ["Location: http://127.0.0.1:\(other.port)/"])))
        #expect(try outcome(request(server)).get().status == 307)
        #expect(other.connectionCount == 0)
    }

    @Test func interimRepliesAreForgotten() throws {
        let interim = Array("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n".utf8)
        let server = try server(.bytes(interim + LoopbackServer.reply("yes", headers: ["X-Late: 1"])))
        let reply = try outcome(request(server)).get()
        #expect(reply.status == 200)
        #expect(reply[header: "x-early"] == nil)
        #expect(reply[header: "x-late"] == "1")
    }

    @Test func compressedBodyStaysAsItIs() throws {
        let server = try server(.bytes(LoopbackServer.reply("\u{1F}zipped", headers: ["Content-Encoding: gzip"])))
        #expect(try outcome(request(server)).get().body == Sealed("\u{1F}zipped"))
    }

    @Test func silentServerIsATimeout() throws {
        for head in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"] {
            let server = try server(.silence(Array(head.utf8)))
            var request = request(server)
            request.timeout = .milliseconds(100)
            #expect(try failure(request) == .timeout)
        }
    }

    @Test func replyThatBreaksOffIsAFailureOfTransport() throws {
        for head in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "nonsense\r\n\r\n"] {
            let server = try server(.lastBytes(Array(head.utf8)))
            guard case .transport(let words) = try failure(request(server)) else {
                Issue.record("no failure of transport")
                continue
            }
            #expect(!words.isEmpty)
            #expect(!words.contains("hush"))
        }
    }

    @Test(arguments: [true, false])
    func bodyIsCutAtItsBound(tellsLength: Bool) throws {
        let body = String(repeating: "x", count: 101)
        let reply =
            tellsLength
            ? LoopbackServer.reply(body)
            : Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n\(body)\r\n0\r\n\r\n".utf8)
        let server = try server(.bytes(reply))
        var request = request(server)
        request.replyBytesMax = 100
        #expect(try failure(request) == .tooLarge(bytesMax: 100))
        request.replyBytesMax = 101
        #expect(try outcome(request).get().body.bytes.count == 101)
    }

    @Test func headersHaveABound() throws {
        let lines = (0..<70).map { "X-\($0): \(String(repeating: "y", count: 1000))" }
        let server = try server(.bytes(LoopbackServer.reply("", headers: lines)))
        guard case .transport(let words) = try failure(request(server)) else {
            Issue.record("no failure")
            return
        }
        #expect(words.contains("headers are longer"))
    }

    @Test func nobodyListeningIsAFailureOfTransport() throws {
        let server = try server(.bytes([]))
        let request = request(server)
        server.close()
        // The listener goes when its thread wakes; until then it does not answer either.
        switch try failure(request) {
        case .transport, .timeout: break
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test func plaintextServerIsNoTLSServer() throws {
        let server = try server(.lastBytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)))
        var request = request(server)
        request.url = "https://127.0.0.1:\(server.port)/"
        request.timeout = .milliseconds(500)
        switch try failure(request) {
        case .tls, .timeout: break
        case let other: Issue.record("\(String(describing: other))")
        }
        #expect(server.requests.isEmpty)
    }

    @Test func manyAtATimeAreToldApartAndTheBoundHolds() throws {
        let server = try #require(
            LoopbackServer { request in
                .bytes(LoopbackServer.reply(String(request.split(separator: "\r\n\r\n").last ?? "")))
            })
        var client = try makeClient(8)
        for tag in 0..<9 {
            var request = request(server)
            request.body = Sealed("body \(tag)")
            client.start(request, tag: tag)
        }
        let begun = client.inFlight
        #expect(begun == 9)
        var seen: [Int: String] = [:]
        while client.inFlight > 0 {
            for (tag, outcome) in client.poll(timeout: patience) {
                switch outcome {
                case .success(let reply): seen[tag] = String(decoding: reply.body.bytes, as: UTF8.self)
                case .failure(let failure): seen[tag] = "\(failure)"
                }
            }
        }
        for tag in 0..<8 { #expect(seen[tag] == "body \(tag)") }
        #expect(seen[8]?.contains("more than 8") == true)
    }

    @Test func whatWasCancelledIsNotTold() throws {
        let server = try server(.silence([]))
        var client = try makeClient(4)
        for tag in 0..<4 { client.start(request(server), tag: tag) }
        let early = client.poll(timeout: .milliseconds(1))
        client.cancelAll()
        let left = client.inFlight
        let late = client.poll(timeout: .zero)
        #expect(early.isEmpty && late.isEmpty)
        #expect(left == 0)
    }

    @Test func proxiesOfTheEnvironmentAreNotUsed() throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsetenv("http_proxy") }
        let server = try server(.bytes(LoopbackServer.reply("yes")))
        #expect(try outcome(request(server)).get().status == 200)
    }

    @Test func authoritiesThatAreNotThereAreAFaultOfTLS() throws {
        let server = try server(.silence([]))
        var request = request(server)
        request.url = "https://127.0.0.1:\(server.port)/"
        request.authorities = "/nonexistent/authority.pem"
        guard case .tls = try failure(request) else {
            Issue.record("no fault of TLS")
            return
        }
    }
}
