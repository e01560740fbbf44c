// librdkafka properties: which are ours, which pass through.

internal import CKafka
package import Model

/// How to reach a cluster and where to begin.
package struct KafkaSettings: Sendable {
    package enum Start: Equatable, Sendable {
        case earliest, latest
        case time(EventTime)
    }

    package var brokers: [String]
    package var topics: [String]
    /// The group whose offsets mirror ours, for lag tools.
    package var group: String
    package var start: Start
    /// Passed to librdkafka as they are.
    package var properties: [(name: String, value: String)]
    /// How often topics are looked at for new partitions.
    package var discovery: TimeSpan

    package init(
        brokers: [String], topics: [String], group: String = "monitord", start: Start = .earliest,
        properties: [(name: String, value: String)] = [], discovery: TimeSpan = .seconds(10)
    ) {
        self.brokers = brokers
        self.topics = topics
        self.group = group
        self.start = start
        self.properties = properties
        self.discovery = discovery
    }

    /// Properties that monitord sets itself, with the reason why nobody else may.
    package static let owned: [(name: String, reason: String)] = [
        ("bootstrap.servers", "write kafka.brokers instead"),
        ("metadata.broker.list", "write kafka.brokers instead"),
        ("group.id", "write kafka.group instead"),
        ("enable.auto.commit", "offsets are kept in the store, in the same transaction as the alerts"),
        ("auto.commit.enable", "offsets are kept in the store, in the same transaction as the alerts"),
        ("enable.auto.offset.store", "offsets are kept in the store, in the same transaction as the alerts"),
        ("auto.offset.reset", "a gap in the log must be recorded, never skipped; kafka.start says where to begin"),
        ("enable.partition.eof", "monitord needs to know when it has read everything"),
        ("group.instance.id", "partitions are assigned by hand, so there is no group membership"),
        ("partition.assignment.strategy", "partitions are assigned by hand, so there is no group membership"),
    ]

    /// Set where librdkafka knows them: 2.2 and later.
    static let preferred: [(name: String, value: String)] = [("fetch.queue.backoff.ms", "10")]

    /// Our own values and good defaults; what the operator passes comes after and wins over the defaults.
    var complete: [(name: String, value: String)] {
        [
            // All partitions share one queue, and librdkafka 2.0.2 pauses fetching for a second whenever it is full:
            // these bytes are what can be read in a second while catching up.
            ("queued.max.messages.kbytes", "131072"),
            ("queued.min.messages", "1000000"),
            ("allow.auto.create.topics", "false"),
            ("client.id", "monitord"),
            ("log.connection.close", "false"),
        ] + properties + [
            ("bootstrap.servers", brokers.joined(separator: ",")),
            ("group.id", group),
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("auto.offset.reset", "error"),
            ("enable.partition.eof", "true"),
        ]
    }
}

/// A property that librdkafka or monitord refuses.
package struct PropertyFault: Error, Equatable, Sendable {
    package var name: String
    package var reason: String
}

extension KafkaSettings {
    /// Every property that would be refused, without touching the network.
    package func faults() -> [PropertyFault] {
        guard let configuration = rd_kafka_conf_new() else { return [] }
        defer { rd_kafka_conf_destroy(configuration) }
        return properties.compactMap { property in
            if let own = Self.owned.first(where: { $0.name == property.name }) {
                return PropertyFault(name: property.name, reason: own.reason)
            }
            return Self.set(configuration, property.name, property.value).map {
                PropertyFault(name: property.name, reason: $0)
            }
        }
    }

    /// Sets one property; returns librdkafka's objection.
    static func set(_ configuration: OpaquePointer, _ name: String, _ value: String) -> String? {
        withErrorText { text, size in
            rd_kafka_conf_set(configuration, name, value, text, size) == RD_KAFKA_CONF_OK
        }
    }

    /// Calls librdkafka with room for its words; nil when it succeeded.
    static func withErrorText(_ call: (UnsafeMutablePointer<CChar>, Int) -> Bool) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            guard let text = buffer.baseAddress else { return "out of memory" }
            text.initialize(repeating: 0, count: 512)
            // librdkafka always ends the text with a zero inside the 512 bytes.
            return call(text, 512) ? nil : String(cString: text)
        }
    }
}

/// The librdkafka that is loaded, such as `2.0.2`.
package func kafkaLibraryVersion() -> String { String(cString: rd_kafka_version_str()) }
