// What `monitord backtest` has to say, as a value: writers only put it into words.

package import Model

package struct BacktestReport: Sendable {
    /// Where the events came from, in words.
    package var input: String
    /// The event time that was judged.
    package var judged: Range<EventTime>
    package var records: Int64
    /// Events that went into panes.
    package var counted: Int64
    package var late: Int64
    package var canary: Int64
    package var outside: Int64
    package var rejected: Int64
    package var panes: Int64
    package var series: Int
    package var cpu: TimeSpan
    package var wall: TimeSpan
    /// Stopped before the end.
    package var isPartial: Bool
    /// Whether incidents were labelled.
    package var isLabelled: Bool
    package var stories: [AlertStory]
    package var assessment: Assessment
    /// What a reader should know before trusting the numbers.
    package var notes: [String]
    /// One row for each combination of a sweep.
    package var sweep: SweepTable?

    package init(
        input: String, judged: Range<EventTime>, cpu: TimeSpan, wall: TimeSpan, isPartial: Bool, isLabelled: Bool,
        stories: [AlertStory], assessment: Assessment
    ) {
        self.input = input
        self.judged = judged
        self.cpu = cpu
        self.wall = wall
        self.isPartial = isPartial
        self.isLabelled = isLabelled
        self.stories = stories
        self.assessment = assessment
        records = 0
        counted = 0
        late = 0
        canary = 0
        outside = 0
        rejected = 0
        panes = 0
        series = 0
        notes = []
    }

    package var span: TimeSpan { judged.upperBound - judged.lowerBound }
}

/// What each combination of swept values gave.
package struct SweepTable: Sendable {
    package struct Row: Sendable {
        package var values: [String]
        /// Nil when the values make no rules, for `refusal`.
        package var assessment: Assessment?
        package var refusal: String?
        package var alerts: Int

        package init(values: [String], assessment: Assessment?, refusal: String?, alerts: Int) {
            self.values = values
            self.assessment = assessment
            self.refusal = refusal
            self.alerts = alerts
        }

        /// Time in breach, and past critical, of all rules together.
        var breached: TimeSpan { (assessment?.rules ?? []).reduce(.zero) { $0 + $1.breached } }
        var critical: TimeSpan { (assessment?.rules ?? []).reduce(.zero) { $0 + $1.critical } }
    }

    /// The swept keys.
    package var names: [String]
    /// The rules that the numbers are of; empty for all.
    package var rules: [String]
    package var rows: [Row]

    package init(names: [String], rules: [String], rows: [Row]) {
        self.names = names
        self.rules = rules
        self.rows = rows
    }
}
