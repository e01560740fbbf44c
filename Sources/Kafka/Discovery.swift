// Which partitions the topics have, asked again and again on a thread of its own.

internal import CKafka
internal import Glibc
internal import Model
internal import Platform

/// What the discovery thread and librdkafka's callbacks leave for the poll loop.
final class DiscoveryBoard: @unchecked Sendable {
    // Sendable because every access to the fields happens under `mutex`.
    private var mutex = pthread_mutex_t()
    private var changed = pthread_cond_t()
    private var state = State()

    struct State {
        /// Partition counts by topic, in the order of the configured topics; nil until a broker answered.
        var counts: [Int32]?
        var isUp = false
        /// Why there is nothing to read yet or any more, in words for an operator.
        var trouble: String?
        var isStopping = false
    }

    init() {
        pthread_mutex_init(&mutex, nil)
        // The wall clock may be set; a rest must not grow or shrink with it.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(&changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(&changed)
        pthread_mutex_destroy(&mutex)
    }

    var snapshot: State { update { $0 } }

    @discardableResult
    func update<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        return body(&state)
    }

    func stop() {
        pthread_mutex_lock(&mutex)
        state.isStopping = true
        pthread_cond_broadcast(&changed)
        pthread_mutex_unlock(&mutex)
    }

    /// Waits for the span or until stopped. False when stopped.
    func rest(_ span: TimeSpan) -> Bool {
        let until = Clocks.monotonic().microseconds + span.microseconds
        var deadline = timespec(tv_sec: Int(until / 1_000_000), tv_nsec: Int(until % 1_000_000 * 1000))
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        while !state.isStopping {
            if pthread_cond_timedwait(&changed, &mutex, &deadline) == ETIMEDOUT { break }
        }
        return !state.isStopping
    }
}

/// The loop of the discovery thread. Librdkafka handles may be used from any thread.
struct Discovery: @unchecked Sendable {
    // Sendable because `client` is a librdkafka handle, which librdkafka allows on every thread, and outlives the
    // thread: the owner joins it first.
    let client: OpaquePointer
    let topics: [String]
    let brokers: String
    let board: DiscoveryBoard
    let interval: TimeSpan

    static let askMilliseconds: Int32 = 2000

    func run() {
        repeat {
            let isFound = ask()
            guard board.rest(isFound ? interval : .milliseconds(500)) else { return }
        } while true
    }

    /// True when every topic was found.
    private func ask() -> Bool {
        var counts: [Int32] = []
        for topic in topics {
            switch partitionCount(topic) {
            case .success(let count): counts.append(count)
            case .failure(let trouble):
                board.update { state in
                    state.trouble = trouble.text
                    if trouble.isUnreachable { state.isUp = false }
                }
                return false
            }
        }
        board.update { state in
            state.counts = counts
            state.isUp = true
            state.trouble = nil
        }
        return true
    }

    /// The partitions of the first topic, asked now.
    func askOnce(milliseconds: Int32 = askMilliseconds) -> Result<Int32, KafkaFailure> {
        partitionCount(topics.first ?? "", milliseconds).mapError { KafkaFailure(message: $0.text) }
    }

    private struct Trouble: Error {
        var text: String
        var isUnreachable: Bool
    }

    private func partitionCount(
        _ topic: String, _ milliseconds: Int32 = askMilliseconds
    ) -> Result<Int32, Trouble> {
        guard let handle = rd_kafka_topic_new(client, topic, nil) else {
            let reason = kafkaMessage(rd_kafka_last_error())
            return .failure(Trouble(text: "topic \(topic): \(reason)", isUnreachable: false))
        }
        defer { rd_kafka_topic_destroy(handle) }
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let status = rd_kafka_metadata(client, 0, handle, &metadata, milliseconds)
        guard status == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
            let reason = kafkaMessage(status)
            return .failure(Trouble(text: "no broker of \(brokers) answers: \(reason)", isUnreachable: true))
        }
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt > 0, let found = metadata.pointee.topics else {
            return .failure(Trouble(text: "topic \(topic): the broker does not tell of it", isUnreachable: false))
        }
        let failure = found[0].err
        guard failure == RD_KAFKA_RESP_ERR_NO_ERROR, found[0].partition_cnt > 0 else {
            let why = failure == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ? "does not exist" : kafkaMessage(failure)
            return .failure(Trouble(text: "topic \(topic): \(why)", isUnreachable: false))
        }
        return .success(found[0].partition_cnt)
    }
}

/// Librdkafka's words for an error; constants of the library.
func kafkaMessage(_ code: rd_kafka_resp_err_t) -> String { String(cString: rd_kafka_err2str(code)) }
