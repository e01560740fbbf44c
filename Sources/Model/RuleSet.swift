// All rules of a daemon, and what they may cost together.

/// The rules of every file, with the false alarms that the operator accepts of all of them.
package struct RuleSet: Equatable, Sendable {
    package var rules: [Rule]
    /// F: expected false alarms in 30 days over the whole fleet.
    package var falseAlarmsPerMonth: Double

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
