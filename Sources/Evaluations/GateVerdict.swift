// What all gates together say.

internal import Model

package struct GateVerdict: Equatable, Sendable {
    package enum Word: String, CaseIterable, Sendable {
        case pass, block
        /// Nothing blocks, and something is not accepted: it passes once a person has signed.
        case review
    }

    package let decisions: [GateDecision]
    package let word: Word

    package init(_ gates: GateSet, on comparison: Comparison) {
        decisions = gates.gates.map { $0.decision(on: comparison) }
        let outcomes = decisions.map(\.outcome)
        if outcomes.contains(.blocked) || outcomes.contains(.notMeasured) {
            word = .block
        } else if outcomes.contains(.review) || !outcomes.contains(.accepted) {
            // Gates that no case is one for have shown nothing.
            word = .review
        } else {
            word = .pass
        }
    }
}
