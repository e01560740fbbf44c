// A tuned model beside its base model, asked the same suite in the same slot.

internal import Detectors
package import Model

/// Pairs of answers over runs; each run of both is taken once.
package struct ComparisonEvidence: Equatable, Sendable {
    /// The newest slot that was compared.
    private var slot: Int64?
    private var evidence = PairEvidence()
    /// Of that slot: items that both measured, that only the tuned model failed, and that only the base model did.
    package private(set) var both: Int64 = 0
    package private(set) var worse: Int64 = 0
    package private(set) var better: Int64 = 0

    package init() {}

    package var lnEvidence: Double { evidence.lnEvidence }

    /// Takes complete runs of both. False unless they are of one slot that was not compared before, and asked the same.
    package mutating func take(_ own: RunLedger, base: RunLedger) -> Bool {
        guard let slot = own.slot, slot == base.slot, self.slot.map({ $0 < slot }) ?? true,
            own.suiteHash.utf8.elementsEqual(base.suiteHash.utf8)
        else { return false }
        self.slot = slot
        (worse, better, both) = own.pairs(with: base)
        evidence.step(worse: worse, better: better)
        return true
    }

    /// Begins anew: what an alert was about was settled.
    package mutating func forget() { evidence.reset() }

    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(UInt8(slot == nil ? 0 : 1))
        for number in [slot ?? 0, both, worse, better] { writer.write(number) }
        evidence.write(to: &writer)
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        let hasSlot = try reader.flag()
        let number = try reader.integer()
        slot = hasSlot ? number : nil
        both = try reader.count(max: Int64(RunLedger.entriesMax))
        worse = try reader.count(max: both)
        better = try reader.count(max: both)
        evidence = try PairEvidence(from: &reader)
    }
}
