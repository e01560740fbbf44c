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
    package var control = Control()
    package var http = HTTP()
    package var rollback = Rollback()
    /// `[watch]`: how monitord watches itself.
    package var watch = WatchSettings()
    package var canaries = Canaries()
    /// `[[target]]`: whom canaries ask.
    package var targets: [TargetSettings] = []
    /// `[judge]`: who reads their answers, beside the patterns.
    package var judge: JudgeSettings?
    package var delivery = Delivery()
    /// `[[receiver]]`: whom alerts are told to.
    package var receivers: [ReceiverSettings] = []
    /// `[[route]]`: which alerts go to which of them.
    package var routes: [RouteSettings] = []
    /// `[stdout]`: the shape of what is printed.
    package var stdoutFormat = StdoutFormat.json

    package init() {}

    /// `[kafka]`: where the events come from.
    package struct Kafka: Equatable, Sendable {
        /// Each is `host:port`.
        package var brokers = ["localhost:9092"]
        /// Names of topics as Kafka allows them, never patterns: partitions are assigned by hand, topic by topic.
        package var topics = ["llm.inference"]
        /// The consumer group under which lag is reported.
        package var group = "monitord"
        /// Where a partition begins that has never been read.
        package var start = Start.earliest
        /// What to do when records were lost before they were read.
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

    /// One property of librdkafka, as it will be passed on.
    package struct Property: Equatable, Sendable {
        /// As librdkafka spells it, with its dots.
        package var name: String
        /// Integers and booleans as text. May be a secret: never log it.
        package var value: String
        /// Of the name, for what librdkafka has to say about it.
        package var place: Place

        package init(name: String, value: String, place: Place) {
            self.name = name
            self.value = value
            self.place = place
        }
    }

    /// `[store]`: the state database.
    package struct Store: Equatable, Sendable {
        package var path = "/var/lib/monitord"
        package init() {}
    }

    /// `[rules]`: what to watch for.
    package struct Rules: Equatable, Sendable {
        /// Files, directories or patterns, for `loadRules`.
        package var files = ["/etc/monitord/rules"]
        package init() {}
    }

    /// `[baselines]`: the directory for `BaselineDirectory`.
    package struct Baselines: Equatable, Sendable {
        package var directory = "/var/lib/monitord/baselines"
        package init() {}
    }

    /// `[panes]`: the grain of event time and how long to wait for it.
    package struct Panes: Equatable, Sendable {
        /// From 1 s to 1 h.
        package var width = TimeSpan.seconds(10)
        /// How far behind the newest event an event may be. From 0 to 1 h.
        package var lateness = TimeSpan.seconds(10)
        /// A partition that is silent for this long no longer holds the watermark back.
        package var idle = TimeSpan.seconds(30)
        /// Events that claim to be further ahead are rejected.
        package var maxFuture = TimeSpan.seconds(300)
        package init() {}
    }

    /// `[limits]`: bounds on what the outside may make us hold.
    package struct Limits: Equatable, Sendable {
        /// Larger records are rejected. From 1 KiB to 10 MiB.
        package var messageBytes: Int64 = 1024 * 1024
        /// Events of series beyond this many share one series, `__other__`. From 1 to 1,000,000.
        package var series: Int64 = 10_000
        package init() {}
    }

    /// `[log]`: how much to say.
    package struct Log: Equatable, Sendable {
        package var level = LogLevel.info
        package init() {}
    }

    /// `[control]`: where a run listens for orders.
    package struct Control: Equatable, Sendable {
        /// Nil: `control.sock` in the state directory.
        package var socket: String?
        package init() {}
    }

    /// `[rollback]`: what to do when an incident becomes critical.
    package struct Rollback: Equatable, Sendable {
        package var mode = RollbackMode.dryRun
        /// For mode `kafka`.
        package var topic: String?
        /// For mode `receiver`: the name of a webhook.
        package var receiver: String?
        package init() {}
    }

    package enum RollbackMode: String, CaseIterable, Sendable {
        case off
        /// Says in the log what would be sent.
        case dryRun = "dry-run"
        case kafka, receiver
    }

    /// Where a run with the state in `store` listens.
    package func socketPath(store: String) -> String { control.socket ?? store + "/control.sock" }

    /// From the most talkative to the most silent.
    package enum LogLevel: String, CaseIterable, Sendable {
        case debug, info, warning, error
    }
}
