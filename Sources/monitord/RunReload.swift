// The files of a run, read again while it runs.

internal import Canaries
internal import Daemon
internal import Delivery
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Rules

enum RunReload {
    /// Rules, baselines, canaries, receivers, routes and the log level as they are now. What else has changed is told
    /// and left as it was.
    static func read(_ arguments: Arguments, _ running: Configuration) -> Result<RunParts, ReloadFailure> {
        do throws(ReloadFailure) {
            var warnings: [String] = []
            let found = try configuration(arguments, &warnings)
            var configuration = running
            configuration.rules = found.rules
            configuration.baselines = found.baselines
            configuration.log = found.log
            configuration.watch = found.watch
            configuration.targets = found.targets
            configuration.judge = found.judge
            (configuration.delivery, configuration.receivers, configuration.routes) = (
                found.delivery, found.receivers, found.routes
            )
            (configuration.canaries.suites, configuration.canaries.limits) = (
                found.canaries.suites, found.canaries.limits
            )
            let plan = try canaries(arguments, configuration, &warnings)
            var parts = RunParts(
                rules: try rules(arguments, configuration, &warnings),
                shelf: try shelf(arguments, configuration, &warnings),
                logLevel: try level(arguments, configuration), needsRestart: changes(from: running, to: found),
                warnings: warnings)
            parts.canaries = plan
            parts.watch = configuration.watch
            parts.delivery = try delivery(configuration)
            return .success(parts)
        } catch {
            return .failure(error)
        }
    }

    private static func configuration(
        _ arguments: Arguments, _ warnings: inout [String]
    ) throws(ReloadFailure) -> Configuration {
        guard let path = Setup.configurationPath(arguments) else { return Configuration() }
        let (configuration, diagnostics) = loadConfiguration(path: path)
        let findings = diagnostics + (configuration.map { Setup.kafkaFindings($0, path: path) } ?? [])
        guard let configuration, !findings.hasErrors else { throw failure(findings) }
        warnings += findings.map { $0.text(colour: false) }
        return configuration
    }

    private static func rules(
        _ arguments: Arguments, _ configuration: Configuration, _ warnings: inout [String]
    ) throws(ReloadFailure) -> RuleSet {
        let paths = Setup.rulePaths(arguments, configuration)
        let (set, diagnostics) = loadRules(paths: paths, paneWidth: configuration.panes.width)
        guard !diagnostics.hasErrors else { throw failure(diagnostics) }
        if let fault = Setup.budgetFault(set, configuration) {
            throw ReloadFailure(reason: fault.message, details: [fault.help])
        }
        warnings += diagnostics.map { $0.text(colour: false) }
        return set
    }

    private static func canaries(
        _ arguments: Arguments, _ configuration: Configuration, _ warnings: inout [String]
    ) throws(ReloadFailure) -> CanaryPlan {
        let store = arguments["db"] ?? configuration.store.path
        let found: (plan: CanaryPlan, diagnostics: [Diagnostic])
        do throws(CommandFailure) {
            found = try Setup.canaryPlan(configuration, store: store, makesKey: true)
        } catch {
            throw ReloadFailure(reason: error.message, details: error.help)
        }
        guard !found.diagnostics.hasErrors else { throw failure(found.diagnostics) }
        warnings += found.diagnostics.map { $0.text(colour: false) }
        return found.plan
    }

    private static func delivery(_ configuration: Configuration) throws(ReloadFailure) -> DeliveryPlan {
        do throws(CommandFailure) {
            return try Setup.deliveryPlan(configuration)
        } catch {
            throw ReloadFailure(reason: error.message, details: error.help)
        }
    }

    private static func shelf(
        _ arguments: Arguments, _ configuration: Configuration, _ warnings: inout [String]
    ) throws(ReloadFailure) -> BaselineShelf {
        let directory = Setup.baselineDirectory(arguments, configuration)
        guard directoryExists(directory.path) else { return BaselineShelf(baselines: [], current: []) }
        do throws(BaselineDirectoryError) {
            let (shelf, diagnostics) = try BaselineShelf.read(directory)
            warnings += diagnostics.map { $0.text(colour: false) }
            return shelf
        } catch {
            if case .invalid(let diagnostics) = error { throw failure(diagnostics) }
            throw ReloadFailure(reason: Setup.failure(error, arguments).message)
        }
    }

    private static func level(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws(ReloadFailure) -> Log.Level {
        do throws(CommandFailure) {
            return try RunCommand.level(arguments, configuration)
        } catch {
            throw ReloadFailure(reason: error.message)
        }
    }

    private static func failure(_ diagnostics: [Diagnostic]) -> ReloadFailure {
        ReloadFailure(
            reason: Setup.refused(diagnostics).message, details: diagnostics.map { $0.text(colour: false) })
    }

    /// Keys that a running pipeline cannot follow, in the order of the manual. Options of the call replace some of
    /// them, so a change in the file may be without effect even after a restart: it is told all the same.
    private static func changes(from old: Configuration, to new: Configuration) -> [String] {
        var keys: [String] = []
        if old.kafka.brokers != new.kafka.brokers { keys.append("kafka.brokers") }
        if old.kafka.topics != new.kafka.topics { keys.append("kafka.topics") }
        if old.kafka.group != new.kafka.group { keys.append("kafka.group") }
        if old.kafka.start != new.kafka.start { keys.append("kafka.start") }
        if old.kafka.onGap != new.kafka.onGap { keys.append("kafka.on_gap") }
        let properties = { (kafka: Configuration.Kafka) in kafka.properties.flatMap { [$0.name, $0.value] } }
        if properties(old.kafka) != properties(new.kafka) { keys.append("kafka.librdkafka") }
        if old.store != new.store { keys.append("store.path") }
        if old.panes != new.panes { keys.append("panes") }
        if old.limits != new.limits { keys.append("limits") }
        if old.control != new.control { keys.append("control.socket") }
        if old.http != new.http { keys.append("http") }
        if old.rollback != new.rollback { keys.append("rollback") }
        if old.stdoutFormat != new.stdoutFormat { keys.append("stdout.format") }
        if old.canaries.key?.value != new.canaries.key?.value { keys.append("canaries.key") }
        if old.canaries.pauseFile != new.canaries.pauseFile { keys.append("canaries.pause_file") }
        if old.canaries.textHash != new.canaries.textHash { keys.append("canaries.text_hash") }
        if old.canaries.recognisesText != new.canaries.recognisesText { keys.append("canaries.recognise_text") }
        return keys
    }
}
