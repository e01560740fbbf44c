// What `monitord help rule` says: the words and the keys of a rule.

extension KeyHelp {
    static let metrics: [KeyHelp] = [
        KeyHelp(
            topic: "rule.metric.refusal_rate", type: "rate", standard: "0 to 1",
            meaning: "Refusals among the requests that the model decided itself: refused, partial or complied."),
        KeyHelp(
            topic: "rule.metric.error_rate", type: "rate", standard: "0 to 1",
            meaning: "Errors among all requests."),
        KeyHelp(
            topic: "rule.metric.blocked_rate", type: "rate", standard: "0 to 1",
            meaning: "Answers that a filter or guardrail cut, among all requests."),
        KeyHelp(
            topic: "rule.metric.events", type: "count", standard: "0 and up",
            meaning: "How many requests there are."),
        KeyHelp(
            topic: "rule.metric.training_age", type: "age", standard: "days",
            meaning: "How long ago the model was trained, as its `[[model]]` says."),
        KeyHelp(
            topic: "rule.metric.evaluation_age", type: "age", standard: "days",
            meaning: "How long ago the model was last evaluated, or else trained."),
        KeyHelp(
            topic: "rule.metric.latency_ms", type: "measure", standard: "0 and up",
            meaning: "`latency.total_ms`, in milliseconds."),
        KeyHelp(
            topic: "rule.metric.input_tokens", type: "measure", standard: "0 and up",
            meaning: "`usage.input_tokens`."),
        KeyHelp(
            topic: "rule.metric.output_tokens", type: "measure", standard: "0 and up",
            meaning: "`usage.output_tokens`, the length of an answer."),
        KeyHelp(
            topic: "rule.metric.text.vocabulary", type: "measure", standard: "0 to 1",
            meaning: "Distinct words over words of the answer."),
        KeyHelp(
            topic: "rule.metric.text.code", type: "measure", standard: "0 or 1",
            meaning: "Whether the answer has a fenced block of code."),
        KeyHelp(
            topic: "rule.metric.text.list", type: "measure", standard: "0 or 1",
            meaning: "Whether the answer has a list."),
        KeyHelp(
            topic: "rule.metric.text.heading", type: "measure", standard: "0 or 1",
            meaning: "Whether the answer has a heading."),
        KeyHelp(
            topic: "rule.metric.signals.NAME", type: "measure", standard: "0 to 1",
            meaning: "A number or flag that producers send under `signals`, such as `signals.toxicity`."),
        KeyHelp(
            topic: "rule.metric.mix.DIMENSION", type: "mix", standard: "shares",
            meaning: "How a series' requests spread over the values of a dimension that is not in `by`, such as "
                + "`mix.category`."),
    ]

    static let detectors: [KeyHelp] = [
        KeyHelp(
            topic: "rule.detect.ratio", type: "rates, measures", standard: "`below`, `above`",
            meaning: "The rate as a share of the baseline's, category by category. Of a measure, the share of "
                + "events from `at_least` on."),
        KeyHelp(
            topic: "rule.detect.share", type: "rates, measures", standard: "`above`",
            meaning: "The rate itself, whatever the baseline says. Of a measure, the share of events from "
                + "`at_least` on."),
        KeyHelp(
            topic: "rule.detect.quantile", type: "measures", standard: "`below`, `above`",
            meaning: "The measure's `quantile` as a multiple of the baseline's."),
        KeyHelp(
            topic: "rule.detect.mean", type: "measures", standard: "`below`, `above`",
            meaning:
                "The measure's mean as a multiple of the baseline's; of a measure from 0 to 1, with `mode`, points "
                + "off it, or the mean itself."),
        KeyHelp(
            topic: "rule.detect.js", type: "mixes, measures", standard: "`above`",
            meaning: "Jensen–Shannon divergence from the baseline's spread, in bits."),
        KeyHelp(
            topic: "rule.detect.kl", type: "mixes, measures", standard: "`above`",
            meaning: "Kullback–Leibler divergence from the baseline's spread, in nats."),
        KeyHelp(
            topic: "rule.detect.psi", type: "mixes, measures", standard: "`above`",
            meaning: "Population stability index against the baseline's spread."),
        KeyHelp(
            topic: "rule.detect.cusum", type: "rates, measures", standard: "`below`, `above`",
            meaning: "A CUSUM from the baseline's rate, or mean, towards each line, with a limit from `run_length`."),
        KeyHelp(
            topic: "rule.detect.spc", type: "rates, measures", standard: "none",
            meaning: "A control chart around the baseline, one point for each `window`. Its alerts have severity low."),
        KeyHelp(
            topic: "rule.detect.compare", type: "rates, measures", standard: "`below`, `above`",
            meaning: "The rate, the mean or the `quantile` as a multiple of the `control`'s in the same window; with "
                + "`paired`, answers to the same questions."),
        KeyHelp(
            topic: "rule.detect.absence", type: "`events`", standard: "`below`, or empty",
            meaning: "No request in the window; with `below`, fewer than that share of what the baseline leads one "
                + "to expect."),
        KeyHelp(
            topic: "rule.detect.age", type: "ages", standard: "`above`, a duration",
            meaning: "The model is older than the line. Needs a `[[model]]` of that name."),
        KeyHelp(
            topic: "rule.detect.unregistered", type: "`events`", standard: "empty",
            meaning: "A request for a model that no `[[model]]` names. Needs one `[[model]]` at least."),
    ]

    static let rule: [KeyHelp] = [
        KeyHelp(
            topic: "rule.budget.false_alarms_per_month", type: "number", standard: "`1.0`",
            meaning: "False alarms in 30 days that all rules of all files may cost together, whatever the number "
                + "of series. Stands in one file only. From 0.000001 to 1000000."),
        KeyHelp(
            topic: "rule.name", type: "string", standard: "required",
            meaning: "1 to 64 of `a-z`, `0-9`, `-`, beginning with a letter or digit. Part of the identity of "
                + "every alert."),
        KeyHelp(
            topic: "rule.metric", type: "string", standard: "required",
            meaning: "What is measured: a word of the table of metrics. All rules together look at eight measures "
                + "at most."),
        KeyHelp(
            topic: "rule.by", type: "array of strings", standard: "required",
            meaning: "One series per combination of `model` (required), `category`, `environment`, `deployment`, "
                + "`base_model`, `provider`, `operation`, `response_topic` (`labels.topic`)."),
        KeyHelp(
            topic: "rule.where", type: "string", standard: "all events",
            meaning: "A filter over the same names: only events of series that fit count, `'category in [\"weapons\", "
                + "\"cyberattack\"] and model ~ \"acme/.*\"'`."),
        KeyHelp(
            topic: "rule.window", type: "duration", standard: "required",
            meaning: "How much event time the numbers shown are of: a whole number of panes, more than 0, at most "
                + "`\"7d\"`."),
        KeyHelp(
            topic: "rule.detect", type: "string", standard: "required",
            meaning: "How the metric is looked at: a word of the table of detect words."),
        KeyHelp(
            topic: "rule.confirm", type: "string", standard: "`\"evidence\"`",
            meaning: "`\"evidence\"`: a line counts once a sequential test has shown that it is crossed. "
                + "`\"none\"`: the window's number alone decides. `cusum`, `spc` and `absence` have limits of "
                + "their own and `js`, `kl` and `psi` need evidence."),
        KeyHelp(
            topic: "rule.baseline", type: "string", standard: "`\"current\"`",
            meaning: "`\"current\"` is the last promoted baseline of the series' model; `\"rolling\"`, for a `ratio` "
                + "by evidence, the series' own last 7 complete days; else a baseline's name or id. Not for "
                + "`share`, `compare` and `spc` with `xmr`, which need none."),
        KeyHelp(
            topic: "rule.warning", type: "table", standard: "none",
            meaning: "The line whose breach means severity medium. At least one of `warning` and `critical` is "
                + "required, but for `spc`."),
        KeyHelp(
            topic: "rule.critical", type: "table", standard: "none",
            meaning: "The line whose breach means severity high. It lies further out than the warning's."),
        KeyHelp(
            topic: "rule.for", type: "duration", standard: "`\"0s\"`",
            meaning: "How long a breach must last before it counts, for both lines. At most `\"7d\"`."),
        KeyHelp(
            topic: "rule.mode", type: "string", standard: "`\"relative\"`",
            meaning: "For `ratio`: lines are shares of the baseline's rate, or `\"points\"`: distances from it, "
                + "`0.15` for 15 percentage points. For `mean` of a measure from 0 to 1 also `\"absolute\"`: the line "
                + "is the mean itself, whatever the baseline says."),
        KeyHelp(
            topic: "rule.quantile", type: "number", standard: "`0.95`",
            meaning: "For `quantile`, and for `compare` of a measure, which without it compares means: between 0 "
                + "and 1."),
        KeyHelp(
            topic: "rule.at_least", type: "number", standard: "`0.5`",
            meaning: "For `ratio`, `share` and `spc` (but `xmr`) of a measure: from this number on an event counts, "
                + "to within 2 %. Required where the measure has no bound: `latency_ms`, tokens."),
        KeyHelp(
            topic: "rule.chart", type: "string", standard: "`\"p\"`",
            meaning: "For `spc`: `\"p\"` exact binomial limits, `\"laney\"` for many events, `\"ewma\"` small "
                + "lasting shifts, `\"xmr\"` means of a measure around their own first twenty, `\"g\"` events "
                + "between rare ones."),
        KeyHelp(
            topic: "rule.run_length", type: "number", standard: "`1000000`",
            meaning: "For `cusum`: events between two false alarms, on average. From 100 to 1e15."),
        KeyHelp(
            topic: "rule.head_start", type: "boolean", standard: "`false`",
            meaning: "For `cusum`: begin half way up, so that what is wrong from the start is found sooner."),
        KeyHelp(
            topic: "rule.control", type: "string", standard: "`\"base_model\"`",
            meaning: "For `compare`: the series of the model that the events name as `base_model`, or a dimension "
                + "and its value, `\"deployment=control\"`. The dimension must be in `by`."),
        KeyHelp(
            topic: "rule.paired", type: "boolean", standard: "`false`",
            meaning: "For `compare` of a rate with the base model, by evidence: only questions (`request.text_hash`) "
                + "that both answered in one pane, and answered differently. Lines are shares of one half."),
        KeyHelp(
            topic: "rule.fine_tune", type: "boolean", standard: "`false`",
            meaning: "For `unregistered`: a model that a `[[model]]` names, but as a base, is a finding too."),
        KeyHelp(
            topic: "rule.min_events", type: "integer", standard: "`30`",
            meaning: "With fewer events of the metric in the window the verdict is `insufficient`. From 1 to "
                + "1000000000. Evidence asks for 30 at least; not for `absence`."),
        KeyHelp(
            topic: "rule.keep_firing_for", type: "duration", standard: "`\"0s\"`",
            meaning: "How long the series must stay recovered before the alert resolves. At most `\"7d\"`."),
        KeyHelp(
            topic: "rule.resolve", type: "number", standard: "the highest `below`",
            meaning: "With `confirm = \"none\"` and `below`: the share of the baseline that counts as recovered, "
                + "from the highest `below` to 1."),
        KeyHelp(
            topic: "rule.plane", type: "string", standard: "follows from `detect`",
            meaning: "What its alerts are evidence of: `\"traffic\"`, `\"canary\"` or `\"comparison\"`, which a "
                + "`compare` with the base model is."),
        KeyHelp(
            topic: "rule.labels", type: "table", standard: "those of `[labels]`",
            meaning: "Names with strings, copied into the alerts, for silences and routes: `{ team = \"safety\" }`. At "
                + "most 32; letters, digits and `_`."),
        KeyHelp(
            topic: "rule.annotations", type: "table", standard: "none",
            meaning: "The same for texts that people read and nothing looks at."),
        KeyHelp(
            topic: "rule.runbook_url", type: "string", standard: "none",
            meaning: "An http or https link in ASCII without a user name, at most 2048 bytes. Copied into the alert."),
        KeyHelp(
            topic: "rule.summary", type: "string", standard: "none",
            meaning: "One line of at most 500 bytes for the person who reads the alert."),
        KeyHelp(
            topic: "rule.warning.below", type: "number", standard: "none",
            meaning: "A share of the baseline between 0 and 1: `0.90` means below 90 % of it. `ratio` and "
                + "`compare` also take 1, any fall at all; in points, the distance."),
        KeyHelp(
            topic: "rule.critical.below", type: "number", standard: "none",
            meaning: "A share of the baseline between 0 and 1: `0.90` means below 90 % of it. `ratio` and "
                + "`compare` also take 1, any fall at all; in points, the distance."),
        KeyHelp(
            topic: "rule.warning.above", type: "number", standard: "none",
            meaning: "A multiple of the baseline, more than 1 and at most 1000; `ratio` and `compare` also take 1, "
                + "any rise at all. For `share` the share; for `js`, `kl` and `psi` the divergence; in points, the "
                + "distance."),
        KeyHelp(
            topic: "rule.critical.above", type: "number", standard: "none",
            meaning: "A multiple of the baseline, more than 1 and at most 1000; `ratio` and `compare` also take 1, "
                + "any rise at all. For `share` the share; for `js`, `kl` and `psi` the divergence; in points, the "
                + "distance."),
        KeyHelp(
            topic: "rule.warning.severity", type: "string", standard: "medium, of `critical` high",
            meaning: "What a breach means: `\"low\"` is only recorded, `\"medium\"` asks for investigation, "
                + "`\"high\"` escalates. `\"critical\"` is for the `share` of a `signals.*` measure."),
        KeyHelp(
            topic: "rule.critical.severity", type: "string", standard: "medium, of `critical` high",
            meaning: "What a breach means: `\"low\"` is only recorded, `\"medium\"` asks for investigation, "
                + "`\"high\"` escalates. `\"critical\"` is for the `share` of a `signals.*` measure."),
        KeyHelp(
            topic: "rule.warning.for", type: "duration", standard: "the rule's `for`",
            meaning: "How long this line must be broken."),
        KeyHelp(
            topic: "rule.critical.for", type: "duration", standard: "the rule's `for`",
            meaning: "How long this line must be broken."),
    ]
}
