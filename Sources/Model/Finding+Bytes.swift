// A finding as bytes, for the store.

extension Finding {
    private static let version: UInt8 = 2

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        for number in [statistic, threshold, low, high, mixChange, behaviourChange, coverage, sinceOnset] {
            writer.write(number)
        }
        writer.write(users ?? -1)
        for time in [onset, onsetEarliest, onsetLatest] { writer.write(time) }
        writer.write(Int64(segments.count))
        for segment in segments {
            writer.write(Int64(segment.scope.values.count))
            for (dimension, value) in segment.scope.values {
                writer.write(dimension.rawValue)
                writer.write(value)
            }
            writer.write(segment.events)
            for number in [segment.rate, segment.baselineRate, segment.change] { writer.write(number) }
        }
        writer.write(Int64(examples.count))
        for example in examples { writer.write(example) }
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard 1...Self.version ~= version else { throw .version(version) }
        statistic = try reader.numberOrNil()
        threshold = try reader.numberOrNil()
        low = try reader.numberOrNil()
        high = try reader.numberOrNil()
        mixChange = try reader.numberOrNil()
        behaviourChange = try reader.numberOrNil()
        coverage = try reader.numberOrNil()
        sinceOnset = try reader.numberOrNil()
        let users = try reader.integer()
        self.users = users < 0 ? nil : users
        onset = try reader.time()
        onsetEarliest = try reader.time()
        onsetLatest = try reader.time()
        let count = try reader.integer()
        guard 0...Int64(Self.segmentsMax) ~= count else { throw .value(at: reader.position) }
        for _ in 0..<count { segments.append(try Segment(from: &reader)) }
        // The first version knew no examples.
        guard version > 1 else { return }
        let examples = try reader.integer()
        guard 0...Int64(Self.examplesMax) ~= examples else { throw .value(at: reader.position) }
        for _ in 0..<examples { self.examples.append(try reader.text()) }
    }
}

extension Finding.Segment {
    fileprivate init(from reader: inout ByteReader) throws(ByteCodingError) {
        let count = try reader.integer()
        guard 0...Int64(Dimension.allCases.count) ~= count else { throw .value(at: reader.position) }
        var values: [(dimension: Dimension, value: String)] = []
        for _ in 0..<count {
            guard let dimension = Dimension(rawValue: try reader.byte()) else { throw .value(at: reader.position) }
            values.append((dimension, try reader.text()))
        }
        scope = Scope(values)
        events = try reader.integer()
        rate = try reader.number()
        baselineRate = try reader.number()
        change = try reader.number()
    }
}
