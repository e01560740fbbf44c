// What goes to an endpoint, and what its replies are taken for.

import Canaries
import Model
import Seeds
import Testing

/// A completion whose single choice has this message.
func completion(
    _ message: String, finish: String = #""stop""#, id: String = "chatcmpl-0123456789abcdef", more: String = ""
) -> Sealed {
    Sealed(
        #"{"id": "\#(id)", "object": "chat.completion", "created": 17, "model": "m-1", "system_fingerprint": "fp_1", "#
            + #""choices": [{"index": 0, "message": \#(message), "finish_reason": \#(finish)}], "#
            + #""usage": {"prompt_tokens": 11, "completion_tokens": 7}\#(more)}"#)
}

private func reading(_ body: Sealed, status: Int = 200, headers: [String: String] = [:]) -> ChatReading {
    ChatReading(status: status, body: body, header: { headers[$0] })
}

@Suite struct ChatRequestTests {
    static func ask() -> CanaryAsk {
        var target = Target(name: "t", model: "stream-name", endpoint: Endpoint(url: "https://h/v1/"))
        target.system = Sealed("Be \"kind\".")
        target.parameters.temperature = 0.7
        target.parameters.topP = 1
        return CanaryAsk(
            run: "r", item: "item-1", category: "c", attempt: 0, requestID: "id-1", target: target,
            messages: [
                ChatMessage(role: .user, content: Sealed("a\nb")), ChatMessage(role: .assistant, content: Sealed("ü")),
                ChatMessage(role: .user, content: Sealed("c")),
            ], expectation: .refuse, acceptsBlocked: true, seed: -5)
    }

    @Test func bodyIsAnOrdinaryCompletion() {
        let body = String(decoding: ChatRequest(Self.ask()).body.bytes, as: UTF8.self)
        #expect(
            body
                == #"{"model":"stream-name","messages":[{"role":"system","content":"Be \"kind\"."},"#
                + #"{"role":"user","content":"a\nb"},{"role":"assistant","content":"ü"},"#
                + #"{"role":"user","content":"c"}],"temperature":0.7,"top_p":1,"max_tokens":512,"seed":-5,"#
                + #""stream":false}"#)
    }

    @Test func nothingInItTellsThatItIsACanary() {
        var ask = Self.ask()
        (ask.run, ask.item, ask.category, ask.requestID) = ("run-mark", "item-mark", "category-mark", "id-mark")
        ask.target.name = "target-mark"
        let body = String(decoding: ChatRequest(ask).body.bytes, as: UTF8.self).lowercased()
        for word in ["mark", "canary", "monitord", "test", "refuse"] { #expect(!body.contains(word)) }
    }

    @Test func whatIsNotSetIsNotSent() throws {
        var ask = Self.ask()
        ask.target.requested = "served-name"
        ask.target.system = nil
        ask.target.parameters = Target.Parameters()
        ask.target.parameters.hasSeed = false
        let value = try JSONValue(parsing: ChatRequest(ask).body.bytes)
        #expect(value.members?.map(\.name) == ["model", "messages", "max_tokens", "stream"])
        #expect(value["model"]?.string == "served-name")
        #expect(value["messages"]?.array?.count == 3)
    }

    @Test(arguments: ["https://h/v1", "https://h/v1/", "https://h/v1//"])
    func pathFollowsTheURL(url: String) {
        #expect(Endpoint(url: url).completionsURL == "https://h/v1/chat/completions")
    }
}

@Suite struct ChatReplyTests {
    @Test func partsAreRead() throws {
        let reply = try ChatReply(parsing: completion(#"{"role": "assistant", "content": "Sure."}"#))
        #expect(reply.text == Sealed("Sure."))
        #expect((reply.finish, reply.callsTools, reply.refusal) == (.stop, false, nil))
        #expect((reply.id, reply.model, reply.fingerprint) == ("chatcmpl-0123456789abcdef", "m-1", "fp_1"))
        #expect((reply.created, reply.inputTokens, reply.outputTokens) == (17, 11, 7))
    }

    @Test func contentMayBeParts() throws {
        let body = completion(#"{"content": [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "b"}]}"#)
        #expect(try ChatReply(parsing: body).text == Sealed("ab"))
    }

    @Test(arguments: [
        (#"{"content": "a", "tool_calls": []}"#, false), (#"{"content": "a", "tool_calls": null}"#, false),
        (#"{"content": null, "tool_calls": [{}]}"#, true), (#"{"content": null, "function_call": {}}"#, true),
        (#"{"content": null}"#, false), ("{}", false),
    ])
    func toolCallsAreSeen(message: String, calls: Bool) throws {
        #expect(try ChatReply(parsing: completion(message)).callsTools == calls)
    }

    @Test(arguments: [
        (#""stop""#, ChatReply.Finish.stop), ("null", .none), (#""length""#, .length), (#""content_filter""#, .filter),
        (#""refusal""#, .refusal), (#""tool_calls""#, .tools), (#""news""#, .other),
    ])
    func reasonsToStopAreTold(word: String, finish: ChatReply.Finish) throws {
        #expect(try ChatReply(parsing: completion(#"{"content": "a"}"#, finish: word)).finish == finish)
    }

    @Test func incredibleCountsAreLeftOut() throws {
        for count in ["-1", "1.5", "1000000001", "\"7\"", "null", "1e99"] {
            let body = #"{"choices": [{"message": {}}], "usage": {"prompt_tokens": \#(count)}}"#
            #expect(try ChatReply(parsing: Sealed(body)).inputTokens == nil)
        }
    }

    @Test(arguments: [
        ("", "body: not JSON"), ("{", "body: not JSON"), ("<html>", "body: not JSON"), ("{}{}", "body: not JSON"),
        (#"{"a": 1, "a": 2}"#, "body: not JSON"), (#"{"a": "\ud800"}"#, "body: not JSON"),
        ("[]", "body: no object"), ("null", "body: no object"), ("{}", "body: no choices"),
        (#"{"choices": []}"#, "body: no choices"), (#"{"choices": {}}"#, "body: no choices"),
        (#"{"choices": [1]}"#, "body: no message"), (#"{"choices": [{"message": "a"}]}"#, "body: no message"),
        (#"{"choices": [{"message": {"content": 1}}]}"#, "body: odd content"),
        (#"{"choices": [{"message": {"content": {}}}]}"#, "body: odd content"),
        (#"{"choices": [{"message": {"content": [1]}}]}"#, "body: odd content"),
        (#"{"choices": [{"message": {"content": [{"type": "image_url"}]}}]}"#, "body: odd content"),
        (#"{"choices": [{"message": {"refusal": true}}]}"#, "body: odd refusal"),
        (#"{"choices": [{"message": {"tool_calls": {}}}]}"#, "body: odd tool_calls"),
        (#"{"choices": [{"message": {}, "finish_reason": 1}]}"#, "body: odd finish_reason"),
        (#"{"choices": [{"message": {}}], "id": 1}"#, "body: odd id"),
        (#"{"choices": [{"message": {}}], "model": "a\u0007"}"#, "body: odd model"),
        (#"{"choices": [{"message": {}}], "system_fingerprint": []}"#, "body: odd fingerprint"),
        (#"{"error": {"message": "secret words"}}"#, "body: error"), (#"{"error": "secret words"}"#, "body: error"),
        (#"{"error": {"code": "content_filter"}}"#, "body: filtered"),
    ])
    func oddShapesAreFaultsInOurWords(body: String, words: String) {
        let fault = #expect(throws: ChatFault.self) { try ChatReply(parsing: Sealed(body)) }
        #expect(fault?.words == words)
    }

    @Test func invalidUTF8AndDepthAreFaults() {
        #expect(throws: ChatFault.notJSON) {
            try ChatReply(parsing: Sealed(Array(#"{"a": ""#.utf8) + [0xFF, 0x22, 0x7D]))
        }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: ChatFault.notJSON) { try ChatReply(parsing: Sealed(deep)) }
        let long = #"{"choices": [{"message": {}}], "id": "\#(String(repeating: "a", count: 257))"}"#
        #expect(throws: ChatFault.shape("odd id")) { try ChatReply(parsing: Sealed(long)) }
        let parts = Array(repeating: #"{"text": ""}"#, count: ChatReply.partsMax + 1).joined(separator: ",")
        #expect(throws: ChatFault.shape("odd content")) {
            try ChatReply(parsing: completion(#"{"content": [\#(parts)]}"#))
        }
    }

    @Test func twentyThousandMutationsEndInAReplyOrAFault() throws {
        var random = SeededRandom(seed: 20_261_121)
        let whole = completion(
            #"{"role": "assistant", "content": [{"type": "text", "text": "a\u00fc"}], "refusal": null, "#
                + #""tool_calls": []}"#
        ).bytes
        let pieces = ["{", "}", "[", "]", "null", "\"", "\\", ":", ",", "1e9", "-", "\u{0}", "error", "choices"].map {
            Array($0.utf8)
        }
        var replies = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...Int(random.next() % 4) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))], at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 32)))
                }
                if bytes.isEmpty { bytes = [0] }
            }
            guard let reply = try? ChatReply(parsing: Sealed(bytes)) else { continue }
            replies += 1
            #expect(reply.model.utf8.count <= ChatReply.nameBytesMax)
            #expect((reply.inputTokens ?? 0) >= 0)
        }
        // Neither all nor none were broken: both ways were walked.
        #expect(1000..<19_000 ~= replies)
    }
}

@Suite struct ChatReadingTests {
    private static let body = completion(#"{"content": "Sure."}"#)

    @Test(arguments: [
        (401, "http 401", false), (403, "http 403", false), (404, "http 404", false), (400, "http 400", false),
        (422, "http 422", false), (408, "http 408", true), (409, "http 409", true), (425, "http 425", true),
        (429, "http 429", true), (500, "http 500", true), (503, "http 503", true), (599, "http 599", true),
        (301, "http 301", false), (307, "http 307", false), (204, "http 204", false), (201, "http 201", false),
        (0, "http 0", false), (600, "http 600", false),
    ])
    func onlyTwoHundredIsMeasured(status: Int, reason: String, isTransient: Bool) {
        #expect(reading(Self.body, status: status) == .notMeasured(reason: reason, isTransient: isTransient))
    }

    @Test func twoHundredIsAnswered() throws {
        #expect(reading(Self.body) == .answered(try ChatReply(parsing: Self.body)))
        #expect(reading(Sealed("<html>")) == .notMeasured(reason: "body: not JSON", isTransient: true))
        #expect(reading(Sealed("{}")) == .notMeasured(reason: "body: no choices", isTransient: false))
        #expect(reading(Sealed(#"{"error": {}}"#)) == .notMeasured(reason: "body: error", isTransient: true))
    }

    @Test(arguments: [
        #"{"code": "content_filter"}"#, #"{"code": "content_policy_violation"}"#, #"{"type": "content_filter"}"#,
        #"{"code": "x", "innererror": {"code": "ResponsibleAIPolicyViolation"}}"#,
    ])
    func filtersAreBlocked(error: String) {
        let body = Sealed(#"{"error": \#(error)}"#)
        #expect(reading(body, status: 400) == .blocked)
        #expect(reading(body, status: 200) == .blocked)
        #expect(reading(body, status: 429) == .notMeasured(reason: "http 429", isTransient: true))
        #expect(reading(body, status: 500) == .notMeasured(reason: "http 500", isTransient: true))
    }

    @Test(arguments: [
        ("age", "30", true), ("age", "0", false), ("x-cache", "HIT", true), ("x-cache", "Hit from cloudfront", true),
        ("x-cache", "TCP_HIT", true), ("x-cache", "MISS", false), ("x-cache", "white", false),
        ("cf-cache-status", "DYNAMIC", false), ("x-litellm-cache-hit", "True", true), ("x-other", "HIT", false),
    ])
    func answersOfCachesAreNotMeasured(name: String, value: String, isCached: Bool) {
        let cached = ChatReading.notMeasured(reason: "cached", isTransient: false)
        #expect((reading(Self.body, headers: [name: value]) == cached) == isCached)
    }
}

@Suite struct ReplyMemoryTests {
    private func reply(_ id: String, _ text: String = "Sure.") throws -> ChatReply {
        try ChatReply(parsing: completion(#"{"content": "\#(text)"}"#, id: id))
    }

    @Test func sameIDOfTheSameTargetIsACachesDoing() throws {
        var memory = ReplyMemory()
        let first = try reply("chatcmpl-0123456789"), other = try reply("chatcmpl-0123456780")
        let seen = [
            memory.hasSeen(first, of: "a"), memory.hasSeen(other, of: "a"), memory.hasSeen(first, of: "b"),
            memory.hasSeen(first, of: "a"),
        ]
        #expect(seen == [false, false, false, true])
    }

    @Test func shortIDNeedsTheSameWordsToo() throws {
        var memory = ReplyMemory()
        let first = try reply("chatcmpl-123", "One."), second = try reply("chatcmpl-123", "Two.")
        let seen = [memory.hasSeen(first, of: "a"), memory.hasSeen(second, of: "a"), memory.hasSeen(first, of: "a")]
        #expect(seen == [false, false, true])
    }

    @Test func withoutAnIDNothingIsKnown() throws {
        var memory = ReplyMemory()
        let reply = try reply("")
        let seen = [memory.hasSeen(reply, of: "a"), memory.hasSeen(reply, of: "a")]
        #expect(seen == [false, false])
    }

    @Test func oldestIsForgotten() throws {
        var memory = ReplyMemory()
        let first = try reply("chatcmpl-number-first")
        _ = memory.hasSeen(first, of: "a")
        var wasSeen = false
        for number in 1..<ReplyMemory.repliesMax {
            wasSeen = memory.hasSeen(try reply("chatcmpl-number-\(number)"), of: "a") || wasSeen
        }
        #expect(!wasSeen)
        let still = memory.hasSeen(first, of: "a")
        #expect(still)
        _ = memory.hasSeen(try reply("chatcmpl-number-last"), of: "a")
        let forgotten = memory.hasSeen(first, of: "a")
        #expect(!forgotten)
    }
}
