// One request, and what came of it: what goes between the conductor and whoever carries it out.

package import Model

/// A request that is to be made now.
package struct CanaryAsk: Equatable, Sendable {
    package var run: String
    package var item: String
    package var category: String
    /// Zero is the first; the others repeat it because it failed.
    package var attempt: Int64
    /// The same in every try of one attempt.
    package var requestID: String
    package var target: Target
    package var messages: [ChatMessage]
    package var expectation: Expectation
    package var acceptsBlocked: Bool
    /// For `parameters.hasSeed`.
    package var seed: Int64

    package init(
        run: String, item: String, category: String, attempt: Int64, requestID: String, target: Target,
        messages: [ChatMessage], expectation: Expectation, acceptsBlocked: Bool, seed: Int64
    ) {
        (self.run, self.item, self.category, self.attempt) = (run, item, category, attempt)
        (self.requestID, self.target, self.messages) = (requestID, target, messages)
        (self.expectation, self.acceptsBlocked, self.seed) = (expectation, acceptsBlocked, seed)
    }
}

/// What came of one try. A `result` that is not measured may be tried again.
package struct CanaryAnswer: Equatable, Sendable {
    package var result: CanaryResult
    /// Whether trying again can help: the endpoint was busy, slow or away.
    package var isTransient: Bool
    /// How long the endpoint asks to be left alone.
    package var retryAfter: TimeSpan?
    /// How well the answer meets its criterion, from 0 to 1; nil when no judge said.
    package var score: Double?

    package init(result: CanaryResult, isTransient: Bool = false, retryAfter: TimeSpan? = nil) {
        (self.result, self.isTransient, self.retryAfter) = (result, isTransient, retryAfter)
    }
}
