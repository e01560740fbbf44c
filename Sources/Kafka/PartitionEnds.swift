// Where the partitions of the topics begin and end now, asked once.

internal import CKafka
package import Model
internal import Platform

/// The offsets that a broker keeps of one partition: from `low` up to, not including, `high`.
package struct PartitionEnds: Equatable, Sendable {
    package var topic: String
    package var partition: Int32
    package var low: Int64
    package var high: Int64
}

extension KafkaSettings {
    /// Asks the brokers, each question for at most `timeout`; joins no group and reads no record.
    package func partitionEnds(timeout: TimeSpan) -> Result<[PartitionEnds], KafkaFailure> {
        let client: KafkaClient
        do throws(KafkaError) {
            client = try KafkaClient(
                kind: RD_KAFKA_CONSUMER, properties: complete, board: DiscoveryBoard(), log: Log(minimum: .error))
        } catch {
            return .failure(KafkaFailure(message: error.text))
        }
        let milliseconds = Int32(clamping: timeout.microseconds / 1000)
        var ends: [PartitionEnds] = []
        for topic in topics {
            let asked = Discovery(
                client: client.handle, topics: [topic], brokers: brokers.joined(separator: ", "),
                board: DiscoveryBoard(), interval: discovery
            ).askOnce(milliseconds: milliseconds)
            let count: Int32
            switch asked {
            case .success(let found): count = found
            case .failure(let failure): return .failure(failure)
            }
            for partition in 0..<count {
                var low: Int64 = 0
                var high: Int64 = 0
                let status = rd_kafka_query_watermark_offsets(
                    client.handle, topic, partition, &low, &high, milliseconds)
                guard status == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    return .failure(KafkaFailure(message: "\(topic)/\(partition): \(kafkaMessage(status))"))
                }
                ends.append(PartitionEnds(topic: topic, partition: partition, low: low, high: high))
            }
        }
        return .success(ends)
    }
}
