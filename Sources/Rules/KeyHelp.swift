// What `monitord help config.kafka.topics` says: every key of monitord.toml and of a rule, and the words of a rule.

/// One key or word, as docs/config.md and docs/rules.md list it.
package struct KeyHelp: Sendable {
    /// `config.` or `rule.` and the key with the tables that it stands in; for a word, the key and the word.
    package let topic: String
    /// Of a key, its type in TOML; of a metric, its kind; of a detect word, the kinds of metric that it looks at.
    package let type: String
    /// Of a key, what it is when it is absent; of a metric, its values; of a detect word, its lines.
    package let standard: String
    package let meaning: String

    /// The keys of `topic`: one key, or all of a table. None when nobody knows the topic.
    package static func keys(of topic: String) -> [KeyHelp] {
        table.filter { $0.topic == topic || $0.topic.hasPrefix(topic + ".") }
    }

    /// Whether it is a word that `metric` or `detect` may be, and not a key.
    package var isWord: Bool { topic.hasPrefix("rule.metric.") || topic.hasPrefix("rule.detect.") }

    /// Every key and word, in the order of the manual.
    package static let table =
        configuration + watch + delivery + canaries + targets + metrics + detectors + rule + ruleFile + test + suite
        + item
        + gate

    private static let configuration: [KeyHelp] = [
        KeyHelp(
            topic: "config.kafka.brokers", type: "array of strings", standard: "`[\"localhost:9092\"]`",
            meaning: "`\"host:port\"`; IPv6 addresses in brackets: `\"[2001:db8::1]:9092\"`."),
        KeyHelp(
            topic: "config.kafka.topics", type: "array of strings", standard: "`[\"llm.inference\"]`",
            meaning: "Topics to read, each by its full name; regular expressions are refused."),
        KeyHelp(
            topic: "config.kafka.group", type: "string", standard: "`\"monitord\"`",
            meaning: "The consumer group under which lag is reported."),
        KeyHelp(
            topic: "config.kafka.start", type: "string", standard: "`\"earliest\"`",
            meaning: "Where a partition begins that was never read: `\"earliest\"`, `\"latest\"` or a time, "
                + "`\"2025-11-20T12:00:00Z\"`."),
        KeyHelp(
            topic: "config.kafka.on_gap", type: "string", standard: "`\"continue\"`",
            meaning: "When records were lost before they were read: `\"continue\"` and record the gap, or `\"halt\"`."),
        KeyHelp(
            topic: "config.kafka.librdkafka", type: "table", standard: "empty",
            meaning: "Properties of librdkafka, passed on as they are: strings, integers and booleans."),
        KeyHelp(
            topic: "config.store.path", type: "string", standard: "`\"/var/lib/monitord\"`",
            meaning: "The state directory; the database in it is `monitord.db`."),
        KeyHelp(
            topic: "config.rules.files", type: "array of strings", standard: "`[\"/etc/monitord/rules\"]`",
            meaning: "Files, directories (all their `*.toml`) or patterns in the last part, `\"rules/*.toml\"`."),
        KeyHelp(
            topic: "config.baselines.directory", type: "string", standard: "`\"/var/lib/monitord/baselines\"`",
            meaning: "Baselines and the log of promotions."),
        KeyHelp(
            topic: "config.panes.width", type: "duration", standard: "`\"10s\"`",
            meaning: "The grain of time. From `\"1s\"` to `\"1h\"`."),
        KeyHelp(
            topic: "config.panes.lateness", type: "duration", standard: "`\"10s\"`",
            meaning: "How far behind the newest event an event may be. From `\"0s\"` to `\"1h\"`."),
        KeyHelp(
            topic: "config.panes.idle", type: "duration", standard: "`\"30s\"`",
            meaning: "After this long without an organic event, a partition that has been read to its end no longer "
                + "holds the others back. From `\"1s\"` to `\"1h\"`."),
        KeyHelp(
            topic: "config.panes.max_future", type: "duration", standard: "`\"5m\"`",
            meaning: "Events that claim to be further ahead are rejected. From `\"0s\"` to `\"1d\"`."),
        KeyHelp(
            topic: "config.limits.message_bytes", type: "integer", standard: "`1048576`",
            meaning: "Larger records are rejected. From 1024 to 10485760."),
        KeyHelp(
            topic: "config.limits.series", type: "integer", standard: "`10000`",
            meaning: "Events of series beyond this many share one series, `__other__`. From 1 to 1000000."),
        KeyHelp(
            topic: "config.log.level", type: "string", standard: "`\"info\"`",
            meaning: "`\"debug\"`, `\"info\"`, `\"warning\"` or `\"error\"`."),
        KeyHelp(
            topic: "config.control.socket", type: "string", standard: "`control.sock` in `store.path`",
            meaning: "The Unix socket at which a run takes orders; at most 107 bytes. See [control.md](control.md)."),
        KeyHelp(
            topic: "config.http.listen", type: "array of strings", standard: "`[\"127.0.0.1:7464\"]`",
            meaning: "Where the HTTP server listens, in numbers; `[]`: at no port. What others than this machine can "
                + "reach needs `token`. See [http.md](http.md)."),
        KeyHelp(
            topic: "config.http.socket", type: "string", standard: "`api.sock` in `store.path`",
            meaning: "The Unix socket of the HTTP server, with mode 0660: who may open it may write. At most 107 bytes."
        ),
        KeyHelp(
            topic: "config.http.hosts", type: "array of strings", standard: "`[]`",
            meaning: "Names besides `localhost` and addresses in numbers by which a request at a port may call the "
                + "server."),
        KeyHelp(
            topic: "config.http.token", type: "string", standard: "none",
            meaning: "Where the bearer token is that lets a request at a port write: `\"file:…\"`, "
                + "`\"credential:NAME\"` or `\"env:NAME\"`. At least 16 bytes. Without it ports only read."),
        KeyHelp(
            topic: "config.http.series", type: "integer", standard: "`10000`",
            meaning: "Series of rules in one scrape of `/metrics`; those beyond are left out and counted. From 100 to "
                + "1000000."),
        KeyHelp(
            topic: "config.rollback.mode", type: "string", standard: "`\"dry-run\"`",
            meaning: "What an incident that becomes critical sends: `\"off\"` nothing, `\"dry-run\"` a line of the "
                + "log, `\"kafka\"` a control message to `topic`, `\"receiver\"` one to `receiver`."),
        KeyHelp(
            topic: "config.rollback.topic", type: "string", standard: "none",
            meaning: "The topic for control messages; required by `\"kafka\"`."),
        KeyHelp(
            topic: "config.rollback.receiver", type: "string", standard: "none",
            meaning: "The receiver of type `\"webhook\"` for control messages; required by `\"receiver\"`."),
    ]
}
