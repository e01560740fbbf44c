// A `[[test]]`: made events, and what rules must say of them.

/// One test of a rule file. All times in it count from its beginning.
package struct RuleTest: Equatable, Sendable {
    package var name: String
    package var file: String
    package var line: Int
    /// The rules that run, by name; none: all of them.
    package var rules: [String]
    package var seed: UInt64
    /// Outcomes are drawn by the seed instead of meeting their rates exactly.
    package var isDrawn: Bool
    /// The length of one value of a series: a whole number of panes.
    package var step: TimeSpan
    package var start: EventTime
    package var baselines: [Reference]
    package var inputs: [Input]
    package var expectations: [Expectation]
    /// In the place of those that the rule files know, if there are any.
    package var models: [DeployedModel] = []
    package var delay: DelayBound?
    package var falseAlarms: FalseAlarmBound?

    package init(
        name: String, file: String, line: Int, rules: [String], seed: UInt64, isDrawn: Bool, step: TimeSpan,
        start: EventTime, baselines: [Reference], inputs: [Input], expectations: [Expectation],
        delay: DelayBound? = nil, falseAlarms: FalseAlarmBound? = nil
    ) {
        self.name = name
        self.file = file
        self.line = line
        self.rules = rules
        self.seed = seed
        self.isDrawn = isDrawn
        self.step = step
        self.start = start
        self.baselines = baselines
        self.inputs = inputs
        self.expectations = expectations
        self.delay = delay
        self.falseAlarms = falseAlarms
    }

    /// Monday, 5 January 2026, midnight: on a pane border whatever the width.
    package static let startDefault = EventTime(microseconds: 1_767_571_200_000_000)

    /// Where no series names its model.
    package static let modelDefault = "acme/tuned"

    /// The names of one series.
    package typealias Names = [Dimension: String]

    /// What made numbers are about.
    package enum Subject: Hashable, Sendable {
        /// The share of refusals among decided events, and of errors and blocked answers among all.
        case refusals, errors, blocked
        case measure(Measure)

        package var name: String {
            switch self {
            case .refusals: "refusal_rate"
            case .errors: "error_rate"
            case .blocked: "blocked_rate"
            case .measure(let measure): measure.name
            }
        }
    }

    /// How the values of a measure lie around their mean.
    package enum Shape: String, CaseIterable, Sendable {
        /// 1 in the mean's share of events, else 0.
        case flag
        /// Most are small, few are large: the 95th percentile is three times the mean.
        case exponential
        /// All are the mean.
        case constant
    }

    /// One number of a synthetic input, step by step; nil: none.
    package struct Level: Equatable, Sendable {
        package var subject: Subject
        package var shape: Shape
        package var values: [Double?]

        package init(subject: Subject, shape: Shape, values: [Double?]) {
            self.subject = subject
            self.shape = shape
            self.values = values
        }
    }

    /// A part of the baseline that the test holds rules against.
    package struct Reference: Equatable, Sendable {
        package var names: Names
        package var events: Int64
        /// How long the events took.
        package var span: TimeSpan
        /// Of one value each.
        package var levels: [Level]

        package init(names: Names, events: Int64, span: TimeSpan, levels: [Level]) {
            self.names = names
            self.events = events
            self.span = span
            self.levels = levels
        }
    }

    /// Events of one series, or of a file.
    package enum Input: Equatable, Sendable {
        case made(Made)
        /// JSON lines.
        case file(String)
    }

    package struct Made: Equatable, Sendable {
        package var names: Names
        /// By step; nil: none.
        package var eventsPerMinute: [Double?]
        package var levels: [Level]
        /// How many users send the events; zero: nobody says who does.
        package var users: Int
        /// The nth event of a step asks the nth question of that step, as in every other input that says so.
        package var hasQuestions: Bool

        package init(
            names: Names, eventsPerMinute: [Double?], levels: [Level], users: Int = 0, hasQuestions: Bool = false
        ) {
            self.names = names
            self.eventsPerMinute = eventsPerMinute
            self.levels = levels
            self.users = users
            self.hasQuestions = hasQuestions
        }

        package var stepCount: Int { eventsPerMinute.count }
    }

    /// The steps of the longest made input; zero when all events come from files.
    package var stepCount: Int {
        inputs.map { if case .made(let made) = $0 { made.stepCount } else { 0 } }.max() ?? 0
    }

    package var hasFile: Bool { inputs.contains { if case .file = $0 { true } else { false } } }

    /// The end of the made inputs, from the beginning.
    package var length: TimeSpan { TimeSpan(microseconds: Int64(stepCount) * step.microseconds) }
}

extension RuleTest {
    /// What must be true of the alerts.
    package struct Expectation: Equatable, Sendable {
        package enum Claim: Equatable, Sendable {
            /// No alert, of this severity or above, is open between the two times.
            case none(from: TimeSpan, until: TimeSpan, severity: Severity?)
            /// An alert comes to this after the one time and no later than the other. A severity may be exceeded.
            case by(TimeSpan, after: TimeSpan, Wanted)
            /// An alert is exactly this at the time.
            case at(TimeSpan, Wanted)
            /// So many transitions page between the two times.
            case pages(Int, from: TimeSpan, until: TimeSpan)
            /// A series has this verdict at the time.
            case verdict(String, at: TimeSpan)
        }

        package var claim: Claim
        /// Of this rule only.
        package var rule: String?
        /// Of series with these names only.
        package var names: Names
        package var line: Int

        package init(claim: Claim, rule: String?, names: Names, line: Int) {
            self.claim = claim
            self.rule = rule
            self.names = names
            self.line = line
        }
    }

    /// What an alert should be. Absent parts do not matter.
    package struct Wanted: Equatable, Sendable {
        package var state: Alert.State
        package var severity: Severity?
        /// One of `Alert.Notice.names`.
        package var notice: String?

        package init(state: Alert.State, severity: Severity?, notice: String?) {
            self.state = state
            self.severity = severity
            self.notice = notice
        }
    }

    /// How long detection may take, in drawn runs.
    package struct DelayBound: Equatable, Sendable {
        package var change: TimeSpan
        package var medianMax: TimeSpan
        package var runs: Int
        package var severity: Severity?
        package var line: Int

        package init(change: TimeSpan, medianMax: TimeSpan, runs: Int, severity: Severity?, line: Int) {
            self.change = change
            self.medianMax = medianMax
            self.runs = runs
            self.severity = severity
            self.line = line
        }
    }

    /// How many alerts drawn runs of unchanged traffic may have.
    package struct FalseAlarmBound: Equatable, Sendable {
        package var duration: TimeSpan
        package var runs: Int
        package var max: Int
        package var line: Int

        package init(duration: TimeSpan, runs: Int, max: Int, line: Int) {
            self.duration = duration
            self.runs = runs
            self.max = max
            self.line = line
        }
    }
}

extension Alert.Notice {
    /// Every name.
    package static let names = ["page", "log", "silenced", "inhibited", "flapping"]
}
