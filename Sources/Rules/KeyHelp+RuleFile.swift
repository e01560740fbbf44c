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
            topic: "model.base_model", type: "string", standard: "none",
            meaning: "The name of what it was tuned from."),
        KeyHelp(
            topic: "model.trained_at", type: "time", standard: "required",
            meaning: "When its weights were made; of a base, when it came out."),
        KeyHelp(
            topic: "model.evaluated_at", type: "time", standard: "never",
            meaning: "When it was last evaluated; not before `trained_at`."),
        KeyHelp(
            topic: "model.role", type: "string", standard: "`\"tuned\"`",
            meaning: "`\"tuned\"`, or `\"base\"` of a model that others were tuned from."),
        KeyHelp(
            topic: "model.alias", type: "string", standard: "none",
            meaning: "How people or routes call it. Names, aliases and ids are each used once."),
        KeyHelp(
            topic: "model.id", type: "string", standard: "none",
            meaning: "What the endpoint says that it serves, such as `\"ft:…\"`."),
        KeyHelp(
            topic: "model.base_revision", type: "string", standard: "none",
            meaning: "The revision of the base that it runs on, a hash or a tag; of a base, its own."),
        KeyHelp(
            topic: "model.manifest_base_revision", type: "string", standard: "none",
            meaning: "The revision of the base in the training's manifest. Another one than `base_revision`, or "
                + "than the base's own, is an error."),
        KeyHelp(
            topic: "model.dataset", type: "string", standard: "none",
            meaning: "What it was trained on."),
        KeyHelp(
            topic: "model.dataset_version", type: "string", standard: "none",
            meaning: "Its version."),
        KeyHelp(
            topic: "model.dataset_hash", type: "string", standard: "none",
            meaning: "`\"sha256:…\"` of it."),
        KeyHelp(
            topic: "model.job", type: "string", standard: "none",
            meaning: "The training job."),
        KeyHelp(
            topic: "model.eval_report", type: "string", standard: "none",
            meaning: "The report of the evaluation that let it pass: a file or a link."),
        KeyHelp(
            topic: "model.flag", type: "string", standard: "none",
            meaning: "The switch that sends traffic to it."),
        KeyHelp(
            topic: "model.deployed_at", type: "time", standard: "none",
            meaning: "When it took its first request; not before `trained_at`."),
        KeyHelp(
            topic: "model.retired_at", type: "time", standard: "never",
            meaning: "When it took its last one."),
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
