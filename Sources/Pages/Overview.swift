// The first page: is all well, and what is not known.

package import Model

/// What the first page is made of.
package struct Overview: Sendable {
    package var now: EventTime
    /// Those that fire or are stale, the most severe first; at most `alertsMax` are shown.
    package var alerts: [Alert] = []
    /// Reasons why nothing can be called well, each a sentence.
    package var blindness: [String] = []
    /// Series that are not judged, by what is missing.
    package var unjudged: [(count: Int, reason: String)] = []
    package var judged = 0
    package var models: [ModelTile] = []
    package var incidents: [Incident] = []
    package var pulse = Pulse()
    /// Canaries in one sentence; nil where they play no part.
    package var canaries: String?

    package init(now: EventTime) { self.now = now }

    static let alertsMax = 8
    static let modelsMax = 24
    static let incidentsMax = 6

    /// One model, with the series that are about all of it.
    package struct ModelTile: Equatable, Sendable {
        package var model: String
        package var standing: SeriesStanding
        package var lines: [Line]
        /// Its series by their state, the most urgent first: `1 warning, 11 ok`.
        package var summary: String

        package init(model: String, standing: SeriesStanding, lines: [Line], summary: String) {
            (self.model, self.standing, self.lines, self.summary) = (model, standing, lines, summary)
        }
    }

    /// One series in a tile.
    package struct Line: Equatable, Sendable {
        package var rule: String
        package var scope: Scope
        package var standing: SeriesStanding
        /// As people read them.
        package var now: String
        package var baseline: String?
        package var interval: String?
        package var trend: Sparkline?
        /// Over how long the trend goes, in words.
        package var span: String

        package init(rule: String, scope: Scope, standing: SeriesStanding, now: String, span: String = "") {
            (self.rule, self.scope, self.standing, self.now, self.span) = (rule, scope, standing, now, span)
        }
    }

    /// How the work itself goes.
    package struct Pulse: Equatable, Sendable {
        package var eventsPerSecond: Double?
        package var lag: Int64?
        package var closedThrough: EventTime?
        package var checkpointAt: EventTime?
        package var records: Int64 = 0
        package var rejected: Int64 = 0
        package var late: Int64 = 0
        /// Why there is nothing to read.
        package var trouble: String?

        package init() {}
    }
}
