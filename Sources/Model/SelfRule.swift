// The built-in rules by which monitord watches itself.

/// What can keep monitord from seeing. Their names stand in alerts, silences and runbooks.
package enum SelfRule: String, CaseIterable, Sendable {
    /// Too few events of a model say what the model did.
    case coverage
    /// Nothing can be read.
    case sourceStalled = "source-stalled"
    /// What is read is old, and more waits.
    case consumerLag = "consumer-lag"
    /// Events come after their pane was closed.
    case lateEvents = "late-events"
    /// Records cannot be read as events.
    case decodeFailures = "decode-failures"
    /// A receiver does not get what it should.
    case deliveryStuck = "delivery-stuck"
    /// The files do not say any more what runs.
    case reloadFailed = "reload-failed"
    /// The clock of this machine, or of a producer, cannot be trusted.
    case clockTrouble = "clock-trouble"

    /// The rule of this name; nil when it is none of them.
    package init?(name: String) {
        guard let rule = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = rule
    }

    /// Whether nothing can be called well while it fires, whatever series it is about.
    package var blindsAll: Bool {
        switch self {
        case .sourceStalled, .consumerLag, .lateEvents, .decodeFailures, .clockTrouble: true
        // The first blinds one model; with the others, verdicts are as good as ever.
        case .coverage, .deliveryStuck, .reloadFailed: false
        }
    }

    /// What stands as the metric of the evidence.
    package var metric: String { "self." + rawValue.map { $0 == "-" ? "_" : String($0) }.joined() }

    /// What it means for the verdicts of others, for people.
    package var consequence: String {
        switch self {
        case .coverage: "too few events of the model have a verdict"
        case .sourceStalled: "nothing is read"
        case .consumerLag: "what is read is old"
        case .lateEvents: "too many events come too late to count"
        case .decodeFailures: "too many records cannot be read"
        case .deliveryStuck: "a receiver is not told"
        case .reloadFailed: "the files are not what runs"
        case .clockTrouble: "the clock cannot be trusted"
        }
    }
}
