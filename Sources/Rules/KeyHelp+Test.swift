// What `monitord help test.expect` says: the keys of a test.

extension KeyHelp {
    static let test: [KeyHelp] = whole + input + expectations

    private static let whole: [KeyHelp] = [
        KeyHelp(
            topic: "test.name", type: "string", standard: "required",
            meaning: "One line, once in a file. `monitord test --run` finds it."),
        KeyHelp(
            topic: "test.rule", type: "string", standard: "all rules",
            meaning: "The rule that runs, with the threshold that it has among all the others."),
        KeyHelp(
            topic: "test.rules", type: "array of strings", standard: "all rules",
            meaning: "The rules that run, where they are several."),
        KeyHelp(
            topic: "test.step", type: "duration", standard: "`\"1m\"`",
            meaning: "The length of one value of a series: a whole number of panes."),
        KeyHelp(
            topic: "test.outcomes", type: "string", standard: "`\"exact\"`",
            meaning:
                "`\"exact\"`: outcomes meet their rates to within one event; `\"drawn\"`: they are drawn by `seed`."),
        KeyHelp(
            topic: "test.seed", type: "integer", standard: "`1`",
            meaning: "What drawn outcomes and simulations begin with."),
        KeyHelp(
            topic: "test.series", type: "table", standard: "`{ model = \"acme/tuned\" }`",
            meaning: "Names of the events and of the baseline: `model`, `category`, `environment`, `deployment`, "
                + "`base_model`, `provider`, `operation`, `response_topic`. An input or baseline may have its own "
                + "on top."),
        KeyHelp(
            topic: "test.baseline", type: "table or array of tables", standard: "none",
            meaning: "What the rules are held against. Takes the rates and measures of an input, one number each; "
                + "several tables make a baseline of several series."),
        KeyHelp(
            topic: "test.baseline.events", type: "integer", standard: "`20000`",
            meaning: "Events of the baseline, from 1 to 1000000. Fewer leave more doubt, and rules wait for it."),
        KeyHelp(
            topic: "test.baseline.over", type: "duration", standard: "`\"1d\"`",
            meaning: "How long the baseline's events took, from `\"1m\"` to `\"90d\"`."),
        KeyHelp(
            topic: "test.input", type: "table or array of tables", standard: "required",
            meaning: "Events of one series, or a file of them; several tables are events of several series at once."),
        KeyHelp(
            topic: "test.model", type: "array of tables", standard: "those of the files",
            meaning: "`[[model]]` tables for this test, in the place of all others: a registry with known dates."),
        KeyHelp(
            topic: "test.expect", type: "array of tables", standard: "none",
            meaning: "What must be true of the alerts, each by itself. A test needs `expect`, `delay` or "
                + "`false_alarms`."),
        KeyHelp(
            topic: "test.delay", type: "table", standard: "none",
            meaning: "Draws the inputs anew `runs` times (50), and half of the runs must alert no later than "
                + "`median_max` after `change`, at `severity` or above if it is given. Runs with an alert before the "
                + "change are left out, and may be less than half."),
        KeyHelp(
            topic: "test.false_alarms", type: "table", standard: "none",
            meaning: "Draws the first step of the inputs over and over for `duration`, in `runs` runs (20); all of "
                + "them together may have `max` alerts."),
    ]

    private static let input: [KeyHelp] = [
        KeyHelp(
            topic: "test.input.events_per_minute", type: "series", standard: "`60`",
            meaning: "How many events there are, evenly spread."),
        KeyHelp(
            topic: "test.input.refusal_rate", type: "series", standard: "`0`",
            meaning: "Refusals among events that are neither errors nor blocked, from 0 to 1."),
        KeyHelp(
            topic: "test.input.error_rate", type: "series", standard: "`0`", meaning: "Errors among all events."),
        KeyHelp(
            topic: "test.input.blocked_rate", type: "series", standard: "`0`",
            meaning: "Blocked answers among all events."),
        KeyHelp(
            topic: "test.input.latency_ms", type: "measure", standard: "not measured",
            meaning: "The mean, in milliseconds."),
        KeyHelp(
            topic: "test.input.input_tokens", type: "measure", standard: "not measured", meaning: "The mean."),
        KeyHelp(
            topic: "test.input.output_tokens", type: "measure", standard: "not measured", meaning: "The mean."),
        KeyHelp(
            topic: "test.input.text", type: "table", standard: "not measured",
            meaning: "`vocabulary`, `code`, `list` and `heading`: means from 0 to 1."),
        KeyHelp(
            topic: "test.input.signals", type: "table", standard: "not measured",
            meaning: "Means of signals from 0 to 1, such as `signals.toxicity = \"0.1x30 0.3x30\"`. With a shape: "
                + "`{ mean = \"…\", shape = \"exponential\" }`; `\"flag\"` is 1 in that share of events and else 0, "
                + "`\"constant\"` the mean itself."),
        KeyHelp(
            topic: "test.input.users", type: "integer", standard: "nobody says",
            meaning: "How many users send the events."),
        KeyHelp(
            topic: "test.input.questions", type: "boolean", standard: "`false`",
            meaning: "The nth event of a step asks the same question in every input that says so, for rules with "
                + "`paired`."),
        KeyHelp(
            topic: "test.input.file", type: "string", standard: "none",
            meaning: "JSON lines (docs/events.md) instead of a made series, relative to the rule file. The test "
                + "begins with the first pane of its events."),
    ]

    private static let expectations: [KeyHelp] = [
        KeyHelp(
            topic: "test.expect.none", type: "boolean", standard: "none",
            meaning: "With `until`, and `from` if not the beginning: no alert is open in between. Fails too when the "
                + "rule judged nothing, since then its silence means nothing."),
        KeyHelp(
            topic: "test.expect.by", type: "duration", standard: "none",
            meaning: "An alert comes to `state`, `severity` (or above) and `notice` no later than this, and after "
                + "`after` if that is given."),
        KeyHelp(
            topic: "test.expect.at", type: "duration", standard: "none",
            meaning: "An alert has exactly this `state`, `severity` and `notice` then; or a series has this "
                + "`verdict`."),
        KeyHelp(
            topic: "test.expect.state", type: "string", standard: "`\"firing\"`",
            meaning: "`\"firing\"`, `\"stale\"` or `\"resolved\"`."),
        KeyHelp(
            topic: "test.expect.severity", type: "string", standard: "any",
            meaning: "`\"low\"`, `\"medium\"`, `\"high\"` or `\"critical\"`."),
        KeyHelp(
            topic: "test.expect.notice", type: "string", standard: "any",
            meaning: "`\"page\"`, `\"log\"`, `\"silenced\"`, `\"inhibited\"` or `\"flapping\"`."),
        KeyHelp(
            topic: "test.expect.pages", type: "integer", standard: "none",
            meaning: "How many times somebody is paged until `until`, from `from` if not the beginning: alerts that "
                + "fire, fire again or become worse."),
        KeyHelp(
            topic: "test.expect.verdict", type: "string", standard: "none",
            meaning: "`\"learning\"`, `\"insufficient\"`, `\"stale\"`, `\"ok\"`, `\"warning\"` or `\"critical\"`."),
        KeyHelp(
            topic: "test.expect.rule", type: "string", standard: "any",
            meaning: "Only alerts of this rule count."),
    ]
}
