// The HTTP server as a program at a socket meets it.

import Glibc
import Model
import Platform
import Synchronization
import Testing
import Web

/// A server whose handler says what it was asked.
func withServer(
    hosts: [String] = [], handler: @escaping WebServer.Handler = echo, _ body: (UInt16, String) throws -> Void
) throws {
    let path = "/tmp/monitord-web-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).sock"
    let port = try listening()
    let server = try WebServer(
        doors: [port.door, try WebDoor.socket(path)], hosts: HostCheck(names: hosts),
        log: Log(minimum: .error, write: { _ in }),
        instant: { $0.path == "/instant" ? WebReply(text: "at once\n") : nil }, handler: handler)
    try server.start()
    defer { server.end() }
    try body(port.number, path)
}

private func listening() throws -> (door: WebDoor, number: UInt16) {
    let door = try WebDoor.port(ListenAddress(host: "127.0.0.1", port: 0))
    return (door, UInt16(door.name.split(separator: ":").last ?? "") ?? 0)
}

@Sendable func echo(_ request: WebRequest) -> WebReply {
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    let who = request.peer.map { "uid \($0.userID)" } ?? "a stranger"
    return WebReply(text: "\(request.method) \(request.path) [\(query)] \(request.body.count) by \(who)\n")
}

@Suite(.serialized) struct ServerTests {
    func exchange(_ text: String, handler: @escaping WebServer.Handler = echo) throws -> String {
        var answer = ""
        try withServer(handler: handler) { port, _ in
            let client = RawClient(port: port)
            client.send(text)
            answer = client.read()
        }
        return answer
    }

    @Test func aRequestIsAnsweredWithItsDecodedPathAndQuery() throws {
        let answer = try exchange("GET /a%20b/c?x=%C3%A9+1&y HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("GET /a b/c [x=é 1,y=] 0 by a stranger\n"))
    }

    @Test func everyAnswerSaysHowItMayBeUsed() throws {
        let answer = try exchange("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(answer.contains("X-Content-Type-Options: nosniff\r\n"))
        #expect(answer.contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"))
        #expect(answer.contains("Cache-Control: no-store\r\n"))
    }

    @Test func aReplysOwnHeaderReplacesTheServers() throws {
        let answer = try exchange("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") { _ in
            var reply = WebReply(html: "x")
            reply.headers.append(("content-security-policy", "default-src 'self'"))
            return reply
        }
        #expect(answer.contains("content-security-policy: default-src 'self'\r\n"))
        #expect(!answer.contains("default-src 'none'"))
    }

    @Test func headSaysTheLengthAndSendsNoBody() throws {
        let answer = try exchange("HEAD /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(answer.contains("Content-Length: 27\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
    }

    @Test func requestsThatComeInPiecesAndTogetherAreAllAnswered() throws {
        try withServer { port, _ in
            let client = RawClient(port: port)
            let one = Array("GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
            for byte in one { client.send([byte]) }
            client.read { $0.contains("GET /1") }
            client.send("GET /2 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let text = client.read { $0.contains("GET /3") }
            #expect(text.contains("GET /2 [] 0"))
        }
    }

    @Test func aBodyIsReadUpToItsBound() throws {
        let body = String(repeating: "x", count: 64 * 1024)
        let head = "Host: localhost\r\nConnection: close\r\nContent-Length: "
        #expect(try exchange("POST /b HTTP/1.1\r\n\(head)65536\r\n\r\n\(body)").contains("POST /b [] 65536 by"))
        #expect(try exchange("POST /b HTTP/1.1\r\n\(head)65537\r\n\r\n\(body)x").hasPrefix("HTTP/1.1 413"))
        let chunked = "POST /b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunks = "10000\r\n\(body)\r\n1\r\nx\r\n0\r\n\r\n"
        #expect(try exchange(chunked + chunks).hasPrefix("HTTP/1.1 413"))
        #expect(try exchange(chunked + "3\r\nabc\r\n0\r\n\r\n").contains("POST /b [] 3 by"))
    }

    @Test func methodsThatWriteElsewhereAreNotAllowed() throws {
        for method in ["PUT", "DELETE", "OPTIONS", "PATCH", "BREW"] {
            let answer = try exchange("\(method) / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 405"), "\(method)")
            #expect(answer.contains("Allow: GET, HEAD, POST\r\n"), "\(method)")
        }
    }

    @Test func aNameOfSomebodyElseIsRefused() throws {
        let answer = try exchange("GET / HTTP/1.1\r\nHost: evil.example:7464\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 421"))
        try withServer(hosts: ["Monitor.Example"]) { port, path in
            for host in ["monitor.example:1", "127.0.0.1:7464", "[::1]:7464", "10.1.2.3", "LOCALHOST"] {
                let client = RawClient(port: port)
                client.send("GET / HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
                #expect(client.read().hasPrefix("HTTP/1.1 200"), "\(host)")
            }
            let local = RawClient(path: path)
            local.send("GET / HTTP/1.1\r\nHost: whatever\r\nConnection: close\r\n\r\n")
            #expect(local.read().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func whoComesByTheSocketIsKnown() throws {
        try withServer { _, path in
            let client = RawClient(path: path)
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(client.read().hasSuffix("by uid \(getuid())\n"))
        }
    }

    @Test func brokenEscapesAreNoPath() throws {
        for target in ["/%", "/%4", "/%zz", "/%00", "/%ff", "/x?a=%f"] {
            let answer = try exchange("GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400"), "\(target)")
        }
    }

    @Test func longPathsAndManyHeadersAreRefused() throws {
        let long = "/" + String(repeating: "a", count: 9000)
        let path = try exchange("GET \(long) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(path.hasPrefix("HTTP/1.1 414"))
        let header = "X-A: " + String(repeating: "b", count: 1000) + "\r\n"
        let many = String(repeating: header, count: 20)
        let headers = try exchange("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(many)\r\n")
        #expect(headers.hasPrefix("HTTP/1.1 431"))
        let more = String(repeating: header, count: 60)
        let tooMany = try exchange("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(more)\r\n")
        #expect(tooMany.isEmpty || tooMany.hasPrefix("HTTP/1.1 4"))
    }

    @Test func bytesThatAreNoRequestEndTheConnection() throws {
        var seed: UInt64 = 1
        for _ in 0..<40 {
            var bytes: [UInt8] = []
            for _ in 0..<300 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(UInt8(truncatingIfNeeded: seed >> 33))
            }
            try withServer { port, _ in
                let client = RawClient(port: port)
                client.send(bytes + Array("\r\n\r\n".utf8))
                let next = RawClient(port: port)
                next.send("GET /after HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                #expect(next.read().hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test func whoIsSlowToSayWhatTheyWantIsHungUpOn() throws {
        try withServer { port, _ in
            let slow = RawClient(port: port)
            slow.send("GET / HTTP/1.1\r\nHo")
            // The server's deadline, not a sleep of ours, ends this read.
            #expect(!slow.read().contains("200 OK"))
        }
    }

    @Test func aSlowAnswerKeepsNobodyElseWaiting() throws {
        let gate = Mailbox<Bool>(capacity: 8)
        try withServer(handler: { request in
            if request.path == "/slow" { _ = gate.receive() }
            return echo(request)
        }) { port, _ in
            let slow = (0..<3).map { _ in RawClient(port: port) }
            for client in slow { client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") }
            let quick = RawClient(port: port)
            quick.send("GET /instant HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(quick.read().hasSuffix("at once\n"))
            for _ in slow { _ = gate.send(true) }
            for client in slow { #expect(client.read().contains("GET /slow")) }
        }
    }

    @Test func whoLeavesBeforeTheAnswerHarmsNobody() throws {
        let gate = Mailbox<Bool>(capacity: 8)
        try withServer(handler: { request in
            if request.path == "/slow" { _ = gate.receive() }
            return echo(request)
        }) { port, _ in
            for _ in 0..<2 {
                let client = RawClient(port: port)
                client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let other = RawClient(port: port)
                other.send("GET /instant HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                #expect(other.read().hasSuffix("at once\n"))
            }
            for _ in 0..<2 { _ = gate.send(true) }
            let next = RawClient(port: port)
            next.send("GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(next.read().contains("GET /next"))
        }
    }

    @Test func aCrowdAtThePortLeavesTheSocketFree() throws {
        try withServer { port, path in
            var crowd: [RawClient] = []
            for _ in 0..<60 {
                let client = RawClient(port: port)
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\n")
                crowd.append(client)
            }
            let local = RawClient(path: path)
            local.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(local.read().hasPrefix("HTTP/1.1 200"))
            crowd = []
            let next = RawClient(port: port)
            next.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(next.read().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func aKnownTagNeedsNoBody() throws {
        let tagged: WebServer.Handler = { _ in
            WebReply(type: "text/plain", body: [0x41], headers: [("ETag", "\"1\"")])
        }
        let head = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nIf-None-Match: "
        #expect(try exchange(head + "\"1\"\r\n\r\n", handler: tagged).hasPrefix("HTTP/1.1 304"))
        #expect(try exchange(head + "\"2\"\r\n\r\n", handler: tagged).hasPrefix("HTTP/1.1 200"))
    }

    @Test func aStreamIsPulledUntilItIsOver() throws {
        let answer = try exchange(
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", handler: counting(3))
        #expect(answer.contains("Content-Type: text/event-stream"))
        for number in 1...3 { #expect(answer.contains("id: \(number)\nevent: tick\ndata: \(number)\n\n")) }
        #expect(answer.hasSuffix("0\r\n\r\n"))
    }

    @Test func nobodyWaitsForAStreamAtTheEnd() throws {
        let start = Clocks.monotonic()
        try withServer(handler: counting(1_000_000)) { port, _ in
            let client = RawClient(port: port)
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            client.read { $0.contains("id: 1\n") }
        }
        #expect(Clocks.monotonic() - start < .seconds(10))
    }

    @Test func moreStreamsThanThereAreSeatsAreRefused() throws {
        try withServer(handler: counting(1_000_000)) { port, _ in
            let clients = (0..<17).map { _ in RawClient(port: port) }
            var refused = 0
            for client in clients {
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                client.read { $0.contains("\r\n\r\n") }
                if client.text.hasPrefix("HTTP/1.1 503") { refused += 1 }
            }
            #expect(refused == 1)
        }
    }

    func counting(_ last: Int) -> WebServer.Handler {
        { _ in
            let count = Atomic<Int>.Box()
            return WebReply(
                stream: WebStream {
                    let number = count.next()
                    return number > last ? nil : serverEvent("tick", id: "\(number)", Array("\(number)".utf8))
                })
        }
    }
}

extension Atomic<Int> {
    /// A counter that closures can share.
    final class Box: Sendable {
        private let value = Atomic<Int>(0)
        func next() -> Int { value.add(1, ordering: .relaxed).newValue }
    }
}
