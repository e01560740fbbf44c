// Suites, targets and their secrets, read the same way by every command.

internal import Canaries
internal import Glibc
internal import Model
internal import Pipeline
internal import Rules

extension Setup {
    /// Everything that canaries need, its secrets among it. Empty when no `[[target]]` is there: nobody is asked.
    /// `makesKey`: a key is made where there is none.
    static func canaryPlan(
        _ arguments: Arguments, _ configuration: Configuration, makesKey: Bool = false
    ) throws(CommandFailure) -> CanaryPlan {
        guard !configuration.targets.isEmpty else {
            report(nobodyAsked(configuration), arguments)
            return CanaryPlan()
        }
        let (plan, diagnostics) = try canaryPlan(
            configuration, store: arguments["db"] ?? configuration.store.path, makesKey: makesKey)
        report(diagnostics, arguments)
        guard !diagnostics.hasErrors else { throw refused(diagnostics) }
        return plan
    }

    /// The same without a word; the plan is complete when no diagnostic is an error.
    static func canaryPlan(
        _ configuration: Configuration, store: String, makesKey: Bool
    ) throws(CommandFailure) -> (CanaryPlan, [Diagnostic]) {
        var plan = CanaryPlan()
        guard !configuration.targets.isEmpty else { return (plan, nobodyAsked(configuration)) }
        let (suites, diagnostics) = suites(of: configuration)
        plan.suites = suites
        plan.targets = try targets(of: configuration)
        plan.limits = configuration.canaries.limits
        plan.judge = try judge(of: configuration)
        plan.key = try secret { () throws(SecretFailure) in
            try canaryKey(configuration.canaries.key?.value, store: store, makes: makesKey)
        }
        return (plan, diagnostics)
    }

    /// How canaries are found in the stream; nil when there is no key to know them by.
    static func recognition(_ plan: CanaryPlan, _ configuration: Configuration) -> CanaryRecognition? {
        guard !plan.key.bytes.isEmpty else { return nil }
        return CanaryRecognition(
            key: plan.key, readsText: configuration.canaries.recognisesText,
            hashesText: configuration.canaries.textHash == .sha256)
    }

    /// The suites of the configuration, held against its targets.
    static func suites(of configuration: Configuration) -> (suites: [Suite], diagnostics: [Diagnostic]) {
        let paths = suitePaths(configuration)
        let (suites, diagnostics) = loadSuites(paths: paths, targets: configuration.targets.map(\.target.name))
        guard suites.isEmpty, !diagnostics.hasErrors, !configuration.targets.isEmpty else {
            return (suites, diagnostics)
        }
        let nothing = Diagnostic(
            severity: .warning, code: .nobodyAsked, message: "there are targets, and no suite to ask them",
            file: configuration.canaries.suites.first ?? "")
        return (suites, diagnostics + [nothing])
    }

    /// Where suites are. The usual directory may be missing.
    static func suitePaths(_ configuration: Configuration) -> [String] {
        let paths = configuration.canaries.suites
        if paths != Configuration.Canaries.suitesDefault { return paths }
        return paths.filter { access($0, F_OK) == 0 }
    }

    /// Suites of somebody's own without anybody to ask.
    static func nobodyAsked(_ configuration: Configuration) -> [Diagnostic] {
        let paths = configuration.canaries.suites
        guard configuration.targets.isEmpty, paths != Configuration.Canaries.suitesDefault else { return [] }
        return [
            Diagnostic(
                severity: .warning, code: .nobodyAsked, message: "there are suites, and no [[target]] to ask",
                file: paths.first ?? "", help: ["add a [[target]] to monitord.toml"])
        ]
    }

    /// All targets with their secrets.
    static func targets(of configuration: Configuration) throws(CommandFailure) -> [Target] {
        var targets: [Target] = []
        for settings in configuration.targets {
            targets.append(try secret { () throws(SecretFailure) in try settings.resolved() })
        }
        return targets
    }

    /// One target with its secrets; those of the others are not read.
    static func target(_ name: String, _ configuration: Configuration) throws(CommandFailure) -> Target {
        let names = configuration.targets.map(\.target.name)
        guard let settings = configuration.targets.first(where: { $0.target.name == name }) else {
            let near = nearest(to: name, among: names).map { "did you mean '\($0)'?" }
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no [[target]] is named '\(name)'",
                help: advice(near, "targets", names.isEmpty ? ["none in the configuration"] : names))
        }
        return try secret { () throws(SecretFailure) in try settings.resolved() }
    }

    static func judge(of configuration: Configuration) throws(CommandFailure) -> CanaryPlan.Judge? {
        guard let settings = configuration.judge else { return nil }
        return try secret { () throws(SecretFailure) in try settings.resolved() }
    }

    static func secret<Value>(
        _ body: () throws(SecretFailure) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(SecretFailure) {
            return try body()
        } catch {
            throw CommandFailure(
                status: ExitStatus.configuration, message: "\(error.reference): \(error.reason)", help: [error.help])
        }
    }
}
