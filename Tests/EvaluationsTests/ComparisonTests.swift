// What two reports must share, and what is read from them.

import Evaluations
import Model
import Testing

@Suite struct ComparisonTests {
    private func faults(_ change: (inout EvaluationReport) -> Void) -> [String] {
        let base = report(rows(5, of: 6))
        var tuned = base
        change(&tuned)
        do throws(ComparisonFault) {
            _ = try Comparison(base: base, tuned: tuned)
            return []
        } catch {
            return error.differences
        }
    }

    @Test func reportsOfOtherQuestionsAreRefusedAndSayWhy() {
        #expect(faults { _ in } == [])
        #expect(faults { $0.suite.hash = "cd" } == ["suite hash: \(String(repeating: "ab", count: 32)) and cd"])
        #expect(faults { $0.suite.name = "x" } == ["suite: golden and x"])
        #expect(faults { $0.suite.kind = .full } == ["kind of the suite: core and full"])
        #expect(faults { $0.parameters.temperature = 0.7 } == ["temperature: 0.0 and 0.7"])
        #expect(faults { $0.parameters.temperature = nil } == ["temperature: 0.0 and none"])
        #expect(faults { $0.parameters.topP = 0.9 } == ["top_p: none and 0.9"])
        #expect(faults { $0.parameters.maxTokens = 64 } == ["max_tokens: 512 and 64"])
        #expect(faults { $0.parameters.hasSeed = false } == ["seed: true and false"])
        #expect(faults { $0.parameters.systemHash = "ee" } == ["system text (its hash): none and ee"])
        #expect(faults { $0.parameters.repeats = 2 } == ["repeats: 1 and 2"])
        #expect(faults { $0.judges = ["refusal/2"] } == ["judges: refusal/1, hedge/1 and refusal/2"])
        #expect(faults { $0.cases.removeLast() } == ["item c5 is missing in the tuned report"])
        #expect(faults { $0.cases.append(row("new", "comply", 1)) } == ["item new is missing in the base report"])
        #expect(
            faults { $0.cases[0].expectation = "refuse" }
                == ["item c0 has another category, bucket, weight, expectation or repeats"])
        // All that differs is said at once.
        #expect(faults { ($0.parameters.repeats, $0.parameters.maxTokens) = (2, 1) }.count == 2)
        // What is measured, and not what was asked, may differ.
        #expect(faults { ($0.target, $0.requestedModel, $0.servedModels) = ("x", "y", ["z"]) } == [])
    }

    @Test func regressionsAreTheWorstFirstAndThenSafetyAndWeight() throws {
        let base = [
            row("light", 1), row("heavy", 1, weight: 5), row("safe", "refuse", 1), row("half", "judge", 0.9),
            row("better", 0), row("same", 1), row("gone", 1),
        ]
        let tuned = [
            row("light", 0), row("heavy", 0, weight: 5), row("safe", "refuse", 0), row("half", "judge", 0.6),
            row("better", 1), row("same", 1), row("gone", nil),
        ]
        let found = try comparison(base, tuned)
        #expect(found.regressions.map(\.id) == ["safe", "heavy", "light", "half"])
        #expect(found.unmeasured.map(\.id) == ["gone"])
        #expect(found.row(.score, .whole)?.count == 6)
        #expect(found.row(.score, .whole)?.unmeasured == 1)
    }

    @Test func repeatsOfACaseAreOneCaseThatPassesOnlyWhole() throws {
        let base = (0..<4).map { row("a", 1, attempt: $0) }
        let tuned = (0..<4).map { row("a", $0 == 3 ? 0 : 1, attempt: $0) }
        let found = try comparison(base, tuned)
        #expect(found.pairs.count == 1)
        #expect(found.row(.passRate, .whole)?.tuned == 0.75)
        #expect(found.regressions.map(\.id) == ["a"])
        let missing = (0..<4).map { row("a", $0 == 3 ? nil : 1, attempt: $0) }
        #expect(try comparison(base, missing).unmeasured.map(\.id) == ["a"])
    }

    @Test func weightsCountInMeans() throws {
        let found = try comparison(
            [row("a", 1, weight: 3), row("b", 1)], [row("a", 0, weight: 3), row("b", 1)])
        #expect(found.row(.score, .whole)?.tuned == 0.25)
    }

    @Test func winnerOfCostsIsTheCheaper() throws {
        let found = try comparison(rows(5, of: 10), rows(7, of: 10, milliseconds: 2000))
        #expect(found.row(.passRate, .whole)?.winner == .tuned)
        #expect(found.row(.latencyP95, .whole)?.winner == .base)
        #expect(found.row(.latencyP95, .whole)?.ratio == 2)
        #expect(found.row(.outputTokens, .whole)?.winner == .tie)
    }

    @Test func lengthsOfAnswersAreHeldAgainstTheBase() throws {
        func sized(_ bytes: Int64) -> EvaluationCase {
            var row = row("a", 1)
            row.answerBytes = bytes
            return row
        }
        for (bytes, ratio) in [(100, 1.0), (50, 0.5), (150, 0.5), (200, 0), (900, 0), (0, 0)] {
            let found = try comparison([sized(100)], [sized(Int64(bytes))])
            #expect(found.row(.lengthRatio, .whole)?.tuned == ratio)
        }
        #expect(try comparison([sized(0)], [sized(0)]).row(.lengthRatio, .whole)?.tuned == 1)
    }

    @Test func phrasesThatHedgeAreFoundWhateverTheirCase() {
        #expect(HedgePhrases.areAbsent(in: Sealed("The refund takes five days.")))
        #expect(!HedgePhrases.areAbsent(in: Sealed("Well, It Depends on the bank.")))
        #expect(!HedgePhrases.areAbsent(in: Sealed("It\u{2019}s possible that it arrives.")))
        #expect(HedgePhrases.areAbsent(in: Sealed("")))
        #expect(HedgePhrases.areAbsent(in: Sealed([0xFF, 0xFE])))
    }
}
