// Transitions, put together again to alerts.

package import Model

/// One alert from its first firing to its end, as far as a replay saw it.
package struct AlertStory: Equatable, Sendable {
    package struct Step: Equatable, Sendable {
        package var kind: AlertTransition.Kind
        package var at: EventTime
        package var severity: Severity

        package init(kind: AlertTransition.Kind, at: EventTime, severity: Severity) {
            self.kind = kind
            self.at = at
            self.severity = severity
        }
    }

    /// As it was after its last step.
    package var alert: Alert
    package var steps: [Step]

    package init(_ transition: AlertTransition) {
        alert = transition.alert
        steps = []
        add(transition)
    }

    mutating func add(_ transition: AlertTransition) {
        alert = transition.alert
        steps.append(
            Step(kind: transition.kind, at: transition.alert.updatedAt, severity: transition.alert.severity))
    }

    package var model: String { alert.scope[.model] ?? "" }

    /// When it was over; nil while it fires.
    package var end: EventTime? { alert.state == .resolved ? alert.updatedAt : nil }
}

/// The alerts of a replay, in the order of their first firing.
package struct AlertStories: Sendable {
    package private(set) var stories: [AlertStory] = []
    private var places: [AlertID: Int] = [:]

    package init() {}

    package mutating func add(_ transition: AlertTransition) {
        if let place = places[transition.alert.id] {
            stories[place].add(transition)
        } else {
            places[transition.alert.id] = stories.count
            stories.append(AlertStory(transition))
        }
    }
}
