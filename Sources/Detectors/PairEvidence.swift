// Pairs of answers to the same questions, counted by hand: one run of a suite is one pane.

package import Model

/// Evidence against "the first is no worse than the second": of the pairs that differ, the first fails half the time at
/// most. An e-detector: under the null it alarms at `lnEvidence ≥ ln A` in at most n / A of n runs on average.
package struct PairEvidence: Equatable, Sendable {
    private var mixture = Mixture(learners: 8)

    package init() {}

    /// Takes one run. Without a pair that differs, nothing is said.
    package mutating func step(worse: Int64, better: Int64) {
        guard let paired = PairedBets(), worse > 0 || better > 0 else { return }
        var pane = PaneFactor()
        paired.add(worse: Double(max(0, worse)), equal: 0, better: Double(max(0, better)), to: &pane)
        mixture.step(pane)
    }

    /// Zero before the first pair that differs.
    package var lnEvidence: Double { max(0, mixture.logE) }

    /// Begins anew.
    package mutating func reset() { mixture.reset() }

    package func write(to writer: inout ByteWriter) { mixture.write(to: &writer) }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        mixture = try Mixture(from: &reader)
    }
}
