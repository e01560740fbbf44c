// What `monitord help suppress` says: the tables of a rule file beside its rules.

extension KeyHelp {
    static let ruleFile: [KeyHelp] = [
        KeyHelp(
            topic: "suppress.match", type: "string", standard: "required",
            meaning: "A filter over `rule`, `severity`, `plane`, the names of the alert's series and labels: which "
                + "alerts page nobody. They are recorded all the same."),
        KeyHelp(
            topic: "suppress.from", type: "time", standard: "required",
            meaning: "When the silence begins, in event time: `\"2025-11-20T12:00:00Z\"`, with its zone."),
        KeyHelp(
            topic: "suppress.until", type: "time", standard: "required",
            meaning: "When the silence is over, at most 7 days later."),
        KeyHelp(
            topic: "suppress.author", type: "string", standard: "required", meaning: "Who answers for the silence."),
        KeyHelp(
            topic: "suppress.reason", type: "string", standard: "required",
            meaning: "Why, in one line of at most 500 bytes."),
        KeyHelp(
            topic: "model.name", type: "string", standard: "required",
            meaning: "A deployed model, as events name it. Each once over all files."),
        KeyHelp(
            topic: "model.base_model", type: "string", standard: "none", meaning: "What it was tuned from."),
        KeyHelp(
            topic: "model.trained_at", type: "time", standard: "required", meaning: "When its weights were made."),
        KeyHelp(
            topic: "model.evaluated_at", type: "time", standard: "never",
            meaning: "When it was last evaluated; not before `trained_at`."),
        KeyHelp(
            topic: "known_bad.incident", type: "string", standard: "required",
            meaning: "The incident whose pattern must never be learned as normal."),
        KeyHelp(
            topic: "known_bad.model", type: "string", standard: "required", meaning: "Whose traffic was bad."),
        KeyHelp(
            topic: "known_bad.from", type: "time", standard: "required", meaning: "From when on."),
        KeyHelp(
            topic: "known_bad.until", type: "time", standard: "required", meaning: "Until when."),
        KeyHelp(
            topic: "known_bad.cause", type: "string", standard: "required",
            meaning: "What it was, in one line of at most 500 bytes."),
    ]
}
