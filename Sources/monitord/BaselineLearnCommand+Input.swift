// What a baseline is learned from: a file, or the topics from their beginning to where they end now.

internal import Kafka
internal import Model
internal import Pipeline
internal import Platform
internal import Rules

extension BaselineLearnCommand {
    /// Everything of the input, or of the topics as far as they reach now. Returns where it came from, in words.
    static func read(
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
}
