// What of the desk is stored, and how a start puts it back.

package import Model

extension AlertDesk {
    /// Puts back what the store kept. Alerts follow one by one.
    package mutating func restore(incidents stored: [Incident], silences: [Silence], tasks known: [ReviewTask]) {
        let inOrder = stored.filter { $0.state != .closed }.sorted {
            ($0.openedAt, $0.id) < ($1.openedAt, $1.id)
        }
        for incident in inOrder {
            incidents[incident.id] = incident
            ofModel[ModelName(incident.model), default: []].append(incident.id)
        }
        ordered = silences.sorted { ($0.from, $0.id) < ($1.from, $1.id) }
        for task in known { tasks[task.id] = task }
    }

    /// What changed since this was last asked, whole. Closed incidents are forgotten.
    package mutating func takeChanges() -> (incidents: [Incident], silences: [Silence], tasks: [ReviewTask]) {
        defer {
            for id in changes.incidents where incidents[id]?.state == .closed { drop(id) }
            (changes.incidents, changes.silences, changes.tasks) = ([], [], [])
        }
        return (
            changes.incidents.compactMap { incidents[$0] },
            changes.silences.compactMap { id in ordered.first { $0.id == id } },
            changes.tasks.compactMap { tasks[$0] }
        )
    }

    private mutating func drop(_ incident: String) {
        guard let model = incidents.removeValue(forKey: incident)?.model else { return }
        ofModel[ModelName(model)]?.removeAll { $0 == incident }
    }
}
