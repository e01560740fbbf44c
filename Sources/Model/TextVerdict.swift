// What patterns say of an answer.

package struct TextVerdict: Equatable, Sendable {
    /// `refused`, `partial` or `complied`; `unknown` of an empty text.
    package var outcome: Outcome
    /// Which pattern decided, such as `en-cannot`; empty when none did.
    package var pattern: String

    package init(outcome: Outcome, pattern: String) {
        (self.outcome, self.pattern) = (outcome, pattern)
    }
}
