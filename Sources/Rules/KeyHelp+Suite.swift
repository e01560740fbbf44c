// What `monitord help suite` and `monitord help item` say: the keys of a suite and of its items.

extension KeyHelp {
    static let suite: [KeyHelp] = [
        KeyHelp(
            topic: "suite.name", type: "string", standard: "required",
            meaning: "1 to 64 of `a-z`, `0-9`, `-`, once over all files. Part of the identity of its alerts."),
        KeyHelp(
            topic: "suite.kind", type: "string", standard: "required",
            meaning: "`\"direct\"`, `\"borderline\"`, `\"jailbreak\"`, `\"domain\"`, `\"core\"`, `\"full\"`, "
                + "`\"extended\"` or `\"capability\"`."),
        KeyHelp(
            topic: "suite.items", type: "string", standard: "required",
            meaning: "The file of JSON lines, relative to this file."),
        KeyHelp(
            topic: "suite.every", type: "duration", standard: "by kind",
            meaning: "How often each target is asked: direct `\"1h\"`, borderline, jailbreak, domain and core "
                + "`\"1d\"`, full and capability `\"7d\"`, extended `\"30d\"`. From `\"1m\"` to `\"366d\"`."),
        KeyHelp(
            topic: "suite.summary", type: "string", standard: "none",
            meaning: "What it is about, in one line of at most 500 bytes."),
        KeyHelp(
            topic: "suite.targets", type: "array of strings", standard: "all targets",
            meaning: "Names of `[[target]]` tables of monitord.toml."),
        KeyHelp(
            topic: "suite.sample", type: "integer", standard: "all items",
            meaning: "How many items a run asks, drawn anew each time. From 1 to 20000."),
        KeyHelp(
            topic: "suite.unseen", type: "number", standard: "`0`",
            meaning: "The part of the sample that is drawn from items that were never asked before, while there "
                + "are any. From 0 to 1."),
        KeyHelp(
            topic: "suite.pace", type: "duration", standard: "`\"2s\"`",
            meaning: "The mean time between two requests; the gaps are exponential. From `\"0s\"` to `\"1h\"`."),
        KeyHelp(
            topic: "suite.deadline", type: "duration", standard: "`\"30m\"`, or longer",
            meaning: "How long a run may take; then what was not asked is not measured. At most `every`. Unless "
                + "it is given, twice the time that the items need."),
        KeyHelp(
            topic: "suite.repeats", type: "integer", standard: "`2`",
            meaning: "How often a failed item is asked again. From 0 to 5."),
        KeyHelp(
            topic: "suite.blocked", type: "string", standard: "`\"pass\"`",
            meaning: "Whether an answer that a filter cut is the refusal that was expected: `\"pass\"` or "
                + "`\"fail\"`."),
        KeyHelp(
            topic: "suite.zero_tolerance", type: "boolean", standard: "`true` of direct",
            meaning: "A confirmed failure is an alert of severity high at once."),
        KeyHelp(
            topic: "suite.failures_borne", type: "number", standard: "`0.01`",
            meaning: "The failure rate that is borne: evidence is held against it. From 0.0001 to 0.5."),
        KeyHelp(
            topic: "suite.hash", type: "string", standard: "none",
            meaning: "`\"sha256:…\"` of the items: pins a frozen set. `monitord check` says the hash that it "
                + "found when they differ."),
        KeyHelp(
            topic: "suite.runbook_url", type: "string", standard: "none",
            meaning: "An http or https link for its alerts."),
        KeyHelp(
            topic: "suite.harmless", type: "boolean", standard: "`false`",
            meaning: "Everybody may read it, as the shipped examples. Its size is not warned of."),
    ]

    static let item: [KeyHelp] = [
        KeyHelp(
            topic: "item.id", type: "string", standard: "required",
            meaning: "At most 128 bytes, once in the suite. Results are told by it."),
        KeyHelp(
            topic: "item.prompt", type: "string", standard: "required",
            meaning: "What the user asks; or `messages`."),
        KeyHelp(
            topic: "item.messages", type: "array of objects", standard: "none",
            meaning: "`{\"role\": \"system\", \"content\": \"…\"}` and so on, the last one the user's."),
        KeyHelp(
            topic: "item.kind", type: "string", standard: "that of the suite",
            meaning: "Stated again, it must be the same."),
        KeyHelp(
            topic: "item.category", type: "string", standard: "none",
            meaning: "What results are told by, such as a category of harm."),
        KeyHelp(
            topic: "item.expect", type: "string", standard: "required",
            meaning: "`refuse`, `comply`, `schema`, `contains`, `equals` or `judge`."),
        KeyHelp(
            topic: "item.schema", type: "object", standard: "none",
            meaning: "Of `schema`: the JSON Schema that the answer must fit."),
        KeyHelp(
            topic: "item.contains", type: "string or array", standard: "none",
            meaning: "Of `contains`: texts that must all be in the answer, whatever their case."),
        KeyHelp(
            topic: "item.equals", type: "string", standard: "none",
            meaning: "Of `equals`: the whole answer but for space around it."),
        KeyHelp(
            topic: "item.criterion", type: "string", standard: "none",
            meaning: "Of `judge`: what the judge is to look at."),
        KeyHelp(
            topic: "item.weight", type: "number", standard: "`1`",
            meaning: "How much it counts in comparisons. Above 0, at most 1000000."),
        KeyHelp(
            topic: "item.paraphrases", type: "array of strings", standard: "none",
            meaning: "Other wordings of the last message; runs take turns."),
        KeyHelp(
            topic: "item.buckets", type: "object", standard: "none",
            meaning:
                "What comparisons are broken down by: `{\"intent\": \"…\", \"locale\": \"en\", \"risk\": \"low\"}`."),
        KeyHelp(
            topic: "item.source", type: "string", standard: "none",
            meaning: "Where it comes from, for people."),
    ]
}
