// What `monitord help config.receiver` says: the keys of monitord.toml that are about delivery.

extension KeyHelp {
    static let delivery: [KeyHelp] = [
        KeyHelp(
            topic: "config.delivery.instance", type: "string", standard: "`\"monitord\"`",
            meaning: "Who speaks: the `source` of CloudEvents and of PagerDuty events. Letters, digits and "
                + "`-._~:/`."),
        KeyHelp(
            topic: "config.delivery.external_url", type: "string", standard: "none",
            meaning: "Where people reach the status page; messages then link to it."),
        KeyHelp(
            topic: "config.delivery.backoff_min", type: "duration", standard: "`\"1s\"`",
            meaning: "The longest pause after the first failure of a notification; it doubles with each "
                + "failure. From `\"10ms\"` to `\"1m\"`."),
        KeyHelp(
            topic: "config.delivery.backoff_max", type: "duration", standard: "`\"10m\"`",
            meaning: "The longest pause between two attempts. From `\"1s\"` to `\"1h\"`."),
        KeyHelp(
            topic: "config.stdout.format", type: "string", standard: "`\"json\"`",
            meaning: "What is printed for each transition: `\"json\"`, or `\"cloudevents\"`."),
        KeyHelp(
            topic: "config.receiver.name", type: "string", standard: "required",
            meaning: "1 to 64 of `a-z`, `0-9`, `-`. Routes call it by this name. See "
                + "[delivery.md](delivery.md)."),
        KeyHelp(
            topic: "config.receiver.type", type: "string", standard: "required",
            meaning: "`\"webhook\"`, `\"alertmanager-webhook\"`, `\"alertmanager\"`, `\"pagerduty\"`, "
                + "`\"slack\"` or `\"kafka\"`."),
        KeyHelp(
            topic: "config.receiver.url", type: "string", standard: "required",
            meaning: "An address, or where one is: `\"file:/etc/monitord/NAME.url\"`, `\"credential:NAME\"` "
                + "or `\"env:NAME\"`. Slack's is a secret. PagerDuty's has a default."),
        KeyHelp(
            topic: "config.receiver.urls", type: "array of strings", standard: "none",
            meaning: "For `\"alertmanager\"`, in the place of `url`: all peers of a cluster. Each is a "
                + "receiver of its own, `NAME`, `NAME#2` and so on."),
        KeyHelp(
            topic: "config.receiver.topic", type: "string", standard: "required by `\"kafka\"`",
            meaning: "The topic, in the cluster that events come from."),
        KeyHelp(
            topic: "config.receiver.key", type: "string", standard: "none",
            meaning: "Where the bearer token is, or the routing key of PagerDuty, which requires it: "
                + "`\"file:…\"`, `\"credential:NAME\"` or `\"env:NAME\"`."),
        KeyHelp(
            topic: "config.receiver.headers", type: "table", standard: "empty",
            meaning: "Headers of every request, as of a target."),
        KeyHelp(
            topic: "config.receiver.signature", type: "string", standard: "`\"standard\"` with `signing_keys`",
            meaning: "How webhooks are signed: `\"standard\"` (Standard Webhooks), `\"github\"` or "
                + "`\"none\"`."),
        KeyHelp(
            topic: "config.receiver.signing_keys", type: "array of strings", standard: "empty",
            meaning: "Where the keys are, 24 bytes at least: of `\"standard\"` `whsec_` and base64, at most "
                + "four, all of which sign, the new one first; of `\"github\"` one."),
        KeyHelp(
            topic: "config.receiver.title", type: "string", standard: "its own words",
            meaning: "A template for the one line that people see first."),
        KeyHelp(
            topic: "config.receiver.text", type: "string", standard: "its own words",
            meaning: "A template for what stands below it."),
        KeyHelp(
            topic: "config.receiver.resolved", type: "boolean", standard: "`true`",
            meaning: "Whether it is told that an alert is over."),
        KeyHelp(
            topic: "config.receiver.max_age", type: "duration", standard: "`\"1d\"`",
            meaning: "How long a notification is tried before it is given up. From `\"1m\"` to `\"1w\"`."),
        KeyHelp(
            topic: "config.receiver.concurrency", type: "integer", standard: "`2`",
            meaning: "How many notifications may be on their way to it at once, from 1 to 4: after a crash that "
                + "many may come twice."),
        KeyHelp(
            topic: "config.receiver.resend", type: "duration", standard: "`\"1m\"`",
            meaning: "For `\"alertmanager\"`: how often what fires is sent again. From `\"10s\"` to "
                + "`\"10m\"`."),
        KeyHelp(
            topic: "config.receiver.timeout", type: "duration", standard: "`\"15s\"`",
            meaning: "For a whole answer. From `\"1s\"` to `\"1m\"`."),
        KeyHelp(
            topic: "config.receiver.connect_timeout", type: "duration", standard: "`\"5s\"`",
            meaning: "From `\"100ms\"` to `\"1m\"`."),
        KeyHelp(
            topic: "config.receiver.allow_private", type: "boolean", standard: "`false`",
            meaning: "Whether its address may be of this machine or of a private network."),
        KeyHelp(
            topic: "config.receiver.allow_plaintext", type: "boolean", standard: "`false`",
            meaning: "Whether `url` may be `http://`."),
        KeyHelp(
            topic: "config.receiver.authorities", type: "string", standard: "the system's",
            meaning: "A file of certificates that its certificate must come from."),
        KeyHelp(
            topic: "config.route.match", type: "array of strings", standard: "every alert",
            meaning: "Matchers as of `monitord alerts`, all of which must hold: `['severity>=high', "
                + "'model=~\"acme/.*\"']`."),
        KeyHelp(
            topic: "config.route.receivers", type: "array of strings", standard: "required",
            meaning: "Names of receivers."),
        KeyHelp(
            topic: "config.route.continue", type: "boolean", standard: "`false`",
            meaning: "Whether the routes behind it are asked as well."),
        KeyHelp(
            topic: "config.route.group_by", type: "array of strings", standard: "`[\"model\"]`",
            meaning: "Fields, dimensions or labels; alerts with the same values share a message. `[]`: all "
                + "of the route do."),
        KeyHelp(
            topic: "config.route.group_wait", type: "duration", standard: "`\"0s\"`",
            meaning: "How long the first alert of a group waits for others. From `\"0s\"` to `\"10m\"`."),
        KeyHelp(
            topic: "config.route.repeat", type: "duration", standard: "never",
            meaning: "How often a group that still fires is told again. From `\"1m\"` to `\"30d\"`. For "
                + "receivers that group."),
    ]
}
