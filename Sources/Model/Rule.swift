// What an operator asks monitord to watch.

/// One `[[rule]]` of a rule file, checked and complete.
package struct Rule: Equatable, Sendable {
    package var name: String
    package var metric: Metric
    /// In the order of `Dimension`, without repeats; never empty.
    package var dimensions: [Dimension]
    /// A whole number of panes.
    package var window: TimeSpan
    package var baseline: BaselineReference
    /// Breach means severity medium.
    package var warning: Threshold?
    /// Breach means severity high.
    package var critical: Threshold?
    /// A window with fewer decided events than this is `insufficient`, whatever the statistics would allow.
    package var minimumEvents: Int64
    /// A firing alert resolves once its ratio has stayed at or above `resolve` for this long.
    package var keepFiringFor: TimeSpan
    /// Ratio to baseline at which a firing alert counts as recovered; at least the highest threshold.
    package var resolve: Double
    package var runbookURL: String?
    package var summary: String?

    package init(
        name: String, metric: Metric, dimensions: [Dimension], window: TimeSpan, baseline: BaselineReference,
        warning: Threshold?, critical: Threshold?, minimumEvents: Int64 = Rule.minimumEventsDefault,
        keepFiringFor: TimeSpan = .zero, resolve: Double? = nil, runbookURL: String? = nil, summary: String? = nil
    ) {
        self.name = name
        self.metric = metric
        self.dimensions = dimensions
        self.window = window
        self.baseline = baseline
        self.warning = warning
        self.critical = critical
        self.minimumEvents = minimumEvents
        self.keepFiringFor = keepFiringFor
        self.resolve = resolve ?? max(warning?.below ?? 0, critical?.below ?? 0)
        self.runbookURL = runbookURL
        self.summary = summary
    }

    package static let minimumEventsDefault: Int64 = 30
}

/// What a rule measures.
package enum Metric: String, CaseIterable, Sendable {
    case refusalRate = "refusal_rate"
}

/// A line that a ratio must not fall below, and how long it may before it counts.
package struct Threshold: Equatable, Sendable {
    /// A share of the baseline, in (0, 1).
    package var below: Double
    /// `for`: the breach must hold for this long.
    package var hold: TimeSpan

    package init(below: Double, hold: TimeSpan) {
        self.below = below
        self.hold = hold
    }
}

/// Which baseline a rule compares with.
package enum BaselineReference: Hashable, Sendable {
    /// The last promoted baseline of the series' model.
    case current
    /// A baseline by name or id; it judges only the model it was learned from.
    case named(String)
}
