// One replay from the command line: its source, its period, its progress, and what came of it.

internal import Backtests
internal import Daemon
internal import Kafka
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Rules

/// What is to be replayed.
struct BacktestRun {
    private let sets: [RuleSet]
    private let arguments: Arguments
    private let configuration: Configuration
    private let now: EventTime
    private var settings: PipelineSettings
    private let paths: [String]

    init(
        _ sets: [RuleSet], _ arguments: Arguments, _ configuration: Configuration, _ now: EventTime
    ) throws(CommandFailure) {
        self.sets = sets
        self.arguments = arguments
        self.configuration = configuration
        self.now = now
        settings = Setup.pipelineSettings(configuration)
        paths = arguments[all: "input"]
        guard paths.isEmpty == arguments[flag: "from-kafka"] else {
            throw .usage(
                paths.isEmpty ? "nothing to read" : "--input and --from-kafka exclude each other",
                help: ["name files with --input FILE, or the configured topics with --from-kafka"])
        }
        let names = paths.map { LineSource.topic(path: $0) }
        if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
            throw .usage("--input \(paths[twice]) is named twice", help: ["its events would count twice"])
        }
        if arguments["since"] != nil || arguments["until"] != nil {
            let since = try arguments.instant("since", now: now) ?? EventTime.accepted.lowerBound
            let until = try arguments.instant("until", now: now) ?? EventTime.accepted.upperBound
            guard since < until else { throw .usage("--since is not before --until") }
            settings.period = since..<until
        }
        Setup.recogniseCanaries(&settings, in: settings.period ?? EventTime.accepted, arguments, configuration)
    }

    /// Reads everything. `line` gets the findings of the first set, as a run prints them.
    func result(line: (() -> [UInt8]) -> Void) throws(CommandFailure) -> BacktestResult {
        let shelf = try RunCommand.shelf(arguments, configuration)
        Signals.block()
        let (wall, cpu) = (Clocks.monotonic(), Clocks.cpu())
        guard var replay = Replay(sets: sets, settings: settings, book: shelf, wall: now) else {
            throw CommandFailure(status: ExitStatus.software, message: "out of memory for the decoder")
        }
        var progress = try BacktestProgress(arguments, period: settings.period)
        var stories = sets.map { _ in AlertStories() }
        let isWhole: Bool
        let input: String
        if paths.isEmpty {
            var source = try topics()
            input = "topics " + configuration.kafka.topics.joined(separator: ", ")
            isWhole = try read(&replay, &source, &stories, &progress, line) { source in (source.trouble, nil) }
        } else {
            var source = try files()
            input = paths.map { $0 == "-" ? "standard input" : fileName($0) }.joined(separator: ", ")
            isWhole = try read(&replay, &source, &stories, &progress, line) { source in (nil, source.extent) }
        }
        let result = BacktestResult(
            input: input, sets: sets, grid: settings.grid, isWhole: isWhole, stories: stories.map(\.stories),
            cpu: Clocks.cpu() - cpu, wall: Clocks.monotonic() - wall, &replay)
        progress.finish(result)
        return result
    }

    /// The name alone: where a file lay on one machine says nothing on another.
    private func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private func files() throws(CommandFailure) -> ReplayFiles {
        do throws(SystemError) {
            return try ReplayFiles(paths: paths, lineBytesMax: settings.messageBytesMax)
        } catch {
            throw CommandFailure(status: ExitStatus.noInput, message: error.text)
        }
    }

    /// A record is not written before its event: what was written earlier than the period, with some grace for clocks,
    /// need not be fetched.
    private func topics() throws(CommandFailure) -> KafkaSource {
        var kafka = Setup.kafkaSettings(configuration)
        kafka.start = .earliest
        if let since = settings.period?.lowerBound, since > EventTime.accepted.lowerBound {
            kafka.start = .time(since - settings.futureMax)
        }
        do throws(KafkaError) {
            return try KafkaSource(settings: kafka, stored: [], log: Log(minimum: .warning))
        } catch {
            throw CommandFailure(status: ExitStatus.configuration, message: error.text)
        }
    }

    private func read<Source: ReplaySource & ~Copyable>(
        _ replay: inout Replay, _ source: inout Source, _ stories: inout [AlertStories],
        _ progress: inout BacktestProgress, _ line: (() -> [UInt8]) -> Void,
        state: (borrowing Source) -> (trouble: String?, extent: (read: Int64, total: Int64)?)
    ) throws(CommandFailure) -> Bool {
        let timeout = try arguments.duration("timeout") ?? .seconds(30)
        let isPatient = !paths.isEmpty
        var lastNews = Clocks.monotonic()
        do throws(SourceFailure) {
            let isWhole = try replay.run(&source) { finding in
                stories[finding.set].add(finding.transition)
                if finding.set == 0 { line { finding.transition.json } }
            } tick: { (replay, source, isNews) throws(SourceFailure) in
                let now = Clocks.monotonic()
                let (trouble, extent) = state(source)
                if isNews {
                    lastNews = now
                } else if !isPatient, now - lastNews > timeout {
                    throw SourceFailure(
                        message: trouble ?? "nothing arrived for \(timeout.durationText)", isTemporary: true)
                }
                progress.show(replay.progress, extent, at: now)
                return Signals.next() != .stop
            }
            // Ctrl-C ends a pipe's writer too, and its end must not pass for the end of the log.
            return isWhole && Signals.next() != .stop
        } catch {
            progress.clear()
            throw CommandFailure(
                status: error.isTemporary ? ExitStatus.temporary : ExitStatus.inputOutput, message: error.message)
        }
    }
}
