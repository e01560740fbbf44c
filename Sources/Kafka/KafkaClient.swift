// The librdkafka handle: made, given callbacks, destroyed.

internal import CKafka
internal import Platform

/// A client that could not be made.
package enum KafkaError: Error, Sendable {
    case property(PropertyFault)
    case client(String)

    package var text: String {
        switch self {
        case .property(let fault): "\(fault.name): \(fault.reason)"
        case .client(let reason): reason
        }
    }
}

/// Owns one `rd_kafka_t`.
struct KafkaClient: ~Copyable {
    let handle: OpaquePointer
    /// Kept alive for the callbacks, which get it as their opaque pointer.
    private let context: Unmanaged<CallbackContext>

    init(
        kind: rd_kafka_type_t, properties: [(name: String, value: String)], board: DiscoveryBoard, log: Log,
        reportsDeliveries: Bool = false
    ) throws(KafkaError) {
        guard let configuration = rd_kafka_conf_new() else { throw .client("out of memory") }
        for (name, value) in KafkaSettings.preferred { _ = KafkaSettings.set(configuration, name, value) }
        for (name, value) in properties {
            if let reason = KafkaSettings.set(configuration, name, value) {
                rd_kafka_conf_destroy(configuration)
                throw .property(PropertyFault(name: name, reason: reason))
            }
        }
        let context = Unmanaged.passRetained(CallbackContext(board: board, log: log))
        rd_kafka_conf_set_opaque(configuration, context.toOpaque())
        rd_kafka_conf_set_error_cb(configuration, errorCallback)
        rd_kafka_conf_set_log_cb(configuration, logCallback)
        if reportsDeliveries { rd_kafka_conf_set_dr_msg_cb(configuration, deliveryCallback) }
        var made: OpaquePointer?
        // On success the handle owns the configuration.
        let reason = KafkaSettings.withErrorText { text, size in
            made = rd_kafka_new(kind, configuration, text, size)
            return made != nil
        }
        guard let made else {
            rd_kafka_conf_destroy(configuration)
            context.release()
            throw .client(reason ?? "librdkafka gave no reason")
        }
        handle = made
        self.context = context
    }

    deinit {
        // Partitions are assigned by hand, so there is no group to leave; 2.0.2 can hang in leaving one.
        rd_kafka_destroy_flags(handle, Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
        context.release()
    }
}

private final class CallbackContext: Sendable {
    let board: DiscoveryBoard
    let log: Log

    init(board: DiscoveryBoard, log: Log) {
        self.board = board
        self.log = log
    }
}

private let errorCallback:
    @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Void = {
        _, code, reason, opaque in
        guard let opaque else { return }
        let context = Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
        let text = reason.map { String(cString: $0) } ?? ""
        if code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue {
            context.board.update { state in
                state.isUp = false
                state.trouble = text
            }
        }
        // Transport errors heal by themselves: librdkafka connects again for as long as it takes.
        context.log.warning("kafka", ["error": kafkaMessage(rd_kafka_resp_err_t(code)), "reason": text])
    }

private let logCallback: @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Void =
    {
        client, level, facility, text in
        // Errors come by the error callback too; what remains is of use when debugging a connection.
        guard let client, let opaque = rd_kafka_opaque(client) else { return }
        let context = Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
        let facility = facility.map { String(cString: $0) } ?? ""
        let text = text.map { String(cString: $0) } ?? ""
        context.log.line(level <= 3 ? .warning : .debug, "librdkafka", ["facility": facility, "text": text])
    }
