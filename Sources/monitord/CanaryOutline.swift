// Suites and targets of the configuration, without the secrets that asking would need.

internal import Canaries
internal import Daemon
internal import Model
internal import Rules

/// Whoever may read the store may not be allowed to read suites and keys: what stays unknown is said.
struct CanaryOutline {
    /// Nil when suites or configuration cannot be read. Without a key it cannot tell when a run is due.
    private(set) var plan: CanaryPlan?
    /// Why something is not known; each a sentence for a person.
    private(set) var gaps: [String] = []
    /// By order or by hand: the same file either way.
    private(set) var pause: CanaryPause?

    init(_ arguments: Arguments) {
        guard let path = Setup.configurationPath(arguments) else {
            pause = PauseFile(path: Self.pausePath(Configuration(), arguments)).read()
            gaps = ["no configuration file: only what the store knows"]
            return
        }
        let (loaded, diagnostics) = loadConfiguration(path: path)
        pause = PauseFile(path: Self.pausePath(loaded ?? Configuration(), arguments)).read()
        guard let configuration = loaded, !diagnostics.hasErrors else {
            gaps = ["\(path) cannot be used: only what the store knows; see: monitord check"]
            return
        }
        let store = arguments["db"] ?? configuration.store.path
        let (suites, findings) = Setup.suites(of: configuration)
        guard !findings.hasErrors else {
            gaps = findings.filter { $0.severity == .error }.prefix(Self.gapsMax).map {
                "\($0.file): \($0.message): only what the store knows"
            }
            return
        }
        var plan = CanaryPlan()
        (plan.suites, plan.targets) = (suites, configuration.targets.map(\.target))
        if !plan.pairs.isEmpty {
            do throws(SecretFailure) {
                plan.key = try canaryKey(configuration.canaries.key?.value, store: store, makes: false)
            } catch {
                gaps = ["\(error.reference): \(error.reason): when a run is due is not known"]
            }
        }
        self.plan = plan
    }

    /// Sentences about files; the first tell enough.
    private static let gapsMax = 5

    private static func pausePath(_ configuration: Configuration, _ arguments: Arguments) -> String {
        configuration.pauseFile(store: arguments["db"] ?? configuration.store.path)
    }
}
