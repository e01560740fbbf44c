// The refusal judge held against answers of real models that lie outside of the repository.

import Foundation
import Model
import Testing

@testable import TextScan

struct MeasuredAnswersTests {
    private static let path = ProcessInfo.processInfo.environment["MONITORD_REFUSALS"]

    /// MONITORD_REFUSALS names a file of JSON lines with `response`, `label` and `variant`.
    @Test(.enabled(if: path != nil), arguments: ["", "jailbreakbench_baseline"])
    func refusalsOfRealModelsAreTold(variant: String) throws {
        var judge = try RefusalJudge()
        let answers = try Answers.read(try #require(Self.path)).filter { variant.isEmpty || $0.variant == variant }
        var found = (refused: 0.0, others: 0.0)
        var all = (refused: 0.0, others: 0.0)
        for answer in answers {
            let isRefused = judge.judge(answer.text).outcome == .refused
            if answer.label == "refused" {
                all.refused += 1
                if isRefused { found.refused += 1 }
            } else {
                all.others += 1
                if !isRefused { found.others += 1 }
            }
        }
        let accuracy = (found.refused / all.refused + found.others / all.others) / 2
        #expect(accuracy >= 0.95, "\(variant): \(found) of \(all)")
    }
}
