// A message of a known shape says what it says when it is read in full.

import Events
import Model
import Testing

@Suite struct ShapeTests {
    /// As a gateway writes it: no white space, no escapes, so the second one is read value by value.
    private static let shaped = [
        #"{"schema":"monitord.inference/1","id":"e-1","time":"2025-11-20T11:59:59.125Z","model":"support-8b","#
            + #""environment":"prod","deployment":"eu-1","#
            + #""request":{"category":"weapons","language":"en","text_hash":"h1"},"#
            + #""response":{"finish_reason":"stop","text":"Ask the shop, and the shop will ask you for ```a``` key"},"#
            + #""usage":{"input_tokens":17,"output_tokens":230},"#
            + #""latency":{"total_ms":812.5,"first_token_ms":90},"#
            + #""signals":{"refusal":true,"toxicity":0.031,"pii":false},"#
            + #""sampling":{"rate":0.25,"reason":"volume"},"conversation_id":"c-1","user_hash":"u-1","#
            + #""labels":{"tenant":"acme","topic":"billing"}}"#,
        #"{"schema":"monitord.inference/1","id":"e-2","time":1763639999123,"model":"coder-3b","provider":"vllm","#
            + #""error":{"type":"timeout"},"labels":{"region":"eu","topic":"x","topic":"y"},"#
            + #""canary":{"id":"c7","suite":"s"},"#
            + #""signals":{"refusal":0.4,"toxicity":0.5,"toxicity":0.25}}"#,
        #"{"schema":"monitord.inference/1","id":"e-3","time":"2025-11-20T11:59:59Z","model":"m","stream":null,"#
            + #""evaluations":[{"name":"refusal","label":"partial"}],"guardrails":[{"verdict":"pass"}],"#
            + #""request":{"category":""}}"#,
    ].map { Array($0.utf8) }

    private static let measures: [Measure] = [
        Measure(.latency), Measure(.outputTokens), Measure(signal: "toxicity"), Measure(signal: "pii"),
        Measure(signal: "refusal"), Measure(.vocabulary), Measure(.code), Measure(.inputTokens),
    ]

    private func bench() throws -> Workbench { try Workbench(measures: Self.measures, isHashed: true) }

    /// What the decoder says, with every part of an event in words.
    private func words(_ bench: Workbench, _ bytes: [UInt8]) -> String {
        switch bench.decode(bytes) {
        case .failure(let rejection): "\(rejection)"
        case .success(let event):
            "\(event.time.microseconds) \(event.outcome) \(event.source) \(event.weight) \(event.isCanary) "
                + Dimension.ofEvents.map { bench.name($0, of: event) }.joined(separator: "|")
                + " \(event.user) \(event.question) \(event.measured)"
                + Self.measures.indices.map { " \(event.values[$0])" }.joined()
        }
    }

    /// Pushes every shape out, so that what comes next is read in full.
    private func forget(_ bench: Workbench) {
        for extra in 0..<4 { _ = bench.decode(event(plus: "\"x\(extra)\":\(extra)")) }
    }

    @Test func knownShapeReadsAsTheFullWayDoes() throws {
        var random = RandomStream(seed: 31)
        let known = try bench()
        let full = try bench()
        let bytesOfInterest = Array("0123456789\"\\,:{}[]tfn-+.eE \n\u{7f}é".utf8) + [0, 0x80, 0xFF]
        var sound = 0
        for round in 0..<30_000 {
            let whole = Self.shaped[round % Self.shaped.count]
            _ = known.decode(whole)
            var bytes = whole
            for _ in 0...random.index(below: 3) {
                let place = random.index(below: bytes.count)
                switch random.index(below: 4) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(bytesOfInterest[random.index(below: bytesOfInterest.count)], at: place)
                default: bytes[place] = bytesOfInterest[random.index(below: bytesOfInterest.count)]
                }
            }
            forget(full)
            let expected = words(full, bytes)
            #expect(
                words(known, bytes) == expected,
                "seed \(random.seed) round \(round): \(String(decoding: bytes, as: UTF8.self))")
            if !expected.hasPrefix("Rejection") { sound += 1 }
        }
        #expect(sound > 5000, "most of the shape's values must stay sound for the short way to be taken")
    }

    /// Values at and beyond each limit, in a shape that is known.
    @Test(arguments: [
        ("e-1", ""), ("e-1", String(repeating: "i", count: 128)), ("e-1", String(repeating: "i", count: 129)),
        ("support-8b", ""), ("support-8b", String(repeating: "m", count: 257)), ("weapons", ""),
        ("weapons", String(repeating: "c", count: 129)), ("\"stop\"", "\"Stop\""), ("\"stop\"", "\"refusal\""),
        ("\"stop\"", "null"), ("17", "-1"), ("17", "-0"), ("17", "1.0"), ("17", "9007199254740993"), ("17", "01"),
        ("812.5", "-0.0"), ("812.5", "1e13"), ("812.5", "1e400"), ("0.031", "1.0000001"), ("0.031", "true"),
        ("0.031", "\"0.1\""), ("true", "0.5"), ("true", "0.49999"), ("true", "\"true\""), ("0.25", "0"), ("0.25", "1"),
        ("0.25", "0.0001"), ("0.25", "0.00009"), ("2025-11-20T11:59:59.125Z", "2025-11-20T11:59:60Z"),
        ("2025-11-20T11:59:59.125Z", "2025-11-20T24:00:00Z"), ("2025-11-20T11:59:59.125Z", "2025-11-21T11:59:59Z"),
        ("u-1", ""), ("u-1", String(repeating: "u", count: 129)), ("\"u-1\"", "null"), ("\"u-1\"", "1"), ("h1", ""),
        ("h1", String(repeating: "h", count: 129)), ("billing", ""), ("billing", String(repeating: "t", count: 129)),
        ("\"billing\"", "null"), ("\"billing\"", "7"), ("billing", "orders"), ("812.5", "null"), ("812.5", "\"1\""),
        ("230", "null"), ("230", "\"230\""), ("230", "0"), ("230", "9007199254740992"), ("0.031", "null"),
        ("false", "true"), ("false", "0.5"), ("Ask the shop, and", ""), ("```a```", "```"), ("shop", "sh\u{f6}p"),
        ("u-1", "u\\u0031"), ("u-1", "u\u{0}"), ("prod", ""),
    ])
    func valueInAKnownShapeIsJudgedAsAnyOther(value: String, replacement: String) throws {
        let known = try bench()
        let full = try bench()
        let whole = String(decoding: Self.shaped[0], as: UTF8.self)
        let parts = whole.components(separatedBy: value)
        let bytes = Array(parts.joined(separator: replacement).utf8)
        try #require(parts.count == 2)
        _ = known.decode(Self.shaped[0])
        #expect(words(known, bytes) == words(full, bytes))
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        guard let range = firstRange(of: separator) else { return [self] }
        return [String(self[..<range.lowerBound]), String(self[range.upperBound...])]
    }
}
