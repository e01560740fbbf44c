// What becomes of transitions: which incident they belong to, and who is to hear of them.

package import Model

/// A transition on its way over the desk, with what the desk decided about the alert before.
package struct Move: Equatable, Sendable {
    package var transition: AlertTransition
    package var standing: Standing

    package init(_ transition: AlertTransition, _ standing: Standing) {
        self.transition = transition
        self.standing = standing
    }
}

/// Incidents, inhibition, silences and tasks. A value without I/O: it takes the transitions of one pane at a time.
package struct AlertDesk: Sendable {
    /// An alert that is not over.
    struct Case: Sendable {
        var id: AlertID
        var scope: Scope
        var metric: String
        var severity: Severity
        var standing: Standing
        var isStale: Bool
    }

    /// The alerts of one incident that are not over.
    struct Docket: Sendable {
        var open: Set<AlertID> = []
        /// Those that fire and that somebody was paged with: the most severe first, of those the widest.
        var told: [Case] = []
    }

    var dockets: [String: Docket] = [:]
    /// Those that are not closed, by id, and the ids of each model in the order in which they were opened.
    var incidents: [String: Incident] = [:]
    var ofModel: [ModelName: [String]] = [:]
    /// Of rule files, and those given by order, in the order in which they came.
    let fixed: [Silence]
    var ordered: [Silence] = []
    var tasks: [String: ReviewTask] = [:]
    var contexts: [ModelName: ContextLog] = [:]
    var reviews = ReviewCalendar()
    /// What changed since it was last asked for, each once, in the order of the first change.
    var changes = Changes()

    struct Changes: Sendable {
        var incidents: [String] = []
        var silences: [String] = []
        var tasks: [String] = []
        var contexts: [ModelName] = []
    }

    /// `silences` are those that stand in rule files.
    package init(silences: [Silence] = []) {
        fixed = silences
    }

    /// Takes what happened at `time` and fills in incident and notice. The order of `moves` decides only which alert
    /// an incident counts as its first; it stays.
    package mutating func take(_ moves: inout [Move], at time: EventTime) {
        guard !moves.isEmpty else { return }
        for index in moves.indices { file(&moves[index], at: time) }
        let ranked = moves.indices.sorted { left, right in
            let (one, other) = (moves[left].transition.alert, moves[right].transition.alert)
            if one.severity != other.severity { return one.severity > other.severity }
            if one.scope.width != other.scope.width { return one.scope.width < other.scope.width }
            return left < right
        }
        for index in ranked { decide(&moves[index], at: time) }
        for move in moves where move.transition.alert.state == .resolved { conclude(move, at: time) }
    }

    /// The alert finds its incident, and its case the newest state.
    private mutating func file(_ move: inout Move, at time: EventTime) {
        let alert = move.transition.alert
        if alert.state != .resolved, move.transition.kind.begins {
            join(&move, at: time)
            if move.transition.kind != .escalated { move.standing.isTold = false }
        }
        move.transition.alert.incident = move.standing.incident
        forget(alert.id, of: move.standing.incident)
        if alert.state != .resolved { keep(Case(alert, move.standing)) }
    }

    /// Takes in an alert that an earlier run left open.
    package mutating func adopt(_ alert: AlertID, _ scope: Scope, metric: String, course: AlertCourse, isStale: Bool) {
        keep(
            Case(
                id: alert, scope: scope, metric: metric, severity: course.severity, standing: course.standing,
                isStale: isStale))
    }

    private mutating func keep(_ next: Case) {
        guard let incident = next.standing.incident else { return }
        dockets[incident, default: Docket()].open.insert(next.id)
        guard next.standing.isTold, !next.isStale else { return }
        var told = dockets[incident]?.told ?? []
        told.insert(next, at: told.firstIndex { Case.precedes(next, $0) } ?? told.endIndex)
        dockets[incident]?.told = told
    }

    private mutating func forget(_ alert: AlertID, of incident: String?) {
        guard let incident, var docket = dockets.removeValue(forKey: incident) else { return }
        docket.open.remove(alert)
        docket.told.removeAll { $0.id == alert }
        dockets[incident] = docket.open.isEmpty ? nil : docket
    }

    private mutating func decide(_ move: inout Move, at time: EventTime) {
        let alert = move.transition.alert
        let notice = notice(move, at: time)
        move.transition.alert.notice = notice
        if notice == .page {
            move.standing.told = max(move.standing.told ?? alert.severity, alert.severity)
            move.standing.isTold = true
        }
        guard alert.state != .resolved else { return }
        forget(alert.id, of: move.standing.incident)
        keep(Case(alert, move.standing))
    }

    private func notice(_ move: Move, at time: EventTime) -> Alert.Notice {
        let (alert, standing) = (move.transition.alert, move.standing)
        switch move.transition.kind {
        case .acknowledged, .noted: return standing.isTold ? .update : .log
        // Whoever was told that it fires is told that it is over, silence or not.
        case .resolved: if standing.isTold { return .update }
        case .firing, .escalated, .reopened, .stale, .resumed: break
        }
        if alert.severity == .low { return .log }
        if let silence = silence(of: alert, at: time) { return .silenced(silence.id) }
        if move.transition.kind.begins {
            if let other = inhibitor(of: alert, standing) { return .inhibited(other) }
            if let told = standing.told, alert.severity <= told { return .flapping }
            return .page
        }
        if standing.isTold { return .update }
        if let other = inhibitor(of: alert, standing) { return .inhibited(other) }
        return standing.told == nil ? .log : .flapping
    }

    /// The silence that covers what happens to the alert at `time`: of rule files before ordered ones.
    private func silence(of alert: Alert, at time: EventTime) -> Silence? {
        (fixed + ordered).first { $0.holds(at: time) && $0.filter.matches(alert.field) }
    }

    /// A firing alert of the same incident that somebody was paged with and that says more: a higher severity, or the
    /// same number of a wider series.
    private func inhibitor(of alert: Alert, _ standing: Standing) -> AlertID? {
        guard let incident = standing.incident, let docket = dockets[incident] else { return nil }
        for other in docket.told where other.id != alert.id {
            if other.severity > alert.severity { return other.id }
            guard other.severity == alert.severity, other.scope.width < alert.scope.width else { return nil }
            let isSame = other.metric.utf8.elementsEqual(alert.evidence.metric.utf8)
            if isSame, alert.scope.isWithin(other.scope) { return other.id }
        }
        return nil
    }
}

extension AlertDesk.Case {
    init(_ alert: Alert, _ standing: Standing) {
        self.init(
            id: alert.id, scope: alert.scope, metric: alert.evidence.metric, severity: alert.severity,
            standing: standing, isStale: alert.state == .stale)
    }

    static func precedes(_ left: AlertDesk.Case, _ right: AlertDesk.Case) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        if left.scope.width != right.scope.width { return left.scope.width < right.scope.width }
        return left.id.text.utf8.lexicographicallyPrecedes(right.id.text.utf8)
    }
}

extension AlertTransition.Kind {
    /// Whether it says that something is wrong that was not, or not as much.
    var begins: Bool {
        switch self {
        case .firing, .escalated, .reopened: true
        case .stale, .resumed, .resolved, .acknowledged, .noted: false
        }
    }
}

extension Scope {
    /// How many names it fixes: a series with fewer is wider.
    var width: Int { values.count { !$0.value.isEmpty } }

    /// Whether every event of this series is one of `wider`.
    func isWithin(_ wider: Scope) -> Bool {
        wider.values.allSatisfy { entry in
            entry.value.isEmpty || (self[entry.dimension] ?? "").utf8.elementsEqual(entry.value.utf8)
        }
    }
}
