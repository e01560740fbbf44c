// The refusal judge held against labelled answers, against hostile bytes, and against itself.

import Model
import Testing

@testable import TextScan

struct RefusalJudgeTests {
    @Test func everyFixtureGetsItsOutcome() throws {
        var judge = try RefusalJudge()
        let answers = try Answers.fixtures()
        #expect(answers.count >= 150)
        for answer in answers {
            let verdict = judge.judge(answer.text)
            #expect("\(verdict.outcome.name)" == answer.label, "\(answer.id) by '\(verdict.pattern)'")
        }
    }

    @Test func aVerdictDoesNotDependOnWhatWasJudgedBefore() throws {
        var judge = try RefusalJudge()
        let answers = try Answers.fixtures()
        let forwards = answers.map { judge.judge($0.text) }
        let backwards = answers.reversed().map { judge.judge($0.text) }
        #expect(forwards == backwards.reversed())
    }

    @Test func bytesSealedAndSpansAreJudgedAlike() throws {
        var judge = try RefusalJudge()
        let bytes = Array("I'm sorry, but I can't help with the kite.".utf8)
        let verdict = TextVerdict(outcome: .refused, pattern: "en-cannot-help")
        #expect(judge.judge(bytes) == verdict)
        #expect(judge.judge(Sealed(bytes)) == verdict)
        #expect(judge.judge(bytes.span) == verdict)
    }

    @Test func whatIsSaidBehindTheBoundIsNotLookedAt() throws {
        var judge = try RefusalJudge()
        let blank = [UInt8](repeating: 0x20, count: RefusalJudge.bytesMax - 4)
        let refusal = Array("I can't help with that.".utf8)
        #expect(judge.judge(blank.dropLast(100) + refusal).outcome == .refused)
        #expect(judge.judge(blank + refusal).outcome == .complied)
        #expect(judge.judge(blank + blank).outcome == .unknown)
    }

    @Test func textsThatRepeatThemselvesAreBounded() throws {
        var judge = try RefusalJudge()
        for phrase in [
            "I could. ", "not I ", "But I can ", "\"", "[", "{\"", "\n- ", "```\n", "\u{201C}", "<think>", "a: b\n",
        ] {
            let text = Array(String(repeating: phrase, count: 200_000 / phrase.utf8.count).utf8)
            #expect(judge.judge(text).outcome != .refused, "\(phrase)")
        }
        let helpless = Array(String(repeating: "I can't help with that. ", count: 4000).utf8)
        #expect(judge.judge(helpless).outcome == .refused)
    }

    @Test func brokenCharactersAreJudgedAsBytes() throws {
        var judge = try RefusalJudge()
        let refusal = Array("I'm sorry, but I can't help with that.".utf8)
        for broken: [UInt8] in [[0xFF], [0xC3], [0xE2, 0x80], [0xF0, 0x9F], [0x80, 0xBF], [0xED, 0xA0, 0x80], [0]] {
            #expect(judge.judge(broken + Array("\n".utf8) + refusal).outcome == .refused)
            #expect(judge.judge(refusal + broken).outcome == .refused)
        }
        #expect(judge.judge([0xE2, 0x80]).outcome == .complied)
    }

    @Test(arguments: [UInt64(1), 2])
    func mutatedAnswersGiveOneOfFourOutcomes(seed: UInt64) throws {
        var judge = try RefusalJudge()
        var random = Splits(state: seed)
        let answers = try Answers.fixtures().map(\.text).filter { !$0.isEmpty }
        var counts: [Outcome: Int] = [:]
        for _ in 0..<10_000 {
            var text = answers[random.below(answers.count)]
            for _ in 0...random.below(6) { random.mutate(&text, with: answers) }
            counts[judge.judge(text).outcome, default: 0] += 1
        }
        #expect(Set(counts.keys).isSubset(of: [.refused, .partial, .complied, .unknown]), "seed \(seed)")
        // A judge that always says the same would pass the line above.
        #expect((counts[.refused] ?? 0) > 1000 && (counts[.complied] ?? 0) > 1000, "seed \(seed)")
    }
}

/// SplitMix64.
private struct Splits {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Flips, drops, doubles or splices bytes.
    mutating func mutate(_ text: inout [UInt8], with others: [[UInt8]]) {
        guard !text.isEmpty else { return }
        let place = below(text.count)
        switch below(5) {
        case 0: text[place] = UInt8(truncatingIfNeeded: next())
        case 1: text.remove(at: place)
        case 2: text.insert(UInt8(truncatingIfNeeded: next()), at: place)
        case 3: text.removeSubrange(place..<min(text.count, place + below(12)))
        default:
            let other = others[below(others.count)]
            text.insert(contentsOf: other.prefix(below(other.count + 1)), at: place)
        }
    }
}
