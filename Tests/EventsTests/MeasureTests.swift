// The numbers, users, questions and topics of an event.

import Events
import Model
import Testing

/// Decodes twice, so that the second one is read by the shape of the first, and returns both.
private func twice(_ bench: Workbench, _ bytes: [UInt8]) throws -> [Event] {
    try [bench.decode(bytes).get(), bench.decode(bytes).get()]
}

private func signals(_ json: String) -> [UInt8] { event(plus: "\"signals\":\(json)") }

@Suite struct MeasureTests {
    @Test(arguments: [
        (Measure(.latency), "latency", "total_ms"), (Measure(.inputTokens), "usage", "input_tokens"),
        (Measure(.outputTokens), "usage", "output_tokens"), (Measure(signal: "toxicity"), "signals", "toxicity"),
        (Measure(signal: "refusal"), "signals", "refusal"),
    ])
    func numberOfAFieldIsTaken(measure: Measure, object: String, field: String) throws {
        let bench = try Workbench(measures: [Measure(signal: "other"), measure])
        for value in ["0", "1", "0.25", "812.5"] {
            let isTaken = (measure.isShare && value != "812.5") || measure == Measure(.latency)
            guard isTaken || !value.contains(".") else { continue }
            for found in try twice(bench, event(plus: "\"\(object)\":{\"\(field)\":\(value)}")) {
                #expect(bench.value(1, of: found) == Double(value))
                #expect(bench.value(0, of: found) == nil && found.values[0] == 0)
            }
        }
        for absent in ["\"\(object)\":{\"\(field)\":null}", "\"\(object)\":{}", "\"\(object)\":null", "\"x\":1"] {
            for found in try twice(bench, event(plus: absent)) { #expect(found.measured == 0 && found.values[1] == 0) }
        }
    }

    @Test func flagIsOneOrZero() throws {
        let bench = try Workbench(measures: [Measure(signal: "pii"), Measure(signal: "refusal")])
        for found in try twice(bench, signals(#"{"pii":true,"refusal":false}"#)) {
            #expect(bench.value(0, of: found) == 1 && bench.value(1, of: found) == 0)
        }
    }

    @Test func lastNumberOfASignalWins() throws {
        let bench = try Workbench(measures: [Measure(signal: "pii")])
        for (json, value) in [
            (#"{"pii":0.5,"pii":0.25}"#, 0.25), (#"{"pii":0.5,"pii":null}"#, 0.5), (#"{"pii":null,"pii":true}"#, 1),
        ] {
            for found in try twice(bench, signals(json)) { #expect(bench.value(0, of: found) == value) }
        }
    }

    @Test func nameOfASignalIsComparedWhole() throws {
        let longest = String(repeating: "s", count: 64)
        let bench = try Workbench(measures: [Measure(signal: "tox"), Measure(signal: longest)])
        let json = "{\"toxicity\":0.5,\"to\":0.5,\"\(longest)s\":0.5,\"\\u0074ox\":0.125,\"\(longest)\":1}"
        for found in try twice(bench, signals(json)) {
            #expect(bench.value(0, of: found) == 0.125 && bench.value(1, of: found) == 1)
        }
    }

    @Test func eightMeasuresHaveEightPlaces() throws {
        let names = (0..<8).map { "s\($0)" }
        let bench = try Workbench(measures: names.reversed().map { Measure(signal: $0) })
        let json = "{" + names.map { "\"\($0)\":0.\($0.last ?? "0")" }.joined(separator: ",") + "}"
        for found in try twice(bench, signals(json)) {
            #expect((0..<8).map { bench.value($0, of: found) } == (0..<8).map { Double(7 - $0) / 10 })
        }
    }

    @Test func nobodyAsksAndNothingIsMeasured() throws {
        let bench = try Workbench()
        for found in try twice(bench, try fixture("full.json")) {
            #expect(found.measured == 0 && found.user == 0 && found.question == 0)
            #expect((0..<8).allSatisfy { found.values[$0] == 0 })
        }
    }

    @Test func nothingIsLeftForTheNextEvent() throws {
        let bench = try Workbench(measures: [Measure(.latency), Measure(.vocabulary)], isHashed: true)
        _ = bench.decode(
            event(plus: #""user_hash":"u","latency":{"total_ms":5},"response":{"text":"a b c d e f g h i j"}"#))
        for found in try twice(bench, event()) {
            #expect(found.measured == 0 && found.user == 0 && found.values[0] == 0 && found.values[1] == 0)
        }
    }
}

@Suite struct UserTests {
    private func user(_ bench: Workbench, _ json: String) throws -> UInt64 {
        let events = try twice(bench, event(plus: "\"user_hash\":\(json)"))
        #expect(events[0].user == events[1].user)
        return events[0].user
    }

    /// Stores keep these hashes: other numbers mean that every one of them forgets its users.
    @Test(arguments: [
        ("u", UInt64(0x4789_607d_1f37_1e41)),
        ("53b6cd4a8639", 0x3bab_52b5_f54e_cba6),
        ("0123456789abcdef0123456789abcdef", 0x3edb_d1eb_78fb_a22e),
        ("é", 0xb945_7732_2ea2_f842),
    ])
    func hashIsTheSameOnEveryMachine(text: String, hash: UInt64) throws {
        #expect(try user(try Workbench(isHashed: true), "\"\(text)\"") == hash)
    }

    @Test func absentAndEmptyUsersAreNobody() throws {
        let bench = try Workbench(isHashed: true)
        for json in ["null", "\"\""] { #expect(try user(bench, json) == 0) }
        #expect(try bench.decode(event()).get().user == 0)
    }

    @Test func escapedUserIsThePlainOne() throws {
        let bench = try Workbench(isHashed: true)
        #expect(try user(bench, #""\u0075-1""#) == user(bench, "\"u-1\""))
    }

    @Test func userAndQuestionHashAlike() throws {
        let bench = try Workbench(isHashed: true)
        let bytes = event(plus: #""user_hash":"same","request":{"text_hash":"same","category":"c"}"#)
        for found in try twice(bench, bytes) { #expect(found.user == found.question && found.user != 0) }
    }

    /// Near texts, all lengths: no two hashes are equal, and each bit is set in half of them.
    @Test func hashesSpread() throws {
        let bench = try Workbench(isHashed: true)
        var seen: Set<UInt64> = []
        var ones = [Int](repeating: 0, count: 64)
        let texts =
            (0..<4000).map { "user-\($0)" } + (1...128).map { String(repeating: "a", count: $0) }
            + (0..<64).map { String(repeating: "a", count: $0) + "b" + String(repeating: "a", count: 63 - $0) }
        for text in texts {
            let hash = try bench.decode(event(plus: "\"user_hash\":\"\(text)\"")).get().user
            seen.insert(hash)
            for bit in 0..<64 where hash >> bit & 1 == 1 { ones[bit] += 1 }
        }
        #expect(seen.count == texts.count)
        let spread = Double(texts.count).squareRoot() / 2
        #expect(ones.allSatisfy { abs(Double($0) - Double(texts.count) / 2) < 4.5 * spread }, "\(ones)")
    }
}

@Suite struct TopicTests {
    @Test(arguments: [
        (#"{"topic":"billing"}"#, "billing"), (#"{"region":"eu","topic":"law","tenant":"a"}"#, "law"),
        (#"{"topic":null}"#, ""), (#"{"topic":""}"#, ""), (#"{"topics":"law"}"#, ""), ("null", ""), ("{}", ""),
        (#"{"topic":"a","topic":"b"}"#, "b"), (#"{"topic":"a","topic":null}"#, "a"), (#"{"\u0074opic":"law"}"#, "law"),
    ])
    func labelNamesTheTopic(labels: String, topic: String) throws {
        let bench = try Workbench()
        for found in try twice(bench, event(plus: "\"labels\":\(labels)")) {
            #expect(bench.name(.responseTopic, of: found) == topic)
        }
    }

    @Test func badTopicIsABadLabel() throws {
        let bench = try Workbench()
        let long = String(repeating: "t", count: 129)
        #expect(bench.answer(event(plus: #""labels":{"topic":1}"#)) == .rejected(.type, "labels"))
        #expect(bench.answer(event(plus: "\"labels\":{\"topic\":\"\(long)\"}")) == .rejected(.tooLong, "labels"))
    }
}
