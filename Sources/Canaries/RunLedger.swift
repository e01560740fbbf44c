// What one run of a suite came to, item by item, as far as it was told.

package import Model

/// Each item is concluded once. Items are known by hashes of their names.
package struct RunLedger: Equatable, Sendable {
    /// An item and what it came to.
    package struct Entry: Equatable, Sendable {
        package var item: UInt64
        package var fate: CanaryFate
    }

    package let run: String
    package let slot: Int64?
    package let suiteHash: String
    package let startedAt: EventTime
    /// By item.
    package private(set) var entries: [Entry] = []
    /// Attempts that were measured, and those of them that failed.
    package private(set) var asked: Int64 = 0
    package private(set) var failures: Int64 = 0
    /// Items that failed and failed again, and items that failed once.
    package private(set) var failed: Int64 = 0
    package private(set) var flaky: Int64 = 0

    /// A suite has no more items.
    package static let entriesMax = 20_000
    /// An item is not asked more often in one run.
    private static let attemptsMax: Int64 = 1000

    package init(_ run: CanaryRun) {
        (self.run, slot, suiteHash, startedAt) = (run.id, run.slot, run.suiteHash, run.startedAt)
    }

    package static func hash(of item: String) -> UInt64 { EventID.hash(of: Array(item.utf8)) }

    /// Whether the conclusion is new.
    package mutating func add(_ conclusion: CanaryConclusion) -> Bool {
        let item = Self.hash(of: conclusion.item)
        let place = place(of: item)
        guard place == entries.endIndex || entries[place].item != item, entries.count < Self.entriesMax else {
            return false
        }
        entries.insert(Entry(item: item, fate: conclusion.fate), at: place)
        let measured = min(max(0, conclusion.asked), Self.attemptsMax)
        asked += measured
        failures += min(max(0, conclusion.failures), measured)
        switch conclusion.fate {
        case .failed: failed += 1
        case .flaky: flaky += 1
        case .passed, .notMeasured: break
        }
        return true
    }

    package func fate(of item: UInt64) -> CanaryFate? {
        let place = place(of: item)
        return place < entries.endIndex && entries[place].item == item ? entries[place].fate : nil
    }

    private func place(of item: UInt64) -> Int {
        var (low, high) = (entries.startIndex, entries.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].item < item { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Items that both measured: those that fail here and pass there, and the other way round.
    package func pairs(with other: RunLedger) -> (worse: Int64, better: Int64, both: Int64) {
        var (worse, better, both): (Int64, Int64, Int64) = (0, 0, 0)
        for entry in entries {
            guard entry.fate != .notMeasured, let there = other.fate(of: entry.item), there != .notMeasured else {
                continue
            }
            both += 1
            if entry.fate == .failed, there != .failed { worse += 1 }
            if entry.fate != .failed, there == .failed { better += 1 }
        }
        return (worse, better, both)
    }

    /// Items that were measured and did not fail.
    package var passed: Int64 { Int64(entries.count { $0.fate == .passed || $0.fate == .flaky }) }
    package var measured: Int64 { Int64(entries.count { $0.fate != .notMeasured }) }
}

extension RunLedger {
    package func write(to writer: inout ByteWriter) {
        writer.write(run)
        writer.write(UInt8(slot == nil ? 0 : 1))
        writer.write(slot ?? 0)
        writer.write(suiteHash)
        writer.write(startedAt.microseconds)
        for count in [asked, failures, failed, flaky, Int64(entries.count)] { writer.write(count) }
        for entry in entries {
            writer.write(Int64(bitPattern: entry.item))
            writer.write(UInt8(CanaryFate.allCases.firstIndex(of: entry.fate) ?? 0))
        }
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        run = try reader.text()
        let hasSlot = try reader.flag()
        let number = try reader.integer()
        slot = hasSlot ? number : nil
        suiteHash = try reader.text()
        startedAt = EventTime(microseconds: try reader.integer())
        asked = try reader.count(max: Int64(Self.entriesMax) * Self.attemptsMax)
        failures = try reader.count(max: asked)
        failed = try reader.count(max: Int64(Self.entriesMax))
        flaky = try reader.count(max: Int64(Self.entriesMax))
        for _ in 0..<(try reader.count(max: Int64(Self.entriesMax))) {
            let item = UInt64(bitPattern: try reader.integer())
            let fate = Int(try reader.byte())
            guard fate < CanaryFate.allCases.count, entries.last.map({ $0.item < item }) ?? true else {
                throw .value(at: reader.position)
            }
            entries.append(Entry(item: item, fate: CanaryFate.allCases[fate]))
        }
    }
}

extension ByteReader {
    /// A number of things from zero on.
    mutating func count(max: Int64) throws(ByteCodingError) -> Int64 {
        let count = try integer()
        guard 0...max ~= count else { throw .value(at: position - 8) }
        return count
    }
}
