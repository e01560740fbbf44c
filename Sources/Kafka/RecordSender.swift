// A producer that is kept, for records that must arrive; what became of each is told by `poll`.

internal import CKafka
package import Model
package import Platform

/// One thread owns it; nothing blocks.
package struct RecordSender: ~Copyable {
    private let client: KafkaClient
    private var reports: [(tag: Int, report: DeliveryReport)] = []

    /// Connects when the first record is sent.
    package init(settings: KafkaSettings, timeout: TimeSpan, log: Log) throws(KafkaError) {
        let own = [
            ("client.id", "monitord-delivery"), ("acks", "all"), ("linger.ms", "0"),
            ("message.timeout.ms", String(max(1, timeout.microseconds / 1000))),
        ]
        let properties =
            settings.properties.map { ($0.name, $0.value) } + own
            + [("bootstrap.servers", settings.brokers.joined(separator: ","))]
        client = try KafkaClient(
            kind: RD_KAFKA_PRODUCER, properties: properties.map { (name: $0.0, value: $0.1) }, board: DiscoveryBoard(),
            log: log, reportsDeliveries: true)
    }

    /// Records of which `poll` has not told yet.
    package var inFlight: Int { reports.count }

    /// Nil, or why it was not even taken; then `poll` tells nothing of it.
    package mutating func send(_ value: [UInt8], key: [UInt8], topic: String, tag: Int) -> String? {
        let report = DeliveryReport()
        let failure = produce(value, key, topic, client.handle, report)
        guard failure == RD_KAFKA_RESP_ERR_NO_ERROR else { return kafkaMessage(failure) }
        reports.append((tag, report))
        return nil
    }

    /// What has been reported by now: nil for a record that arrived, else why it did not.
    package mutating func poll() -> [(tag: Int, reason: String?)] {
        _ = rd_kafka_poll(client.handle, 0)
        var ended: [(tag: Int, reason: String?)] = []
        reports.removeAll { tag, report in
            guard let outcome = report.outcome else { return false }
            ended.append((tag, outcome == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : kafkaMessage(outcome)))
            return true
        }
        return ended
    }
}
