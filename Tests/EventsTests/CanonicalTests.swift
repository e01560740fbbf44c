// The canonical form. X.json has X.canonical.txt beside it; MONITORD_UPDATE_GOLDENS=1 writes those anew.

import Events
import Model
import Testing

@Suite struct CanonicalTests {
    private func canonical(_ bytes: [UInt8]) throws -> String {
        String(decoding: try Workbench().canonical(bytes).get(), as: UTF8.self)
    }

    @Test(arguments: fixtureNames(".json")) func canonicalFormIsTheGolden(name: String) throws {
        let text = try canonical(try fixture(name)) + "\n"
        #expect(Array(text.utf8) == (try golden(name.replacing(".json", with: ".canonical.txt"), found: text)))
    }

    @Test(arguments: fixtureNames(".json")) func canonicalFormDecodesToItself(name: String) throws {
        let bench = try Workbench()
        let bytes = try fixture(name)
        let once = try bench.canonical(bytes).get()
        #expect(try bench.canonical(once).get() == once)
        #expect(bench.isJSON(once) == !holdsNumberBeyondDouble(once))
        #expect(!once.contains(0x0A))
        let (original, copy) = (try bench.decode(bytes).get(), try bench.decode(once).get())
        #expect(original.time == copy.time && original.outcome == copy.outcome && original.source == copy.source)
        #expect(original.weight == copy.weight && original.isCanary == copy.isCanary)
        #expect(Dimension.ofEvents.allSatisfy { original.names[$0.place] == copy.names[$0.place] })
    }

    @Test(arguments: [
        "1763640000", "1763640000000", "1763640000000000", "1763640000000000000", "1763640000.0",
        "\"2025-11-20T13:00:00+01:00\"", "\"2025-11-20 12:00:00.000z\"",
    ])
    func timeIsNormalised(time: String) throws {
        let text = try canonical(event(["time": time]))
        let head = #"{"schema":"monitord.inference/1","id":"e-1","time":"2025-11-20T12:00:00Z","model":"support-8b","#
        #expect(text == head + #""outcome":"unknown","outcome_source":"none"}"#)
    }

    /// The producer's own `outcome` is not evidence.
    @Test func unknownFieldsAreDropped() throws {
        let plain = try canonical(event(plus: #""usage":{"input_tokens":1}"#))
        let unknown = #""outcome":"refused","x":[1],"usage":{"z":1,"input_tokens":1,"input":2},"deployment":null"#
        #expect(try canonical(event(plus: unknown)) == plain)
        let elements = try canonical(event(plus: #""evaluations":[{"name":"a"},{}],"guardrails":[]"#))
        let more = #""evaluations":[{"x":[],"name":"a"},{"y":1,"label":null}],"guardrails":[ ]"#
        #expect(try canonical(event(plus: more)) == elements)
    }

    @Test func numberThatNothingReadsIsNoFault() throws {
        #expect(try canonical(event(plus: #""x":1e400,"y":123456789012345678901234567890"#)) == canonical(event()))
        #expect(try canonical(event(with: "request.params", #"{ "n" : 1e400 }"#)).contains(#""params":{"n":1e400}"#))
    }

    @Test func textKeepsItsCharactersAndControlsAreEscaped() throws {
        let text = try canonical(event(with: "response.text", #""\u001b[2J\u0000\u00e9\/\"\\\b""#))
        #expect(text.contains(#""text":"\u001b[2J\u0000é/\"\\\u0008""#))
        #expect(text.utf8.allSatisfy { $0 >= 0x20 })
    }

    @Test func outcomeAndItsSourceAreSaid() throws {
        #expect(
            try canonical(event(with: "signals.refusal", "0.9"))
                .hasSuffix(#""signals":{"refusal":0.9},"outcome":"refused","outcome_source":"signal"}"#))
    }

    @Test func rejectedEventHasNoCanonicalForm() throws {
        let bench = try Workbench()
        #expect(bench.canonical([]) == .failure(Rejection(reason: .empty)))
        #expect(bench.canonical(event(["time": "0"])) == .failure(Rejection(reason: .time, field: "time")))
    }
}
