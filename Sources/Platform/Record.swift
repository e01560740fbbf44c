// Bytes on loan from a source.

/// One record of a log. Its bytes belong to the source until the next poll.
package struct Record {
    /// The number that the source gave to the partition.
    package var partition: Int
    package var offset: Int64
    /// The offset after it: `offset + 1` in Kafka, the byte after the line in a file.
    package var next: Int64
    /// Nil for a record without a value.
    package var payload: UnsafeRawBufferPointer?

    package init(partition: Int, offset: Int64, next: Int64, payload: UnsafeRawBufferPointer?) {
        self.partition = partition
        self.offset = offset
        self.next = next
        self.payload = payload
    }
}

/// What a source has to say besides records, in the order in which it happened.
package enum SourceNotice: Sendable {
    /// A partition is being read from now on; numbers are dense and in order of appearance.
    case partition(topic: String, partition: Int32)
    /// A partition without a known position begins at this offset.
    case begins(partition: Int, at: Int64)
    /// The reader has everything that the partition held. `isFinal`: nothing will ever follow.
    case end(partition: Int, isFinal: Bool)
    /// Records from the expected offset up to `to` are gone; reading goes on at `resume`. What the batch holds of the
    /// partition comes before the gap.
    case gap(partition: Int, to: Int64?, resume: Int64, kind: String)
    /// The source cannot be reached; ends lose their meaning until it says `connected`.
    case disconnected
    case connected
}

/// A reusable batch.
package struct RecordBatch {
    package var records: [Record] = []
    package var notices: [SourceNotice] = []

    package init() {}

    package mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
    }
}

/// A 64-bit hash of a record's bytes (FNV-1a), to notice that an offset holds another record than before.
package func anchor(of payload: UnsafeRawBufferPointer?) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    guard let payload else { return Int64(bitPattern: hash) }
    for byte in payload { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int64(bitPattern: hash)
}
