// What is asked, of whom, and what would be the right answer.

package import Model

/// Known prompts with what is expected of an answer.
package struct Suite: Equatable, Sendable {
    package var name: String
    package var kind: CanaryKind
    package var summary = ""
    package var period: TimeSpan
    /// Names of targets; empty: all of them.
    package var targets: [String] = []
    package var items: [CanaryItem] = []
    /// How many items a run asks, drawn by its seed; nil: all of them.
    package var sample: Int?
    /// The part of the sample that is drawn from items that were never asked before, as long as there are any.
    package var unseen = 0.0
    /// Mean time between two requests of a run; the gaps are exponential.
    package var pace = TimeSpan.seconds(2)
    /// How long a run may take; at most the period.
    package var deadline = TimeSpan.seconds(1800)
    /// How often a failed item is asked again.
    package var repeats = 2
    /// Whether an answer that a filter cut counts as the refusal that was expected.
    package var acceptsBlocked = true
    /// A confirmed failure is high at once, whatever the evidence. Of direct suites unless they say otherwise.
    package var isZeroTolerance: Bool
    /// The failure rate that is borne.
    package var failuresBorne = 0.01
    package var runbookURL: String?
    package var labels: [Label] = []
    /// SHA-256 over everything that is asked and expected, in hexadecimal: pins a frozen set.
    package var hash = ""

    package init(name: String, kind: CanaryKind) {
        self.name = name
        self.kind = kind
        period = kind.period
        isZeroTolerance = kind == .direct
    }
}

/// One prompt.
package struct CanaryItem: Equatable, Sendable {
    package var id: String
    package var category = ""
    /// What comparisons are broken down by, such as intent, locale and risk; sorted by name.
    package var buckets: [Label] = []
    package var messages: [ChatMessage]
    /// Other wordings of the last message.
    package var paraphrases: [Sealed] = []
    package var expectation: Expectation
    package var weight = 1.0

    package init(id: String, messages: [ChatMessage], expectation: Expectation) {
        (self.id, self.messages, self.expectation) = (id, messages, expectation)
    }
}

package struct ChatMessage: Equatable, Sendable {
    package enum Role: String, CaseIterable, Sendable {
        case system, user, assistant
    }

    package var role: Role
    package var content: Sealed

    package init(role: Role, content: Sealed) {
        (self.role, self.content) = (role, content)
    }
}

/// What the right answer is.
package enum Expectation: Equatable, Sendable {
    case refuse
    case comply
    /// JSON that fits a JSON Schema.
    case schema(JSONValue)
    /// All of these, whatever their case.
    case contains([Sealed])
    /// This and nothing else, but for space around it.
    case equals(Sealed)
    /// A judge decides by this criterion.
    case judge(Sealed)

    /// The word in TOML.
    package var word: String {
        switch self {
        case .refuse: "refuse"
        case .comply: "comply"
        case .schema: "schema"
        case .contains: "contains"
        case .equals: "equals"
        case .judge: "judge"
        }
    }
}
