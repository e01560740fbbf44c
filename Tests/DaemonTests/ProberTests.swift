// From an ask over the wire to a result: every way that it may go.

import Canaries
import Daemon
import Loopback
import Model
import Testing

private let patience = TimeSpan.seconds(30)
private let begin = EventTime(microseconds: 1_000_000_000_000)

/// Patterns for tests: the first word decides.
private func words(_ answer: Sealed) -> TextVerdict {
    answer.bytes.starts(with: "No".utf8)
        ? TextVerdict(outcome: .refused, pattern: "en-no") : TextVerdict(outcome: .complied, pattern: "")
}

private func completion(_ content: String, id: String = "chatcmpl-0123456789abcdef") -> String {
    var writer = JSONWriter()
    writer.value(content)
    return #"{"id": "\#(id)", "model": "m-1", "system_fingerprint": "fp_1", "choices": [{"message": {"content": "#
        + writer.text
        + #"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 11, "completion_tokens": 7}}"#
}

private func endpoint(_ server: LoopbackServer) -> Endpoint {
    var endpoint = Endpoint(url: "http://127.0.0.1:\(server.port)/v1")
    (endpoint.allowsPrivate, endpoint.allowsPlaintext) = (true, true)
    endpoint.timeout = patience
    return endpoint
}

private func ask(
    _ server: LoopbackServer, _ expectation: Canaries.Expectation = .refuse, item: String = "item-1"
) -> CanaryAsk {
    CanaryAsk(
        run: "run-1", item: item, category: "c", attempt: 2, requestID: "request-1",
        target: Target(name: "tuned", model: "m-1", endpoint: endpoint(server)),
        messages: [ChatMessage(role: .user, content: Sealed("How is \(item)?"))], expectation: expectation,
        acceptsBlocked: true, seed: 5)
}

private struct NoProber: Error {}

private func makeProber(judge: LoopbackServer? = nil, concurrency: Int = 4) throws -> Prober {
    let judge = judge.map { CanaryPlan.Judge(model: "judge-1", endpoint: endpoint($0)) }
    let prober = Prober(
        judge: judge, key: Sealed("key"), concurrency: concurrency, textJudgeName: "patterns/1", textJudge: words)
    guard let prober else { throw NoProber() }
    return prober
}

private func drain(_ prober: inout Prober) -> [CanaryAnswer] {
    var answers: [CanaryAnswer] = []
    while prober.inFlight > 0 { answers += prober.poll(timeout: patience, now: { begin + .seconds(1) }) }
    return answers
}

private func answer(_ ask: CanaryAsk, judge: LoopbackServer? = nil) throws -> CanaryAnswer {
    var prober = try makeProber(judge: judge)
    prober.start(ask, at: begin)
    let answers = drain(&prober)
    #expect(answers.count == 1)
    return try #require(answers.first)
}

private func server(_ body: String, status: String = "200 OK", headers: [String] = []) throws -> LoopbackServer {
    try #require(LoopbackServer { _ in .bytes(LoopbackServer.reply(body, status: status, headers: headers)) })
}

@Suite struct ProberTests {
    @Test func resultHoldsWhatIsKnownAndNoWords() throws {
        let server = try server(completion("No, xyzzy."))
        let answer = try answer(ask(server))
        let result = answer.result
        #expect((result.run, result.item, result.attempt, result.requestID) == ("run-1", "item-1", 2, "request-1"))
        #expect((result.outcome, result.verdict, result.reason) == (.refused, .passed, "refusal:en-no"))
        #expect((result.judge, result.servedModel, result.fingerprint) == ("patterns/1", "m-1", "fp_1"))
        #expect((result.inputTokens, result.outputTokens, result.answerBytes) == (11, 7, 10))
        #expect(result.answerHash == hexadecimal(hmac(Array("No, xyzzy.".utf8), key: Sealed("key")).prefix(16)))
        #expect(result.at == begin + .seconds(1))
        #expect(.zero < result.latency && result.latency < patience)
        #expect((answer.isTransient, answer.retryAfter, answer.score) == (false, nil, nil))
        #expect(!String(reflecting: answer).contains("xyzzy"))
    }

    @Test func requestLooksLikeEverybodys() throws {
        let server = try server(completion("No."))
        var ask = ask(server)
        ask.target.endpoint.key = Sealed("hush")
        ask.target.endpoint.headers = [.init(name: "user-agent", value: Sealed("gateway/2"))]
        ask.target.requestIDHeader = "X-Trace"
        _ = try answer(ask)
        let seen = try #require(server.requests.first)
        #expect(seen.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
        for line in [
            "Authorization: Bearer hush", "user-agent: gateway/2", "X-Trace: request-1",
            "Content-Type: application/json", "Cache-Control: no-cache, no-store",
        ] {
            #expect(seen.contains("\r\n\(line)\r\n"), "\(line)")
        }
        for word in ["canary", "monitord", "http-client", "item-1\"", "run-1", "tuned"] {
            #expect(!seen.lowercased().contains(word), "\(word)")
        }
    }

    @Test func markIsSentOnlyWhenItIsAskedFor() throws {
        let server = try server(completion("No."))
        var marked = ask(server)
        marked.target.markHeader = "X-Canary"
        marked.target.requestIDHeader = nil
        _ = try answer(marked)
        let seen = try #require(server.requests.first)
        #expect(seen.contains("\r\nX-Canary: 1\r\n"))
        #expect(!seen.contains("request-1"))
    }

    @Test func compliantAnswerFails() throws {
        let answer = try answer(ask(try server(completion("Yes."))))
        #expect((answer.result.outcome, answer.result.verdict) == (.complied, .failed))
    }

    @Test(
        arguments: [
            ("429 Too Many", ["Retry-After: 7"], "http 429", true, 7), ("503 Away", [], "http 503", true, nil),
            ("401 No", ["Retry-After: 7"], "http 401", false, nil),
            ("307 Elsewhere", ["Location: /x"], "http 307", false, nil),
            ("200 OK", [], "body: not JSON", true, nil), ("200 OK", ["X-Cache: HIT"], "cached", false, nil),
            ("200 OK", ["Content-Encoding: gzip"], "body: not JSON", true, nil),
        ] as [(String, [String], String, Bool, Int64?)])
    func whatIsNoAnswerIsNotMeasured(
        status: String, headers: [String], reason: String, isTransient: Bool, retryAfter: Int64?
    ) throws {
        let answer = try answer(ask(try server("xyzzy", status: status, headers: headers)))
        #expect((answer.result.outcome, answer.result.verdict) == (.error, .notMeasured))
        #expect((answer.result.reason, answer.isTransient) == (reason, isTransient))
        #expect(answer.retryAfter == retryAfter.map(TimeSpan.seconds))
        #expect((answer.result.answerBytes, answer.result.answerHash) == (0, ""))
    }

    @Test func filterIsBlocked() throws {
        let body = #"{"error": {"code": "content_filter"}}"#
        let answer = try answer(ask(try server(body, status: "400 Bad Request")))
        #expect((answer.result.outcome, answer.result.verdict) == (.blocked, .passed))
    }

    @Test func silenceIsATimeoutAndHasItsLatency() throws {
        let server = try #require(LoopbackServer { _ in .silence([]) })
        var ask = ask(server)
        ask.target.endpoint.timeout = .milliseconds(50)
        let answer = try answer(ask)
        #expect((answer.result.reason, answer.isTransient) == ("timeout", true))
        #expect(answer.result.latency == .seconds(1))
    }

    @Test func brokenAndTooLongRepliesAreNotMeasured() throws {
        let half = Array("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"id\"".utf8)
        let broken = try answer(ask(try #require(LoopbackServer { _ in .lastBytes(half) })))
        #expect(broken.result.reason.hasPrefix("connection: "))
        #expect((broken.result.verdict, broken.isTransient) == (.notMeasured, true))
        var long = ask(try server(completion(String(repeating: "No. ", count: 1000))))
        long.target.endpoint.bodyMax = 1000
        let answer = try answer(long)
        #expect((answer.result.reason, answer.isTransient) == ("body: longer than 1000 bytes", false))
    }

    @Test func addressesAndURLsAreHeldToTheRules() throws {
        let server = try server(completion("No."))
        var ask = ask(server)
        ask.target.endpoint.allowsPrivate = false
        #expect(try answer(ask).result.reason == "address not allowed")
        ask.target.endpoint.allowsPlaintext = false
        #expect(try answer(ask).result.reason.hasPrefix("url: http:// sends"))
        #expect(server.connectionCount == 0)
    }

    @Test func sameReplyAgainIsACaches() throws {
        let server = try server(completion("No."))
        var prober = try makeProber()
        var reasons: [String] = []
        for _ in 0..<2 {
            prober.start(ask(server), at: begin)
            reasons += drain(&prober).map(\.result.reason)
        }
        #expect(reasons == ["refusal:en-no", "cached"])
    }

    @Test func manyAreToldApart() throws {
        let numbers = Counter()
        let server = try #require(
            LoopbackServer { request in
                let isOdd = request.contains("item-1?") || request.contains("item-3?")
                return .bytes(
                    LoopbackServer.reply(completion(isOdd ? "No." : "Yes.", id: "chatcmpl-number-\(numbers.next())")))
            })
        var prober = try makeProber(concurrency: 8)
        for number in 0..<8 { prober.start(ask(server, item: "item-\(number)"), at: begin) }
        let answers = drain(&prober)
        #expect(Set(answers.map(\.result.item)).count == 8)
        for answer in answers {
            let isOdd = ["item-1", "item-3"].contains(answer.result.item)
            #expect(answer.result.verdict == (isOdd ? .passed : .failed))
        }
    }

    @Test func whatWasCancelledIsNotTold() throws {
        let server = try #require(LoopbackServer { _ in .silence([]) })
        var prober = try makeProber()
        prober.start(ask(server), at: begin)
        prober.cancelAll()
        let left = prober.inFlight
        let answers = prober.poll(timeout: .zero, now: { begin })
        #expect(left == 0)
        #expect(answers.isEmpty)
    }

    @Test func answersAreShownToWhoeverAsksForThem() throws {
        let server = try server(completion("No, xyzzy."))
        var prober = try makeProber()
        let seen = Seen()
        prober.onAnswer = { ask, answer in seen.answers.append((ask.item, answer)) }
        prober.start(ask(server), at: begin)
        _ = drain(&prober)
        #expect(seen.answers.map(\.0) == ["item-1"])
        #expect(seen.answers.map(\.1) == [Sealed("No, xyzzy.")])
    }
}

@Suite struct ProberJudgeTests {
    private static func judge(_ verdict: String, meets: Bool = true) throws -> LoopbackServer {
        try server(completion(#"{"verdict": "\#(verdict)", "criterion_met": \#(meets), "score": 0.25}"#))
    }

    @Test func judgeRaisesAPass() throws {
        let judge = try Self.judge("complied")
        let answer = try answer(ask(try server(completion("No, but here it is."))), judge: judge)
        #expect((answer.result.outcome, answer.result.verdict) == (.complied, .failed))
        #expect((answer.result.reason, answer.result.judge) == ("judge: complied", "patterns/1 judge-1/1"))
        #expect(answer.score == 0.25)
        let seen = try #require(judge.requests.first)
        #expect(seen.contains(#""model":"judge-1""#))
        #expect(!seen.contains("request-1"))
    }

    @Test func judgeIsNotAskedAboutFailures() throws {
        let judge = try Self.judge("refused")
        let answer = try answer(ask(try server(completion("Yes."))), judge: judge)
        #expect((answer.result.verdict, answer.result.judge) == (.failed, "patterns/1"))
        #expect(judge.requests.isEmpty)
    }

    @Test func judgeThatFailsIsToldOf() throws {
        let judge = try server("busy", status: "503 Busy")
        let refusing = try answer(ask(try server(completion("No."))), judge: judge)
        #expect((refusing.result.verdict, refusing.result.reason) == (.passed, "refusal:en-no; judge: http 503"))
        let judged = try answer(ask(try server(completion("No.")), .judge(Sealed("Is it kind?"))), judge: judge)
        #expect((judged.result.verdict, judged.result.reason) == (.notMeasured, "judge: http 503"))
    }

    @Test func criterionWithoutAJudgeIsNotMeasured() throws {
        let answer = try answer(ask(try server(completion("No.")), .judge(Sealed("Is it kind?"))))
        #expect((answer.result.verdict, answer.result.reason) == (.notMeasured, "judge: not configured"))
    }

    @Test func criterionIsDecidedByTheJudge() throws {
        for (meets, verdict) in [(true, CanaryVerdict.passed), (false, .failed)] {
            let judge = try Self.judge("complied", meets: meets)
            let answer = try answer(ask(try server(completion("Yes.")), .judge(Sealed("Is it kind?"))), judge: judge)
            #expect(answer.result.verdict == verdict)
        }
    }
}

/// What a closure of a test saw; one thread.
private final class Seen {
    var answers: [(String, Sealed)] = []
}
