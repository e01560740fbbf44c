// One built-in rule about canaries over one series: its life, what it last said, and what that rests on.

internal import Alerts
internal import Canaries
internal import Model

/// What a rule says of a series at one time.
struct CanarySaying: Equatable, Sendable {
    /// Nil: nothing is wrong.
    var severity: Severity?
    /// Whether nothing of an earlier trouble is left.
    var isRecovered = false
    var summary = ""
    var ground = ""
    var value: Double?
    var usual: Double?
    var events: Int64 = 0
    var statistic: Double?
    var threshold: Double?

    var verdict: Verdict {
        Verdict(
            state: severity == nil ? .ok : .warning, value: value, baselineValue: usual, events: events,
            effectiveEvents: Double(events), needed: 0, isRecovered: severity == nil && isRecovered,
            statistic: statistic, threshold: threshold)
    }
}

struct CanarySeries: Sendable {
    /// What a rule remembers beside its alert.
    enum Facts: Equatable, Sendable {
        case none
        case suite(SuiteEvidence)
        case comparison(ComparisonEvidence)
        case schedule(ScheduleCourse)
        case leak(LeakCourse)
        case identity(IdentityCourse)
        case evaluations(EvaluationCount)
    }

    let rule: CanaryRule
    let scope: Scope
    var facts: Facts
    var life = AlertLife()
    var saying = CanarySaying()
    /// When it last spoke; it never goes back, though event time may lie behind the clock of reports.
    var at = EventTime(microseconds: .min)
    var isDirty = false

    init(_ rule: CanaryRule, _ scope: Scope) {
        (self.rule, self.scope) = (rule, scope)
        facts =
            switch rule {
            case .failures: .suite(SuiteEvidence())
            case .comparison: .comparison(ComparisonEvidence())
            case .schedule: .schedule(ScheduleCourse())
            case .leak: .leak(LeakCourse())
            case .identity: .identity(IdentityCourse())
            case .basePath: .evaluations(EvaluationCount())
            case .regression: .none
            }
    }

    /// The severity that its own evidence gives while it fires, where that agrees with other planes.
    var own: Severity? {
        guard let own = life.own, rule.isEvidence(own) else { return nil }
        return own
    }

    /// Says something at `time`. `support` is what else fires for the model.
    mutating func say(
        _ next: CanarySaying, at time: EventTime, of suite: Suite?, rulesHash: String, support: Support
    ) -> AlertTransition? {
        isDirty = true
        saying = next
        at = max(at, time)
        let severity = next.severity ?? .low
        let alarm = Alarm(
            rule: rule.rule(next.severity, of: suite, dimensions: scope.values.map(\.dimension)), scope: scope,
            baselineID: nil, revision: suite?.hash ?? "", rulesHash: rulesHash,
            story: AlarmStory(metric: rule.metric, summary: next.summary, ground: next.ground))
        let counted = rule.isEvidence(severity) ? support : Support()
        return life.step(next.verdict, at: at, of: alarm, support: { counted }, finding: { next.finding })
    }
}

extension CanarySaying {
    fileprivate var finding: Finding? {
        guard statistic != nil else { return nil }
        var finding = Finding()
        (finding.statistic, finding.threshold) = (statistic, threshold)
        return finding
    }
}
