// Reads every partition of the configured topics, from offsets that the store knows.

internal import CKafka
package import Model
package import Panes
package import Platform

/// Manual assignment of all partitions; no group membership, no pause, no seek: every change of position is a new
/// assign.
package struct KafkaSource: ~Copyable {
    private let settings: KafkaSettings
    private let client: KafkaClient
    private let queue: OpaquePointer?
    private let board: DiscoveryBoard
    private let discovery: Thread
    private let log: Log
    private let stored: [String: [Int32: Position]]
    private var partitions: [Assigned] = []
    private var isUp = false
    private var toldTrouble: String?
    /// The messages on loan: valid until the next poll.
    private let messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private var messageCount = 0
    private var lookup = PartitionLookup()

    private struct Assigned {
        let topic: String
        let partition: Int32
        /// The offset to fetch next; a librdkafka logical offset until the first record.
        var fetch: Int64
        /// The next offset that counts: one more than `fetch` while the record before it is fetched to be compared.
        var next: Int64?
    }

    private static let batchRecords = 4096
    private static let askMilliseconds: Int32 = 5000

    package init(settings: KafkaSettings, stored: [Position], log: Log) throws(KafkaError) {
        let board = DiscoveryBoard()
        let client = try KafkaClient(kind: RD_KAFKA_CONSUMER, properties: settings.complete, board: board, log: log)
        let task = Discovery(
            client: client.handle, topics: settings.topics, brokers: settings.brokers.joined(separator: ", "),
            board: board, interval: settings.discovery)
        // Before anything that only the deinit gives back: nothing may fail after it.
        guard let discovery = Thread({ task.run() }) else { throw .client("the system has no thread to give") }
        self.discovery = discovery
        self.settings = settings
        self.log = log
        self.board = board
        // Never null for a consumer with a group id, which is always set.
        queue = rd_kafka_queue_get_consumer(client.handle)
        self.client = client
        var byTopic: [String: [Int32: Position]] = [:]
        for position in stored { byTopic[position.topic, default: [:]][position.partition] = position }
        self.stored = byTopic
        messages = .allocate(capacity: Self.batchRecords)
        messages.initialize(repeating: nil)
    }

    deinit {
        board.stop()
        discovery.join()
        for index in 0..<messageCount { rd_kafka_message_destroy(messages[index]) }
        messages.deallocate()
        rd_kafka_queue_destroy(queue)
    }

    /// Whether partitions have been assigned.
    package var isAssigned: Bool { !partitions.isEmpty }

    /// Why there is nothing to read, when there is nothing to read.
    package var trouble: String? { board.snapshot.trouble }

    /// What the broker said with the last fetch: asking librdkafka's memory waits for nobody.
    package func end(of partition: Int) -> Int64? {
        guard partitions.indices.contains(partition) else { return nil }
        let assigned = partitions[partition]
        var low: Int64 = 0
        var high: Int64 = 0
        let status = rd_kafka_get_watermark_offsets(client.handle, assigned.topic, assigned.partition, &low, &high)
        return status == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    /// Records and notices that wait in the queue.
    package var waiting: Int64? { Int64(rd_kafka_queue_length(queue)) }

    /// The next records of any partition. Waits at most `timeout` for a batch to fill.
    package mutating func poll(into batch: inout RecordBatch, timeout: TimeSpan) {
        release()
        // Errors of the client wait in a queue of their own, which only this serves.
        _ = rd_kafka_poll(client.handle, 0)
        followBoard(&batch)
        let milliseconds = Int32(clamping: timeout.microseconds / 1000)
        let count = rd_kafka_consume_batch_queue(queue, milliseconds, messages.baseAddress, messages.count)
        guard count > 0 else { return }
        messageCount = count
        for index in 0..<count {
            guard let message = messages[index] else { continue }
            if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                take(message, &batch)
            } else {
                hear(message, &batch)
            }
        }
    }

    private mutating func take(_ message: UnsafeMutablePointer<rd_kafka_message_t>, _ batch: inout RecordBatch) {
        guard let place = place(of: message) else { return }
        let offset = message.pointee.offset
        partitions[place].fetch = offset + 1
        partitions[place].next = max(partitions[place].next ?? 0, offset + 1)
        let payload = message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
        batch.records.append(Record(partition: place, offset: offset, next: offset + 1, payload: payload))
    }

    /// A partition that was to be read from its end begins where that end is now, not where it will be after a restart.
    private mutating func begin(_ place: Int, at offset: Int64, _ batch: inout RecordBatch) {
        guard partitions[place].next == nil, offset > 0 else { return }
        partitions[place].next = offset
        partitions[place].fetch = offset
        batch.notices.append(.begins(partition: place, at: offset))
    }

    /// A message that carries no record but news of its partition.
    private mutating func hear(_ message: UnsafeMutablePointer<rd_kafka_message_t>, _ batch: inout RecordBatch) {
        let failure = message.pointee.err
        let place = place(of: message)
        switch failure {
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            if let place {
                begin(place, at: message.pointee.offset, &batch)
                batch.notices.append(.end(partition: place, isFinal: false))
            }
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
            if let place { recover(place, &batch) }
        default:
            let text = rd_kafka_message_errstr(message).map { String(cString: $0) } ?? ""
            let name = place.map { "\(partitions[$0].topic)/\(partitions[$0].partition)" } ?? "-"
            log.warning("kafka", ["partition": name, "error": kafkaMessage(failure), "reason": text])
        }
    }

    /// The offset that we wanted is not in the log any more, or not yet: find out which, and never skip in silence.
    private mutating func recover(_ place: Int, _ batch: inout RecordBatch) {
        var low: Int64 = 0
        var high: Int64 = 0
        let partition = partitions[place]
        let status = rd_kafka_query_watermark_offsets(
            client.handle, partition.topic, partition.partition, &low, &high, Self.askMilliseconds)
        guard status == RD_KAFKA_RESP_ERR_NO_ERROR else {
            log.warning(
                "kafka offsets unknown, asking again", ["topic": partition.topic, "error": kafkaMessage(status)])
            return assign()
        }
        let next = partition.next ?? low
        if next >= low, next <= high {
            // Only the record before `next` is gone, which was wanted for comparison alone.
            partitions[place].fetch = next
        } else {
            let isLost = next < low
            batch.notices.append(
                .gap(
                    partition: place, to: isLost ? low : nil, resume: low, kind: isLost ? "retention" : "log_truncated")
            )
            partitions[place].fetch = low
            partitions[place].next = low
        }
        assign()
    }

    /// Reads one partition again from `offset`.
    package mutating func restart(partition: Int, at offset: Int64) {
        partitions[partition].fetch = offset == 0 ? Int64(RD_KAFKA_OFFSET_BEGINNING) : offset
        partitions[partition].next = offset
        assign()
    }

    /// Commits offsets to the group, asynchronously and for lag tools only: the store is the truth.
    package func mirror(_ positions: [Position]) {
        guard let list = rd_kafka_topic_partition_list_new(Int32(clamping: positions.count)) else { return }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for position in positions {
            rd_kafka_topic_partition_list_add(list, position.topic, position.partition)?.pointee.offset = position.next
        }
        _ = rd_kafka_commit(client.handle, list, 1)
    }

    // MARK: Assignment

    /// Takes over what the discovery thread found: new partitions, or a cluster gone and come back.
    private mutating func followBoard(_ batch: inout RecordBatch) {
        let state = board.snapshot
        if state.isUp != isUp {
            isUp = state.isUp
            batch.notices.append(isUp ? .connected : .disconnected)
        }
        if state.trouble != toldTrouble {
            toldTrouble = state.trouble
            if let trouble = state.trouble { log.warning("waiting for kafka", ["reason": trouble]) }
        }
        guard let counts = state.counts else { return }
        let known = partitions.count
        for (topic, count) in zip(settings.topics, counts) {
            let have = partitions.count { $0.topic == topic }
            for partition in Int32(have)..<max(Int32(have), count) {
                // Only a first start obeys `start`: a partition that appears later is read from its beginning.
                adopt(topic, partition, isFirstStart: stored.isEmpty && known == 0, &batch)
            }
        }
        if partitions.count > known { assign() }
    }

    private mutating func adopt(
        _ topic: String, _ partition: Int32, isFirstStart: Bool, _ batch: inout RecordBatch
    ) {
        var assigned = Assigned(topic: topic, partition: partition, fetch: Int64(RD_KAFKA_OFFSET_BEGINNING), next: nil)
        let position = stored[topic]?[partition]
        if let position, position.anchor != nil || position.next > 0 {
            assigned.next = position.next
            assigned.fetch = position.anchor != nil && position.next > 0 ? position.next - 1 : position.next
        } else if isFirstStart || position != nil {
            // Known and never read: where it begins was not settled when the earlier run stopped.
            assigned.fetch = startOffset(topic, partition)
        }
        partitions.append(assigned)
        batch.notices.append(.partition(topic: topic, partition: partition))
    }

    private func startOffset(_ topic: String, _ partition: Int32) -> Int64 {
        switch settings.start {
        case .earliest: return Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .latest: return Int64(RD_KAFKA_OFFSET_END)
        case .time(let time):
            guard let list = rd_kafka_topic_partition_list_new(1) else { return Int64(RD_KAFKA_OFFSET_BEGINNING) }
            defer { rd_kafka_topic_partition_list_destroy(list) }
            let entry = rd_kafka_topic_partition_list_add(list, topic, partition)
            entry?.pointee.offset = time.microseconds / 1000
            let status = rd_kafka_offsets_for_times(client.handle, list, Self.askMilliseconds)
            guard status == RD_KAFKA_RESP_ERR_NO_ERROR, let offset = entry?.pointee.offset else {
                log.warning("kafka start time unknown, reading from the beginning", ["topic": topic])
                return Int64(RD_KAFKA_OFFSET_BEGINNING)
            }
            return offset
        }
    }

    /// Hands the whole list to librdkafka. What it had fetched and we had not seen is fetched again.
    private mutating func assign() {
        guard let list = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count)) else { return }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for partition in partitions {
            let entry = rd_kafka_topic_partition_list_add(list, partition.topic, partition.partition)
            entry?.pointee.offset = partition.fetch
        }
        let status = rd_kafka_assign(client.handle, list)
        if status != RD_KAFKA_RESP_ERR_NO_ERROR { log.error("kafka assign failed", ["error": kafkaMessage(status)]) }
    }

    private mutating func release() {
        for index in 0..<messageCount {
            rd_kafka_message_destroy(messages[index])
            messages[index] = nil
        }
        messageCount = 0
    }

    private mutating func place(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> Int? {
        guard let topic = message.pointee.rkt else { return nil }
        if let known = lookup[topic, message.pointee.partition] { return known }
        let name = String(cString: rd_kafka_topic_name(topic))
        guard
            let place = partitions.firstIndex(where: { $0.topic == name && $0.partition == message.pointee.partition })
        else { return nil }
        lookup.remember(topic, message.pointee.partition, place)
        return place
    }
}

/// From librdkafka's topic handle and partition to our number, without comparing names for every message.
private struct PartitionLookup {
    private var topics: [(handle: OpaquePointer, places: [Int])] = []

    subscript(topic: OpaquePointer, partition: Int32) -> Int? {
        // By index: a copy of the element would be retained and released for every message.
        for index in topics.indices where topics[index].handle == topic {
            guard partition >= 0, Int(partition) < topics[index].places.count else { return nil }
            let place = topics[index].places[Int(partition)]
            return place >= 0 ? place : nil
        }
        return nil
    }

    mutating func remember(_ topic: OpaquePointer, _ partition: Int32, _ place: Int) {
        guard partition >= 0 else { return }
        if !topics.contains(where: { $0.handle == topic }) { topics.append((topic, [])) }
        guard let index = topics.firstIndex(where: { $0.handle == topic }) else { return }
        let missing = Int(partition) + 1 - topics[index].places.count
        if missing > 0 { topics[index].places.append(contentsOf: repeatElement(-1, count: missing)) }
        topics[index].places[Int(partition)] = place
    }
}
