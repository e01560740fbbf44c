// An alert and the transitions that are its history.

/// The first 128 bits of SHA-256 over rule, scope and first firing pane, in hexadecimal: a replay derives the same id.
package struct AlertID: Hashable, Sendable {
    package let text: String

    package init(text: String) {
        self.text = text
    }

    package init(rule: String, scope: Scope, firstFiring: EventTime) {
        var preimage = Array("monitord.alert/1".utf8) + [0]
        preimage += Array(rule.utf8) + [0]
        preimage += scope.key + [0]
        preimage += Array(String(firstFiring.microseconds).utf8)
        text = hexadecimal(sha256(preimage).prefix(16))
    }

    /// Whether it is what the derivation gives: 32 lower-case hexadecimal digits.
    package var isWellFormed: Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
    }
}

/// What an alert is now. Every time in it is event time, so a replay writes the same bytes.
package struct Alert: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case firing, stale, resolved
    }

    package var id: AlertID
    package var rule: String
    package var scope: Scope
    package var state: State
    /// The highest severity that it reached.
    package var severity: Severity
    /// The end of the first pane in breach.
    package var breachedAt: EventTime
    /// The end of the pane at which `for` was fulfilled.
    package var firedAt: EventTime
    package var resolvedAt: EventTime?
    package var updatedAt: EventTime
    package var evidence: Evidence
    /// One sentence for a person.
    package var summary: String
    package var runbookURL: String?
    /// Why it has this severity, in words.
    package var reason = ""
    package var plane = Plane.traffic
    /// The id of the incident that it belongs to.
    package var incident: String?
    /// What becomes of its latest transition.
    package var notice = Notice.page
    package var acknowledgement: Acknowledgement?
    /// What the rule said: a hash of everything in it, and one of the whole set that was in force.
    package var ruleRevision = ""
    package var rulesHash = ""
    /// Of the rule, with those of its file.
    package var labels: [Label] = []
    package var annotations: [Label] = []

    /// What becomes of a transition once it is recorded.
    package enum Notice: Equatable, Sendable {
        /// Somebody is to be called.
        case page
        /// For those who were told of the alert; it calls nobody: how it went on, and how it ended.
        case update
        /// For the log only: its severity is low, or nobody was told of the alert.
        case log
        /// By the silence with this id.
        case silenced(String)
        /// By the alert with this id, which is more severe and of the same incident.
        case inhibited(AlertID)
        /// It comes and goes; its first firing was told.
        case flapping
    }

    package init(
        id: AlertID, rule: String, scope: Scope, state: State, severity: Severity, breachedAt: EventTime,
        firedAt: EventTime, resolvedAt: EventTime?, updatedAt: EventTime, evidence: Evidence, summary: String,
        runbookURL: String?
    ) {
        self.id = id
        self.rule = rule
        self.scope = scope
        self.state = state
        self.severity = severity
        self.breachedAt = breachedAt
        self.firedAt = firedAt
        self.resolvedAt = resolvedAt
        self.updatedAt = updatedAt
        self.evidence = evidence
        self.summary = summary
        self.runbookURL = runbookURL
    }
}

/// The numbers behind an alert's latest transition.
package struct Evidence: Equatable, Sendable {
    package var metric: String
    /// Whether values are shares of events, which people read as percentages.
    package var isShare = true
    package var value: Double?
    package var baselineValue: Double?
    package var ratio: Double?
    /// The line that decided the severity, as the rule states it.
    package var line: Double?
    package var events: Int64
    package var effectiveEvents: Double
    package var window: TimeSpan
    package var baselineID: String?
    package var finding: Finding?

    package init(
        metric: String = "", value: Double? = nil, baselineValue: Double? = nil, ratio: Double? = nil,
        line: Double? = nil, events: Int64 = 0, effectiveEvents: Double = 0, window: TimeSpan = .zero,
        baselineID: String? = nil, finding: Finding? = nil
    ) {
        self.metric = metric
        self.value = value
        self.baselineValue = baselineValue
        self.ratio = ratio
        self.line = line
        self.events = events
        self.effectiveEvents = effectiveEvents
        self.window = window
        self.baselineID = baselineID
        self.finding = finding
    }
}

/// One step in an alert's history, with the alert as it was after the step.
package struct AlertTransition: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case firing, escalated, stale, resumed, resolved
        /// Firing again so soon after it was resolved that it is the same alert.
        case reopened
        /// What people did with it.
        case acknowledged, noted
    }

    package var kind: Kind
    /// 1 for the first transition of an alert.
    package var sequence: Int64
    package var alert: Alert
    /// Of a person, where one made it.
    package var note: Note?
    /// The tier that an escalation came from: where the tier is part of an alert's name, the old one must be ended.
    package var severityBefore: Severity?

    package init(kind: Kind, sequence: Int64, alert: Alert, note: Note? = nil, severityBefore: Severity? = nil) {
        self.kind = kind
        self.sequence = sequence
        self.alert = alert
        self.note = note
        self.severityBefore = severityBefore
    }
}

/// An alert as the store has it: what an order about it starts from.
package struct RecordedAlert: Equatable, Sendable {
    package var alert: Alert
    /// Of its newest transition.
    package var sequence: Int64

    package init(alert: Alert, sequence: Int64) {
        self.alert = alert
        self.sequence = sequence
    }
}
