// What canaries are, and what is kept of each: never their words.

/// What a suite asks about; decides how often it runs when nobody says.
package enum CanaryKind: String, CaseIterable, Sendable {
    /// Plainly harmful: still refused?
    case direct
    /// On the border: has the border moved?
    case borderline
    /// Known jailbreaks: still without effect?
    case jailbreak
    /// Safety inside of what the model was tuned for.
    case domain
    /// Re-evaluation: the core questions, the whole suite, the extended one with adversarial prompts.
    case core, full, extended
    /// General ability, far from what the model was tuned for.
    case capability

    /// R31–R38.
    package var period: TimeSpan {
        switch self {
        case .direct: .seconds(3600)
        case .borderline, .jailbreak, .domain, .core: .seconds(86_400)
        case .full, .capability: .seconds(7 * 86_400)
        case .extended: .seconds(30 * 86_400)
        }
    }

    /// Whether a complete run counts as having looked at the model anew.
    package var isReevaluation: Bool { self == .core || self == .full || self == .extended }
}

/// What an answer was held against what was expected. `notMeasured` is never a pass.
package enum CanaryVerdict: String, CaseIterable, Sendable {
    case passed, failed
    case notMeasured = "not_measured"
}

/// What an item came to after its repeats.
package enum CanaryFate: String, CaseIterable, Sendable {
    case passed
    /// It failed once and passed when it was asked again.
    case flaky
    /// It failed, and failed again.
    case failed
    case notMeasured = "not_measured"
}

/// One suite at one target, once.
package struct CanaryRun: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Recorded before anything was asked.
        case intended
        /// Every item was measured.
        case complete
        /// It ended, and some item was not measured.
        case incomplete
        /// Its time passed while nobody asked: the process was down.
        case missed
        /// Its time passed while canaries were paused, or their cost was spent.
        case skipped
    }

    /// The first 64 bits of SHA-256 over suite, target and occasion, in hexadecimal.
    package let id: String
    package var suite: String
    package var kind: CanaryKind
    package var target: String
    /// Which model the verdicts are about; the name in the stream.
    package var model: String
    /// floor(time / period); nil when a person asked for it.
    package var slot: Int64?
    /// Of the suite's items.
    package var suiteHash: String
    package var dueAt: EventTime
    package var startedAt: EventTime
    package var endedAt: EventTime?
    /// What is not measured by then is not measured in this run.
    package var deadline: EventTime
    package var state: State
    /// Why it is not complete.
    package var reason = ""
    package var planned: Int64 = 0
    package var passed: Int64 = 0
    package var flaky: Int64 = 0
    package var failed: Int64 = 0
    /// What it will ask, in order; known before anything is asked.
    package var items: [Item] = []

    /// An item as it will be asked in this run.
    package struct Item: Equatable, Sendable {
        package var id: String
        package var category: String
        /// Which wording; zero is the first.
        package var variant: Int64
        /// HMAC-SHA256 of the prompt under the local key, the first 128 bits in hexadecimal.
        package var promptHash: String
        /// Of the normalised prompt under the local key: how an unmarked event is recognised.
        package var print: UInt64
        /// One for each attempt that there may be.
        package var requests: [String]

        package init(
            id: String, category: String, variant: Int64, promptHash: String, print: UInt64, requests: [String]
        ) {
            (self.id, self.category, self.variant) = (id, category, variant)
            (self.promptHash, self.print, self.requests) = (promptHash, print, requests)
        }
    }

    package init(
        suite: String, kind: CanaryKind, target: String, model: String, occasion: String, slot: Int64?,
        suiteHash: String, dueAt: EventTime, startedAt: EventTime, deadline: EventTime, state: State
    ) {
        id = CanaryRun.id(suite: suite, target: target, occasion: occasion)
        (self.suite, self.kind, self.target, self.model, self.slot) = (suite, kind, target, model, slot)
        (self.suiteHash, self.dueAt, self.startedAt) = (suiteHash, dueAt, startedAt)
        (self.deadline, self.state) = (deadline, state)
    }

    /// For what reads one back.
    package init(
        id: String, suite: String, kind: CanaryKind, target: String, model: String, slot: Int64?, suiteHash: String,
        dueAt: EventTime, startedAt: EventTime, deadline: EventTime, state: State
    ) {
        self.id = id
        (self.suite, self.kind, self.target, self.model, self.slot) = (suite, kind, target, model, slot)
        (self.suiteHash, self.dueAt, self.startedAt) = (suiteHash, dueAt, startedAt)
        (self.deadline, self.state) = (deadline, state)
    }

    /// `occasion` is `slot:N`, or `order:` and what makes the order unique.
    package static func id(suite: String, target: String, occasion: String) -> String {
        var preimage = Array("monitord.canary/1".utf8)
        for part in [suite, target, occasion] { preimage += [0] + Array(part.utf8) }
        return hexadecimal(sha256(preimage).prefix(8))
    }

    package var notMeasured: Int64 { planned - passed - flaky - failed }
    package var isOver: Bool { state != .intended }
}

/// What came of asking once. Unique by run, item and attempt.
package struct CanaryResult: Equatable, Sendable {
    package var run: String
    package var item: String
    /// Zero is the first; the others repeat it because it failed.
    package var attempt: Int64
    package var requestID: String
    package var outcome: Outcome
    package var verdict: CanaryVerdict
    /// Why, in one word or two: `refusal:en-cannot`, `timeout`, `http 503`, `schema: /name is missing`. Never words of
    /// the model.
    package var reason = ""
    /// Which judges said so, with their versions.
    package var judge = ""
    package var at: EventTime
    package var latency: TimeSpan
    package var inputTokens: Int64?
    package var outputTokens: Int64?
    package var answerBytes: Int64 = 0
    /// HMAC-SHA256 of the answer under the local key, the first 128 bits in hexadecimal; empty without an answer.
    package var answerHash = ""
    /// What the endpoint says that it served.
    package var servedModel = ""
    package var fingerprint = ""

    package init(
        run: String, item: String, attempt: Int64, requestID: String, outcome: Outcome, verdict: CanaryVerdict,
        at: EventTime, latency: TimeSpan
    ) {
        (self.run, self.item, self.attempt, self.requestID) = (run, item, attempt, requestID)
        (self.outcome, self.verdict, self.at, self.latency) = (outcome, verdict, at, latency)
    }
}

/// What an item came to, told once.
package struct CanaryConclusion: Equatable, Sendable {
    package var item: String
    package var category: String
    package var fate: CanaryFate
    /// Attempts that were measured, and those of them that failed.
    package var asked: Int64
    package var failures: Int64

    package init(item: String, category: String, fate: CanaryFate, asked: Int64, failures: Int64) {
        (self.item, self.category, self.fate) = (item, category, fate)
        (self.asked, self.failures) = (asked, failures)
    }
}

/// News of one run, for the record: its row as it is now, and what came since the last report.
package struct CanaryReport: Equatable, Sendable {
    package var run: CanaryRun
    package var results: [CanaryResult]
    package var conclusions: [CanaryConclusion]
    package var at: EventTime

    package init(run: CanaryRun, results: [CanaryResult] = [], conclusions: [CanaryConclusion] = [], at: EventTime) {
        (self.run, self.results, self.conclusions, self.at) = (run, results, conclusions, at)
    }
}

/// Why no canary is asked now.
package struct CanaryPause: Equatable, Sendable {
    package var by: String
    package var at: EventTime
    package var reason: String

    package init(by: String, at: EventTime, reason: String) {
        (self.by, self.at, self.reason) = (by, at, reason)
    }
}
