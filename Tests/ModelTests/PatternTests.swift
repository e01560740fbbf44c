// Regular expressions in linear time.

import Foundation
import Model
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("abc", "abc", true), ("abc", "xabc", false), ("abc", "abcd", false), ("", "", true), ("", "a", false),
        ("a.c", "abc", true), ("a.c", "a\nc", true), ("a.c", "aöc", true), ("a*", "", true), ("a*", "aaaa", true),
        ("a+", "", false), ("ab?c", "ac", true), ("a{2}", "aa", true), ("a{2}", "aaa", false), ("a{2,}", "aaaa", true),
        ("a{1,2}", "aaa", false), ("(a|b)*c", "ababc", true), ("a|", "", true), ("[a-c]+", "abcb", true),
        ("[^a-c]", "d", true), ("[^a-c]", "b", false), ("[]a]+", "]a", true), ("[a-]", "-", true), ("[\\]]", "]", true),
        ("[^\\d]", "5", false), ("[\\D]", "x", true), ("[\\W_]+", "_-", true), ("\\d\\w\\s", "5_ ", true),
        ("\\.\\*", ".*", true), ("^a$", "a", true), ("a^b", "ab", false), ("(^a|b$)", "b", true),
        ("(?:ab)+", "abab", true),
        ("a+?b", "aab", true), ("(a*)*", "aaa", true), ("(a*)+b", "b", true), ("ü{2}", "üü", true),
        ("[α-ω]+", "λογος", true),
        ("acme/.*-7b", "acme/support-7b", true), ("(a{0}){1000}", "", true),
    ])
    func fits(pattern: String, value: String, outcome: Bool) throws {
        #expect(try Pattern(pattern).matches(value) == outcome)
    }

    @Test(arguments: [
        ("(a)\\1", 3, "refer back"), ("(?=a)", 0, "look ahead"), ("(?!a)", 0, "look ahead"),
        ("(?<=a)b", 0, "look ahead"),
        ("(?<!a)b", 0, "look ahead"), ("(?P<n>a)", 0, "no names"), ("(?<n>a)", 0, "no names"), ("(?i)a", 0, "no flags"),
        ("\\bx", 0, "means nothing"), ("*a", 0, "nothing before"), ("a|*", 2, "nothing before"),
        ("a**", 2, "two counts"),
        ("a{2}{3}", 4, "two counts"), ("a{", 1, "begins a count"), ("a{x}", 1, "begins a count"),
        ("a{3,2}", 1, "goes down"), ("a{1001}", 1, "more than 1000"), ("(a", 0, "not closed"),
        ("a)", 1, "closes nothing"),
        ("[a", 0, "not closed"), ("[z-a]", 1, "no range"), ("[a-\\d]", 1, "no range"),
        ("[[:alpha:]]", 1, "named classes"),
        ("a\\", 1, "ends with"), ("a{99999999999999999999}", 1, "more than 1000"),
    ])
    func mistakeIsPlaced(pattern: String, offset: Int, reason: String) {
        let error = #expect(throws: FilterError.self) { try Pattern(pattern) }
        #expect(error?.offset == offset)
        #expect(error?.reason.contains(reason) == true)
        #expect(error?.help?.isEmpty == false)
    }

    @Test(arguments: [
        "(a{1000}){1000}", "(((a{0}){1000}){1000}){1000}", "a{999}b{999}", String(repeating: "a|b", count: 500),
    ])
    func largeAutomatonIsRefused(pattern: String) {
        let error = #expect(throws: FilterError.self) { try Pattern(pattern) }
        #expect(error?.reason.contains("1000 states") == true)
    }

    @Test func deepGroupsAreRefused() {
        let deep = { String(repeating: "(", count: $0) + "a" + String(repeating: ")", count: $0) }
        #expect(throws: Never.self) { try Pattern(deep(32)) }
        #expect(throws: FilterError.self) { try Pattern(deep(33)) }
    }

    /// These take a matcher that goes back 2^200 steps.
    @Test(arguments: ["(a*)*b", "(a|aa)+b", "(a|a?)+b", "(.*)(.*)(.*)(.*)(.*)(.*)b"])
    func noPatternIsSlow(pattern: String) throws {
        let value = String(repeating: "a", count: 20_000)
        let start = ContinuousClock.now
        #expect(try !Pattern(pattern).matches(value))
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    /// The same patterns and values through ICU, but for `*?`: ICU gives up on one whose first round takes nothing.
    @Test(arguments: [UInt64(1), 2, 3])
    func agreesWithICU(seed: UInt64) throws {
        var dice = Dice(state: seed)
        var fits = 0
        for _ in 0..<2000 {
            let text = dice.pattern(depth: 3)
            // ICU's letters are those of Unicode.
            let narrow = text.replacingOccurrences(of: "\\w", with: "[0-9A-Za-z_]")
            let theirs = try NSRegularExpression(
                pattern: "\\A(?:" + narrow + ")\\z", options: .dotMatchesLineSeparators)
            let ours = try Pattern(text)
            for _ in 0..<8 {
                let value = dice.value()
                let range = NSRange(location: 0, length: value.utf16.count)
                let expected = theirs.firstMatch(in: value, range: range) != nil
                #expect(ours.matches(value) == expected, "\(text) on \(value), seed \(seed)")
                if expected { fits += 1 }
            }
        }
        #expect(fits > 500)
    }
}

/// Seeded patterns over a few letters, so that many of them fit.
private struct Dice {
    var state: UInt64

    mutating func roll(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func pattern(depth: Int) -> String {
        let branches = (0..<(1 + roll(10) / 8)).map { _ in sequence(depth) }
        return branches.joined(separator: "|")
    }

    private mutating func sequence(_ depth: Int) -> String {
        (0..<(1 + roll(3))).map { _ in
            atom(depth) + ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "{2,3}"][roll(10)]
        }
        .joined()
    }

    private mutating func atom(_ depth: Int) -> String {
        let leaves = ["a", "b", "ö", ".", "[ab]", "[^a]", "[a-ö]", "\\d", "\\w", "[\\d-]", "\\.", "5"]
        if depth > 0, roll(3) == 0 { return "(" + pattern(depth: depth - 1) + ")" }
        return leaves[roll(leaves.count)]
    }

    mutating func value() -> String {
        let letters = ["a", "b", "ö", "5", ".", "-", "c"]
        return (0..<roll(7)).map { _ in letters[min(roll(letters.count), roll(letters.count))] }.joined()
    }
}
