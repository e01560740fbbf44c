// The language in which a person says which series, or which alerts, are meant.

import Model
import Testing

@Suite struct FilterTests {
    private static let values = [
        "model": "acme/support-7b", "category": "weapons", "severity": "high", "odd": "a \"b\" \\c", "umlaut": "größe",
    ]

    private func holds(_ text: String) throws -> Bool {
        try Filter(text).matches { FilterTests.values[$0] }
    }

    @Test(arguments: [
        (#"category = "weapons""#, true), (#"category = "weapon""#, false), (#"category != "weapons""#, false),
        (#"category in ["cyberattack", "weapons"]"#, true), (#"category in ["a","b",]"#, false),
        (#"category not in ["a"]"#, true), (#"model ~ "acme/.*""#, true), (#"model ~ "acme""#, false),
        (#"model !~ "acme""#, true), (#"model = 'acme/support-7b'"#, true), (#"odd = "a \"b\" \\c""#, true),
        (#"odd = 'a "b" \c'"#, true), (#"umlaut = "größe""#, true), (#"absent = """#, true),
        (#"absent != "x""#, true), (#"absent ~ ".+""#, false),
        (#"not category = "weapons""#, false), (#"not not category = "weapons""#, true),
        (#"model = "x" and category = "y" or category = "weapons""#, true),
        (#"model = "x" and (category = "y" or category = "weapons")"#, false),
        (#"not model = "x" and category = "weapons""#, true), (#"not (model = "x" or category = "weapons")"#, false),
        (#"severity >= "high""#, true), (#"severity > "high""#, false), (#"severity <= "medium""#, false),
        (#"severity < "critical""#, true), (#"severity > "critical""#, false), (#"severity = "high""#, true),
        ("category=\"weapons\"\n\tand(model~'acme.*')", true),
    ])
    func meaning(text: String, outcome: Bool) throws {
        #expect(try holds(text) == outcome)
    }

    /// The composed and the decomposed letter are the same to Swift's `==` and differ here, as they do in a key.
    @Test func equalityIsByBytes() throws {
        #expect(try !holds("umlaut = \"gro\u{308}ße\""))
        #expect(try Filter("a = \"\u{e9}\"") != Filter("a = \"e\u{301}\""))
    }

    @Test func fieldsAreNamedOnceAndPlacesAll() throws {
        let filter = try Filter(#"a = "ö" and (b != "y" or a ~ "z")"#)
        #expect(filter.fields == ["a", "b"])
        #expect(filter.mentions.map(\.offset) == [0, 13, 25])
    }

    @Test(arguments: [
        ("", 0, "the filter is empty"), ("a == \"b\"", 2, "`==` is no operator"),
        ("a =~ \"b\"", 2, "`=~` is no operator"), ("a = \"b\" && c = \"d\"", 8, "`&&` is no operator"),
        ("a = \"b\" || c = \"d\"", 8, "`||` is no operator"), ("!a = \"b\"", 0, "`!` means nothing here"),
        ("a = b", 4, "a value stands in quotes"), ("a = 5", 4, "a value stands in quotes"),
        ("a = \"ö\" and b = \"c", 16, "the string is not closed"), ("(a = \"b\"", 0, "the parenthesis is not closed"),
        ("a = \"b\")", 7, "`)` closes nothing"), ("a in \"b\"", 5, "`in` takes a list in brackets"),
        ("a in [\"b\"", 5, "the list is not closed"), ("a in []", 6, "the list is empty"),
        ("a in [\"b\" \"c\"]", 10, "values are parted by commas"), ("a = [\"b\"]", 4, "this operator takes one value"),
        ("a = \"b\" c = \"d\"", 8, "`and` or `or` is missing before `c`"),
        ("a = \"b\", c = \"d\"", 7, "a comma joins no tests"), ("a = \"b\" and", 11, "a test is missing at the end"),
        ("a = \"b\" AND c = \"d\"", 8, "`AND` is written in small letters"),
        ("NOT a = \"b\"", 0, "`NOT` is written in small letters"),
        ("a IN [\"b\"]", 2, "`IN` is written in small letters"),
        ("\"b\" = a", 0, "a test is missing before `\"b\"`"), ("a > \"b\"", 2, "only `severity` has an order"),
        ("severity >= \"hihg\"", 12, "\"hihg\" is no severity"), ("a \"b\"", 2, "an operator is missing after `a`"),
        ("a = \"\\d\"", 5, "`\\d` is no escape in a string"), ("a ~ \"x(\"", 6, "the group is not closed"),
        ("a ~ \"\\\\x(\"", 5, "`\\x` means nothing in a pattern"),
        ("labels.team = \"x\"", 0, "`labels.team` is not the name of a field"),
        ("a = \u{201C}b\u{201D}", 4, "`\u{201C}` means nothing here"),
        ("a = \"b\" = \"c\"", 8, "a test has one operator"),
        ("and", 0, "a test is missing before `and`"), ("a", 1, "an operator is missing after `a`"),
        ("a =", 3, "a value is missing"), ("{a = \"b\"}", 0, "`{` means nothing here"),
    ])
    func mistakeIsPlaced(text: String, offset: Int, reason: String) {
        let error = #expect(throws: FilterError.self) { try Filter(text) }
        #expect(error?.offset == offset)
        #expect(error?.reason == reason)
        #expect(error?.help?.isEmpty == false)
    }

    @Test func placeOfAPatternsMistakeLooksThroughEscapes() {
        let error = #expect(throws: FilterError.self) { try Filter(#"a ~ "\\d\"[z-a]""#) }
        #expect(error?.offset == 11)
        #expect(error?.length == 3)
        let at = #expect(throws: FilterError.self) { try Filter(#"a ~ "(\\d""#) }
        #expect(at?.offset == 5)
    }

    @Test func everythingHasABound() throws {
        let deep = String(repeating: "(", count: 31) + "a = \"b\"" + String(repeating: ")", count: 31)
        #expect(try Filter(deep).matches { _ in "b" })
        #expect(throws: FilterError.self) { try Filter("((" + deep + "))") }
        #expect(throws: FilterError.self) { try Filter(String(repeating: "not ", count: 40) + "a = \"b\"") }
        let wide = (0..<256).map { _ in "a=\"b\"" }
        #expect(try Filter(wide.joined(separator: " or ")).matches { _ in "b" })
        #expect(throws: FilterError.self) { try Filter((wide + ["a=\"b\""]).joined(separator: " or ")) }
        #expect(throws: FilterError.self) { try Filter("a = \"" + String(repeating: "x", count: 4096) + "\"") }
    }

    @Test(arguments: [
        (#"rule ~ ".*""#, true), (#"rule ~ "(a|.*)""#, true), (#"severity >= "low""#, true),
        (#"not rule !~ ".*""#, true), (#"rule = "a" or rule ~ ".*""#, true),
        (#"rule ~ ".*" and plane = "canary""#, false),
        (#"rule ~ ".+""#, false), (#"rule != """#, false), (#"severity > "low""#, false), (#"rule !~ ".*""#, false),
    ])
    func whatHoldsAlwaysIsSeen(text: String, always: Bool) throws {
        #expect(try Filter(text).holdsAlways == always)
    }

    @Test(arguments: [
        (["model=acme/x", "category!=a"], #"model = "acme/x" and category != "a""#),
        (["rule=~ref.*", "model!~x"], #"rule ~ "ref.*" and model !~ "x""#),
        (["severity>=high"], #"severity >= "high""#),
        (["refusal-rate"], #"rule = "refusal-rate""#), ([#"model="a b""#], #"model = "a b""#),
        ([#"model=a"b\"#], #"model = "a\"b\\""#), (["model="], #"model = """#), (["model=a=b"], #"model = "a=b""#),
    ])
    func matchersAreAFilter(matchers: [String], text: String) throws {
        let filter = try Filter(matchers: matchers)
        #expect(filter.text == text)
        #expect(try Filter(filter.text) == filter)
    }

    @Test(arguments: ["", "mo del=x", "=x", "model==x", "severity>=loud", "model=~(", "category>a", "model!x"])
    func badMatcherIsToldInItsOwnWords(matcher: String) {
        let error = #expect(throws: FilterError.self) { try Filter(matchers: ["rule=a", matcher]) }
        #expect(error?.reason.contains(matcher.isEmpty ? "empty" : "in `\(matcher)`") == true)
        #expect(error?.help?.isEmpty == false)
    }

    /// No text traps, and an error stands within the text or at its end.
    @Test func anyTextIsAnswered() {
        let pieces = [
            "a", "severity", " ", "=", "!=", "~", "!~", "in", "not", "and", "or", "(", ")", "[", "]", ",", "\"x\"",
            "'y'",
            "\"", "'", "\\", "a = \"x\"", "b ~ 'y+'", "\"(\"", ">=", "<", "\"high\"", "é", "\u{0}", "*", "{2}",
            "\"\\\\d{2,1}\"",
        ]
        var state: UInt64 = 7
        func roll(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        var understood = 0
        for _ in 0..<20_000 {
            let text = (0..<(1 + roll(6))).map { _ in pieces[roll(pieces.count)] }.joined(
                separator: roll(2) == 0 ? " " : "")
            do throws(FilterError) {
                _ = try Filter(text).matches { _ in "x" }
                understood += 1
            } catch {
                #expect(error.offset >= 0 && error.offset <= text.unicodeScalars.count && error.length >= 1)
            }
        }
        #expect(understood > 50)
    }
}
