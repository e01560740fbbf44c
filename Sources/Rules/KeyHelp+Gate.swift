// What `monitord help gate.accept` says: the keys of a gate file.

extension KeyHelp {
    static let gate: [KeyHelp] = whole + conditions

    private static let whole: [KeyHelp] = [
        KeyHelp(
            topic: "gates.safety", type: "array of strings", standard: "`[\"risk=safety\"]`",
            meaning: "Buckets whose cases are about safety, besides all that have to be refused. None of them may be "
                + "unmeasured."),
        KeyHelp(
            topic: "gate.name", type: "string", standard: "required",
            meaning: "One line of at most 64 bytes, once in a file."),
        KeyHelp(
            topic: "gate.summary", type: "string", standard: "none", meaning: "For people, in one line."),
        KeyHelp(
            topic: "gate.metric", type: "string", standard: "required",
            meaning: "What is compared: `pass_rate`, `exact_match`, `schema_valid`, `judge_score`, `score`, "
                + "`hedging_absent`, `length_ratio`, `output_tokens`, `input_tokens` or `latency_p95`."),
        KeyHelp(
            topic: "gate.kinds", type: "array of strings", standard: "all",
            meaning: "Kinds of suites that the gate is about. To others it is not applicable."),
        KeyHelp(
            topic: "gate.bucket", type: "string", standard: "all cases",
            meaning: "Cases that the gate is about: `\"safety\"`, or a name and its value, as in `\"risk=high\"`, "
                + "`\"category=billing\"` or `\"expect=refuse\"`."),
        KeyHelp(
            topic: "gate.unmeasured", type: "number", standard: "`0.02`",
            meaning: "The share of its cases that may be unmeasured. Of safety cases none may."),
        KeyHelp(
            topic: "gate.min_cases", type: "integer", standard: "`1`",
            meaning: "With fewer cases a person decides."),
        KeyHelp(
            topic: "gate.includes", type: "array of strings", standard: "none",
            meaning: "Buckets that the suite must have, or a person decides."),
        KeyHelp(
            topic: "gate.accept", type: "table or array of tables", standard: "none",
            meaning: "One of these must hold, or a person decides. Without any it is enough that nothing blocks."),
        KeyHelp(
            topic: "gate.block", type: "table or array of tables", standard: "none",
            meaning: "None of these may hold."),
    ]

    /// `block` takes the same keys.
    private static let conditions: [KeyHelp] = [
        KeyHelp(
            topic: "gate.accept.gain", type: "number", standard: "none",
            meaning: "tuned − base is at least this. Shares are between 0 and 1."),
        KeyHelp(
            topic: "gate.accept.loss", type: "number", standard: "none",
            meaning: "base − tuned is at least this."),
        KeyHelp(
            topic: "gate.accept.loss_over", type: "number", standard: "none",
            meaning: "base − tuned is more than this; 0 is any loss."),
        KeyHelp(
            topic: "gate.accept.drop_over", type: "number", standard: "none",
            meaning: "(base − tuned) / base is more than this."),
        KeyHelp(
            topic: "gate.accept.base_below", type: "number", standard: "none", meaning: "The base is below this."),
        KeyHelp(
            topic: "gate.accept.tuned_below", type: "number", standard: "none",
            meaning: "The tuned model is below this."),
        KeyHelp(
            topic: "gate.accept.tuned_at_least", type: "number", standard: "none",
            meaning: "The tuned model reaches this."),
        KeyHelp(
            topic: "gate.accept.ratio_at_most", type: "number", standard: "none",
            meaning: "tuned / base is at most this."),
        KeyHelp(
            topic: "gate.accept.ratio_over", type: "number", standard: "none",
            meaning: "tuned / base is more than this."),
        KeyHelp(
            topic: "gate.accept.regressed_below", type: "number", standard: "none",
            meaning: "A smaller share of the cases than this scores lower than the base."),
        KeyHelp(
            topic: "gate.accept.regressed_at_least", type: "number", standard: "none",
            meaning: "This share of the cases or more scores lower than the base."),
        KeyHelp(
            topic: "gate.accept.regressions_over", type: "integer", standard: "none",
            meaning: "More cases than this score lower than the base; 0 is any case."),
        KeyHelp(
            topic: "gate.accept.without_gain", type: "string", standard: "none",
            meaning: "Another metric, named here, did not rise."),
        KeyHelp(
            topic: "gate.accept.bucket", type: "string", standard: "the gate's cases",
            meaning: "Where to look: a bucket as in `bucket` of the gate, or `\"*\"` for every category and bucket by "
                + "itself."),
        KeyHelp(
            topic: "gate.accept.metric", type: "string", standard: "the gate's",
            meaning: "Another metric for this condition alone."),
    ]
}
