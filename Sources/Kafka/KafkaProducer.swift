// Sends records to a topic: for generated traffic.

internal import CKafka
package import Model
package import Platform

/// A plain producer. Bytes are copied by librdkafka before `send` returns.
package struct KafkaProducer: ~Copyable {
    private let client: KafkaClient
    private let topic: String
    private let board: DiscoveryBoard

    package init(settings: KafkaSettings, topic: String, log: Log) throws(KafkaError) {
        let board = DiscoveryBoard()
        let own = [
            ("client.id", "monitord-generate"), ("linger.ms", "50"), ("compression.codec", "lz4"),
            ("queue.buffering.max.messages", "200000"),
        ]
        let properties = own + settings.properties + [("bootstrap.servers", settings.brokers.joined(separator: ","))]
        client = try KafkaClient(
            kind: RD_KAFKA_PRODUCER, properties: properties.map { (name: $0.0, value: $0.1) }, board: board, log: log)
        self.topic = topic
        self.board = board
    }

    /// Sends one record; waits while the client's queue is full. Nil, or librdkafka's objection.
    package func send(_ value: [UInt8], partition: Int32, time: EventTime) -> String? {
        while true {
            let failure = produce(value, partition, time)
            guard failure == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
                _ = rd_kafka_poll(client.handle, 0)
                return failure == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : kafkaMessage(failure)
            }
            _ = rd_kafka_poll(client.handle, 100)
        }
    }

    private func produce(_ value: [UInt8], _ partition: Int32, _ time: EventTime) -> rd_kafka_resp_err_t {
        var value = value
        return value.withUnsafeMutableBytes { bytes in
            topic.withCString { topic in
                var units: [rd_kafka_vu_t] = Array(repeating: rd_kafka_vu_t(), count: 5)
                units[0].vtype = RD_KAFKA_VTYPE_TOPIC
                units[0].u.cstr = topic
                units[1].vtype = RD_KAFKA_VTYPE_PARTITION
                units[1].u.i32 = partition
                units[2].vtype = RD_KAFKA_VTYPE_VALUE
                units[2].u.mem.ptr = bytes.baseAddress
                units[2].u.mem.size = bytes.count
                units[3].vtype = RD_KAFKA_VTYPE_TIMESTAMP
                units[3].u.i64 = time.microseconds / 1000
                units[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS
                units[4].u.i = RD_KAFKA_MSG_F_COPY
                let failure = rd_kafka_produceva(client.handle, &units, units.count)
                defer { if failure != nil { rd_kafka_error_destroy(failure) } }
                return failure == nil ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(failure)
            }
        }
    }

    /// The partitions of the topic, or why they are unknown.
    package func partitionCount() -> Result<Int32, KafkaFailure> {
        let discovery = Discovery(
            client: client.handle, topics: [topic], brokers: "the cluster", board: board, interval: .zero)
        return discovery.askOnce()
    }

    /// Waits until everything is acknowledged. False when something was not in time.
    package func flush(_ timeout: TimeSpan) -> Bool {
        rd_kafka_flush(client.handle, Int32(clamping: timeout.microseconds / 1000)) == RD_KAFKA_RESP_ERR_NO_ERROR
    }
}

/// What a cluster said no to.
package struct KafkaFailure: Error, Sendable {
    package var message: String
}
