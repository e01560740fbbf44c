// `monitord baseline learn`: a reference period becomes one baseline per model.

internal import Alerts
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Rules

enum BaselineLearnCommand {
    static let command = Command(
        name: "baseline learn", purpose: "learn a baseline for each model from a file or from the topic",
        options: [
            Option(name: "name", value: "NAME", purpose: "what to call it; required"),
            Option(
                name: "input", value: "FILE",
                purpose: "lines of a file, or - for standard input; default: the configured topics"),
            Option(name: "model", value: "MODEL", purpose: "only of this model"),
            Option(name: "since", value: "TIME", purpose: "only events at or after, in event time"),
            Option(name: "until", value: "TIME", purpose: "only events before, in event time"),
            Option(
                name: "min-events", value: "N",
                purpose: "refuse a model with fewer decided events; default \(eventsMinDefault)"),
            Option(
                name: "measure", value: "NAME",
                purpose: "learn this number of the events too; default: what the rules look at, toxicity, hedging,"
                    + " lengths, latency and format", isRepeatable: true),
            Option(name: "no-promote", purpose: "keep the baseline that is current now"),
            Option(name: "allow-change", purpose: "accept a period in which a refusal rate changed"),
            BaselinePromoteCommand.yes,
            Option(
                name: "timeout", value: "SPAN",
                purpose: "give up when nothing has arrived from Kafka for this long; default 30s"),
            Command.store, BaselineCommand.rules, Command.config, Command.baselines,
        ],
        notes: [
            "A baseline is immutable and named by a hash of its content. Learning makes it current for its model, with",
            "the questions that promote asks. A period in which the refusal rate of a model, a category or a cell",
            "changed is refused, with the times: it would describe neither what was before nor what came after.",
            "A baseline of live traffic should cover 7 days or more. Panes in a [[known_bad]] time of the rule files",
            "are left out.",
        ],
        run: learn)

    static let eventsMinDefault = 200

    private static func learn(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let name = arguments["name"], !name.isEmpty else {
            throw .usage("a baseline needs a name", help: ["for instance --name before-deploy"])
        }
        let configuration = try Setup.configuration(arguments)
        let now = Clocks.wall()
        let period = try period(arguments, now)
        let rules = ruleSet(arguments, configuration)
        var settings = Setup.pipelineSettings(configuration)
        Setup.recogniseCanaries(&settings, in: period, arguments, configuration)
        guard
            var learner = BaselineLearner(
                settings: settings,
                dimensions: [.model, .category, .environment, .deployment, .responseTopic],
                measures: try measures(arguments, rules), period: period, knownBad: rules.knownBad)
        else { throw CommandFailure(status: ExitStatus.software, message: "out of memory for the decoder") }
        let source = try read(&learner, arguments, configuration)
        for (bad, panes) in learner.omissions {
            Console.say(
                visible(
                    "left out \(counted(panes, "pane")) of \(bad.model): known bad since incident \(bad.incident), "
                        + bad.cause))
        }
        let minimum = Int64(try arguments.integer("min-events", in: 1...1_000_000_000) ?? eventsMinDefault)
        let baselines = try chosen(learner.baselines(name: name, source: source), arguments, learner)
        for baseline in baselines {
            let count = baseline.tally.decided
            guard count < minimum else { continue }
            throw CommandFailure(
                status: ExitStatus.negative,
                message: "\(baseline.model): \(count) decided events are fewer than \(minimum); nothing was saved",
                help: ["take a longer period, or lower --min-events"])
        }
        try BaselinePeriod.check(
            baselines, learner.series(), PaneGrid(width: configuration.panes.width), arguments)
        try save(baselines, arguments, configuration, now)
        return ExitStatus.ok
    }

    /// A baseline may be learned before there are rules, so that errors in them forbid nothing; but what they say of
    /// bad times is not known then.
    private static func ruleSet(_ arguments: Arguments, _ configuration: Configuration) -> RuleSet {
        let paths = arguments[all: "rules"].isEmpty ? configuration.rules.files : arguments[all: "rules"]
        let (set, diagnostics) = loadRules(paths: paths, paneWidth: configuration.panes.width)
        guard diagnostics.hasErrors else { return set }
        if diagnostics.contains(where: { $0.severity == .error && $0.code != .unreadable }) {
            Console.say("the rule files have errors, so that no [[known_bad]] is left out; see: monitord check")
        }
        return RuleSet(rules: [])
    }

    /// What the rules look at, and then what describes answers in general, as far as there is room.
    private static func measures(
        _ arguments: Arguments, _ rules: RuleSet
    ) throws(CommandFailure) -> [Measure] {
        var measures: [Measure] = []
        for word in arguments[all: "measure"] {
            guard let measure = Measure(name: word) else {
                throw .usage("--measure: '\(word)' names no measure", help: ["such as latency_ms or signals.toxicity"])
            }
            if !measures.contains(measure) { measures.append(measure) }
        }
        guard measures.count <= Measure.countMax else {
            throw .usage("--measure: at most \(Measure.countMax) measures")
        }
        measures += rules.measures.filter { !measures.contains($0) }
        measures += standardMeasures.filter { !measures.contains($0) }
        return measures.prefix(Measure.countMax).sorted()
    }

    private static let standardMeasures = [
        Measure(signal: "toxicity"), Measure(signal: "hedging"), Measure(.outputTokens), Measure(.latency),
        Measure(.vocabulary), Measure(.code), Measure(.list), Measure(.heading),
    ]

    private static func period(_ arguments: Arguments, _ now: EventTime) throws(CommandFailure) -> Range<EventTime> {
        let since = try arguments.instant("since", now: now) ?? EventTime.accepted.lowerBound
        let until = try arguments.instant("until", now: now) ?? EventTime.accepted.upperBound
        guard since < until else { throw .usage("--since is not before --until") }
        return since..<until
    }

    private static func chosen(
        _ baselines: [Baseline], _ arguments: Arguments, _ learner: borrowing BaselineLearner
    ) throws(CommandFailure) -> [Baseline] {
        guard !baselines.isEmpty else {
            throw CommandFailure(
                status: ExitStatus.negative,
                message: "no events to learn from: \(learner.rejected) rejected, \(learner.outside) outside the period",
                help: ["see what is wrong with them: monitord events decode FILE"])
        }
        guard let model = arguments["model"] else { return baselines }
        let own = baselines.filter { $0.model.utf8.elementsEqual(model.utf8) }
        guard own.isEmpty else { return own }
        let models = baselines.map(\.model)
        throw CommandFailure(
            status: ExitStatus.negative, message: "no events of model '\(model)'",
            help: advice(nearest(to: model, among: models).map { "did you mean '\($0)'?" }, "models seen", models))
    }

    private static func save(
        _ baselines: [Baseline], _ arguments: Arguments, _ configuration: Configuration, _ now: EventTime
    ) throws(CommandFailure) {
        let directory = try BaselineCommand.madeDirectory(arguments, configuration)
        var refusals: [CommandFailure] = []
        var isBlind = false
        for baseline in baselines {
            try keep(baseline, directory, arguments)
            guard !arguments[flag: "no-promote"] else { continue }
            let promotion = try BaselinePromotion(to: baseline, directory, arguments, configuration)
            promotion.say()
            isBlind = isBlind || promotion.isBlind
            if let refusal = promotion.refusal(arguments) {
                refusals.append(refusal)
            } else {
                try promote(baseline, directory, arguments, now)
            }
        }
        if isBlind { Console.say(BaselineAlerts.missing(arguments, configuration)) }
        try BaselineListCommand.print(baselines, directory, arguments)
        // Each model is told about; the last one ends the command.
        guard let last = refusals.popLast() else { return }
        for refusal in refusals { Console.complain(refusal) }
        throw last
    }

    private static func keep(
        _ baseline: Baseline, _ directory: BaselineDirectory, _ arguments: Arguments
    ) throws(CommandFailure) {
        do throws(BaselineDirectoryError) {
            try directory.save(baseline)
        } catch {
            throw Setup.failure(error, arguments)
        }
    }

    private static func promote(
        _ baseline: Baseline, _ directory: BaselineDirectory, _ arguments: Arguments, _ now: EventTime
    ) throws(CommandFailure) {
        do throws(BaselineDirectoryError) {
            try directory.promote(model: baseline.model, id: baseline.id, at: now)
        } catch {
            throw Setup.failure(error, arguments)
        }
    }
}
