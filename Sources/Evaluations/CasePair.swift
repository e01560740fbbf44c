// One item of both reports: its attempts, side by side.

internal import Model

/// What the attempts at one item came to.
package struct CaseSummary: Equatable, Sendable {
    /// The first attempt stands for what all have in common.
    package let first: EvaluationCase
    /// Of its attempts that were measured.
    private let measured: [EvaluationCase]
    package let attempts: Int

    /// `rows` are the attempts at one item; there is at least one.
    init?(_ rows: [EvaluationCase]) {
        guard let first = rows.first else { return nil }
        self.first = first
        attempts = rows.count
        measured = rows.filter(\.isMeasured)
    }

    /// Every attempt was.
    package var isMeasured: Bool { measured.count == attempts }
    package var score: Double { mean(measured.compactMap(\.score)) ?? 0 }
    package var hasPassed: Bool { isMeasured && measured.allSatisfy { $0.verdict == .passed } }

    /// Of the worst attempt: one that failed, if any did.
    package var worst: EvaluationCase { measured.first { $0.verdict == .failed } ?? first }

    package var latencies: [Double] { measured.map { Double($0.latency.microseconds) / 1000 } }

    /// Nil where the metric does not speak of such a case. `latencyP95` is of many cases and never of one.
    func value(_ metric: EvaluationMetric) -> Double? {
        guard isMeasured else { return nil }
        switch metric {
        case .passRate: return passes
        case .exactMatch: return hasOneRightAnswer ? passes : nil
        case .schemaValid: return mean(measured.compactMap { $0.formatValid.map { $0 ? 1 : 0 } })
        case .judgeScore: return first.expectation.utf8.elementsEqual("judge".utf8) ? score : nil
        case .score: return score
        case .hedgingAbsent: return mean(measured.compactMap { $0.hedgingAbsent.map { $0 ? 1 : 0 } })
        case .lengthRatio: return mean(measured.map { Double($0.answerBytes) })
        case .outputTokens: return mean(measured.compactMap { $0.outputTokens.map { Double($0) } })
        case .inputTokens: return mean(measured.compactMap { $0.inputTokens.map { Double($0) } })
        case .latencyP95: return nil
        }
    }

    private var passes: Double { mean(measured.map { $0.verdict == .passed ? 1 : 0 }) ?? 0 }

    private var hasOneRightAnswer: Bool {
        ["refuse", "comply", "contains", "equals"].contains { $0.utf8.elementsEqual(first.expectation.utf8) }
    }
}

package struct CasePair: Equatable, Sendable {
    package let base: CaseSummary
    package let tuned: CaseSummary

    package var id: String { base.first.id }
    package var isMeasured: Bool { base.isMeasured && tuned.isMeasured }
    /// Positive when the tuned model did better.
    package var lift: Double { tuned.score - base.score }
    package var isRegressed: Bool { isMeasured && (lift < -tolerance || (base.hasPassed && !tuned.hasPassed)) }
    package var isImproved: Bool { isMeasured && !isRegressed && lift > tolerance }

    /// Both sides of a metric; nil unless both have it.
    func values(_ metric: EvaluationMetric) -> (base: Double, tuned: Double)? {
        guard isMeasured, let old = base.value(metric), let new = tuned.value(metric) else { return nil }
        guard metric == .lengthRatio else { return (old, new) }
        // Two empty answers are of the same length.
        return (1, old == 0 ? (new == 0 ? 1 : 0) : max(0, 1 - abs(1 - new / old)))
    }
}

/// Differences of decimals such as 0.83 − 0.80 miss their value by some 1e-16; nobody means less than this.
let tolerance = 1e-9

private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}
