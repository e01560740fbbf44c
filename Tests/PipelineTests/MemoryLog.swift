// A log in memory: what a broker would hold, and the batches that a reader would get.

import Model
import Panes
import Platform

/// One topic. Its bytes stay where they are for as long as it lives, as records on loan need.
final class MemoryLog {
    static let topic = "events"
    private(set) var partitions: [[UnsafeRawBufferPointer?]]
    private var owned: [UnsafeMutableRawBufferPointer] = []

    init(partitions count: Int) {
        partitions = Array(repeating: [], count: count)
    }

    deinit { for bytes in owned { bytes.deallocate() } }

    var count: Int { partitions.reduce(0) { $0 + $1.count } }

    /// Nil is a record without a value.
    func append(_ bytes: [UInt8]?, to partition: Int) {
        guard let bytes else { return partitions[partition].append(nil) }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
        room.copyBytes(from: bytes)
        owned.append(room)
        partitions[partition].append(UnsafeRawBufferPointer(rebasing: room[..<bytes.count]))
    }

    func append(_ text: String, to partition: Int) { append(Array(text.utf8), to: partition) }

    func record(_ partition: Int, _ offset: Int64) -> Record {
        Record(partition: partition, offset: offset, next: offset + 1, payload: partitions[partition][Int(offset)])
    }

    /// The order in which the records were appended is lost; this is partition 0 first, then 1, and so on.
    var oneAfterAnother: [Int] { partitions.indices.flatMap { Array(repeating: $0, count: partitions[$0].count) } }
}

/// Reads a log in a given order of partitions, each partition in its own order.
struct MemoryReader {
    let log: MemoryLog
    /// Partition numbers; the nth mention of a partition is its nth record.
    let order: [Int]
    private(set) var taken = 0
    private var offsets: [Int64]
    private var isAnnounced = false

    init(log: MemoryLog, order: [Int]) {
        self.log = log
        self.order = order
        offsets = Array(repeating: 0, count: log.partitions.count)
    }

    var isAtEnd: Bool { taken == order.count }

    /// Starts where an earlier run stopped: the record before `next` again, to be compared, then the rest in order.
    init(log: MemoryLog, order: [Int], from positions: [Position]) {
        self.init(log: log, order: order)
        for position in positions { offsets[Int(position.partition)] = position.next }
        var skipped = Array(repeating: Int64(0), count: offsets.count)
        var rest: [Int] = []
        for position in positions where position.anchor != nil && position.next > 0 {
            offsets[Int(position.partition)] -= 1
            rest.append(Int(position.partition))
        }
        let nexts = Dictionary(uniqueKeysWithValues: positions.map { (Int($0.partition), $0.next) })
        for partition in order {
            if skipped[partition] < nexts[partition] ?? 0 { skipped[partition] += 1 } else { rest.append(partition) }
        }
        self = MemoryReader(log: log, order: rest, offsets: offsets)
    }

    private init(log: MemoryLog, order: [Int], offsets: [Int64]) {
        self.log = log
        self.order = order
        self.offsets = offsets
    }

    mutating func poll(into batch: inout RecordBatch, count: Int) {
        if !isAnnounced {
            isAnnounced = true
            for partition in log.partitions.indices {
                batch.notices.append(.partition(topic: MemoryLog.topic, partition: Int32(partition)))
            }
        }
        let end = min(order.count, taken + count)
        for partition in order[taken..<end] {
            batch.records.append(log.record(partition, offsets[partition]))
            offsets[partition] += 1
        }
        taken = end
    }
}

/// A random order that keeps nothing but the counts: sometimes fair, sometimes in bursts.
func interleaving(of log: MemoryLog, using random: inout some RandomNumberGenerator) -> [Int] {
    var left = log.partitions.map(\.count)
    var order: [Int] = []
    let burstMax = [1, 3, 50, 500].randomElement(using: &random) ?? 1
    while let partition = left.indices.filter({ left[$0] > 0 }).randomElement(using: &random) {
        let burst = min(left[partition], Int.random(in: 1...burstMax, using: &random))
        order += Array(repeating: partition, count: burst)
        left[partition] -= burst
    }
    return order
}
