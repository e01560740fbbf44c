// Words that people bring along from other tools, and monitord's own word for each.

internal import Model

/// What to write in place of an unknown word of `key`: a spelling that is near, or the word for the same thing.
func suggestion(for word: String, key: String, among words: [String]) -> String? {
    let lower = word.lowercased()
    let known = wordsOfOthers.first { $0.key == key && $0.others.contains(lower) }
    return known?.own ?? nearest(to: word, among: words)
}

/// What to do about an unknown key of `topic`, when another tool has it or it stands elsewhere.
func adviceOnKey(_ key: String, topic: String) -> String? {
    let lower = key.lowercased()
    return keysOfOthers.first { $0.topic == topic && $0.others.contains(lower) }?.advice
}

private let wordsOfOthers: [(key: String, others: [String], own: String)] = [
    ("metric", ["refusal", "refusals", "refused", "refusal_ratio"], "refusal_rate"),
    ("metric", ["error", "errors", "error_ratio", "failures"], "error_rate"),
    ("metric", ["blocked", "blocks"], "blocked_rate"),
    ("metric", ["requests", "request_count", "request_rate", "count", "traffic", "throughput", "volume"], "events"),
    ("metric", ["latency", "duration", "response_time", "latency_seconds"], "latency_ms"),
    ("metric", ["tokens", "completion_tokens"], "output_tokens"),
    ("metric", ["prompt_tokens"], "input_tokens"),
    ("metric", ["toxicity"], "signals.toxicity"),
    ("metric", ["hedging"], "signals.hedging"),
    ("metric", ["mix", "category", "categories"], "mix.category"),
    ("metric", ["age"], "training_age"),
    ("detect", ["threshold", "relative", "drop", "rate", "change"], "ratio"),
    ("detect", ["static", "absolute", "fraction", "proportion"], "share"),
    ("detect", ["percentile", "p50", "p90", "p95", "p99", "median"], "quantile"),
    ("detect", ["avg", "average"], "mean"),
    ("detect", ["kl_divergence", "kl-divergence"], "kl"),
    ("detect", ["js_divergence", "jensen-shannon", "jsd"], "js"),
    ("detect", ["no_data", "nodata", "missing", "silence", "absent", "deadman"], "absence"),
    ("detect", ["control_chart", "zscore", "z-score", "sigma", "shewhart"], "spc"),
    ("detect", ["ab", "ab_test", "control", "versus"], "compare"),
    ("by", ["env"], "environment"),
    ("by", ["model_name", "model_id", "service"], "model"),
    ("by", ["harm_category", "label", "class"], "category"),
    ("by", ["base", "parent", "base-model"], "base_model"),
    ("by", ["topic"], "response_topic"),
    ("by", ["version", "variant", "release", "arm"], "deployment"),
    ("by", ["vendor", "host"], "provider"),
    ("severity", ["warning", "warn", "ticket", "p2", "sev2", "moderate"], "medium"),
    ("severity", ["page", "error", "p1", "sev1", "major"], "high"),
    ("severity", ["info", "notice", "p3", "p4", "sev3", "minor", "debug"], "low"),
    ("severity", ["crit", "emergency", "p0", "sev0", "fatal"], "critical"),
    ("confirm", ["literal", "false", "off", "no", "never"], "none"),
    ("confirm", ["true", "sequential", "on", "yes", "statistical"], "evidence"),
    ("plane", ["production", "organic", "prod"], "traffic"),
]

private let keysOfOthers: [(topic: String, others: [String], advice: String)] = [
    ("rule", ["alert", "alertname", "title", "id", "rule_name"], "write name = \"refusal-rate\""),
    (
        "rule", ["expr", "expression", "query", "condition"],
        "monitord has no expressions: `metric` says what is measured, `detect` how, `warning` and `critical` where the "
            + "lines are"
    ),
    ("rule", ["group_by", "groupby", "group", "dimensions", "per"], "write by = [\"model\"]"),
    ("rule", ["interval", "range", "lookback", "period", "over"], "write window = \"1h\""),
    ("rule", ["detector", "type", "kind", "method", "algorithm", "test"], "write detect = \"ratio\""),
    ("rule", ["filter", "match", "matchers", "selector", "if", "when"], "write where = 'category = \"weapons\"'"),
    (
        "rule", ["model", "category", "environment"],
        "a rule names series by `where`: where = 'model = \"acme/support-8b\"'"
    ),
    (
        "rule", ["below", "above", "threshold", "thresholds", "value", "limit", "min", "max"],
        "a line stands in `warning` or `critical`: warning = { below = 0.90 }"
    ),
    (
        "rule", ["severity", "priority", "level"],
        "a severity belongs to a line: warning = { below = 0.90, severity = \"low\" }"
    ),
    ("rule", ["duration", "hold", "pending", "for_duration"], "write for = \"5m\""),
    ("rule", ["description", "message", "comment", "text"], "write summary = \"…\""),
    ("rule", ["runbook", "url", "link", "playbook"], "write runbook_url = \"https://…\""),
    ("rule", ["error", "high", "alarm", "page"], "the lines are called `warning` and `critical`"),
    ("rule", ["info", "low", "medium", "warn"], "the lines are called `warning` and `critical`"),
    (
        "rule", ["enabled", "disabled", "active", "enable"],
        "a rule that stands in a file is used: remove the rule, or put # before its lines"
    ),
    ("rule", ["reference", "compare_to", "expected"], "write baseline = \"current\""),
    ("rule", ["min_samples", "min_count", "minimum_events", "min_n"], "write min_events = 30"),
    ("rule.warning", ["lt", "less_than", "under", "min", "lower"], "write below = 0.90"),
    ("rule.warning", ["gt", "greater_than", "over", "max", "upper"], "write above = 1.5"),
    ("rule.warning", ["threshold", "value", "limit"], "write below = 0.90 or above = 1.5"),
    ("rule.warning", ["duration", "hold"], "write for = \"5m\""),
    ("rule.critical", ["lt", "less_than", "under", "min", "lower"], "write below = 0.75"),
    ("rule.critical", ["gt", "greater_than", "over", "max", "upper"], "write above = 2"),
    ("rule.critical", ["threshold", "value", "limit"], "write below = 0.75 or above = 2"),
    ("rule.critical", ["duration", "hold"], "write for = \"5m\""),
    ("suppress", ["matchers", "filter", "where"], "write match = 'rule = \"refusal-rate\"'"),
    ("suppress", ["rule", "model", "severity", "category"], "write match = 'rule = \"refusal-rate\"'"),
    ("suppress", ["start", "starts_at", "startsat", "begin", "since"], "write from = \"2025-11-20T12:00:00Z\""),
    ("suppress", ["end", "ends_at", "endsat", "to", "expires"], "write until = \"2025-11-20T18:00:00Z\""),
    ("suppress", ["duration", "for"], "a silence has an end: until = \"2025-11-20T18:00:00Z\""),
    ("suppress", ["comment", "why", "description", "summary"], "write reason = \"…\""),
    ("suppress", ["created_by", "createdby", "owner", "by", "who", "user"], "write author = \"…\""),
    ("", ["groups", "alerts", "alert"], "rules are tables of their own: begin each with a line [[rule]]"),
    ("", ["silence", "silences", "mute", "inhibit"], "write [[suppress]]"),
    ("model", ["model_id", "served", "served_id", "model_name"], "write id = \"…\", what the endpoint says it serves"),
    ("model", ["base", "parent"], "write base_model = \"…\""),
    ("model", ["base_hash", "base_sha256", "base_model_hash"], "write base_revision = \"…\""),
    ("suite", ["interval", "schedule", "frequency", "cron", "period"], "write every = \"1h\""),
    ("suite", ["file", "path", "prompts", "questions"], "write items = \"NAME.jsonl\", a file beside this one"),
    ("suite", ["retries", "retry", "attempts"], "write repeats = 2"),
    ("config.target", ["base_url", "endpoint", "api_base", "host", "address"], "write url = \"https://…/v1\""),
    ("config.target", ["api_key", "apikey", "token", "secret"], "write key = \"file:/etc/monitord/NAME.key\""),
    ("config.judge", ["api_key", "apikey", "token", "secret"], "write key = \"file:/etc/monitord/NAME.key\""),
    ("", ["canaries", "target", "judge"], "this table belongs into monitord.toml"),
    ("config", ["targets"], "write [[target]], one table for each"),
    (
        "", ["metric", "window", "detect", "by", "where", "warning", "critical", "for", "name"],
        "it stands above the first table: put a line [[rule]] before it"
    ),
    ("", ["kafka", "store", "panes", "baselines", "limits", "log"], "this table belongs into monitord.toml"),
]

/// How a required key is written.
func example(of key: String, in topic: String) -> String? {
    examples.first { $0.topic == topic && $0.key == key }.map { "add \(key) = \($0.value)" }
}

private let examples: [(topic: String, key: String, value: String)] = [
    ("rule", "name", "\"refusal-rate\": how alerts and people call it"),
    ("rule", "metric", "\"refusal_rate\", or another word of `monitord help rule.metric`"),
    ("rule", "by", "[\"model\"]: one series for each model"),
    ("rule", "window", "\"1h\""),
    ("rule", "detect", "\"ratio\", or another word of `monitord help rule.detect`"),
    ("rule.budget", "false_alarms_per_month", "1.0"),
    ("suppress", "match", "'rule = \"refusal-rate\"'"),
    ("suppress", "from", "\"2025-11-20T12:00:00Z\""),
    ("suppress", "until", "\"2025-11-20T18:00:00Z\", at most 7 days after `from`"),
    ("suppress", "author", "\"…\": who answers for the silence"),
    ("suppress", "reason", "\"…\": why, in one line"),
    ("model", "name", "\"acme/support-8b\", as events name it"),
    ("model", "trained_at", "\"2025-11-20T12:00:00Z\""),
    ("known_bad", "incident", "\"…\": its name or number"),
    ("known_bad", "model", "\"acme/support-8b\", as events name it"),
    ("known_bad", "from", "\"2025-11-20T12:00:00Z\""),
    ("known_bad", "until", "\"2025-11-20T18:00:00Z\""),
    ("known_bad", "cause", "\"…\": what it was, in one line"),
    ("suite", "name", "\"direct-harm\": how alerts and people call it"),
    ("suite", "kind", "\"direct\", or another word of `monitord help suite.kind`"),
    ("suite", "items", "\"NAME.jsonl\": a file of JSON lines beside this one"),
    ("config.target", "name", "\"support\": how suites call it"),
    ("config.target", "model", "\"acme/support-8b\", as events name it"),
    ("config.target", "url", "\"https://gateway.example.org/v1\""),
    ("config.judge", "model", "\"…\": what the request asks for"),
    ("config.judge", "url", "\"https://gateway.example.org/v1\""),
    ("test", "name", "\"…\": what the test is about"),
    ("test", "input", "{ refusal_rate = \"0.92x30 0.60x30\" }"),
]
