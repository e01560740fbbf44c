// `monitord run`: the daemon.

internal import Canaries
internal import Daemon
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Rules

enum RunCommand {
    static let command = Command(
        name: "run", purpose: "read events, judge them, record alerts; alerts go to standard output as JSON lines",
        options: [
            Command.config,
            Option(
                name: "input", value: "FILE", purpose: "read lines of a file, or - for standard input, instead of Kafka"
            ),
            Option(
                name: "rules", value: "PATH", purpose: "rule file or directory instead of rules.files",
                isRepeatable: true),
            Command.baselines, Command.store,
            Option(name: "until-eof", purpose: "stop when every partition has been read to its end"),
            Option(
                name: "timeout", value: "SPAN",
                purpose: "give up when no broker has answered for this long; default: wait"),
            Option(name: "shards", value: "N", purpose: "split series over N shards; the result is the same"),
            Option(name: "log-level", value: "LEVEL", purpose: "debug, info, warning or error"),
        ],
        notes: [
            "A run goes on where the last one stopped: positions, windows and alerts are in the store.",
            "SIGTERM and SIGINT stop it after a last checkpoint.",
            "SIGHUP, or `monitord ctl reload --wait`, reads rules, baselines, suites, targets, receivers,",
            "routes and log.level again.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let configuration = try Setup.configuration(arguments)
        let set = try Setup.rules(arguments, configuration)
        var settings = Setup.pipelineSettings(configuration)
        settings.shardCount = try arguments.integer("shards", in: 1...64) ?? 1
        let storePath = arguments["db"] ?? configuration.store.path
        let canaries = try Setup.canaryPlan(arguments, configuration, makesKey: true)
        settings.canaries = canaries
        settings.recognition = Setup.recognition(canaries, configuration)
        var plan = RunPlan(
            input: arguments["input"].map { .lines(path: $0) } ?? .kafka(Setup.kafkaSettings(configuration)),
            rules: set, shelf: try shelf(arguments, configuration), settings: settings,
            storePath: storePath, stopsAtEnd: arguments[flag: "until-eof"],
            startTimeout: try arguments.duration("timeout"), haltsOnGap: configuration.kafka.onGap == .halt,
            log: Log(minimum: try level(arguments, configuration)))
        plan.version = VersionCommand.number
        plan.socketPath = configuration.socketPath(store: storePath)
        if !arguments[flag: "until-eof"] { plan.web = try Setup.web(configuration, store: storePath) }
        plan.rollback = rollback(configuration)
        plan.delivery = try Setup.deliveryPlan(configuration)
        plan.deliveryCluster = Setup.kafkaSettings(configuration)
        plan.printsCloudEvents = configuration.stdoutFormat == .cloudevents
        plan.canaries = canaries
        plan.isLive = isLive(arguments)
        plan.asksCanaries = isLive(arguments) && !canaries.suites.isEmpty && !canaries.targets.isEmpty
        plan.pauseFile = configuration.pauseFile(store: storePath)
        plan.reload = { RunReload.read(arguments, configuration) }
        switch Daemon.run(plan) {
        case .finished: return ExitStatus.ok
        case .failed(let status, let message): throw CommandFailure(status: status, message: message)
        }
    }

    /// Whether the run goes on with the world: one that reads a file, or to an end, asks nobody anything.
    private static func isLive(_ arguments: Arguments) -> Bool {
        !arguments[flag: "until-eof"] && (arguments["input"] ?? "-") == "-"
    }

    private static func rollback(_ configuration: Configuration) -> RollbackPlan {
        switch configuration.rollback.mode {
        case .off: return .off
        case .dryRun: return .dryRun
        case .kafka:
            guard let topic = configuration.rollback.topic else { return .dryRun }
            return .kafka(Setup.kafkaSettings(configuration), topic: topic)
        case .receiver: return .receiver
        }
    }

    static func level(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> Log.Level {
        let standard = arguments[flag: "quiet"] ? "warning" : configuration.log.level.rawValue
        let word = arguments["log-level"] ?? standard
        guard let level = Log.Level(name: word) else {
            throw .usage("--log-level: '\(word)' is none of debug, info, warning, error")
        }
        return level
    }

    /// The baselines, or none with a word about it.
    static func shelf(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> BaselineShelf {
        let directory = Setup.baselineDirectory(arguments, configuration)
        guard directoryExists(directory.path) else {
            Console.say("monitord: no baselines yet (\(directory.path) is not there); every series is learning")
            return BaselineShelf(baselines: [], current: [])
        }
        do throws(BaselineDirectoryError) {
            let (shelf, diagnostics) = try BaselineShelf.read(directory)
            Setup.report(diagnostics, arguments)
            return shelf
        } catch {
            throw Setup.failure(error, arguments)
        }
    }
}
