// What each code of the registry, of suites, targets and gates means, and how to put it right.

let canaryDiagnostics: [(code: DiagnosticCode, title: String, explanation: String)] = [
    (
        .baseMismatch, "a model was trained on another revision of its base",
        "Do not deploy it: what was evaluated stood on other weights. Or correct the revision that is wrong."
    ),
    (
        .notFineTune, "a tuned model's id does not look like one of a fine-tune",
        "Give the id that the provider gave the fine-tune, such as \"ft:…\": the base's own id serves the base."
    ),
    (
        .duplicateAlias, "two models have the same alias or id",
        "Name each once, over all files: a request must mean one model."
    ),
    (
        .baseNotRegistered, "the base of a model has no [[model]]",
        "Add a [[model]] with role = \"base\", and keep its route until the tuned model survived two re-evaluations."
    ),
    (
        .badHash, "a hash is not one",
        "Write \"sha256:\" and 64 digits in hexadecimal, as sha256sum prints them."
    ),
    (
        .smallSuite, "a suite has fewer items than its kind needs",
        "Add items: core has 100 to 200, full 500, extended 1000. Fewer show less than the kind promises."
    ),
    (
        .rareSuite, "a suite runs less often than its kind should",
        "Shorten `every`: direct hourly; borderline, jailbreak, domain and core daily; full weekly; extended monthly."
    ),
    (
        .sameQuestion, "two items ask the same question",
        "Remove one, or word it otherwise: asked twice, it counts twice."
    ),
    (
        .hurriedSuite, "a run cannot ask all its items before its deadline",
        "Lengthen `deadline`, shorten `pace`, or let a run ask a `sample`: what is not asked is not measured."
    ),
    (
        .nobodyAsked, "suites and targets do not meet",
        "Add a [[target]] to monitord.toml, or suites to the directory of [canaries]."
    ),
    (
        .noPrice, "a bound on cost is without effect",
        "Add input_price and output_price to the target: without prices its requests cost nothing."
    ),
    (
        .badItem, "a line of a suite is not an item",
        "Write one JSON object in a line, with id, prompt or messages, and expect; docs/suites.md has the keys."
    ),
    (
        .duplicateItem, "two items have the same id",
        "Rename one: results are told by the ids of items."
    ),
    (
        .suiteTooLarge, "a suite is too large",
        "A suite has at most 20000 items in a file of 64 MiB, each in a line of 64 KiB: split it."
    ),
    (
        .exposedSuite, "a suite can be read or written by everybody",
        "chmod 0640 the file and 0750 its directory, and give both to the group monitord."
    ),
    (
        .strangeFile, "a file is a link to elsewhere, or somebody else's",
        "Put the file itself there, owned by root or by the user that runs monitord."
    ),
    (
        .hashMismatch, "a suite is not what its hash says",
        "A frozen set was changed: restore it, or give the new set a new name and its own hash."
    ),
    (
        .duplicateSuite, "two suites have the same name",
        "Rename one: results and alerts are told by the names of suites, over all files."
    ),
    (
        .unknownTarget, "a target is not known",
        "Write the name of a [[target]] of monitord.toml."
    ),
    (
        .duplicateTarget, "two targets have the same name",
        "Rename one: results and alerts are told by the names of targets."
    ),
    (
        .badEndpoint, "the address of an endpoint cannot be used",
        "Write https://, a host and the path before /chat/completions; no user name, query or fragment."
    ),
    (
        .literalSecret, "a secret stands in the file itself",
        "Put it into a file of its own with mode 0640, and write \"file:/etc/monitord/NAME.key\"; or"
            + " \"credential:NAME\" or \"env:NAME\"."
    ),
    (
        .badSecret, "a secret cannot be used",
        "It must be a file that others cannot read (chmod 0640), with one line in it."
    ),
    (
        .badHeader, "a header has a name or value that HTTP does not allow",
        "Use letters, digits and -, a value of one line, and none of the headers that monitord sets itself."
    ),
    (
        .emptySuite, "a suite has no items",
        "Add items to its file, one JSON object in a line."
    ),
    (
        .badName, "the name of a suite, target or receiver has other characters than a-z, 0-9 and -",
        "Start with a letter or a digit, use at most 64 characters."
    ),
    (
        .badSchema, "an item's JSON Schema cannot be held against answers",
        "Use the keywords that docs/suites.md lists: an ignored keyword would let wrong answers pass."
    ),
    (
        .noGates, "a gate file has no gates",
        "Add a [[gate]] table; gates/default.toml has one for each row of the protocol."
    ),
    (
        .duplicateGate, "two gates of a file have the same name",
        "Rename one: reports and sign-offs tell gates by their names."
    ),
    (
        .gateWithoutCondition, "a gate has neither accept nor block",
        "Add one of them: a gate that cannot refuse promises what nobody looked at."
    ),
    (
        .badGate, "a condition of a gate can never decide, or names no bucket",
        "Write a test that its metric has, and buckets as name=value."
    ),
]
