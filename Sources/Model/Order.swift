// What a person tells a running monitord. Each order is journalled with who gave it and when.

/// An order that changes alerts, silences, incidents or tasks.
package struct Order: Equatable, Sendable {
    package enum Act: Equatable, Sendable {
        case acknowledge(AlertID, Acknowledgement.Verdict)
        case note(AlertID)
        /// Takes an alert for over, whatever its evidence says.
        case resolve(AlertID)
        case silence(Filter, from: EventTime, until: EventTime)
        case expire(silence: String)
        case step(incident: String, Incident.Step.Name)
        case noteIncident(String)
        case close(incident: String)
        case finish(task: String)
        case pauseCanaries
        case resumeCanaries
        /// Runs a suite now; nil: at each of its targets.
        case runSuite(String, target: String?)
        /// Tries a notification again that was given up; nil: all of them.
        case retry(notification: String?)
        case drop(notification: String)
    }

    package var act: Act
    /// Who, when by the wall clock, and why.
    package var note: Note

    package init(act: Act, note: Note) {
        self.act = act
        self.note = note
    }
}

/// Why an order was not carried out.
package struct OrderRefusal: Error, Equatable, Sendable {
    package var reason: String
    /// Whether the thing that it names is not there.
    package var isNotFound: Bool

    package init(reason: String, isNotFound: Bool = false) {
        self.reason = reason
        self.isNotFound = isNotFound
    }
}
