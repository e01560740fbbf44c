// Which alerts belong together.

internal import Model

extension AlertDesk {
    /// Alerts whose changes began within this time of each other are of one incident. Six hours: a change that spreads
    /// through slower rules is seen by the next of them within a window or a few, and a working day holds two.
    static let reach = TimeSpan.seconds(6 * 3600)
    /// An incident that lists this many alerts lists no more; they belong to it all the same.
    static let alertsMax = 1000

    /// What fires joins an incident of its model, or opens one. Low severity is for the log: it opens none.
    mutating func join(_ move: inout Move, at time: EventTime) {
        let alert = move.transition.alert
        guard alert.severity > .low, let model = alert.scope[.model], !model.isEmpty else { return }
        let onset = alert.evidence.finding?.onset ?? alert.breachedAt
        let own = move.standing.incident.flatMap { incidents[$0] }.flatMap { $0.state == .closed ? nil : $0 }
        guard var incident = own ?? joinable(ModelName(model), onset) else {
            open(&move, model, onset, at: time)
            return
        }
        let before = incident
        if incident.state == .quiet {
            incident.state = .open
            incident.quietAt = nil
        }
        incident.severity = max(incident.severity, alert.severity)
        incident.add(alert.plane)
        let isKnown = own != nil && incident.alerts.contains { $0 == alert.id }
        if !isKnown, incident.alerts.count < Self.alertsMax { incident.alerts.append(alert.id) }
        move.standing.incident = incident.id
        if incident != before { change(incident) }
    }

    /// The open incident of the model, else the quiet one whose change is nearest, if it is near enough.
    private func joinable(_ model: ModelName, _ onset: EventTime) -> Incident? {
        let known = (ofModel[model] ?? []).compactMap { incidents[$0] }.filter { $0.state != .closed }
        let ranked = known.map { (incident: $0, distance: distance($0.onset, onset)) }
        let open = ranked.filter { $0.incident.state == .open }.min { $0.distance < $1.distance }
        if let open { return open.incident }
        return ranked.filter { $0.distance <= Self.reach }.min { $0.distance < $1.distance }?.incident
    }

    private func distance(_ left: EventTime, _ right: EventTime) -> TimeSpan { max(left, right) - min(left, right) }

    private mutating func open(_ move: inout Move, _ model: String, _ onset: EventTime, at time: EventTime) {
        let alert = move.transition.alert
        var incident = Incident(
            model: model, severity: alert.severity, openedAt: time, onset: onset, first: alert.id)
        // An alert that comes back after its incident was closed would open the one with the same id again.
        if incidents[incident.id] != nil || move.standing.incident.map({ $0 == incident.id }) ?? false {
            let again = AlertID(text: "\(alert.id.text)/\(move.transition.sequence)")
            incident = Incident(model: model, severity: alert.severity, openedAt: time, onset: onset, first: again)
            incident.alerts = [alert.id]
        }
        incident.add(alert.plane)
        ofModel[ModelName(model), default: []].append(incident.id)
        move.standing.incident = incident.id
        change(incident)
        raise(ReviewTask(kind: .incident, model: model, occasion: incident.id, raisedAt: time))
    }

    /// The incident is quiet once its last alert is over. A stale one is not over.
    mutating func conclude(_ move: Move, at time: EventTime) {
        guard let id = move.standing.incident, dockets[id] == nil, var incident = incidents[id],
            incident.state == .open
        else { return }
        incident.state = .quiet
        incident.quietAt = time
        change(incident)
    }

    mutating func change(_ incident: Incident) {
        incidents[incident.id] = incident
        if !changes.incidents.contains(incident.id) { changes.incidents.append(incident.id) }
    }

    /// Adds a task, unless it was raised before.
    mutating func raise(_ task: ReviewTask) {
        guard tasks[task.id] == nil else { return }
        tasks[task.id] = task
        changes.tasks.append(task.id)
    }
}

extension Incident {
    fileprivate mutating func add(_ plane: Plane) {
        planes = Plane.allCases.filter { $0 == plane || planes.contains($0) }
    }
}
