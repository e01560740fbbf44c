// One built-in rule about monitord itself over one series: its life, and what it last said.

internal import Alerts
internal import Model

/// What such a rule says at one time.
struct WatchSaying: Equatable, Sendable {
    var state: Verdict.State
    /// Whether nothing of an earlier trouble is left.
    var isRecovered = false
    var summary = ""
    /// Why it is as severe as it is.
    var ground = ""
    var value: Double?
    var target: Double?
    var events: Int64 = 0
    var needed: Int64 = 0
    var isShare = false

    /// Nothing is wrong.
    static func well(_ summary: String) -> WatchSaying {
        WatchSaying(state: .ok, isRecovered: true, summary: summary)
    }

    var verdict: Verdict {
        var verdict = Verdict(
            state: state, value: value, baselineValue: target, events: events, effectiveEvents: Double(events),
            needed: needed, isRecovered: isRecovered)
        verdict.isShare = isShare
        return verdict
    }
}

struct WatchSeries: Sendable {
    private static let version: UInt8 = 1

    let rule: SelfRule
    let scope: Scope
    var life = AlertLife()
    /// When the life last changed.
    var at = EventTime(microseconds: .min)
    var isDirty = false

    init(_ rule: SelfRule, _ scope: Scope) {
        (self.rule, self.scope) = (rule, scope)
    }

    mutating func say(
        _ saying: WatchSaying, at time: EventTime, as rule: Rule, rulesHash: String
    ) -> AlertTransition? {
        // Nearly always nothing is wrong and nothing was.
        if life.isQuiet, saying.state != .warning, saying.state != .critical { return nil }
        let before = life
        let alarm = Alarm(
            rule: rule, scope: scope, baselineID: nil, rulesHash: rulesHash,
            story: AlarmStory(metric: self.rule.metric, summary: saying.summary, ground: saying.ground))
        let transition = life.step(saying.verdict, at: time, of: alarm)
        if life != before { (at, isDirty) = (time, true) }
        return transition
    }

    // MARK: Restart

    /// Nil where there is nothing to remember.
    var bytes: [UInt8]? {
        guard !life.isQuiet else { return nil }
        var writer = ByteWriter()
        writer.write(Self.version)
        life.write(to: &writer)
        writer.write(at.microseconds)
        return writer.bytes
    }

    init(_ rule: SelfRule, _ scope: Scope, bytes: [UInt8]) throws(ByteCodingError) {
        self.init(rule, scope)
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        life = try AlertLife(from: &reader)
        at = EventTime(microseconds: try reader.integer())
        guard reader.isAtEnd else { throw .value(at: reader.position) }
    }
}

extension SelfRule {
    /// As alerts see it.
    func rule(_ settings: WatchSettings, coverageWindow: TimeSpan) -> Rule {
        var rule = Rule(
            name: rawValue, metric: .refusalRate, dimensions: dimensions,
            window: self == .coverage ? coverageWindow : .zero, confirm: .none,
            warning: Threshold(below: self == .coverage ? settings.coverage : nil, hold: hold, severity: .medium),
            critical: nil, keepFiringFor: keep, runbookURL: "https://monitord.dev/runbooks/\(rawValue)")
        if self == .sourceStalled, let stalled = settings.stalled {
            rule.warning = Threshold(hold: min(hold, stalled), severity: .medium)
            rule.critical = Threshold(hold: stalled, severity: .high)
        }
        return rule
    }

    var dimensions: [Dimension] {
        switch self {
        case .coverage: [.model]
        case .deliveryStuck: [.receiver]
        case .sourceStalled, .consumerLag, .lateEvents, .decodeFailures, .reloadFailed, .clockTrouble: []
        }
    }

    /// How long it has to be wrong: one bad reading is none.
    private var hold: TimeSpan {
        switch self {
        case .coverage, .consumerLag: .seconds(300)
        case .sourceStalled, .lateEvents, .decodeFailures: .seconds(60)
        // These are facts, and their limits are times already.
        case .deliveryStuck, .reloadFailed, .clockTrouble: .zero
        }
    }

    /// How long it has to be well.
    private var keep: TimeSpan {
        switch self {
        case .coverage: .seconds(300)
        case .sourceStalled, .consumerLag, .lateEvents, .decodeFailures, .deliveryStuck: .seconds(60)
        case .reloadFailed, .clockTrouble: .zero
        }
    }

    /// Whether somebody wants it.
    func isOn(_ settings: WatchSettings) -> Bool {
        switch self {
        case .coverage: settings.coverage != nil
        case .sourceStalled: settings.stalled != nil
        case .consumerLag: settings.behind != nil
        case .lateEvents: settings.late != nil
        case .decodeFailures: settings.rejected != nil
        case .deliveryStuck: settings.undelivered != nil
        case .reloadFailed: true
        case .clockTrouble: settings.clockStep != nil
        }
    }
}
