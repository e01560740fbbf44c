// One alert: what, how much, against what, since when, how sure, carried by whom, and what to do.

package import Charts
package import Model

/// Everything about one alert.
package struct AlertSheet: Sendable {
    package var now: EventTime
    package var alert: Alert
    package var steps: [Step] = []
    package var incident: Incident?
    package var plot: Plot?
    /// Levels that the stored panes are cut into, oldest first.
    package var levels: [Level] = []
    /// Where the rate lies: at this look, and at all looks together.
    package var interval: ClosedRange<Double>?
    package var intervalAlways: ClosedRange<Double>?

    package init(now: EventTime, alert: Alert) {
        (self.now, self.alert) = (now, alert)
    }

    /// One step of its history.
    package struct Step: Equatable, Sendable {
        package var kind: String
        package var at: EventTime
        package var severity: Severity
        package var value: Double?
        /// Why nobody was told, in a word; nil when somebody was.
        package var quiet: String?
        package var author: String?
        package var comment: String?

        package init(kind: String, at: EventTime, severity: Severity, value: Double? = nil) {
            (self.kind, self.at, self.severity, self.value) = (kind, at, severity, value)
        }
    }

    /// A time in which a series stayed as it was.
    package struct Level: Equatable, Sendable {
        package var from: EventTime
        package var until: EventTime
        package var value: Double
        package var events: Double

        package init(from: EventTime, until: EventTime, value: Double, events: Double) {
            (self.from, self.until, self.value, self.events) = (from, until, value, events)
        }
    }
}
