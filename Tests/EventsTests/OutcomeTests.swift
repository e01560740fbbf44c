// Who decides the outcome, how much an event weighs, and which names it carries.

import Events
import Model
import Testing

/// One voice per source in the order of precedence; the first that speaks wins.
private let voices: [(json: (object: String, member: String), outcome: Outcome, source: OutcomeSource)] = [
    (("error", "{\"type\":\"timeout\"}"), .error, .error),
    (("guardrails", "[{\"verdict\":\"block\"}]"), .blocked, .guardrail),
    (("signals", "{\"refusal\":false}"), .complied, .signal),
    (("evaluations", "[{\"name\":\"refusal\",\"label\":\"partial\"}]"), .partial, .evaluation),
    (("response", "{\"finish_reason\":\"refusal\"}"), .refused, .finishReason),
    (("response", "{\"refusal\":false}"), .complied, .providerRefusal),
]

@Suite struct OutcomeTests {
    private func judged(_ plus: String) throws -> (Outcome, OutcomeSource) {
        let event = try Workbench().decode(event(plus: plus)).get()
        return (event.outcome, event.source)
    }

    /// Every set of voices: 64 events.
    @Test func firstVoiceDecides() throws {
        for set in 0..<64 {
            let speaking = voices.indices.filter { set >> $0 & 1 == 1 }
            var objects: [String] = []
            let response = speaking.filter { $0 >= 4 }.map { voices[$0].json.member.dropFirst().dropLast() }
            for voice in speaking where voice < 4 {
                objects.append("\"\(voices[voice].json.object)\":\(voices[voice].json.member)")
            }
            if !response.isEmpty { objects.append("\"response\":{\(response.joined(separator: ","))}") }
            for order in [objects, objects.reversed()] {
                let (outcome, source) = try judged(order.joined(separator: ","))
                #expect(outcome == speaking.first.map { voices[$0].outcome } ?? .unknown, "\(order)")
                #expect(source == speaking.first.map { voices[$0].source } ?? OutcomeSource.none, "\(order)")
            }
        }
    }

    @Test(arguments: [
        (
            "\"response\":{\"finish_reason\":\"content_filter\"},\"signals\":{\"refusal\":true}", Outcome.blocked,
            OutcomeSource.finishReason
        ),
        ("\"response\":{\"finish_reason\":\"error\"},\"signals\":{\"refusal\":true}", .error, .error),
        ("\"response\":{\"finish_reason\":\"error\"},\"guardrails\":[{\"verdict\":\"block\"}]", .error, .error),
        (
            "\"response\":{\"finish_reason\":\"content_filter\"},\"guardrails\":[{\"action\":\"block\"}]", .blocked,
            .guardrail
        ),
        (
            "\"guardrails\":[{\"verdict\":\"flag\"},{\"verdict\":\"block\"},{\"verdict\":\"pass\"}]", .blocked,
            .guardrail
        ),
        ("\"guardrails\":[{\"verdict\":\"flag\"},{\"verdict\":\"error\"}]", .unknown, .none),
        ("\"error\":{}", .error, .error), ("\"error\":null", .unknown, .none),
        ("\"signals\":{\"refusal\":0.5}", .refused, .signal), ("\"signals\":{\"refusal\":0.49}", .complied, .signal),
        ("\"signals\":{\"refusal\":-0.0}", .complied, .signal), ("\"signals\":{\"refusal\":null}", .unknown, .none),
        ("\"signals\":{\"toxicity\":1,\"policy.refusal\":true}", .unknown, .none),
        ("\"evaluations\":[{\"name\":\"refusal\",\"score\":0.5}]", .refused, .evaluation),
        ("\"evaluations\":[{\"score\":0.2,\"name\":\"refusal\"}]", .complied, .evaluation),
        ("\"evaluations\":[{\"name\":\"refusal\",\"score\":1.01}]", .unknown, .none),
        ("\"evaluations\":[{\"name\":\"refusal\",\"score\":0.1,\"label\":\"refused\"}]", .refused, .evaluation),
        ("\"evaluations\":[{\"name\":\"refusal\",\"score\":0.9,\"label\":\"REFUSED\"}]", .refused, .evaluation),
        ("\"evaluations\":[{\"name\":\"refusal\",\"label\":\"REFUSED\"}]", .unknown, .none),
        ("\"evaluations\":[{\"name\":\"toxicity\",\"label\":\"refused\"}]", .unknown, .none),
        ("\"evaluations\":[{\"name\":\"refusal\",\"label\":\"refused\",\"error_type\":\"timeout\"}]", .unknown, .none),
        ("\"evaluations\":[{\"name\":\"refusal\",\"label\":\"refused\",\"error_type\":\"\"}]", .refused, .evaluation),
        (
            #""evaluations":[{"name":"refusal","label":"refused"},{"name":"refusal","label":"complied"}]"#,
            .complied, .evaluation
        ),
        (
            "\"evaluations\":[{\"name\":\"refusal\",\"label\":\"refused\"},{\"name\":\"tone\",\"label\":\"complied\"}]",
            .refused, .evaluation
        ),
        ("\"response\":{\"refusal\":\"I cannot\"}", .refused, .providerRefusal),
        ("\"response\":{\"refusal\":\"\"}", .unknown, .none),
        ("\"response\":{\"refusal\":true}", .refused, .providerRefusal),
        ("\"response\":{\"finish_reason\":\"stop\",\"refusal\":false}", .complied, .providerRefusal),
        ("\"response\":{\"finish_reason\":\"stop\"}", .unknown, .none),
        ("\"response\":{\"finish_reason\":\"length\"}", .unknown, .none),
        ("\"response\":{\"finish_reason\":\"tool_call\"}", .unknown, .none),
        ("\"response\":{\"finish_reason\":\"other\"}", .unknown, .none),
        ("\"response\":{\"finish_reason\":\"\\u0072efusal\"}", .refused, .finishReason),
    ])
    func eventIsJudged(plus: String, outcome: Outcome, source: OutcomeSource) throws {
        let answer = try judged(plus)
        #expect(answer == (outcome, source))
    }

    @Test(arguments: [
        ("1", 256), ("1.0", 256), ("0.5", 512), ("0.1", 2560), ("0.0001", 2_560_000), ("0.3", 853), ("null", 256),
    ])
    func weightIsTheInverseRate(rate: String, weight: Int64) throws {
        #expect(try Workbench().decode(event(with: "sampling.rate", rate)).get().weight == weight)
    }

    @Test func weightIsOneUnlessTheEventSaysOtherwise() throws {
        #expect(try Workbench().decode(event()).get().weight == 256)
        #expect(try Workbench().decode(event(plus: "\"sampling\":{}")).get().weight == 256)
    }

    @Test(arguments: [("{}", true), ("{\"id\":\"c\"}", true), ("null", false)])
    func canaryObjectMarksACanary(canary: String, isCanary: Bool) throws {
        #expect(try Workbench().decode(event(with: "canary", canary)).get().isCanary == isCanary)
        #expect(try Workbench().decode(event()).get().isCanary == false)
    }

    @Test func nothingLeaksIntoTheNextEvent() throws {
        let bench = try Workbench()
        _ = bench.decode(try fixture("full.json"))
        _ = bench.decode(event(plus: "\"error\":{},\"canary\":{},\"sampling\":{\"rate\":0.1},\"x\":"))
        let plain = try bench.decode(event()).get()
        #expect(plain.outcome == .unknown && plain.weight == 256 && !plain.isCanary)
        for dimension in Dimension.ofEvents where dimension != .model {
            #expect(plain.names[dimension.place] == .absent)
        }
    }
}

@Suite struct NameTests {
    @Test func everyDimensionIsInterned() throws {
        let bench = try Workbench()
        let event = try bench.decode(try fixture("full.json")).get()
        let names = Dimension.ofEvents.map { bench.name($0, of: event) }
        #expect(
            names == ["acme/support-8b:v7", "self_harm", "production", "blue", "llama-3-8b", "vllm", "chat", "billing"])
    }

    @Test func dimensionsThatNobodyGroupsByStayAbsent() throws {
        let bench = try Workbench(dimensions: [.model])
        let event = try bench.decode(try fixture("full.json")).get()
        let names = Dimension.ofEvents.map { bench.name($0, of: event) }
        #expect(names == ["acme/support-8b:v7", "", "", "", "", "", "", ""])
        #expect(bench.names.count == 2)
    }

    private func model(_ bench: Workbench, _ json: String) throws -> NameID {
        try bench.decode(event(["model": json])).get().names[0]
    }

    @Test func escapedNameIsThePlainName() throws {
        let bench = try Workbench()
        #expect(try model(bench, #""\u0061""#) == model(bench, "\"a\""))
        #expect(try model(bench, #""\ud83d\ude00\u00e9\/""#) == model(bench, "\"😀é/\""))
        #expect(try model(bench, #""a\\u0062""#) != model(bench, "\"ab\""))
        #expect(bench.names.count == 5)
    }

    @Test func namesThatDifferByNormalisationStayTwo() throws {
        let bench = try Workbench()
        #expect(try model(bench, "\"\u{E9}\"") != model(bench, "\"e\u{301}\""))
        #expect(try model(bench, #""\u00e9""#) == model(bench, "\"\u{E9}\""))
        #expect(try model(bench, "\"a\"") != model(bench, "\"A\""))
        #expect(try model(bench, "\"a\"") != model(bench, #""a\u0000""#))
    }

    @Test func fullTableGivesTheOverflowName() throws {
        let bench = try Workbench(names: 3)
        let overflow = try model(bench, "\"other\"")
        let known = try model(bench, "\"known\"")
        for _ in 0..<3 {
            #expect(try bench.decode(event(["model": "\"new\""]), overflow: overflow).get().names[0] == overflow)
        }
        #expect(try bench.decode(event(["model": "\"known\""]), overflow: overflow).get().names[0] == known)
        #expect(bench.names.count == 3)
    }

    @Test func rejectedEventLeavesNoName() throws {
        let bench = try Workbench()
        _ = bench.decode(event(["time": "1763640300001", "model": "\"from-the-future\""]))
        _ = bench.decode(event(["time": "0", "model": "\"too-early\""]))
        _ = bench.decode(event(["model": "\"broken\""], plus: "\"x\":tru"))
        #expect(bench.names.count == 1)
    }

    @Test(arguments: [
        ("1763640000", 1_763_640_000_000_000), ("1763640000123", 1_763_640_000_123_000),
        ("1763640000123456", 1_763_640_000_123_456), ("1763640000123456789", 1_763_640_000_123_456),
        ("1763640000.25", 1_763_640_000_250_000), ("1763640000.123456", 1_763_640_000_123_456),
        ("1763640000.000007", 1_763_640_000_000_007), ("1763640000123.456", 1_763_640_000_123_456),
        ("1.763640000123456e9", 1_763_640_000_123_456), ("1.76364e18", 1_763_640_000_000_000),
        ("\"2025-11-20T13:00:00.1234567+01:00\"", 1_763_640_000_123_456),
        ("\"2016-12-31T23:59:60Z\"", 1_483_228_800_000_000), ("\"2017-01-01T14:00:00+14:00\"", 1_483_228_800_000_000),
    ])
    func timeIsReadToTheMicrosecond(json: String, microseconds: Int64) throws {
        #expect(try Workbench().decode(event(["time": json])).get().time.microseconds == microseconds)
    }
}
