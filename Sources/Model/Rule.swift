// What an operator asks monitord to watch.

/// One `[[rule]]` of a rule file, checked and complete.
package struct Rule: Equatable, Sendable {
    package var name: String
    package var metric: Metric
    /// In the order of `Dimension`, without repeats; never empty.
    package var dimensions: [Dimension]
    /// A whole number of panes.
    package var window: TimeSpan
    package var detect: Detect
    /// Whether a line alone decides, or the evidence that it is crossed.
    package var confirm: Confirm
    package var baseline: BaselineReference
    /// Breach means severity medium.
    package var warning: Threshold?
    /// Breach means severity high.
    package var critical: Threshold?
    /// A window with fewer events than this is `insufficient`, whatever the statistics would allow.
    package var minimumEvents: Int64
    /// A firing alert resolves once it has stayed recovered for this long.
    package var keepFiringFor: TimeSpan
    /// Ratio to baseline at which an alert of a literal `below` counts as recovered; at least the highest threshold.
    package var resolve: Double
    package var runbookURL: String?
    package var summary: String?
    /// `where`: only events of these series count. Over the dimensions of events.
    package var filter: Filter?
    /// What its alerts are evidence of, where the operator says it.
    package var plane: Plane
    /// With the `[labels]` of its file; sorted by name.
    package var labels: [Label] = []
    package var annotations: [Label] = []

    package init(
        name: String, metric: Metric, dimensions: [Dimension], window: TimeSpan, detect: Detect = Detect(.ratio),
        confirm: Confirm = .evidence, baseline: BaselineReference = .current, warning: Threshold?, critical: Threshold?,
        minimumEvents: Int64 = Rule.minimumEventsDefault, keepFiringFor: TimeSpan = .zero, resolve: Double? = nil,
        runbookURL: String? = nil, summary: String? = nil
    ) {
        self.name = name
        self.metric = metric
        self.dimensions = dimensions
        self.window = window
        self.detect = detect
        self.confirm = confirm
        self.baseline = baseline
        self.warning = warning
        self.critical = critical
        self.minimumEvents = minimumEvents
        self.keepFiringFor = keepFiringFor
        self.resolve = resolve ?? max(warning?.below ?? 0, critical?.below ?? 0)
        self.runbookURL = runbookURL
        self.summary = summary
        plane = Rule.plane(of: detect)
    }

    /// Only a model beside its base model is a plane of its own: other controls are traffic like any other.
    package static func plane(of detect: Detect) -> Plane {
        detect.kind == .compare && detect.control == .baseModel ? .comparison : .traffic
    }

    package static let minimumEventsDefault: Int64 = 30

    /// Whether its values are shares of events, which people read as percentages.
    package var isShare: Bool {
        switch detect.kind {
        case .js, .kl, .psi, .absence, .age, .unregistered: false
        case .share, .ratio, .spc: true
        case .quantile, .mean: false
        case .cusum, .compare: metric.isOutcomeRate
        }
    }

    /// Whether each series is held against its own last days.
    package var isRolling: Bool { baseline == .rolling && detect.kind == .ratio && metric != .events }

    /// The lines that this rule has, the warning first.
    package var lines: [Threshold] { [warning, critical].compactMap { $0 } }
}

/// What a rule measures.
package enum Metric: Hashable, Sendable {
    /// Refusals among the requests that the model decided itself.
    case refusalRate
    /// Errors, and answers cut by a filter, among all requests.
    case errorRate, blockedRate
    /// How many requests there are.
    case events
    /// A number of each event; where a share is asked for, events whose number is at least `Detect.atLeast`.
    case measure(Measure)
    /// How the events of a series spread over the values of a dimension.
    case mix(Dimension)
    /// Days since the model was trained, and since it was last evaluated or else trained, as `[[model]]` says.
    case trainingAge, evaluationAge

    private static let fixed: [(name: String, metric: Metric)] = [
        ("refusal_rate", .refusalRate), ("error_rate", .errorRate), ("blocked_rate", .blockedRate),
        ("events", .events), ("training_age", .trainingAge), ("evaluation_age", .evaluationAge),
    ]

    /// Nil for a word that names no metric.
    package init?(name: String) {
        if let known = Metric.fixed.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            self = known.metric
        } else if let measure = Measure(name: name) {
            self = .measure(measure)
        } else if name.hasPrefix("mix."), let dimension = Dimension(name: String(name.dropFirst(4))),
            Dimension.ofEvents.contains(dimension)
        {
            self = .mix(dimension)
        } else {
            return nil
        }
    }

    package var name: String {
        switch self {
        case .refusalRate, .errorRate, .blockedRate, .events, .trainingAge, .evaluationAge:
            Metric.fixed.first { $0.metric == self }?.name ?? ""
        case .measure(let measure): measure.name
        case .mix(let dimension): "mix." + dimension.name
        }
    }

    /// Every word that needs no name of the operator's own, for spelling advice.
    package static var names: [String] {
        fixed.map(\.name) + Measure.fixed.map(\.name) + ["signals.toxicity", "signals.hedging", "mix.category"]
    }

    package var measure: Measure? {
        if case .measure(let measure) = self { measure } else { nil }
    }

    /// Whether each event either counts or does not.
    package var isOutcomeRate: Bool {
        switch self {
        case .refusalRate, .errorRate, .blockedRate: true
        case .events, .measure, .mix, .trainingAge, .evaluationAge: false
        }
    }
}

/// How a rule looks at its metric.
package struct Detect: Equatable, Sendable {
    /// The word in TOML.
    package enum Kind: String, CaseIterable, Sendable {
        case ratio, share, quantile, mean, js, kl, psi, cusum, spc, compare, absence, age, unregistered
    }

    package var kind: Kind
    /// Lines are points off the baseline's rate, not shares of it.
    package var isPoints = false
    /// Lines are the number itself, whatever the baseline says. Of a `mean`.
    package var isAbsolute = false
    /// Which quantile is compared, in (0, 1).
    package var quantile = 0.95
    /// From this number on an event counts into a share.
    package var atLeast = 0.5
    package var chart = Chart.p
    /// Events between false alarms of a CUSUM.
    package var runLength = 1e6
    /// A CUSUM starts half way up.
    package var hasHeadStart = false
    package var control = Control.baseModel
    /// Compare answers to the same question instead of all answers.
    package var isPaired = false
    /// A model that is registered, but as no fine-tune, is a finding of `unregistered` too.
    package var wantsFineTune = false

    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// A control chart.
    package enum Chart: String, CaseIterable, Sendable {
        case p, laney, ewma, xmr, g
    }

    /// Which series a `compare` rule holds its series against.
    package enum Control: Equatable, Sendable {
        /// The series of the model that the events name as their `base_model`.
        case baseModel
        /// The series with this value of the dimension in place of its own.
        case value(Dimension, String)
    }
}

/// What has to be shown before a line counts as crossed.
package enum Confirm: String, CaseIterable, Sendable {
    /// A sequential test whose threshold follows from the false-alarm budget.
    case evidence
    /// Nothing: the window's number alone, with enough events.
    case none
}

/// The line that a number must not cross, and how long it may before that counts.
package struct Threshold: Equatable, Sendable {
    /// Relative to the baseline, or absolute, as the rule's `detect` says.
    package var below: Double?
    package var above: Double?
    /// `for`: the breach must hold for this long.
    package var hold: TimeSpan
    /// What a breach means, where it is not medium for a warning and high for a critical line.
    package var severity: Severity?

    package init(below: Double? = nil, above: Double? = nil, hold: TimeSpan = .zero, severity: Severity? = nil) {
        self.below = below
        self.above = above
        self.hold = hold
        self.severity = severity
    }
}

/// Which baseline a rule compares with.
package enum BaselineReference: Hashable, Sendable {
    /// The last promoted baseline of the series' model.
    case current
    /// The series' own last days, learned as the days go by.
    case rolling
    /// A baseline by name or id; it judges only the model it was learned from.
    case named(String)
}
