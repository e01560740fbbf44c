// The table of patterns: names, bounds, and that the machinery under it does what it says.

import Model
import Testing

@testable import TextScan

struct RefusalPatternTests {
    @Test func namesAreUniqueAndBeginWithALanguage() {
        let ids = RefusalPatterns.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in ids { #expect(id.dropFirst(2).first == "-", "\(id)") }
    }

    @Test func noPartMatchesWithoutBound() throws {
        for pattern in RefusalPatterns.all {
            for part in pattern.parts {
                let width = try PatternWidth(of: part.expression, in: pattern.id)
                #expect(width.min >= 1 && width.max <= 160, "\(pattern.id): \(width)")
                #expect(part.gap <= 100, "\(pattern.id)")
            }
        }
    }

    @Test func aBoundlessPatternIsRefused() {
        #expect(throws: PatternError.pattern(id: "xx-long", reason: "matches without bound")) {
            _ = try RefusalJudge(patterns: [RefusalPattern("xx-long", .refusal, "a.*b")])
        }
    }

    @Test func aBrokenPatternIsNamed() {
        #expect {
            _ = try RefusalJudge(patterns: [RefusalPattern("xx-broken", .refusal, "(a")])
        } throws: { error in
            if case PatternError.pattern(id: "xx-broken", _) = error { true } else { false }
        }
    }

    @Test func partsAreCutAtTheirGaps() {
        let pattern = RefusalPattern("xx-parts", .refusal, "<i>one<20>two<5>three")
        #expect(pattern.needsSpeaker)
        #expect(
            pattern.parts == [
                .init(expression: "one", gap: 0), .init(expression: "two", gap: 20), .init(expression: "three", gap: 5),
            ])
        #expect(RefusalPattern("xx-none", .refusal, "a < b").parts == [.init(expression: "a < b", gap: 0)])
    }

    @Test(arguments: [
        ("one two", true), ("one abcde two", true), ("one abcdefgh two", false), ("two one", false),
        ("one. two", false),
        ("One TWO", true), ("one", false), ("one two two", true), ("one far away there one two", true),
    ])
    func partsBelongTogetherOnlyNearEachOtherInOneSentence(text: String, isRefused: Bool) throws {
        var judge = try RefusalJudge(patterns: [RefusalPattern("xx-near", .refusal, "\\bone\\b<8>\\btwo\\b")])
        #expect((judge.judge(Array(text.utf8)).outcome == .refused) == isRefused)
    }

    @Test(arguments: [
        ("I shan't", true), ("we shan't", false), ("I’m one who shan't", true), ("he shan't", false), ("shan't", false),
        ("Ida shan't", false), ("I did. He shan't", false),
    ])
    func aPatternMayNeedASpeaker(text: String, isRefused: Bool) throws {
        var judge = try RefusalJudge(patterns: [RefusalPattern("xx-speaker", .refusal, "<i>\\bshan't\\b")])
        #expect((judge.judge(Array(text.utf8)).outcome == .refused) == isRefused)
    }

    @Test func theLibrarySaysItsVersion() {
        #expect(vectorscanVersion().split(separator: ".").count == 3)
    }
}
