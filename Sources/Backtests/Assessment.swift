// How good rules were: false alarms a month, and what became of the incidents that are known.

package import Model
package import Statistics

/// What a replay found of one rule.
package struct RuleResult: Equatable, Sendable {
    package var rule: String
    package var alerts: Int
    /// Alerts outside of every labelled incident; all of them where none are labelled.
    package var falseAlarms: Int
    package var rate: MonthlyRate
    /// Event time at whose end at least one series was past a line, and past a critical one.
    package var breached: TimeSpan
    package var critical: TimeSpan
    /// Verdicts, one for each series and pane.
    package var judged: Int64
    package var unjudged: Int64
    /// Labelled incidents that it found.
    package var found: Int
}

/// A number of events in a stretch of time, as a rate in 30 days with the interval that a Poisson count leaves open.
package struct MonthlyRate: Equatable, Sendable {
    package var perMonth: Double
    /// Of 95 %, exact (Garwood 1936).
    package var interval: Interval

    private static let month: Double = 30 * 86_400

    /// Nil without time.
    package init?(count: Int, in span: TimeSpan) {
        guard span > .zero, count >= 0 else { return nil }
        let scale: Double = Self.month / span.seconds
        let lower = count == 0 ? 0 : GammaDistribution(shape: Double(count))?.quantile(0.025)
        let upper = GammaDistribution(shape: Double(count) + 1)?.quantile(upper: 0.025)
        guard let lower, let upper else { return nil }
        perMonth = Double(count) * scale
        interval = Interval(lower: lower * scale, upper: upper * scale)
    }
}

/// One labelled incident, and the rules that found it.
package struct IncidentResult: Equatable, Sendable {
    package struct Detection: Equatable, Sendable {
        package var rule: String
        package var alert: AlertID
        package var severity: Severity
        /// From the beginning of the incident to the first firing.
        package var delay: TimeSpan
    }

    package var incident: LabelledIncident
    /// The first of each rule, the fastest rule first.
    package var detections: [Detection]
}

/// What the report says of one set of rules.
package struct Assessment: Equatable, Sendable {
    /// A rule with what the evaluator counted of it.
    package struct Course: Sendable {
        package var rule: String
        package var window: TimeSpan
        package var breached: TimeSpan
        package var critical: TimeSpan
        package var judged: Int64
        package var unjudged: Int64

        package init(
            rule: String, window: TimeSpan, breached: TimeSpan, critical: TimeSpan, judged: Int64, unjudged: Int64
        ) {
            self.rule = rule
            self.window = window
            self.breached = breached
            self.critical = critical
            self.judged = judged
            self.unjudged = unjudged
        }
    }

    package var rules: [RuleResult]
    package var incidents: [IncidentResult]
    package var falseAlarms: Int
    package var rate: MonthlyRate

    /// Nil when no time passed. `incidents` nil: nothing is labelled, and every alert counts as false.
    package init?(_ stories: [AlertStory], _ courses: [Course], incidents: [LabelledIncident]?, span: TimeSpan) {
        let known = incidents ?? []
        var rules: [RuleResult] = []
        var detections = known.map { _ in [IncidentResult.Detection]() }
        for course in courses {
            let own = stories.filter { $0.alert.rule.utf8.elementsEqual(course.rule.utf8) }
            let isFalse = { (story: AlertStory) in !known.contains { $0.explains(story, window: course.window) } }
            let falseAlarms = own.count(where: isFalse)
            var found = 0
            for (place, incident) in known.enumerated() {
                guard let first = own.first(where: { incident.explains($0, window: course.window) }) else { continue }
                found += 1
                detections[place].append(
                    IncidentResult.Detection(
                        rule: course.rule, alert: first.alert.id, severity: first.alert.severity,
                        delay: first.alert.firedAt - incident.from))
            }
            guard let rate = MonthlyRate(count: falseAlarms, in: span) else { return nil }
            rules.append(
                RuleResult(
                    rule: course.rule, alerts: own.count, falseAlarms: falseAlarms, rate: rate,
                    breached: course.breached, critical: course.critical, judged: course.judged,
                    unjudged: course.unjudged, found: found))
        }
        self.rules = rules
        self.incidents = zip(known, detections).map { incident, detections in
            // Sorting is stable: rules that were equally fast stay in their order.
            IncidentResult(incident: incident, detections: detections.sorted { $0.delay < $1.delay })
        }
        falseAlarms = rules.reduce(0) { $0 + $1.falseAlarms }
        guard let rate = MonthlyRate(count: falseAlarms, in: span) else { return nil }
        self.rate = rate
    }

    /// Incidents that at least one rule found.
    package var found: Int { incidents.count { !$0.detections.isEmpty } }

    /// The middle delay of the incidents that were found, by the fastest rule of each. Nil when none was.
    package var medianDelay: TimeSpan? {
        let delays = incidents.compactMap { $0.detections.first?.delay }.sorted()
        guard !delays.isEmpty else { return nil }
        let upper = delays[delays.count / 2]
        guard delays.count % 2 == 0 else { return upper }
        return TimeSpan(microseconds: (delays[delays.count / 2 - 1].microseconds + upper.microseconds) / 2)
    }
}
