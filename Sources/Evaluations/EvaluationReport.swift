// One suite at one target, once: what a comparison reads and a deploy keeps.

package import Model

/// The report `monitord.eval/1`. It holds no prompt and no answer.
package struct EvaluationReport: Equatable, Sendable {
    package static let schema = "monitord.eval/1"
    /// Rows of one report: the largest suite, five times over.
    package static let casesMax = 100_000

    package var suite: SuiteMark
    package var target: String
    package var role: String
    /// The model's name in the stream.
    package var model: String
    /// What the requests named.
    package var requestedModel: String
    /// What the endpoint said that it served, in byte order.
    package var servedModels: [String] = []
    package var fingerprints: [String] = []
    package var parameters: AskingParameters
    /// Of monitord.
    package var version: String
    /// Which judges gave verdicts, with their versions.
    package var judges: [String] = []
    package var startedAt: EventTime
    package var endedAt: EventTime
    package var cases: [EvaluationCase] = []

    package init(
        suite: SuiteMark, target: String, role: String, model: String, requestedModel: String,
        parameters: AskingParameters, version: String, startedAt: EventTime, endedAt: EventTime
    ) {
        (self.suite, self.target, self.role, self.model) = (suite, target, role, model)
        (self.requestedModel, self.parameters, self.version) = (requestedModel, parameters, version)
        (self.startedAt, self.endedAt) = (startedAt, endedAt)
    }

    package var unmeasured: Int { cases.count { !$0.isMeasured } }
    package var failed: Int { cases.count { $0.verdict == .failed } }
    package var passed: Int { cases.count { $0.verdict == .passed } }
}

/// Which frozen set was asked.
package struct SuiteMark: Equatable, Sendable {
    package var name: String
    package var kind: CanaryKind
    /// SHA-256 over everything that is asked and expected, in hexadecimal.
    package var hash: String
    package var items: Int64
    package var isZeroTolerance: Bool

    package init(name: String, kind: CanaryKind, hash: String, items: Int64, isZeroTolerance: Bool) {
        (self.name, self.kind, self.hash) = (name, kind, hash)
        (self.items, self.isZeroTolerance) = (items, isZeroTolerance)
    }
}

/// What every item was asked with. Two reports compare only when all of it is the same.
package struct AskingParameters: Equatable, Sendable {
    package var temperature: Double?
    package var topP: Double?
    package var maxTokens: Int64
    package var hasSeed: Bool
    /// SHA-256 of the system text, in hexadecimal; empty without one.
    package var systemHash: String
    /// How often each item was asked.
    package var repeats: Int64

    package init(
        temperature: Double?, topP: Double?, maxTokens: Int64, hasSeed: Bool, systemHash: String, repeats: Int64
    ) {
        (self.temperature, self.topP, self.maxTokens) = (temperature, topP, maxTokens)
        (self.hasSeed, self.systemHash, self.repeats) = (hasSeed, systemHash, repeats)
    }
}
