// Orders about silences, incidents and tasks.

package import Model

extension AlertDesk {
    /// Carries out an order that is not about an alert. `time` is event time now.
    package mutating func apply(_ order: Order, at time: EventTime) throws(OrderRefusal) {
        switch order.act {
        case .silence(let filter, let from, let until): try silence(filter, from, until, order.note, at: time)
        case .expire(let id): try expire(id, at: time)
        case .step(let id, let name): try step(id, name, order.note)
        case .noteIncident(let id): try note(id, order.note)
        case .close(let id): try close(id, order.note)
        case .finish(let id): try finish(id, order.note)
        case .acknowledge, .note, .resolve: preconditionFailure("an order about an alert goes to its life")
        case .pauseCanaries, .resumeCanaries, .runSuite,
            .retry, .drop:
            preconditionFailure("an order about canaries goes to whoever asks them")
        }
    }

    /// A person's remarks on one incident; more are a conversation.
    static let notesMax = 1000

    private mutating func silence(
        _ filter: Filter, _ from: EventTime, _ until: EventTime, _ note: Note, at time: EventTime
    ) throws(OrderRefusal) {
        guard from < until else { throw OrderRefusal(reason: "the silence would end before it begins") }
        guard until > time else {
            throw OrderRefusal(reason: "the silence would be over already: events are at \(time.rfc3339)")
        }
        guard !note.text.isEmpty else { throw OrderRefusal(reason: "a silence needs a reason") }
        let silence = Silence(filter: filter, from: from, until: until, author: note.by, reason: note.text)
        guard !(fixed + ordered).contains(where: { $0.id == silence.id }) else {
            throw OrderRefusal(reason: "silence \(silence.id) says the same already")
        }
        ordered.append(silence)
        changes.silences.append(silence.id)
    }

    private mutating func expire(_ id: String, at time: EventTime) throws(OrderRefusal) {
        guard let place = ordered.firstIndex(where: { $0.id.utf8.elementsEqual(id.utf8) }) else {
            let isFixed = fixed.contains { $0.id.utf8.elementsEqual(id.utf8) }
            if isFixed {
                throw OrderRefusal(reason: "silence \(id) stands in a rule file: take it out there, and reload")
            }
            throw OrderRefusal(reason: "there is no silence \(id)", isNotFound: true)
        }
        guard ordered[place].expiredAt == nil, time < ordered[place].until else {
            throw OrderRefusal(reason: "silence \(id) is over already")
        }
        ordered[place].expiredAt = time
        if !changes.silences.contains(ordered[place].id) { changes.silences.append(ordered[place].id) }
    }

    private func incident(_ id: String) throws(OrderRefusal) -> Incident {
        guard let incident = incidents[id], incident.id.utf8.elementsEqual(id.utf8), incident.state != .closed else {
            throw OrderRefusal(reason: "there is no incident \(id) that is not closed", isNotFound: true)
        }
        return incident
    }

    private mutating func step(_ id: String, _ name: Incident.Step.Name, _ note: Note) throws(OrderRefusal) {
        var incident = try incident(id)
        guard let place = incident.steps.firstIndex(where: { $0.name == name }) else {
            throw OrderRefusal(reason: "incident \(id) has no step \(name.rawValue)", isNotFound: true)
        }
        if let done = incident.steps[place].done {
            throw OrderRefusal(
                reason: "\(done.by) did step \(name.rawValue) at \(done.at.rfc3339); add what is new as a note")
        }
        incident.steps[place].done = note
        change(incident)
    }

    private mutating func note(_ id: String, _ note: Note) throws(OrderRefusal) {
        var incident = try incident(id)
        guard incident.notes.count < Self.notesMax else {
            throw OrderRefusal(reason: "incident \(id) has \(Self.notesMax) notes, which is as many as it holds")
        }
        incident.notes.append(note)
        change(incident)
    }

    private mutating func close(_ id: String, _ note: Note) throws(OrderRefusal) {
        var incident = try incident(id)
        guard incident.state == .quiet else {
            let count = dockets[id]?.open.count ?? 0
            throw OrderRefusal(
                reason: "\(count) \(count == 1 ? "alert" : "alerts") of incident \(id) not over yet: "
                    + "resolve them first")
        }
        incident.state = .closed
        incident.closing = note
        change(incident)
    }

    private mutating func finish(_ id: String, _ note: Note) throws(OrderRefusal) {
        guard var task = tasks[id], task.id.utf8.elementsEqual(id.utf8) else {
            throw OrderRefusal(reason: "there is no task \(id)", isNotFound: true)
        }
        if let done = task.done { throw OrderRefusal(reason: "\(done.by) finished it at \(done.at.rfc3339)") }
        task.done = note
        tasks[task.id] = task
        if !changes.tasks.contains(task.id) { changes.tasks.append(task.id) }
    }
}
