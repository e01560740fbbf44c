// What `monitord help config.kafka.topics` says: every key of monitord.toml and of a rule.

/// One key, as docs/config.md and docs/rules.md list it.
package struct KeyHelp: Sendable {
    /// `config.` or `rule.` and the key with the tables that it stands in.
    package let topic: String
    package let type: String
    package let standard: String
    package let meaning: String

    /// The keys of `topic`: one key, or all of a table. None when nobody knows the topic.
    package static func keys(of topic: String) -> [KeyHelp] {
        table.filter { $0.topic == topic || $0.topic.hasPrefix(topic + ".") }
    }

    package static let table: [KeyHelp] = [
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
            topic: "rule.name", type: "string", standard: "required",
            meaning: "1 to 64 of `a-z`, `0-9`, `-`, beginning with a letter or digit. Part of the identity of every "
                + "alert."),
        KeyHelp(
            topic: "rule.metric", type: "string", standard: "required",
            meaning: "`\"refusal_rate\"`: refusals as a share of the requests that the model decided itself."),
        KeyHelp(
            topic: "rule.by", type: "array of strings", standard: "required",
            meaning: "One series per combination of `model` (required), `category`, `environment`, `deployment`, "
                + "`base_model`, `provider`, `operation`, `response_topic` (`labels.topic`)."),
        KeyHelp(
            topic: "rule.window", type: "duration", standard: "required",
            meaning: "How much event time a verdict looks at: a whole number of panes, more than 0, at most `\"7d\"`."),
        KeyHelp(
            topic: "rule.detect", type: "string", standard: "required",
            meaning: "`\"ratio\"`: the rate in the window as a share of the rate in the baseline."),
        KeyHelp(
            topic: "rule.baseline", type: "string", standard: "`\"current\"`",
            meaning: "`\"current\"` is the last promoted baseline of the series' model; else a baseline's name or id."),
        KeyHelp(
            topic: "rule.warning", type: "table", standard: "none",
            meaning: "The line whose breach means severity medium. At least one of `warning` and `critical` is "
                + "required."),
        KeyHelp(
            topic: "rule.critical", type: "table", standard: "none",
            meaning: "The line whose breach means severity high. Its `below` is less than the warning's."),
        KeyHelp(
            topic: "rule.for", type: "duration", standard: "`\"0s\"`",
            meaning: "How long a breach must last before it counts, for both lines. At most `\"7d\"`."),
        KeyHelp(
            topic: "rule.min_events", type: "integer", standard: "`30`",
            meaning: "With fewer decided events in the window the verdict is `insufficient`. From 1 to 1000000000."),
        KeyHelp(
            topic: "rule.keep_firing_for", type: "duration", standard: "`\"0s\"`",
            meaning: "How long the ratio must stay recovered before the alert resolves. At most `\"7d\"`."),
        KeyHelp(
            topic: "rule.resolve", type: "number", standard: "the highest `below`",
            meaning: "The share of the baseline that counts as recovered: from the highest `below` to 1."),
        KeyHelp(
            topic: "rule.runbook_url", type: "string", standard: "none",
            meaning: "An http or https link in ASCII without a user name, at most 2048 bytes. Copied into the alert."),
        KeyHelp(
            topic: "rule.summary", type: "string", standard: "none",
            meaning: "One line of at most 500 bytes for the person who reads the alert."),
        KeyHelp(
            topic: "rule.warning.below", type: "number", standard: "required",
            meaning: "A share of the baseline between 0 and 1: `0.90` means below 90 % of the baseline's rate."),
        KeyHelp(
            topic: "rule.critical.below", type: "number", standard: "required",
            meaning: "A share of the baseline between 0 and 1: `0.90` means below 90 % of the baseline's rate."),
        KeyHelp(
            topic: "rule.warning.for", type: "duration", standard: "the rule's `for`",
            meaning: "How long this line must be broken."),
        KeyHelp(
            topic: "rule.critical.for", type: "duration", standard: "the rule's `for`",
            meaning: "How long this line must be broken."),
    ]
}
