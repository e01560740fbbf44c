// All rules of a daemon, and what they may cost together.

/// The rules of every file, with the false alarms that the operator accepts of all of them.
package struct RuleSet: Equatable, Sendable {
    package var rules: [Rule]
    /// F: expected false alarms in 30 days over the whole fleet.
    package var falseAlarmsPerMonth: Double
    /// `[[suppress]]`: silences that stand in rule files.
    package var silences: [Silence] = []
    /// `[[model]]`: the models that are known to be deployed.
    package var models: [DeployedModel] = []
    /// `[[known_bad]]`: times that no baseline may learn from.
    package var knownBad: [KnownBad] = []
    /// Rules that have their part of the budget but do not run here, as in a test of one rule.
    package var resting: [Rule] = []

    package init(rules: [Rule], falseAlarmsPerMonth: Double = RuleSet.falseAlarmsDefault) {
        self.rules = rules
        self.falseAlarmsPerMonth = falseAlarmsPerMonth
    }

    package static let falseAlarmsDefault = 1.0

    /// The numbers that an event must be read for, in order; the place of a measure is its index.
    package var measures: [Measure] { Array(Set(rules.compactMap(\.metric.measure))).sorted() }

    /// Whether a rule asks for answers to the same question.
    package var hasPairs: Bool { rules.contains(where: \.detect.isPaired) }
}

/// A `[[known_bad]]`: an incident's pattern, which must never be learned as normal.
package struct KnownBad: Equatable, Sendable {
    package var incident: String
    package var model: String
    package var from: EventTime
    package var until: EventTime
    package var cause: String

    package init(incident: String, model: String, from: EventTime, until: EventTime, cause: String) {
        self.incident = incident
        self.model = model
        self.from = from
        self.until = until
        self.cause = cause
    }
}
