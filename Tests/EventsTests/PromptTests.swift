// What is lent of an event to those who look for canaries.

import Events
import Model
import Testing

@Suite struct PromptTests {
    /// A decoder, and what it lends of one message after the other.
    private struct Lender: ~Copyable {
        var decoder: EventDecoder
        var names = NameTable(capacity: 4096)

        init(readsMessages: Bool = true) throws {
            guard
                var decoder = EventDecoder(
                    messageBytesMax: messageBytesMax, dimensions: DimensionSet([.model]), futureMax: futureMax)
            else { throw Rejection(reason: .outOfMemory) }
            decoder.readMessages(readsMessages)
            self.decoder = decoder
        }

        mutating func prompts(_ text: String) -> [String]? { prompts(Array(text.utf8)) }

        /// Nil when the message is rejected.
        mutating func prompts(_ bytes: [UInt8]) -> [String]? {
            bytes.withUnsafeBytes { bytes in
                guard (try? decoder.decode(bytes, now: now, names: &names, overflow: .absent)) != nil else {
                    return nil
                }
                var found: [String] = []
                _ = decoder.withPrompts { text -> Bool? in
                    found.append(String(decoding: text.indices.map { text[$0] }, as: UTF8.self))
                    return nil
                }
                return found
            }
        }
    }

    private func message(_ request: String, extra: String = "") -> String {
        #"{"schema":"monitord.inference/1","id":"e-1","time":1763639999123,"model":"m","#
            + #""request":{\#(request)}\#(extra)}"#
    }

    @Test func lastMessageOfAUserIsLent() throws {
        var lender = try Lender()
        let user = { (text: String) in #"{"role":"user","content":\#(text)}"# }
        let cases: [(String, [String])] = [
            (#""text":"a b""#, ["a b"]), (#""text":null"#, []), (#""messages":null"#, []), (#""messages":[]"#, []),
            (#""messages":[\#(user(#""one""#)),\#(user(#""two""#))]"#, ["two"]),
            (#""messages":[\#(user(#""one""#)),{"content":"two","role":"assistant"}]"#, ["one"]),
            (#""messages":[{"content":"one","role":"user"}],"text":"t""#, ["t", "one"]),
            (#""messages":[\#(user(#"[{"type":"image","url":"x"},{"type":"text","text":"p"},7]"#))]"#, ["p"]),
            (#""messages":[\#(user(#""a\"b\u00e9""#)),[1],"x",{"role":3,"content":{"a":[]}}]"#, ["a\"bé"]),
            (#""messages":[\#(user("null"))]"#, []), (#""messages":["user"]"#, []),
        ]
        for (request, wanted) in cases {
            // Thrice: in full, as a shape, and after another shape.
            for _ in 0..<2 { #expect(lender.prompts(message(request)) == wanted, "\(request)") }
            _ = lender.prompts(message(#""category":"x""#))
            #expect(lender.prompts(message(request)) == wanted, "\(request)")
        }
    }

    @Test func messagesOfAKnownShapeAreLentAnew() throws {
        var lender = try Lender()
        for number in 0..<50 {
            let text = String(repeating: "x", count: number) + "\(number)"
            let request = #""messages":[{"role":"system","content":"s"},{"role":"user","content":"\#(text)"}]"#
            #expect(lender.prompts(message(request, extra: #","trace_id":"\#(text)""#)) == [text])
        }
    }

    /// Turned on and off between messages of one shape.
    @Test func nobodyIsLentMessagesThatWereNotAskedFor() throws {
        var lender = try Lender(readsMessages: false)
        let text = message(#""messages":[{"role":"user","content":"one"}]"#)
        for isRead in [false, true, true, false, true] {
            lender.decoder.readMessages(isRead)
            #expect(lender.prompts(text) == (isRead ? ["one"] : []))
        }
    }

    /// To look into messages changes nothing of what is accepted.
    @Test func lookingIntoMessagesRejectsNothing() throws {
        var random = RandomStream(seed: 71)
        var looking = try Lender()
        var blind = try Lender(readsMessages: false)
        let whole = message(
            #""messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"a\nb"}]},"#
                + #"{"role":"user","content":"c\u0041","name":null}],"text":"t""#)
        let bytes = Array("0123456789\"\\,:{}[]tfn-+.eE \nu".utf8)
        var rejected = 0
        for _ in 0..<20_000 {
            var text = Array(whole.utf8)
            for _ in 0..<random.index(below: 2) + 1 {
                let place = 80 + random.index(below: text.count - 80)
                text[place] = bytes[random.index(below: bytes.count)]
            }
            let (left, right) = (looking.prompts(text), blind.prompts(text))
            #expect((left == nil) == (right == nil), "\(String(decoding: text, as: UTF8.self))")
            rejected += left == nil ? 1 : 0
        }
        #expect(1000..<19_900 ~= rejected)
    }

    @Test func idsOfTheRightLengthAreHashedAsTheEventsOwn() throws {
        var lender = try Lender()
        let id = "3f2b8c1e-0d4a-4b7c-9e21-5a6f7b8c9d0e"
        _ = lender.prompts(message("", extra: #","response":{"id":"\#(id)"},"trace_id":"\#(id)""#))
        let hash = EventID.hash(of: Array(id.utf8))
        #expect(lender.decoder.hashesOfOtherIDs(bytes: 36) == (hash, hash))
        #expect(lender.decoder.hashesOfOtherIDs(bytes: 35) == (0, 0))
        _ = lender.prompts(message(""))
        #expect(lender.decoder.hashesOfOtherIDs(bytes: 36) == (0, 0))
    }

    @Test func hashOfAnIDIsTheDecoders() throws {
        let bench = try Workbench()
        for count in 1...64 {
            let id = (0..<count).map { String(UnicodeScalar(UInt8(97 + ($0 * 7 + count) % 26))) }.joined()
            let text = #"{"schema":"monitord.inference/1","id":"\#(id)","time":1763639999123,"model":"m"}"#
            let event = try bench.decode(Array(text.utf8)).get()
            #expect(event.id.hash == EventID.hash(of: Array(id.utf8)), "\(count) bytes")
        }
        #expect(EventID.hash(of: []) == 0)
    }
}
