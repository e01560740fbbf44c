// One inference, as plain fields.

/// What the hot path needs of an event: no String, no Array, no reference.
package struct Event: Sendable {
    package var time: EventTime
    /// Interned names by `Dimension.place`; dimensions nobody groups by stay absent.
    package var names: InlineArray<8, NameID>
    package var outcome: Outcome
    package var source: OutcomeSource
    /// Inverse inclusion probability in 1/256.
    package var weight: Int64
    /// A canary never enters organic panes.
    package var isCanary: Bool
    /// A hash of `user_hash`; zero when the event names no user.
    package var user: UInt64 = 0
    /// A hash of `request.text_hash`, by which the same question to two models is found; zero without one.
    package var question: UInt64 = 0
    package var id = EventID.none
    /// One bit for each place of `values` that holds a number.
    package var measured: UInt8 = 0
    /// By the place of the measure in the list that the decoder was given.
    package var values: InlineArray<8, Double> = .init(repeating: 0)

    package init(
        time: EventTime, names: InlineArray<8, NameID>, outcome: Outcome, source: OutcomeSource, weight: Int64,
        isCanary: Bool
    ) {
        self.time = time
        self.names = names
        self.outcome = outcome
        self.source = source
        self.weight = weight
        self.isCanary = isCanary
    }
}

/// A set of dimensions.
package struct DimensionSet: Equatable, Sendable {
    package private(set) var bits: UInt16 = 0

    package init(_ dimensions: some Sequence<Dimension>) {
        for dimension in dimensions { bits |= 1 << dimension.rawValue }
    }

    @inlinable
    package func contains(_ dimension: Dimension) -> Bool { bits >> dimension.rawValue & 1 == 1 }

    /// In the order of `Dimension`.
    package var ordered: [Dimension] { Dimension.allCases.filter(contains) }
}
