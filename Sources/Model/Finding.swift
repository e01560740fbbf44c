// What a breach was found to be: how sure, since when, how much of it is behaviour, and who carries it.

/// The part of the evidence that only some detectors can give.
package struct Finding: Equatable, Sendable {
    /// The natural logarithm of the e-value, or the detector's own statistic.
    package var statistic: Double?
    /// The statistic at which the line counts as crossed.
    package var threshold: Double?
    /// Distinct users in the window, at least.
    package var users: Int64?
    /// An interval for the metric's value in the window.
    package var low: Double?
    package var high: Double?
    /// When the change began: the most likely pane, and the earliest and latest that fit nearly as well.
    package var onset: EventTime?
    package var onsetEarliest: EventTime?
    package var onsetLatest: EventTime?
    /// The metric's value since then, at the baseline's mix.
    package var sinceOnset: Double?
    /// Of the change of the rate, the part that the baseline's own rates at today's mix explain, and the rest.
    package var mixChange: Double?
    package var behaviourChange: Double?
    /// Share of the window's events in strata that the baseline knows.
    package var coverage: Double?
    /// The strata that carry most of the behaviour change, the largest first.
    package var segments: [Segment] = []
    /// Ids of events that the breach is about, from the newest panes of the window; never their texts.
    package var examples: [String] = []

    package init() {}

    package struct Segment: Equatable, Sendable {
        package var scope: Scope
        package var events: Int64
        package var rate: Double
        package var baselineRate: Double
        /// Its part of `behaviourChange`.
        package var change: Double

        package init(scope: Scope, events: Int64, rate: Double, baselineRate: Double, change: Double) {
            self.scope = scope
            self.events = events
            self.rate = rate
            self.baselineRate = baselineRate
            self.change = change
        }
    }

    package static let segmentsMax = 5
    package static let examplesMax = 5
}
