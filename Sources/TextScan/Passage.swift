// A sentence of an answer, and whose words it holds.

/// Reaches to the next one.
struct Passage {
    /// In the folded text.
    var start: Int
    var traits: Traits

    struct Traits: OptionSet {
        let rawValue: UInt8

        static let quoted = Traits(rawValue: 1)
        static let code = Traits(rawValue: 2)
        /// Of a list or a table.
        static let item = Traits(rawValue: 4)
        /// What somebody says in a dialogue: `Waiter: …`.
        static let speech = Traits(rawValue: 8)
        /// Its first words are those of a line.
        static let lineStart = Traits(rawValue: 16)
        /// No refusal begins with a list or with code.
        var isAnswer: Bool { contains(.item) || contains(.code) }
        static let others: Traits = [.quoted, .code, .item, .speech]
    }

    /// Whether the model says it in its own name.
    var isOwn: Bool { traits.isDisjoint(with: .others) }
}
