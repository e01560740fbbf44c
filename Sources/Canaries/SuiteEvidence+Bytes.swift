// The evidence of a suite as bytes, for the store.

internal import Detectors
package import Model

extension SuiteEvidence {
    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        for ledger in [current, last, reference] {
            writer.write(UInt8(ledger == nil ? 0 : 1))
            ledger?.write(to: &writer)
        }
        writer.write(Int64(failing.count))
        for entry in failing {
            writer.write(entry.item)
            writer.write(entry.category)
        }
        writer.write(Int64(runs.count))
        for run in runs {
            writer.write(run.at.microseconds)
            writer.write(run.asked)
            writer.write(run.failures)
        }
        writer.write(cleanRuns)
        writer.write(Int64(finished.count))
        for run in finished { writer.write(run) }
        regressions.write(to: &writer)
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        current = try reader.flag() ? try RunLedger(from: &reader) : nil
        last = try reader.flag() ? try RunLedger(from: &reader) : nil
        reference = try reader.flag() ? try RunLedger(from: &reader) : nil
        for _ in 0..<(try reader.count(max: Int64(Self.failingMax))) {
            let item = try reader.text()
            failing.append(Failing(item: item, category: try reader.text()))
        }
        for _ in 0..<(try reader.count(max: Int64(Self.runsMax))) {
            let at = EventTime(microseconds: try reader.integer())
            let asked = try reader.count(max: Self.answersMax)
            runs.append(RunCount(at: at, asked: asked, failures: try reader.count(max: asked)))
        }
        cleanRuns = try reader.count(max: Self.answersMax)
        for _ in 0..<(try reader.count(max: Int64(Self.finishedMax))) { finished.append(try reader.text()) }
        regressions = try PairEvidence(from: &reader)
    }

    /// More answers than this no run has; sums of a day's do not overflow.
    private static let answersMax: Int64 = 1 << 40
}
