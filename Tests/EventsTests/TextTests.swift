// What is measured of a response's text.

import Events
import Model
import Testing

private let bench = TextBench()

/// One decoder for each test, asked for everything that a text says.
private struct TextBench: Sendable {
    private let measures = [Measure(.vocabulary), Measure(.code), Measure(.list), Measure(.heading)]

    /// Vocabulary, code, list and heading, read in both ways.
    func read(_ json: String) throws -> [Double?] {
        let bench = try Workbench(measures: measures)
        let bytes = event(plus: "\"response\":{\"text\":\(json),\"finish_reason\":\"stop\"}")
        let full = try bench.decode(bytes).get()
        let known = try bench.decode(bytes).get()
        let values = measures.indices.map { bench.value($0, of: full) }
        #expect(values == measures.indices.map { bench.value($0, of: known) })
        return values
    }

    func layout(_ json: String) throws -> [Double?] { Array(try read("\"\(json)\"").dropFirst()) }
    func vocabulary(_ text: String) throws -> Double? { try read("\"\(text)\"")[0] }
}

@Suite struct TextTests {
    @Test(arguments: [
        ("", nil), ("one two three four five six seven eight nine", nil),
        ("one two three four five six seven eight nine ten", 1), ("a a a a a a a a a a", 0.1),
        ("The the THE tHe, the; the. the! the? the: the-the", 1.0 / 11), ("don't don 't t a b c d e f g h", 1),
        ("x1 x2 x1 x2 x1 x2 x1 x2 x1 x2", 0.2), (" , . ! ", nil), ("\u{fc}ber \u{fc}ber a b c d e f g h", 0.9),
    ])
    func vocabularyIsDistinctWordsOverWords(text: String, share: Double?) throws {
        #expect(try bench.vocabulary(text) == share)
    }

    @Test func wordsBeyondTheBoundDoNotCount() throws {
        // 819 words of five bytes fill 4,095 bytes; the bound then cuts a word in two.
        let head = String(repeating: "same ", count: 819)
        #expect(try bench.vocabulary(head + "other words and more of them") == 1.0 / 819)
        #expect(try bench.vocabulary(head + "x y z") == 2.0 / 820)
        #expect(try bench.vocabulary(String(repeating: "a", count: 10_000)) == nil)
    }

    /// The bound that texts.hpp gives: n(n - 1) / 2^17 words are expected to go uncounted.
    @Test func distinctWordsAreCountedButForAFew() throws {
        for count in [200, 600] {
            let words = (0..<count).map { "w\($0 * 7)" }.joined(separator: " ")
            let share = try #require(try bench.vocabulary(words))
            let lost = Double(count) * (1 - share)
            #expect(lost <= 4 + 2 * Double(count * (count - 1)) / 131_072, "\(lost) of \(count)")
        }
    }

    @Test(arguments: [
        ("plain", [0, 0, 0]), (#"a\n```swift\nlet x = 1\n```\nb"#, [1, 0, 0]), (#"  ```"#, [1, 0, 0]),
        ("```a``` is a word", [0, 0, 0]), ("say ```", [0, 0, 0]), ("``", [0, 0, 0]),
        (#"- one\n- two"#, [0, 1, 0]), (#"one\n* two"#, [0, 1, 0]), (#"one\r\n 12. two"#, [0, 1, 0]),
        ("1) one", [0, 1, 0]), ("-one", [0, 0, 0]), ("1.5 litres", [0, 0, 0]), ("2025 was", [0, 0, 0]),
        ("1234567890. one", [0, 0, 0]), ("-", [0, 0, 0]), ("1.", [0, 0, 0]), (#"a - b\n-- c"#, [0, 0, 0]),
        ("# Title", [0, 0, 1]), (#"text\n###### six"#, [0, 0, 1]), ("####### seven", [0, 0, 0]), ("#tag", [0, 0, 0]),
        ("#", [0, 0, 0]), (#"\u0023 escaped"#, [0, 0, 1]),
        (#"```\n# comment\n- item\n```"#, [1, 0, 0]), (#"```\nx\n```\n# a\n- b"#, [1, 1, 1]), (#"\n\n\n"#, [0, 0, 0]),
    ])
    func layoutIsReadByLine(text: String, layout: [Double]) throws {
        #expect(try bench.layout(text) == layout)
    }

    @Test(arguments: ["null", "\"\""])
    func textThatIsNotThereSaysNothing(json: String) throws {
        #expect(try bench.read(json) == [nil, nil, nil, nil])
    }

    @Test func oneOfThemAloneIsMeasuredToo() throws {
        for (measure, value) in [(Measure(.vocabulary), 0.1), (Measure(.code), 0), (Measure(.list), 1)] {
            let bench = try Workbench(measures: [measure])
            let found = try bench.decode(event(plus: #""response":{"text":"- a a a a a a a a a a"}"#)).get()
            #expect(bench.value(0, of: found) == value && found.measured == 1)
        }
    }

    /// The text may end where the memory does.
    @Test func randomTextsAreReadWithinTheirBytes() throws {
        var random = RandomStream(seed: 77)
        let bench = try Workbench(
            measures: [Measure(.vocabulary), Measure(.code), Measure(.list), Measure(.heading)])
        let alphabet = ["`", "```", "#", " ", "- ", "1.", "\\n", "word", "\u{e9}", "9", ")", "*"]
        for _ in 0..<2000 {
            let text = (0..<random.index(below: 60)).map { _ in alphabet[random.index(below: alphabet.count)] }.joined()
            let bytes = event(plus: "\"response\":{\"text\":\"\(text)\"}")
            let found = withGuardedBytes(bytes, atEnd: true) { bench.decode($0) }
            let event = try #require(found).get()
            for place in 0..<4 { #expect((0...1).contains(event.values[place])) }
            #expect(event.measured >> 1 == (text.isEmpty ? 0 : 7))
        }
    }
}
