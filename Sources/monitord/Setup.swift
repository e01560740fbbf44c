// Configuration, rules and baselines, read the same way by every command.

internal import Alerts
internal import Daemon
internal import Glibc
internal import Kafka
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Rules
internal import Store

enum Setup {
    static let defaultPath = "/etc/monitord/monitord.toml"

    /// The configuration of this call. Without any file, the defaults.
    static func configuration(_ arguments: Arguments) throws(CommandFailure) -> Configuration {
        guard let path = configurationPath(arguments) else { return Configuration() }
        let (configuration, diagnostics) = loadConfiguration(path: path)
        let findings = diagnostics + (configuration.map { kafkaFindings($0, path: path) } ?? [])
        report(findings, arguments)
        guard let configuration, !findings.hasErrors else { throw refused(findings) }
        return configuration
    }

    /// The configuration file of this call. Nil when nobody names one and the usual one is not there.
    static func configurationPath(_ arguments: Arguments) -> String? {
        let named = arguments["config"] ?? getenv("MONITORD_CONFIG").map { String(cString: $0) }
        return named ?? (access(defaultPath, F_OK) == 0 ? defaultPath : nil)
    }

    static func refused(_ diagnostics: [Diagnostic]) -> CommandFailure {
        let errors = counted(diagnostics.count { $0.severity == .error }, "error")
        let files = Set(diagnostics.filter { $0.severity == .error }.map(\.file)).sorted()
        return CommandFailure(
            status: ExitStatus.configuration, message: "\(errors) in \(files.joined(separator: ", "))")
    }

    static func report(_ diagnostics: [Diagnostic], _ arguments: Arguments) {
        for diagnostic in diagnostics {
            let text = diagnostic.text(colour: Console.isColourful(arguments, descriptor: STDERR_FILENO))
            if diagnostic.severity == .error { Console.insist(text) } else { Console.say(text) }
        }
    }

    /// What librdkafka, or monitord on its behalf, says against the pass-through properties.
    static func kafkaFindings(_ configuration: Configuration, path: String) -> [Diagnostic] {
        kafkaSettings(configuration).faults().map { fault in
            Diagnostic(
                severity: .error, code: .kafkaProperty, message: "kafka.librdkafka.\(fault.name): \(fault.reason)",
                file: path, place: configuration.kafka.properties.first { $0.name == fault.name }?.place)
        }
    }

    static func kafkaSettings(_ configuration: Configuration) -> KafkaSettings {
        let start: KafkaSettings.Start =
            switch configuration.kafka.start {
            case .earliest: .earliest
            case .latest: .latest
            case .time(let time): .time(time)
            }
        return KafkaSettings(
            brokers: configuration.kafka.brokers, topics: configuration.kafka.topics, group: configuration.kafka.group,
            start: start, properties: configuration.kafka.properties.map { ($0.name, $0.value) })
    }

    static func pipelineSettings(_ configuration: Configuration) -> PipelineSettings {
        var settings = PipelineSettings()
        settings.grid = PaneGrid(width: configuration.panes.width)
        settings.lateness = configuration.panes.lateness
        settings.idle = configuration.panes.idle
        settings.futureMax = configuration.panes.maxFuture
        settings.messageBytesMax = Int(configuration.limits.messageBytes)
        settings.seriesMax = Int(configuration.limits.series)
        settings.watch = configuration.watch
        return settings
    }

    static func rules(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> RuleSet {
        let (set, diagnostics) = loadRules(
            paths: rulePaths(arguments, configuration), paneWidth: configuration.panes.width)
        report(diagnostics, arguments)
        guard !diagnostics.hasErrors else { throw refused(diagnostics) }
        if let fault = budgetFault(set, configuration) {
            throw CommandFailure(status: ExitStatus.configuration, message: fault.message, help: [fault.help])
        }
        return set
    }

    static func rulePaths(_ arguments: Arguments, _ configuration: Configuration) -> [String] {
        arguments[all: "rules"].isEmpty ? configuration.rules.files : arguments[all: "rules"]
    }

    /// A budget so large that its thresholds would be no thresholds. Nil when there is none of that.
    static func budgetFault(_ set: RuleSet, _ configuration: Configuration) -> (message: String, help: String)? {
        let hopeless = hopelessRules(
            set, grid: PaneGrid(width: configuration.panes.width), seriesMax: Int(configuration.limits.series))
        return hopeless.first.map { rule in
            (
                "[budget] false_alarms_per_month = \(figure(set.falseAlarmsPerMonth)): "
                    + "rule \"\(rule.name)\" would need no evidence at all (A < 1)",
                "lower false_alarms_per_month; monitord rules show prints the threshold of every rule"
            )
        }
    }

    static func baselineDirectory(_ arguments: Arguments, _ configuration: Configuration) -> BaselineDirectory {
        BaselineDirectory(path: arguments["baselines"] ?? configuration.baselines.directory)
    }

    static func storePath(_ arguments: Arguments) throws(CommandFailure) -> String {
        if let path = arguments["db"] { return path }
        return try configuration(arguments).store.path
    }

    static func reader(_ arguments: Arguments) throws(CommandFailure) -> Reader {
        let path = try storePath(arguments)
        do throws(StoreError) {
            return try Reader(directory: path)
        } catch {
            throw failure(error)
        }
    }

    static func failure(_ error: StoreError) -> CommandFailure {
        // A reader makes no store: either nobody has run yet, or it is somewhere else.
        let isMissing = if case .missing = error { true } else { false }
        let fix = isMissing ? "no monitord run has written it yet; name another directory with --db DIR" : error.fix
        return CommandFailure(status: ExitStatus.unreachable, message: error.fact, help: [fix])
    }

    static func failure(_ error: BaselineDirectoryError, _ arguments: Arguments) -> CommandFailure {
        switch error {
        case .file(let file):
            return CommandFailure(
                status: ExitStatus.configuration, message: "\(file.path): \(file.reason)",
                help: ["name another with --baselines DIR; monitord baseline learn makes one that is missing"])
        case .notFound(let word):
            return CommandFailure(
                status: ExitStatus.notFound, message: "no baseline '\(word)'", help: ["see: monitord baseline list"])
        case .ambiguous(let word, let ids):
            return CommandFailure(
                status: ExitStatus.notFound, message: "'\(word)' fits \(ids.count) baselines",
                help: ["give the id: \(ids.joined(separator: ", "))"])
        case .invalid(let diagnostics):
            report(diagnostics, arguments)
            return refused(diagnostics)
        case .otherModel(let id, let model):
            return CommandFailure(
                status: ExitStatus.configuration,
                message: "baseline \(id) was learned from \(model), not from this model")
        case .notRepresentable:
            return CommandFailure(
                status: ExitStatus.negative, message: "the baseline's times or names are beyond what its file can hold")
        }
    }
}
