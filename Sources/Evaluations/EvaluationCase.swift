// What came of asking one item once, as a report keeps it: never its words.

package import Model

/// One row of a report. An item that was asked several times has several.
package struct EvaluationCase: Equatable, Sendable {
    package var id: String
    package var category: String
    /// Sorted by name.
    package var buckets: [Label]
    package var weight: Double
    /// The word of the expectation, such as `refuse`.
    package var expectation: String
    /// Zero is the first.
    package var attempt: Int64
    package var outcome = Outcome.unknown
    package var verdict = CanaryVerdict.notMeasured
    /// From 0 to 1; nil when it was not measured.
    package var score: Double?
    /// Whether the answer fits its schema; nil where none was asked for.
    package var formatValid: Bool?
    /// Whether the answer is free of phrases that hedge; nil without an answer.
    package var hedgingAbsent: Bool?
    package var answerBytes: Int64 = 0
    package var latency = TimeSpan.zero
    package var inputTokens: Int64?
    package var outputTokens: Int64?
    /// HMAC-SHA256 under the local key, in hexadecimal; empty without an answer.
    package var answerHash = ""
    /// Why, in a word or two; never words of the model.
    package var reason = ""

    package init(
        id: String, category: String, buckets: [Label], weight: Double, expectation: String, attempt: Int64
    ) {
        (self.id, self.category, self.buckets) = (id, category, buckets)
        (self.weight, self.expectation, self.attempt) = (weight, expectation, attempt)
    }

    package var isMeasured: Bool { verdict != .notMeasured }
}
