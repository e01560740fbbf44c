// Accumulators as bytes: version, tally, histograms, two samples. Small numbers take one byte.

package import Model
internal import Statistics

/// Bounds of stored numbers, far above what a pane can hold and low enough for sums over many panes.
private enum Bound {
    static let count: Int64 = 1 << 40
    static let weight: Int64 = 1 << 56
    static let squares: Int64 = 1 << 60
}

extension Accumulator {
    private static let version: UInt8 = 2

    package func write(to writer: inout ByteWriter) {
        // Without examples the bytes are those of the first version.
        writer.write(examples.isEmpty ? 1 : Accumulator.version)
        tally.write(to: &writer)
        let count = histograms.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
        writer.write(varint: UInt64(count))
        for histogram in histograms[..<count] { histogram.write(to: &writer) }
        sample.write(to: &writer)
        pairs.write(to: &writer)
        if !examples.isEmpty { examples.write(to: &writer) }
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version: UInt8
        (self, version) = try Accumulator.totals(from: &reader)
        sample = try Sample(capacity: Sample.usersMax, from: &reader)
        pairs = try Sample(capacity: Accumulator.questionsMax, from: &reader)
        guard version > 1 else { return }
        examples = try Examples(from: &reader)
        guard !examples.isEmpty else { throw .value(at: reader.position) }
    }

    /// What windows are made of, without the samples that come behind it: a chart of a day reads nothing else.
    package static func totals(
        from reader: inout ByteReader
    ) throws(ByteCodingError) -> (accumulator: Accumulator, version: UInt8) {
        let version = try reader.byte()
        guard 1...Accumulator.version ~= version else { throw .version(version) }
        var accumulator = Accumulator(tally: try Tally(from: &reader))
        let count = try reader.varint(upTo: UInt64(Measure.countMax))
        for _ in 0..<count { accumulator.totals.histograms.append(try Histogram(from: &reader)) }
        return (accumulator, version)
    }
}

extension Tally {
    /// Weights follow from counts without sampling; then they are left out.
    private var isPlain: Bool {
        for index in 0..<6 where weights[index] != counts[index] &* Tally.weightOne { return false }
        return squares == decided &* Tally.weightOne
    }

    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(UInt8(isPlain ? 1 : 0))
        for index in 0..<6 { writer.write(varint: UInt64(bitPattern: counts[index])) }
        if isPlain { return }
        for index in 0..<6 { writer.write(varint: UInt64(bitPattern: weights[index])) }
        writer.write(varint: UInt64(bitPattern: squares))
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteCodingError) {
        self.init()
        let isPlain = try reader.flag()
        for index in 0..<6 {
            counts[index] = try reader.number(upTo: Bound.count)
            weights[index] = counts[index] * Tally.weightOne
        }
        squares = decided * Tally.weightOne
        if isPlain { return }
        for index in 0..<6 { weights[index] = try reader.number(upTo: Bound.weight) }
        squares = try reader.number(upTo: Bound.squares)
    }
}

extension Histogram {
    /// Per bin the distance from the last one, then twice its count, plus one when a weight follows.
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(varint: UInt64(bins.count))
        if bins.isEmpty { return }
        let bits = UInt128(bitPattern: sum)
        writer.write(varint: UInt64(truncatingIfNeeded: bits))
        writer.write(varint: UInt64(truncatingIfNeeded: bits >> 64))
        var last: UInt16 = 0
        for bin in bins {
            let isSampled = bin.weight != bin.count &* Tally.weightOne
            writer.write(varint: UInt64(bin.bin &- last))
            writer.write(varint: UInt64(bitPattern: bin.count) << 1 | (isSampled ? 1 : 0))
            if isSampled { writer.write(varint: UInt64(bitPattern: bin.weight)) }
            last = bin.bin
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteCodingError) {
        self.init()
        let count = try reader.varint(upTo: UInt64(LogBins.grid.count))
        if count == 0 { return }
        let low = try reader.varint(upTo: .max)
        let high = try reader.varint(upTo: .max)
        var bins: [Bin] = []
        var last: UInt64 = 0
        for _ in 0..<count {
            last += try reader.varint(upTo: UInt64(LogBins.grid.count))
            let events = try reader.varint(upTo: UInt64(Bound.count) << 1 | 1)
            var bin = Bin(bin: UInt16(clamping: last), count: Int64(events >> 1), weight: 0)
            bin.weight = bin.count * Tally.weightOne
            if events & 1 == 1 { bin.weight = try reader.number(upTo: Bound.weight) }
            bins.append(bin)
        }
        let sum = Int128(bitPattern: UInt128(high) << 64 | UInt128(low))
        guard let read = Histogram(bins: bins, sum: sum) else { throw .value(at: reader.position) }
        self = read
    }
}

extension Sample {
    /// A row begins with its kind and four flags: three for what is usual and then left out, one for the end.
    private enum Flag {
        static let kinds: UInt8 = 0b1111
        static let unweighted: UInt8 = 1 << 4
        static let single: UInt8 = 1 << 5
        /// The values of one event have one tag.
        static let sameTag: UInt8 = 1 << 6
        static let isLast: UInt8 = 1 << 7
    }

    fileprivate func write(to writer: inout ByteWriter) {
        let isAnyAnonymous = rows.last?.priority == Sample.anonymous
        writer.write(varint: UInt64(users) << 2 | (isAnyAnonymous ? 2 : 0) | (userBits == 0 ? 0 : 1))
        if userBits != 0 { writer.write(Int64(bitPattern: userBits)) }
        var tag: UInt32 = 0
        for place in rows.indices {
            let row = rows[place]
            if place == 0 || rows[place - 1].priority != row.priority {
                // The anonymous are the last ones, which the header says.
                if row.priority != Sample.anonymous { writer.write(Int64(bitPattern: row.priority)) }
                tag = 0
            }
            let isLast = place + 1 == rows.count || rows[place + 1].priority != row.priority
            Self.write(row, isLast: isLast, tag: &tag, to: &writer)
        }
    }

    /// `tag` is the one of the user's row before.
    private static func write(_ row: SampleRow, isLast: Bool, tag: inout UInt32, to writer: inout ByteWriter) {
        let isValue = row.measure != nil
        var first = row.kind
        if Int64(row.weight) == Tally.weightOne { first |= Flag.unweighted }
        if row.count == 1 { first |= Flag.single }
        if isValue, row.tag == tag { first |= Flag.sameTag }
        if isLast { first |= Flag.isLast }
        writer.write(first)
        if isValue {
            writer.write(varint: UInt64(row.bin))
            if row.tag != tag {
                for shift in stride(from: UInt32(0), to: 32, by: 8) {
                    writer.write(UInt8(truncatingIfNeeded: row.tag >> shift))
                }
            }
            tag = row.tag
        }
        if Int64(row.weight) != Tally.weightOne { writer.write(varint: UInt64(UInt32(bitPattern: row.weight))) }
        if row.count != 1 { writer.write(varint: UInt64(row.count)) }
    }

    fileprivate init(capacity: Int, from reader: inout ByteReader) throws(ByteCodingError) {
        self.init(capacity: capacity)
        let header = try reader.varint(upTo: UInt64(capacity) << 2 | 3)
        if header & 1 == 1 { note(bits: UInt64(bitPattern: try reader.integer())) }
        for _ in 0..<header >> 2 {
            let priority = UInt64(bitPattern: try reader.integer())
            guard priority != Sample.anonymous else { throw .value(at: reader.position) }
            try read(priority, from: &reader)
        }
        guard users == header >> 2 else { throw .value(at: reader.position) }
        if header & 2 == 2 { try read(Sample.anonymous, from: &reader) }
    }

    private mutating func read(_ priority: UInt64, from reader: inout ByteReader) throws(ByteCodingError) {
        var tag: UInt32 = 0
        while true {
            let first = try reader.byte()
            var row = SampleRow(priority: priority, kind: first & Flag.kinds, weight: Int32(Tally.weightOne))
            guard row.kind < 6 || row.kind >= SampleRow.measureKind else { throw .value(at: reader.position) }
            if row.measure != nil {
                row.bin = UInt16(try reader.varint(upTo: UInt64(LogBins.grid.count - 1)))
                if first & Flag.sameTag == 0 {
                    tag = 0
                    for shift in stride(from: UInt32(0), to: 32, by: 8) { tag |= UInt32(try reader.byte()) << shift }
                }
                row.tag = tag
            }
            if first & Flag.unweighted == 0 {
                row.weight = Int32(try reader.varint(upTo: UInt64(Int32.max)))
            }
            if first & Flag.single == 0 { row.count = UInt32(try reader.varint(upTo: UInt64(UInt32.max))) }
            let count = rows.count
            let isOrdered = rows.last.map { $0.precedes(row) } ?? true
            append(row)
            // What is out of order, alike or past a bound was not written by us.
            guard isOrdered, row.count > 0, rows.count == count + 1 else { throw .value(at: reader.position) }
            if first & Flag.isLast != 0 { return }
        }
    }
}
