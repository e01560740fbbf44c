// The built-in rules about canaries.

internal import Canaries
internal import Model

/// Their names stand in alerts, silences and runbooks.
enum CanaryRule: String, CaseIterable, Sendable {
    case failures = "canary-failures"
    case regression = "canary-regression"
    case comparison = "canary-comparison"
    case schedule = "canary-schedule"
    case leak = "canary-leak"
    case identity = "model-identity"
    case basePath = "base-path"

    init?(name: String) {
        guard let rule = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = rule
    }

    var plane: Plane { self == .comparison ? .comparison : .canary }

    /// Whether an alert of this severity says something of the model's answers, and so agrees with other planes. That a
    /// run was missed or a fingerprint changed does not.
    func isEvidence(_ severity: Severity) -> Bool {
        switch self {
        case .failures, .regression, .comparison: true
        case .identity: severity >= .high
        case .schedule, .leak, .basePath: false
        }
    }

    /// What stands as the metric of the evidence.
    var metric: String {
        switch self {
        case .failures: "canary.failure_rate"
        case .regression: "canary.regressions"
        case .comparison: "canary.comparison"
        case .schedule: "canary.schedule"
        case .leak: "canary.leaks"
        case .identity: "canary.served_model"
        case .basePath: "registry.base_path"
        }
    }

    /// A leak is over once none came for this long; the others end with a run.
    var hold: TimeSpan { self == .leak ? .seconds(3600) : .zero }

    /// As alerts see it: one line, of the severity that it has this time.
    func rule(_ severity: Severity?, of suite: Suite?, dimensions: [Dimension]) -> Rule {
        let runbook = self == .failures || self == .regression || self == .comparison ? suite?.runbookURL : nil
        var rule = Rule(
            name: rawValue, metric: .refusalRate, dimensions: dimensions, window: .zero, confirm: .none,
            warning: Threshold(severity: severity), critical: nil, keepFiringFor: hold,
            runbookURL: runbook ?? "https://monitord.dev/runbooks/\(rawValue)")
        rule.plane = plane
        rule.labels = suite?.labels ?? []
        return rule
    }
}
