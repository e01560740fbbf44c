// Two independent streams of one rate: A and B of a trial without common inputs.

package import Model
internal import Statistics

/// What came in one pane on both streams, each event from a user of its own.
package struct TwoStreamBlock: Equatable, Sendable {
    package var hitsA: Double
    package var eventsA: Double
    package var hitsB: Double
    package var eventsB: Double

    package init(hitsA: Double, eventsA: Double, hitsB: Double, eventsB: Double) {
        self.hitsA = hitsA
        self.eventsA = eventsA
        self.hitsB = hitsB
        self.eventsB = eventsB
    }

    /// The logarithm of the block e-variable of Turner, Ly and Grünwald: the likelihood ratio of two rates against
    /// their mean weighted by size. Of mean at most 1 whenever both streams have one rate, whatever it is. Rates are
    /// chosen without looking at the block, inside (0, 1).
    package func logE(rateA: Double, rateB: Double) -> Double {
        let events = eventsA + eventsB
        guard events > 0 else { return 0 }
        let common = (eventsA * rateA + eventsB * rateB) / events
        let hits = hitsA * ln(rateA / common) + hitsB * ln(rateB / common)
        let missesA = (eventsA - hitsA) * ln((1 - rateA) / (1 - common))
        return hits + missesA + (eventsB - hitsB) * ln((1 - rateB) / (1 - common))
    }
}

/// Evidence that two streams differ. Rates are those of the blocks before, with half a hit and half a miss added.
package struct TwoStream: Equatable, Sendable {
    private var past = TwoStreamBlock(hitsA: 0, eventsA: 0, hitsB: 0, eventsB: 0)
    /// The logarithm of the e-process: "they differ since the beginning". Under the null it ever reaches ln(1/α) with
    /// probability α at most.
    package private(set) var logE = 0.0
    private var changes = Mixture(learners: 1)

    package init() {}

    /// Shiryaev–Roberts evidence: "they differ since some time"; n / A false alarms at most in n blocks.
    package var logChangeE: Double { changes.logE }

    /// Scores a block, then learns from it. An empty block is no step.
    package mutating func step(_ block: TwoStreamBlock) {
        guard block.eventsA + block.eventsB > 0 else { return }
        let factor = block.logE(
            rateA: (past.hitsA + 0.5) / (past.eventsA + 1), rateB: (past.hitsB + 0.5) / (past.eventsB + 1))
        logE += factor
        changes.step(PerLearner(repeating: factor))
        past.hitsA += block.hitsA
        past.eventsA += block.eventsA
        past.hitsB += block.hitsB
        past.eventsB += block.eventsB
    }

    /// Forgets evidence of a change after an alarm; rates stay.
    package mutating func resetChange() { changes.reset() }

    package func write(to writer: inout ByteWriter) {
        for value in [past.hitsA, past.eventsA, past.hitsB, past.eventsB, logE] { writer.write(value) }
        changes.write(to: &writer)
    }

    /// Throws on counts that no past has and on evidence that is no number.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        past.hitsA = try reader.double()
        past.eventsA = try reader.double()
        past.hitsB = try reader.double()
        past.eventsB = try reader.double()
        for (hits, events) in [(past.hitsA, past.eventsA), (past.hitsB, past.eventsB)] {
            guard hits >= 0, hits <= events, events < .infinity else { throw .value(at: reader.position - 32) }
        }
        logE = try reader.double()
        guard logE.isFinite else { throw .value(at: reader.position - 8) }
        changes = try Mixture(from: &reader)
        guard changes.learners == 1 else { throw .value(at: reader.position - 8) }
    }
}
