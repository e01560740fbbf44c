// What a pattern is called, what it looks for, and what it means.

/// An expression over folded text: small letters, no accents, straight quotes, single spaces.
package struct RefusalPattern: Equatable, Sendable {
    /// Such as `en-cannot`: the language comes first.
    package var id: String
    package var expression: String
    package var meaning: Meaning

    package init(_ id: String, _ meaning: Meaning, _ expression: String) {
        (self.id, self.meaning, self.expression) = (id, meaning, expression)
    }

    /// What a match says of its sentence.
    package enum Meaning: UInt8, CaseIterable, Sendable {
        /// A refusal, wherever it stands before the answer proper: "I can't help with that".
        case refusal
        /// A refusal that no lack of means explains: "I can't condone that".
        case stance
        /// A refusal only in the first sentences: "I won't write".
        case opening
        /// Not a refusal by itself: "I'm sorry", "As an AI".
        case apology
        /// Says that the thing asked for is wrong.
        case condemnation
        /// Says that the question takes for true what is not.
        case premise
        /// Cannot do it for lack of means, not of will: no access, no senses, no text given.
        case capability
        /// Turns to the answer after all: "However, here is".
        case pivot
        /// Offers a part of it: "However, I can give general information".
        case offer
        /// Begins to answer: "Here is", "Sure".
        case compliance
        /// Leads elsewhere: another topic, help lines, safe alternatives.
        case redirection
        /// The whole answer is about something else: "Let's talk about something else".
        case deflection
        /// Words that make a refusal of the same sentence none: "I can't wait".
        case negation
        /// The answer is a letter or a story: its "I" is somebody else.
        case voice
    }
}
