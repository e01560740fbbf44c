// What people's orders do to a life.

package import Model

extension AlertLife {
    package mutating func settle(_ standing: Standing) { change { $0.standing = standing } }

    /// The alert was told of once more than the life itself told, up to this sequence.
    package mutating func note(sequence: Int64) { change { $0.sequence = sequence } }

    /// Later transitions carry it.
    package mutating func acknowledge(_ acknowledgement: Acknowledgement, sequence: Int64) {
        change {
            $0.acknowledgement = acknowledgement
            $0.sequence = sequence
        }
    }

    /// A person ended the alert: what fires later is a new one, so nothing of this one is remembered but its severity.
    package mutating func dismiss() {
        guard case .firing(let firing) = phase else {
            phase = .quiet
            return
        }
        phase = .dismissed(firing.course.own)
    }

    /// Whether it goes on with this alert.
    package func holds(_ id: AlertID) -> Bool {
        course.map { $0.id.text.utf8.elementsEqual(id.text.utf8) } ?? false
    }

    /// Forgets an alert that was over for longer than `memory`. Stepping does the same; this is for a jump over panes
    /// in which nothing else can happen.
    package mutating func expire(at time: EventTime) {
        if case .over(_, let since) = phase, time - since > Self.memory { phase = .quiet }
    }

    /// Whether it remembers an alert that is over.
    package var isOver: Bool { if case .over = phase { true } else { false } }

    package var isStale: Bool { if case .firing(let firing) = phase { firing.isStale } else { false } }

    private mutating func change(_ body: (inout AlertCourse) -> Void) {
        switch phase {
        case .quiet, .dismissed: break
        case .firing(var firing):
            body(&firing.course)
            phase = .firing(firing)
        case .over(var course, let since):
            body(&course)
            phase = .over(course, since: since)
        }
    }
}

extension RecordedAlert {
    /// The next step in its history, made by a person or by what befell its rule.
    package func next(_ kind: AlertTransition.Kind, at time: EventTime, note: Note? = nil) -> AlertTransition {
        var alert = alert
        alert.updatedAt = max(alert.updatedAt, time)
        return AlertTransition(kind: kind, sequence: sequence + 1, alert: alert, note: note)
    }

    package func acknowledged(_ acknowledgement: Acknowledgement, at time: EventTime) -> AlertTransition {
        var transition = next(.acknowledged, at: time, note: acknowledgement.note)
        transition.alert.acknowledgement = acknowledgement
        return transition
    }

    /// `summary` says why it is over.
    package func resolved(_ summary: String, at time: EventTime, note: Note? = nil) -> AlertTransition {
        var transition = next(.resolved, at: time, note: note)
        transition.alert.state = .resolved
        transition.alert.resolvedAt = transition.alert.updatedAt
        transition.alert.summary = summary
        return transition
    }

    /// As it is after a transition.
    package init(_ transition: AlertTransition) {
        self.init(alert: transition.alert, sequence: transition.sequence)
    }
}
