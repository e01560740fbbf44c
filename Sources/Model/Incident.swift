// Alerts that belong together, and what people did about them.

/// Alerts of one model that began about one change.
package struct Incident: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// An alert fires.
        case open
        /// Every alert is over; nobody has closed it yet.
        case quiet
        /// Somebody closed it.
        case closed
    }

    /// The first 64 bits of SHA-256 over the model and its first alert, in hexadecimal.
    package let id: String
    package var model: String
    package var state: State
    /// The highest severity that one of its alerts reached.
    package var severity: Severity
    package var openedAt: EventTime
    /// When the change most likely began.
    package var onset: EventTime
    /// When its last alert was over.
    package var quietAt: EventTime?
    /// In the order in which they joined.
    package var alerts: [AlertID]
    /// Those that alerts came from, in the order of `Plane`.
    package var planes: [Plane]
    /// One for each of `Step.Name`, in that order.
    package var steps: [Step]
    package var notes: [Note]
    /// Who closed it, when, and what it was.
    package var closing: Note?

    /// The five steps of the response workflow.
    package struct Step: Equatable, Sendable {
        package enum Name: String, CaseIterable, Sendable {
            case confirm, scope, cause, mitigate, remediate
        }

        package var name: Name
        /// Who did it, when, and what was found; nil while it is to do.
        package var done: Note?

        package init(name: Name, done: Note? = nil) {
            self.name = name
            self.done = done
        }
    }

    package init(model: String, severity: Severity, openedAt: EventTime, onset: EventTime, first: AlertID) {
        var preimage = Array("monitord.incident/1".utf8) + [0]
        preimage += Array(model.utf8) + [0] + Array(first.text.utf8)
        id = hexadecimal(sha256(preimage).prefix(8))
        self.model = model
        state = .open
        self.severity = severity
        self.openedAt = openedAt
        self.onset = onset
        alerts = [first]
        planes = []
        steps = Step.Name.allCases.map { Step(name: $0) }
        notes = []
    }

    /// For what reads one back.
    package init(
        id: String, model: String, state: State, severity: Severity, openedAt: EventTime, onset: EventTime,
        quietAt: EventTime?, alerts: [AlertID], planes: [Plane], steps: [Step], notes: [Note], closing: Note?
    ) {
        self.id = id
        self.model = model
        self.state = state
        self.severity = severity
        self.openedAt = openedAt
        self.onset = onset
        self.quietAt = quietAt
        self.alerts = alerts
        self.planes = planes
        self.steps = steps
        self.notes = notes
        self.closing = closing
    }
}

/// What a person said, and when by the wall clock.
package struct Note: Equatable, Sendable {
    package var at: EventTime
    package var by: String
    package var text: String

    package init(at: EventTime, by: String, text: String) {
        self.at = at
        self.by = by
        self.text = text
    }
}

/// What a person said an alert was.
package struct Acknowledgement: Equatable, Sendable {
    package enum Verdict: String, CaseIterable, Sendable {
        /// Seen, and not judged yet.
        case seen
        /// A real change for the worse.
        case harmful = "true"
        /// No change at all.
        case mistaken = "false"
        /// A real change that nobody minds.
        case benign
    }

    package var verdict: Verdict
    package var note: Note

    package init(verdict: Verdict, note: Note) {
        self.verdict = verdict
        self.note = note
    }
}

/// Something about baselines that a person has to do, and that `monitord status` shows until it is done.
package struct ReviewTask: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// The system prompt, the tools or the model behind the name changed: a new baseline is due.
        case contextChange = "context_change"
        /// The baseline is a month older than at the last review.
        case monthlyReview = "monthly_review"
        /// An incident is to be folded in as a known-bad pattern.
        case incident
        /// A canary failed once and passed when it was asked again.
        case flakyCanary = "flaky_canary"
    }

    /// The first 64 bits of SHA-256 over kind, model and occasion, in hexadecimal.
    package let id: String
    package var kind: Kind
    package var model: String
    /// What gave rise to it: the new context, the month, the incident's id.
    package var occasion: String
    /// Event time.
    package var raisedAt: EventTime
    package var done: Note?

    package init(kind: Kind, model: String, occasion: String, raisedAt: EventTime, done: Note? = nil) {
        var preimage = Array("monitord.task/1".utf8)
        for part in [kind.rawValue, model, occasion] { preimage += [0] + Array(part.utf8) }
        id = hexadecimal(sha256(preimage).prefix(8))
        self.kind = kind
        self.model = model
        self.occasion = occasion
        self.raisedAt = raisedAt
        self.done = done
    }
}
