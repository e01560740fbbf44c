// One record that must arrive: sent with acks=all, and waited for.

internal import CKafka
internal import Model
package import Platform
internal import Synchronization

/// Sends one record and waits for the broker's report of it. Nil, or why it has not arrived as far as is known. Made
/// for records that are rare: each has a producer of its own.
package func sendOnce(
    _ value: [UInt8], key: [UInt8], topic: String, _ settings: KafkaSettings, _ log: Log
) -> String? {
    let own = [
        ("client.id", "monitord-control"), ("acks", "all"), ("linger.ms", "0"),
        ("message.timeout.ms", String(timeoutMilliseconds)),
    ]
    let properties =
        settings.properties.map { ($0.name, $0.value) } + own
        + [("bootstrap.servers", settings.brokers.joined(separator: ","))]
    do throws(KafkaError) {
        let client = try KafkaClient(
            kind: RD_KAFKA_PRODUCER, properties: properties.map { (name: $0.0, value: $0.1) }, board: DiscoveryBoard(),
            log: log, reportsDeliveries: true)
        let report = DeliveryReport()
        let failure = produce(value, key, topic, client.handle, report)
        guard failure == RD_KAFKA_RESP_ERR_NO_ERROR else { return kafkaMessage(failure) }
        // librdkafka reports every record within its timeout; the margin is for the last poll.
        let deadline = Clocks.monotonic() + .milliseconds(Int64(timeoutMilliseconds) + 2000)
        while Clocks.monotonic() < deadline {
            _ = rd_kafka_poll(client.handle, 100)
            if let outcome = report.outcome {
                return outcome == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : kafkaMessage(outcome)
            }
        }
        return "no report within \(timeoutMilliseconds / 1000) s"
    } catch {
        return error.text
    }
}

private let timeoutMilliseconds = 10_000

/// What became of one record.
final class DeliveryReport: Sendable {
    private let code = Atomic<Int32>(DeliveryReport.none)
    private static let none = Int32.min

    func note(_ failure: rd_kafka_resp_err_t) { code.store(failure.rawValue, ordering: .releasing) }

    var outcome: rd_kafka_resp_err_t? {
        let code = code.load(ordering: .acquiring)
        return code == Self.none ? nil : rd_kafka_resp_err_t(code)
    }
}

func produce(
    _ value: [UInt8], _ key: [UInt8], _ topic: String, _ client: OpaquePointer, _ report: DeliveryReport
) -> rd_kafka_resp_err_t {
    var (value, key) = (value, key)
    // Given back by the report, or here when the record was never taken.
    let retained = Unmanaged.passRetained(report)
    let status = value.withUnsafeMutableBytes { value in
        key.withUnsafeMutableBytes { key in
            topic.withCString { topic in
                var units: [rd_kafka_vu_t] = Array(repeating: rd_kafka_vu_t(), count: 5)
                units[0].vtype = RD_KAFKA_VTYPE_TOPIC
                units[0].u.cstr = topic
                units[1].vtype = RD_KAFKA_VTYPE_VALUE
                units[1].u.mem.ptr = value.baseAddress
                units[1].u.mem.size = value.count
                units[2].vtype = RD_KAFKA_VTYPE_KEY
                units[2].u.mem.ptr = key.baseAddress
                units[2].u.mem.size = key.count
                units[3].vtype = RD_KAFKA_VTYPE_OPAQUE
                units[3].u.ptr = retained.toOpaque()
                units[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS
                units[4].u.i = RD_KAFKA_MSG_F_COPY
                let failure = rd_kafka_produceva(client, &units, units.count)
                defer { if failure != nil { rd_kafka_error_destroy(failure) } }
                return failure == nil ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(failure)
            }
        }
    }
    if status != RD_KAFKA_RESP_ERR_NO_ERROR { retained.release() }
    return status
}

let deliveryCallback:
    @convention(c) (OpaquePointer?, UnsafePointer<rd_kafka_message_t>?, UnsafeMutableRawPointer?) -> Void = {
        _, message, _ in
        guard let message, let opaque = message.pointee._private else { return }
        Unmanaged<DeliveryReport>.fromOpaque(opaque).takeRetainedValue().note(message.pointee.err)
    }
