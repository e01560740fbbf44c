// What monitord.toml says, with a default for everything that it does not say.

package import Model

/// The daemon's configuration, checked and complete. Paths are as seen from the working directory.
package struct Configuration: Equatable, Sendable {
    package var kafka = Kafka()
    package var store = Store()
    package var rules = Rules()
    package var baselines = Baselines()
    package var panes = Panes()
    package var limits = Limits()
    package var log = Log()

    package init() {}

    package struct Kafka: Equatable, Sendable {
        /// Each is `host:port`.
        package var brokers = ["localhost:9092"]
        package var topics = ["llm.inference"]
        package var group = "monitord"
        package var start = Start.earliest
        package var onGap = GapPolicy.continue
        /// librdkafka's own properties, in the order of the file. librdkafka checks them.
        package var properties: [Property] = []

        package init() {}
    }

    /// Where a partition begins that has never been read.
    package enum Start: Equatable, Sendable {
        case earliest, latest
        case time(EventTime)
    }

    /// What to do when records were lost before they were read.
    package enum GapPolicy: String, CaseIterable, Sendable {
        case `continue`, halt
    }

    package struct Property: Equatable, Sendable {
        package var name: String
        package var value: String
        /// Of the name, for what librdkafka has to say about it.
        package var place: Place

        package init(name: String, value: String, place: Place) {
            self.name = name
            self.value = value
            self.place = place
        }
    }

    package struct Store: Equatable, Sendable {
        package var path = "/var/lib/monitord"
        package init() {}
    }

    package struct Rules: Equatable, Sendable {
        /// Files, directories or patterns, for `loadRules`.
        package var files = ["/etc/monitord/rules"]
        package init() {}
    }

    package struct Baselines: Equatable, Sendable {
        package var directory = "/var/lib/monitord/baselines"
        package init() {}
    }

    package struct Panes: Equatable, Sendable {
        package var width = TimeSpan.seconds(10)
        package var lateness = TimeSpan.seconds(10)
        /// A partition that is silent for this long no longer holds the watermark back.
        package var idle = TimeSpan.seconds(30)
        /// Events that claim to be further ahead are rejected.
        package var maxFuture = TimeSpan.seconds(300)
        package init() {}
    }

    package struct Limits: Equatable, Sendable {
        package var messageBytes: Int64 = 1024 * 1024
        package var series: Int64 = 10_000
        package init() {}
    }

    package struct Log: Equatable, Sendable {
        package var level = LogLevel.info
        package init() {}
    }

    package enum LogLevel: String, CaseIterable, Sendable {
        case debug, info, warning, error
    }
}
