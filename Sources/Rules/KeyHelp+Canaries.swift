// What `monitord help config.target` says: the keys of monitord.toml that are about canaries.

extension KeyHelp {
    static let canaries: [KeyHelp] = [
        KeyHelp(
            topic: "config.canaries.suites", type: "array of strings", standard: "`[\"/etc/monitord/suites\"]`",
            meaning: "Suite files, directories (all their `*.toml`) or patterns. See [suites.md](suites.md)."),
        KeyHelp(
            topic: "config.canaries.key", type: "string", standard: "`canary.key` in `store.path`",
            meaning: "Where the key is that prompts and answers are hashed with, at least 16 bytes: "
                + "`\"file:…\"`, `\"credential:NAME\"` or `\"env:NAME\"`. The usual one is made by the first "
                + "run. A new key makes canaries on their way unknown."),
        KeyHelp(
            topic: "config.canaries.requests_per_minute", type: "integer", standard: "`60`",
            meaning: "Requests to all targets together. From 1 to 6000."),
        KeyHelp(
            topic: "config.canaries.concurrency", type: "integer", standard: "`4`",
            meaning: "Requests at once. From 1 to 64."),
        KeyHelp(
            topic: "config.canaries.cost_per_hour", type: "number", standard: "no bound",
            meaning: "What the requests of an hour may cost, in the currency of the targets' prices; then runs "
                + "end and slots are skipped."),
        KeyHelp(
            topic: "config.canaries.pause_file", type: "string", standard: "`canaries.paused` in `store.path`",
            meaning: "While this file is there, nothing is asked."),
        KeyHelp(
            topic: "config.canaries.text_hash", type: "string", standard: "`\"none\"`",
            meaning: "How producers make `request.text_hash`: `\"none\"`, or `\"sha256\"` of the text; then a "
                + "canary that nobody marked is recognised by it."),
        KeyHelp(
            topic: "config.canaries.recognise_text", type: "boolean", standard: "`true`",
            meaning: "Whether a canary that nobody marked is recognised by `request.text` and "
                + "`request.messages`."),
    ]

    static let targets: [KeyHelp] = [
        KeyHelp(
            topic: "config.target.name", type: "string", standard: "required",
            meaning: "1 to 64 of `a-z`, `0-9`, `-`. Suites call it by this name."),
        KeyHelp(
            topic: "config.target.model", type: "string", standard: "required",
            meaning: "The model's name in the stream: verdicts are about it."),
        KeyHelp(
            topic: "config.target.role", type: "string", standard: "`\"tuned\"`",
            meaning: "`\"tuned\"`, `\"base\"`, or `\"variant\"` for one arm of a rollout."),
        KeyHelp(
            topic: "config.target.base", type: "string", standard: "none",
            meaning: "The name of the target that asks its base model."),
        KeyHelp(
            topic: "config.target.requested", type: "string", standard: "`model`",
            meaning: "What a request asks for."),
        KeyHelp(
            topic: "config.target.served", type: "string", standard: "anything",
            meaning: "What the endpoint has to say that it served; anything else is an alert."),
        KeyHelp(
            topic: "config.target.url", type: "string", standard: "required",
            meaning: "The part before `/chat/completions`, `\"https://gateway.example.org/v1\"`."),
        KeyHelp(
            topic: "config.target.key", type: "string", standard: "none",
            meaning: "Where the bearer token is: `\"file:/etc/monitord/support.key\"`, `\"credential:NAME\"` "
                + "for a file in `$CREDENTIALS_DIRECTORY`, or `\"env:NAME\"`. Never the token itself."),
        KeyHelp(
            topic: "config.target.headers", type: "table", standard: "empty",
            meaning: "Headers of every request, `{ x-team = \"safety\", api-key = \"env:GATEWAY_KEY\" }`. One "
                + "whose name speaks of a key or token takes a secret like `key`."),
        KeyHelp(
            topic: "config.target.timeout", type: "duration", standard: "`\"60s\"`",
            meaning: "For a whole answer. From `\"1s\"` to `\"10m\"`."),
        KeyHelp(
            topic: "config.target.connect_timeout", type: "duration", standard: "`\"5s\"`",
            meaning: "From `\"100ms\"` to `\"1m\"`."),
        KeyHelp(
            topic: "config.target.allow_private", type: "boolean", standard: "`false`",
            meaning: "Whether its address may be of this machine or of a private network."),
        KeyHelp(
            topic: "config.target.allow_plaintext", type: "boolean", standard: "`false`",
            meaning: "Whether `url` may be `http://`."),
        KeyHelp(
            topic: "config.target.authorities", type: "string", standard: "the system's",
            meaning: "A file of certificates that its certificate must come from."),
        KeyHelp(
            topic: "config.target.temperature", type: "number", standard: "not sent",
            meaning: "From 0 to 2. Ask as ordinary traffic asks."),
        KeyHelp(
            topic: "config.target.top_p", type: "number", standard: "not sent",
            meaning: "Above 0, at most 1."),
        KeyHelp(
            topic: "config.target.max_tokens", type: "integer", standard: "`512`",
            meaning: "From 1 to 100000."),
        KeyHelp(
            topic: "config.target.seed", type: "boolean", standard: "`true`",
            meaning: "Send a fresh `seed` with each request, so that no cache answers in the model's place."),
        KeyHelp(
            topic: "config.target.system_file", type: "string", standard: "none",
            meaning: "A file with the system text that ordinary traffic has. Others must not be able to read "
                + "it."),
        KeyHelp(
            topic: "config.target.request_id_header", type: "string", standard: "`\"X-Request-Id\"`",
            meaning: "The header with the opaque id by which canaries are recognised in the stream; `\"none\"`: "
                + "none."),
        KeyHelp(
            topic: "config.target.mark_header", type: "string", standard: "none",
            meaning: "A header that says that it is a canary, for a gateway that takes it out again. The model "
                + "must not see it."),
        KeyHelp(
            topic: "config.target.input_price", type: "number", standard: "`0`",
            meaning: "Of a million tokens of a request."),
        KeyHelp(
            topic: "config.target.output_price", type: "number", standard: "`0`",
            meaning: "Of a million tokens of an answer."),
        KeyHelp(
            topic: "config.judge.model", type: "string", standard: "required",
            meaning: "A model that reads answers beside the patterns. It can make a pass a failure, never the "
                + "other way round."),
        KeyHelp(
            topic: "config.judge.url", type: "string", standard: "required",
            meaning: "As of a target; so are the other keys of `[judge]`."),
        KeyHelp(
            topic: "config.judge.key", type: "string", standard: "none",
            meaning: "Where its bearer token is."),
        KeyHelp(
            topic: "config.judge.headers", type: "table", standard: "empty",
            meaning: "Headers of every request to it."),
        KeyHelp(
            topic: "config.judge.timeout", type: "duration", standard: "`\"60s\"`",
            meaning: "For a whole answer."),
        KeyHelp(
            topic: "config.judge.connect_timeout", type: "duration", standard: "`\"5s\"`",
            meaning: "From `\"100ms\"` to `\"1m\"`."),
        KeyHelp(
            topic: "config.judge.allow_private", type: "boolean", standard: "`false`",
            meaning: "Whether its address may be of this machine or of a private network."),
        KeyHelp(
            topic: "config.judge.allow_plaintext", type: "boolean", standard: "`false`",
            meaning: "Whether `url` may be `http://`."),
        KeyHelp(
            topic: "config.judge.authorities", type: "string", standard: "the system's",
            meaning: "A file of certificates that its certificate must come from."),
    ]
}
