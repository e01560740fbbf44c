// Requests and answers as bytes.

extension ControlRequest {
    package var bytes: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .order(let order):
            writer.write(UInt8(0))
            order.write(to: &writer)
        case .reload: writer.write(UInt8(1))
        case .logLevel(let level):
            writer.write(UInt8(2))
            writer.write(level)
        case .status: writer.write(UInt8(3))
        }
        return writer.bytes
    }

    package init(bytes: [UInt8]) throws(ByteCodingError) {
        var reader = ByteReader(bytes)
        switch try reader.byte() {
        case 0: self = .order(try Order(from: &reader))
        case 1: self = .reload
        case 2: self = .logLevel(try reader.text())
        case 3: self = .status
        default: throw .value(at: 0)
        }
        guard reader.isAtEnd else { throw .value(at: reader.position) }
    }
}

extension ControlAnswer {
    package var bytes: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .done(let receipt):
            writer.write(UInt8(0))
            writer.write(receipt.message)
            writer.write(receipt.id)
        case .refused(let refusal):
            writer.write(UInt8(1))
            writer.write(refusal.reason)
            writer.write(UInt8(refusal.isNotFound ? 1 : 0))
            writer.write(refusal.details)
        case .reloaded(let report):
            writer.write(UInt8(2))
            report.write(to: &writer)
        case .status(let status):
            writer.write(UInt8(3))
            status.write(to: &writer)
        }
        return writer.bytes
    }

    package init(bytes: [UInt8]) throws(ByteCodingError) {
        var reader = ByteReader(bytes)
        switch try reader.byte() {
        case 0: self = .done(Receipt(message: try reader.text(), id: try reader.text()))
        case 1:
            self = .refused(
                Refusal(reason: try reader.text(), isNotFound: try reader.flag(), details: try reader.texts()))
        case 2: self = .reloaded(try ReloadReport(from: &reader))
        case 3: self = .status(try LiveStatus(from: &reader))
        default: throw .value(at: 0)
        }
        guard reader.isAtEnd else { throw .value(at: reader.position) }
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ texts: [String]) {
        write(Int64(texts.count))
        for text in texts { write(text) }
    }

    fileprivate mutating func write(_ number: Int64?) {
        write(UInt8(number == nil ? 0 : 1))
        if let number { write(number) }
    }
}

extension ByteReader {
    fileprivate mutating func texts() throws(ByteCodingError) -> [String] {
        let count = try integer()
        guard count >= 0 else { throw .value(at: position - 8) }
        var texts: [String] = []
        // Each takes bytes, so a count that lies ends at their end.
        while texts.count < count { texts.append(try text()) }
        return texts
    }

    fileprivate mutating func integerOrNil() throws(ByteCodingError) -> Int64? { try flag() ? try integer() : nil }

    fileprivate mutating func partition() throws(ByteCodingError) -> Int32 {
        guard let partition = Int32(exactly: try integer()) else { throw .value(at: position - 8) }
        return partition
    }

    fileprivate mutating func certainTime() throws(ByteCodingError) -> EventTime {
        EventTime(microseconds: try integer())
    }
}

extension ReloadReport {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(generation)
        writer.write(rulesHash)
        writer.write(previousHash)
        for names in [kept, changed, added, removed, needsRestart, warnings] { writer.write(names) }
        writer.write(states)
        writer.write(statesKept)
        writer.write(Int64(offsets.count))
        for offset in offsets {
            writer.write(offset.topic)
            writer.write(Int64(offset.partition))
            writer.write(offset.next)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteCodingError) {
        self.init(generation: try reader.integer(), rulesHash: try reader.text(), previousHash: try reader.text())
        kept = try reader.texts()
        changed = try reader.texts()
        added = try reader.texts()
        removed = try reader.texts()
        needsRestart = try reader.texts()
        warnings = try reader.texts()
        states = try reader.integer()
        statesKept = try reader.integer()
        let count = try reader.integer()
        guard count >= 0 else { throw .value(at: reader.position - 8) }
        while offsets.count < count {
            offsets.append(
                Offset(topic: try reader.text(), partition: try reader.partition(), next: try reader.integer()))
        }
    }
}

extension LiveStatus {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(version)
        writer.write(processID)
        writer.write(startedAt.microseconds)
        writer.write(now.microseconds)
        writer.write(generation)
        writer.write(rulesHash)
        writer.write(rules)
        writer.write(logLevel)
        writer.write(eventsPerSecond)
        writer.write(records)
        writer.write(queue)
        writer.write(closedThrough)
        writer.write(checkpointAt)
        writer.write(trouble.map { [$0] } ?? [])
        writer.write(Int64(partitions.count))
        for partition in partitions {
            writer.write(partition.topic)
            writer.write(Int64(partition.partition))
            writer.write(partition.next)
            writer.write(partition.end)
            writer.write(partition.newest)
            writer.write(partition.watermark)
            writer.write(UInt8(partition.isIdle ? 1 : 0))
            writer.write(UInt8(partition.isAtEnd ? 1 : 0))
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteCodingError) {
        self.init(
            version: try reader.text(), processID: try reader.integer(), startedAt: try reader.certainTime(),
            now: try reader.certainTime(), generation: try reader.integer(), rulesHash: try reader.text(),
            rules: try reader.integer(), logLevel: try reader.text(), eventsPerSecond: try reader.number(),
            records: try reader.integer())
        queue = try reader.integerOrNil()
        closedThrough = try reader.time()
        checkpointAt = try reader.time()
        trouble = try reader.texts().first
        let count = try reader.integer()
        guard count >= 0 else { throw .value(at: reader.position - 8) }
        while partitions.count < count {
            partitions.append(
                Partition(
                    topic: try reader.text(), partition: try reader.partition(), next: try reader.integer(),
                    end: try reader.integerOrNil(), newest: try reader.time(), watermark: try reader.time(),
                    isIdle: try reader.flag(), isAtEnd: try reader.flag()))
        }
    }
}
