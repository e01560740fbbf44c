// What each code of rules, configuration and baselines means, and how to put it right.

let diagnosticTable: [(code: DiagnosticCode, title: String, explanation: String)] = [
    (
        .unreadable, "a file cannot be read",
        "Check that the path exists, that it is a file, and that the user monitord may read it."
    ),
    (
        .fileTooLarge, "a file is larger than 8 MiB",
        "Check the path; split rules over several files."
    ),
    (
        .syntax, "a file is not TOML",
        "Correct the marked place: strings and durations need quotes, and each key stands on its own "
            + "line."
    ),
    (
        .duplicateKey, "a key is set twice",
        "Keep one of the two; a table header such as [kafka] may also stand only once."
    ),
    (
        .tooDeep, "values are nested too deep",
        "Nothing that monitord reads is deeper than four tables or has more than 128 dots in one line."
    ),
    (
        .noFiles, "no file was found",
        "Check the directory or the pattern; only names that end in .toml are read from a directory."
    ),
    (
        .missingKey, "a required key is missing",
        "Add the key to the table that the message names."
    ),
    (
        .wrongType, "a value has the wrong type",
        "Write the type that the message asks for; names, durations and times are strings in quotes."
    ),
    (
        .badDuration, "a duration cannot be read",
        "Write whole numbers with units from large to small: \"250ms\", \"30s\", \"5m\", \"2h\", \"1d\","
            + " \"2w\", \"1h30m\"."
    ),
    (
        .outOfRange, "a value is outside its range",
        "Choose a value within the bounds that the message names."
    ),
    (
        .unknownWord, "a word is not one of those known",
        "Choose one of the words that the message lists."
    ),
    (
        .badText, "a text is empty, too long or has control characters",
        "Write a short text on one line."
    ),
    (
        .unknownKey, "a key is not known",
        "Correct its spelling or remove it: an ignored key would be a rule that silently does nothing."
    ),
    (
        .duplicateRule, "two rules have the same name",
        "Rename one: the name is part of the identity of every alert, over all files."
    ),
    (
        .ruleName, "a rule name has other characters than a-z, 0-9 and -",
        "Start with a letter or a digit, use at most 64 characters."
    ),
    (
        .noThreshold, "a rule has neither warning nor critical",
        "Add warning = { below = 0.90 }, critical = { below = 0.75 }, or both."
    ),
    (
        .badRatio, "a line is on the wrong side, or outside its range",
        "`below` is a share of the baseline less than 1, `above` a multiple more than 1; shares and points lie between"
            + " 0 and 1."
    ),
    (
        .criticalNotBelowWarning, "critical is not beyond warning",
        "Critical is the worse state, so its line lies further out: lower `below`, higher `above`, more points."
    ),
    (
        .windowNotPanes, "a window is not a whole number of panes",
        "Choose a multiple of `width` in [panes], 10s unless configured."
    ),
    (
        .windowRange, "a window is empty or longer than 7 days",
        "Choose a window from one pane up to 7d."
    ),
    (
        .resolveRange, "resolve is below a threshold or above 1",
        "Choose a share of the baseline from the highest `below` up to 1."
    ),
    (
        .unknownDimension, "a dimension is not known",
        "Group by model, category, environment, deployment, base_model, provider, operation or response_topic."
    ),
    (
        .noModel, "a rule does not group by model",
        "Add \"model\" to `by`: a baseline belongs to one model."
    ),
    (
        .duplicateDimension, "a dimension is named twice",
        "Name each dimension once, and not in `by` when the metric is the mix of it."
    ),
    (
        .badURL, "a link is not http or https",
        "Write http:// or https://, a host in plain letters, no user name and no spaces."
    ),
    (
        .noRules, "a file has no rules",
        "Add a [[rule]] table, or remove the file."
    ),
    (
        .metricMismatch, "a detect word does not go with the metric",
        "Use one of the words that the help line names; docs/rules.md has the table."
    ),
    (
        .keyMismatch, "a key belongs to another kind of rule",
        "Remove the key, or use the detect word and metric that it belongs to: an ignored key would promise what is not"
            + " done."
    ),
    (
        .badControl, "control names no series",
        "Write \"base_model\", or a dimension and its value such as \"deployment=control\"; the dimension must be in"
            + " `by`."
    ),
    (
        .badBudget, "the false-alarm budget cannot be kept or is set twice",
        "Set false_alarms_per_month once, to what the whole fleet may cost; a threshold needs A of at least 1."
    ),
    (
        .tooManyMeasures, "the rules look at more than eight measures",
        "An event has places for eight numbers: remove rules, or give one to another daemon."
    ),
    (
        .badFilter, "a filter is not understood, or cannot be asked",
        "Write tests such as field = \"value\" or field in [\"a\", \"b\"], joined by and, or, not and parentheses."
    ),
    (
        .unknownField, "a filter names a field that is not known",
        "Write one of the fields that the message lists; labels are those of the rules and their files."
    ),
    (
        .badLabel, "a label or annotation has a name that it cannot have, or there are too many",
        "Use letters, digits and _, beginning with no digit, and none of the fields that every alert has; at most 32."
    ),
    (
        .badSeverity, "a line has a severity that it cannot have",
        "Write low, medium or high, the critical line no less than the warning; critical is for harm that reached"
            + " users."
    ),
    (
        .badPeriod, "a time ends before it begins, or a silence is longer than 7 days",
        "Let `until` be after `from`; a silence that is needed for longer is a rule to be changed."
    ),
    (
        .silencesAll, "a silence hides every alert",
        "Name a rule, a model or another field in `match`: nobody would be paged about anything."
    ),
    (
        .duplicateModel, "two [[model]] tables have the same name",
        "Keep one of the two, over all files."
    ),
    (
        .badBroker, "a broker is not host:port",
        "Write \"host:9092\", or \"[2001:db8::1]:9092\" for an IPv6 address."
    ),
    (
        .badStart, "start is not a place to start from",
        "Write \"earliest\", \"latest\" or a time such as \"2025-11-20T12:00:00Z\"."
    ),
    (
        .exposedSecret, "a file with a secret can be read by everybody",
        "chmod 0640 the file and give it to the group monitord."
    ),
    (
        .kafkaProperty, "a librdkafka property is refused",
        "Look the name and its values up in librdkafka's CONFIGURATION.md; monitord sets some properties itself."
    ),
    (
        .badTopic, "a topic is not a name that Kafka allows",
        "Write at most 249 of a-z, A-Z, 0-9, '.', '_' and '-'; name each topic, regular expressions are not supported."
    ),
    (
        .badAddress, "an address to listen at is not numbers and a port",
        "Write \"127.0.0.1:7464\" or \"[::1]:7464\"; names are not looked up."
    ),
    (
        .openAddress, "others can reach the HTTP server, and nothing is asked of them",
        "Add `token` to [http], or listen at 127.0.0.1 only."
    ),
    (
        .badFormat, "the baseline format is not known",
        "This monitord reads monitord.baseline/1 and /2; learn the baseline again or use a newer version."
    ),
    (
        .idMismatch, "the content does not match its id: the file was edited",
        "Baselines are immutable: restore the file, or learn a new baseline."
    ),
    (
        .badCount, "a count or weight is impossible",
        "The file is damaged: restore it, or learn a new baseline."
    ),
    (
        .badTime, "a time is not RFC 3339",
        "Write \"2025-11-20T12:00:00Z\"; from must not be after to."
    ),
    (
        .otherModel, "a cell is about another model",
        "A baseline holds one model: restore the file, or learn a new baseline."
    ),
    (
        .duplicateCell, "two cells have the same dimensions",
        "The file is damaged: restore it, or learn a new baseline."
    ),
    (
        .badPromotion, "a line of promotions.jsonl cannot be read",
        "The line was ignored. A torn last line is left by a crash and removed by the next promotion."
    ),
    (
        .baselineFileName, "a baseline file is not named after its id",
        "Name it ID.toml, with the id that is in it."
    ),
    (
        .testSeries, "a series of a test cannot be read",
        "Write values with spaces between: 0.92, 0.92x30 for 30 steps, 0.9..0.6x10 for a ramp, _x5 for no data."
    ),
    (
        .testLengths, "the series of an input differ in length",
        "Give each series of an input the same number of steps; a single value holds for all of them."
    ),
    (
        .unknownRule, "a test names a rule that is not there",
        "Correct the name, or test the file of that rule together with this one."
    ),
    (
        .testExpectsNothing, "a test expects nothing",
        "Add `expect`, `delay` or `false_alarms`: a test that cannot fail tests nothing."
    ),
    (
        .testTooShort, "a test expects something after its end",
        "Make the inputs longer, or expect it sooner; times count from the beginning of the test."
    ),
    (
        .badExpectation, "an expectation is not one",
        "Write one of the forms of docs/testing-rules.md: none with until, by or at with severity, state or notice,"
            + " pages with until, verdict with at."
    ),
    (
        .duplicateTest, "two tests of a file have the same name",
        "Rename one: reports and --run tell tests by their names."
    ),
    (
        .testMismatch, "no input of a test gives what its rule looks at",
        "Add the metric of the rule to an input, or name another rule."
    ),
    (
        .testTooLarge, "a simulation is too large",
        "Lower `runs`, `duration` or the events of the inputs."
    ),
    (
        .tooLittleTraffic, "a rule cannot page at today's traffic",
        "Group by fewer dimensions, move the line further out, or remove the rule: it watches nothing."
    ),
    (
        .shortWindow, "a window holds fewer events than its rule needs",
        "Lengthen `window`, lower `min_events`, or group by fewer dimensions."
    ),
    (
        .overlappingRules, "a rule adds nothing to another one",
        "Remove it, or give it another line, another severity or another `where`."
    ),
    (
        .silencesRule, "a silence hides all of a rule for more than a day",
        "Name the model or the severity that is worked on, shorten the silence, or change the rule."
    ),
    (
        .longHold, "`for` is longer than the window",
        "Shorten `for`: a change must last for several windows before anybody hears of it."
    ),
    (
        .notInBaseline, "no current baseline has what a rule compares with",
        "Learn a baseline again, or use a rule that needs none: `share`, `compare` or baseline = \"rolling\"."
    ),
    (
        .emptyFilter, "a filter lets no event of any current baseline through",
        "Correct the names in `where`: `monitord baseline show` lists those that a baseline knows."
    ),
    (
        .hugeLine, "a line is at least 20 times the baseline",
        "Write 1.9 for 90 % more: `above` is a multiple of the baseline, not percent."
    ),
]
