// `monitord baseline`: what a model did when it was known to be good.

internal import Daemon
internal import Kafka
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Rules

enum BaselineCommand {
    static let all: [Command] = [
        Command(
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
                Option(
                    name: "timeout", value: "SPAN",
                    purpose: "give up when nothing has arrived from Kafka for this long; default 30s"),
                Command.config, Command.baselines,
            ],
            notes: [
                "A baseline is immutable and named by a hash of its content. Learning makes it current for its model."
            ],
            run: learn),
        Command(
            name: "baseline list", purpose: "list baselines; * marks those that are current",
            options: [Command.config, Command.baselines], run: list),
        Command(
            name: "baseline show", purpose: "show the rates of one baseline", operands: "ID | NAME", operandsMax: 1,
            options: [Command.config, Command.baselines], run: show),
        Command(
            name: "baseline promote", purpose: "make a baseline current for its model", operands: "ID | NAME",
            operandsMax: 1, options: [Command.config, Command.baselines], run: promote),
    ]

    static let eventsMinDefault = 200

    // MARK: learn

    private static func learn(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let name = arguments["name"], !name.isEmpty else {
            throw .usage("a baseline needs a name", help: ["for instance --name before-deploy"])
        }
        let configuration = try Setup.configuration(arguments)
        let now = Clocks.wall()
        let period = try period(arguments, now)
        guard
            var learner = BaselineLearner(
                settings: Setup.pipelineSettings(configuration),
                dimensions: [.model, .category, .environment, .deployment, .responseTopic],
                measures: try measures(arguments, configuration), period: period)
        else { throw CommandFailure(status: ExitStatus.software, message: "out of memory for the decoder") }
        let source = try read(&learner, arguments, configuration)
        let minimum = Int64(try arguments.integer("min-events", in: 1...1_000_000_000) ?? eventsMinDefault)
        let baselines = try chosen(learner.baselines(name: name, source: source), arguments, learner)
        for baseline in baselines {
            let count = decided(baseline)
            guard count < minimum else { continue }
            throw CommandFailure(
                status: ExitStatus.negative,
                message: "\(baseline.model): \(count) decided events are fewer than \(minimum); nothing was saved",
                help: ["take a longer period, or lower --min-events"])
        }
        try save(baselines, arguments, configuration, now)
        return ExitStatus.ok
    }

    /// What the rules look at, and then what describes answers in general, as far as there is room.
    private static func measures(
        _ arguments: Arguments, _ configuration: Configuration
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
        let (set, diagnostics) = loadRules(paths: configuration.rules.files, paneWidth: configuration.panes.width)
        if !diagnostics.hasErrors { measures += set.measures.filter { !measures.contains($0) } }
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

    private static func read(
        _ learner: inout BaselineLearner, _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> String {
        if let path = arguments["input"] {
            var source = try opened(path, configuration)
            try drain(&source, &learner, timeout: nil)
            // The name alone: where a file lay on one machine says nothing on another.
            return path == "-" ? "standard input" : "file " + (path.split(separator: "/").last.map(String.init) ?? path)
        }
        var settings = Setup.kafkaSettings(configuration)
        settings.start = .earliest
        var source = try connected(settings)
        try drain(&source, &learner, timeout: try arguments.duration("timeout") ?? .seconds(30))
        return "topics " + settings.topics.joined(separator: ", ")
    }

    private static func opened(_ path: String, _ configuration: Configuration) throws(CommandFailure) -> LineSource {
        do throws(SystemError) {
            return try LineSource(path: path, from: 0, lineBytesMax: Int(configuration.limits.messageBytes))
        } catch {
            throw CommandFailure(status: ExitStatus.noInput, message: error.text)
        }
    }

    private static func connected(_ settings: KafkaSettings) throws(CommandFailure) -> KafkaSource {
        do throws(KafkaError) {
            return try KafkaSource(settings: settings, stored: [], log: Log(minimum: .warning))
        } catch {
            throw CommandFailure(status: ExitStatus.configuration, message: error.text)
        }
    }

    /// Reads every partition to its end as it is now. Gives up when nothing arrived for `timeout`, if there is one.
    private static func drain<Source: RecordSource & ~Copyable>(
        _ source: inout Source, _ learner: inout BaselineLearner, timeout: TimeSpan?
    ) throws(CommandFailure) {
        var batch = RecordBatch()
        var open: Set<Int> = []
        var partitions = 0
        var lastHeard = Clocks.monotonic()
        repeat {
            batch.removeAll()
            do throws(SourceFailure) {
                try source.poll(into: &batch, timeout: .milliseconds(100))
            } catch {
                throw CommandFailure(status: ExitStatus.inputOutput, message: error.message)
            }
            learner.take(batch, wall: Clocks.wall())
            var isNews = !batch.records.isEmpty
            for notice in batch.notices {
                switch notice {
                case .partition:
                    open.insert(partitions)
                    partitions += 1
                case .end(let partition, _): open.remove(partition)
                case .gap, .begins: break
                // A broker that comes and goes brings nothing.
                case .connected, .disconnected: continue
                }
                isNews = true
            }
            let now = Clocks.monotonic()
            if isNews { lastHeard = now }
            if let timeout, now - lastHeard > timeout, partitions == 0 || !open.isEmpty {
                throw CommandFailure(
                    status: ExitStatus.temporary,
                    message: source.trouble ?? "nothing arrived for \(timeout.durationText)")
            }
        } while partitions == 0 || !open.isEmpty
    }

    private static func save(
        _ baselines: [Baseline], _ arguments: Arguments, _ configuration: Configuration, _ now: EventTime
    ) throws(CommandFailure) {
        let directory = Setup.baselineDirectory(arguments, configuration)
        do throws(SystemError) {
            try makeDirectory(directory.path)
        } catch {
            throw CommandFailure(
                status: ExitStatus.configuration, message: error.text, help: ["name another with --baselines DIR"])
        }
        do throws(BaselineDirectoryError) {
            for baseline in baselines {
                try directory.save(baseline)
                guard !arguments[flag: "no-promote"] else { continue }
                try directory.promote(model: baseline.model, id: baseline.id, at: now)
            }
        } catch {
            throw Setup.failure(error, arguments)
        }
        printList(baselines, current: arguments[flag: "no-promote"] ? [] : Set(baselines.map(\.id)), arguments)
    }

    // MARK: list, show, promote

    private static func list(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let directory = try directory(arguments)
        do throws(BaselineDirectoryError) {
            let (baselines, diagnostics) = try directory.list()
            Setup.report(diagnostics, arguments)
            var current: [[UInt8]: String] = [:]
            for promotion in try directory.promotions().promotions {
                current[Array(promotion.model.utf8)] = promotion.id
            }
            printList(baselines, current: Set(current.values), arguments)
        } catch {
            throw Setup.failure(error, arguments)
        }
        return ExitStatus.ok
    }

    private static func show(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let baseline = try find(arguments)
        if arguments.wantsJSON {
            Console.json { writer in write(baseline, to: &writer, withCells: true) }
            return ExitStatus.ok
        }
        Console.line("\(baseline.name) of \(baseline.model), \(baseline.id)")
        Console.line("\(baseline.from.rfc3339) to \(baseline.to.rfc3339), from \(baseline.source)")
        Console.line("")
        Console.table(
            ["SERIES", "REFUSED", "DECIDED", "RATE"],
            baseline.cells.map { cell in
                [
                    labels(Scope(cell.scope.values.filter { $0.dimension != .model })), grouped(cell.tally[.refused]),
                    grouped(cell.tally.decided), share(cell.tally.refusalRate),
                ]
            }, alignedRight: [1, 2, 3])
        return ExitStatus.ok
    }

    private static func promote(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let baseline = try find(arguments)
        let directory = try directory(arguments)
        do throws(BaselineDirectoryError) {
            try directory.promote(model: baseline.model, id: baseline.id, at: Clocks.wall())
        } catch {
            throw Setup.failure(error, arguments)
        }
        if arguments.wantsJSON {
            Console.json { writer in write(baseline, to: &writer, isCurrent: true) }
        }
        Console.say("\(baseline.id) is current for \(baseline.model); a running monitord takes it up at its next start")
        return ExitStatus.ok
    }

    private static func directory(_ arguments: Arguments) throws(CommandFailure) -> BaselineDirectory {
        Setup.baselineDirectory(arguments, try Setup.configuration(arguments))
    }

    private static func find(_ arguments: Arguments) throws(CommandFailure) -> Baseline {
        guard let word = arguments.operands.first else {
            throw .usage("which baseline? give an ID or a NAME", help: ["see: monitord baseline list"])
        }
        let directory = try directory(arguments)
        do throws(BaselineDirectoryError) {
            return try directory.read(word)
        } catch {
            throw Setup.failure(error, arguments)
        }
    }

    private static func decided(_ baseline: Baseline) -> Int64 { baseline.cells.reduce(0) { $0 + $1.tally.decided } }

    private static func rate(_ baseline: Baseline) -> Double? {
        var merged = Tally.zero
        for cell in baseline.cells { merged.merge(cell.tally) }
        return merged.refusalRate
    }

    private static func printList(_ baselines: [Baseline], current: Set<String>, _ arguments: Arguments) {
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for baseline in baselines { write(baseline, to: &writer, isCurrent: current.contains(baseline.id)) }
                }
            }
            return
        }
        Console.table(
            ["", "ID", "NAME", "MODEL", "FROM (UTC)", "TO (UTC)", "DECIDED", "REFUSED"],
            baselines.map { baseline in
                [
                    current.contains(baseline.id) ? "*" : " ", String(baseline.id.prefix(8)), baseline.name,
                    baseline.model, clock(baseline.from), clock(baseline.to), grouped(decided(baseline)),
                    share(rate(baseline)),
                ]
            }, alignedRight: [6, 7])
    }

    private static func write(
        _ baseline: Baseline, to writer: inout JSONWriter, isCurrent: Bool? = nil, withCells: Bool = false
    ) {
        writer.object { writer in
            writer.field("id", baseline.id)
            writer.field("name", baseline.name)
            writer.field("model", baseline.model)
            writer.field("source", baseline.source)
            writer.field("from", baseline.from.rfc3339)
            writer.field("to", baseline.to.rfc3339)
            writer.field("decided", decided(baseline))
            if let rate = rate(baseline) { writer.field("refusal_rate", rate) }
            if let isCurrent { writer.field("current", isCurrent) }
            guard withCells else { return }
            writer.key("cells")
            writer.array { writer in
                for cell in baseline.cells {
                    writer.object { writer in
                        writer.key("series")
                        writer.raw(cell.scope.key)
                        for outcome in Outcome.allCases { writer.field("\(outcome.name)", cell.tally[outcome]) }
                        if let rate = cell.tally.refusalRate { writer.field("refusal_rate", rate) }
                    }
                }
            }
        }
    }
}
