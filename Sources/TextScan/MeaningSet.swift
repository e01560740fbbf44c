// Which meanings were found in a sentence.

struct MeaningSet {
    private var bits: UInt16 = 0

    /// Everything that is said around an answer and is not part of it.
    static let talk = MeaningSet([
        .refusal, .stance, .opening, .apology, .condemnation, .premise, .capability, .redirection, .deflection,
    ])

    init() {}

    init(_ meanings: [RefusalPattern.Meaning]) { for meaning in meanings { insert(meaning) } }

    mutating func insert(_ meaning: RefusalPattern.Meaning) { bits |= 1 << UInt16(meaning.rawValue) }
    func has(_ meaning: RefusalPattern.Meaning) -> Bool { bits & 1 << UInt16(meaning.rawValue) != 0 }
    func isDisjoint(with other: MeaningSet) -> Bool { bits & other.bits == 0 }
}
