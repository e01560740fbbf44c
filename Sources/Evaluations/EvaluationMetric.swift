// What two reports are compared by.

/// The words of a gate's `metric`.
package enum EvaluationMetric: String, CaseIterable, Sendable {
    /// Passed, of all cases.
    case passRate = "pass_rate"
    /// Passed, of cases with one right answer: refuse, comply, contains, equals.
    case exactMatch = "exact_match"
    /// Answers that fit their schema, of those that have one.
    case schemaValid = "schema_valid"
    /// The judge's score, of cases that a judge decides.
    case judgeScore = "judge_score"
    /// The mean score: 1 for passed, 0 for failed, and the judge's own.
    case score
    /// Answers without phrases that hedge.
    case hedgingAbsent = "hedging_absent"
    /// How near the length of the tuned model's answer is to the base's: 1 − |1 − ratio|, at least 0.
    case lengthRatio = "length_ratio"
    case outputTokens = "output_tokens"
    case inputTokens = "input_tokens"
    /// In milliseconds.
    case latencyP95 = "latency_p95"

    /// Its values lie between 0 and 1.
    package var isShare: Bool {
        switch self {
        case .passRate, .exactMatch, .schemaValid, .judgeScore, .score, .hedgingAbsent, .lengthRatio: true
        case .outputTokens, .inputTokens, .latencyP95: false
        }
    }

    /// It is printed as percent; scores are not.
    package var isRate: Bool {
        switch self {
        case .passRate, .exactMatch, .schemaValid, .hedgingAbsent: true
        case .judgeScore, .score, .lengthRatio, .outputTokens, .inputTokens, .latencyP95: false
        }
    }
}
