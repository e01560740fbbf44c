// A pattern as vectorscan runs it: short parts, put together again here.

extension RefusalPattern {
    /// One part, and how many bytes of the same sentence may stand before it.
    struct Part: Equatable {
        var expression: String
        var gap: Int
    }

    /// Stands before what counts only of somebody who says I.
    static let speaker = "<i>"

    var needsSpeaker: Bool { expression.hasPrefix(RefusalPattern.speaker) }

    /// `<90>` in an expression stands for at most 90 bytes of the same sentence. As `.{0,90}` it would make an
    /// automaton that takes seconds to compile and microseconds per word to run; as parts it costs a comparison.
    var parts: [Part] {
        var parts: [Part] = []
        var expression = ""
        var gap = 0
        var rest = self.expression.dropFirst(needsSpeaker ? RefusalPattern.speaker.count : 0)
        while let byte = rest.first {
            if byte == "<", let end = rest.firstIndex(of: ">"), let next = Int(rest.dropFirst().prefix { $0 != ">" }) {
                parts.append(Part(expression: expression, gap: gap))
                (expression, gap) = ("", next)
                rest = rest[rest.index(after: end)...]
            } else {
                expression.append(byte)
                rest = rest.dropFirst()
            }
        }
        parts.append(Part(expression: expression, gap: gap))
        return parts
    }
}

extension RefusalPattern.Meaning {
    /// Matters only behind a refusal; not looked for elsewhere.
    var isTurn: Bool {
        switch self {
        case .pivot, .offer, .redirection: true
        case .refusal, .stance, .opening, .apology, .condemnation, .premise, .capability, .compliance, .deflection,
            .negation,
            .voice:
            false
        }
    }
}
