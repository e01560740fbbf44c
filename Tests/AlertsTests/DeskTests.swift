// Which transitions belong together, and who hears of them.

import Model
import Testing

@testable import Alerts

/// Alerts as lives would give them.
struct Playground {
    var desk: AlertDesk
    private var standings: [AlertID: Standing] = [:]
    private var sequences: [AlertID: Int64] = [:]

    init(silences: [Silence] = []) { desk = AlertDesk(silences: silences) }

    func alert(
        _ rule: String, _ severity: Severity, _ time: EventTime, model: String = "m", category: String? = nil,
        plane: Plane = .traffic, onset: EventTime? = nil
    ) -> Alert {
        let scope = Scope([(.model, model)] + (category.map { [(.category, $0)] } ?? []))
        var alert = Alert(
            id: AlertID(rule: rule, scope: scope, firstFiring: start), rule: rule, scope: scope, state: .firing,
            severity: severity, breachedAt: onset ?? time, firedAt: time, resolvedAt: nil, updatedAt: time,
            evidence: Evidence(metric: "refusal_rate"), summary: "", runbookURL: nil)
        alert.plane = plane
        return alert
    }

    /// What one pane brought. Returns the alerts as they are recorded.
    @discardableResult
    mutating func pane(_ steps: [(AlertTransition.Kind, Alert)], at time: EventTime) -> [Alert] {
        var moves = steps.map { kind, alert in
            var alert = alert
            alert.state = kind == .resolved ? .resolved : kind == .stale ? .stale : .firing
            let sequence = (sequences[alert.id] ?? 0) + 1
            sequences[alert.id] = sequence
            return Move(
                AlertTransition(kind: kind, sequence: sequence, alert: alert), standings[alert.id] ?? Standing())
        }
        desk.take(&moves, at: time)
        for move in moves { standings[move.transition.alert.id] = move.standing }
        return moves.map(\.transition.alert)
    }
}

@Suite struct DeskTests {
    private let note = Note(at: start, by: "ada", text: "why")

    @Test func alertsOfOneModelAndOneChangeAreOneIncident() throws {
        var ground = Playground()
        let one = ground.alert("a", .medium, at(10))
        let two = ground.alert("b", .high, at(20), plane: .canary)
        let other = ground.alert("a", .medium, at(20), model: "n")
        let first = ground.pane([(.firing, one)], at: at(10))[0]
        let rest = ground.pane([(.firing, two), (.firing, other)], at: at(20))
        #expect(first.incident != nil)
        #expect(rest[0].incident == first.incident)
        #expect(rest[1].incident != first.incident)
        let changes = ground.desk.takeChanges()
        #expect(changes.incidents.map(\.model) == ["m", "n"])
        #expect(changes.incidents[0].severity == .high)
        #expect(changes.incidents[0].planes == [.traffic, .canary])
        #expect(changes.incidents[0].alerts == [one.id, two.id])
        #expect(changes.incidents[0].steps.map(\.name) == Incident.Step.Name.allCases)
        #expect(changes.tasks.map(\.occasion) == changes.incidents.map(\.id))
        #expect(changes.tasks.allSatisfy { $0.kind == .incident })
        let isNothingNew = ground.desk.takeChanges().incidents.isEmpty
        #expect(isNothingNew, "told once")
    }

    @Test func incidentIsQuietWhenItsLastAlertIsOverAndStaleIsNotOver() throws {
        var ground = Playground()
        let one = ground.alert("a", .medium, at(10))
        let two = ground.alert("b", .medium, at(10))
        ground.pane([(.firing, one), (.firing, two)], at: at(10))
        ground.pane([(.resolved, one), (.stale, two)], at: at(20))
        let states = ground.desk.takeChanges().incidents.map(\.state)
        #expect(states == [.open])
        ground.pane([(.resolved, two)], at: at(30))
        let quiet = ground.desk.takeChanges().incidents
        #expect(quiet.map(\.state) == [.quiet])
        #expect(quiet[0].quietAt == at(30))
        ground.pane([(.reopened, one)], at: at(40))
        let again = ground.desk.takeChanges().incidents
        #expect(again.map(\.id) == quiet.map(\.id))
        #expect(again.map(\.state) == [.open])
        #expect(again[0].quietAt == nil)
    }

    @Test func quietIncidentTakesWhatBeganWithinSixHours() {
        for (hours, isSame) in [(5, true), (6, true), (7, false)] {
            var ground = Playground()
            let one = ground.alert("a", .medium, at(0))
            ground.pane([(.firing, one)], at: at(0))
            ground.pane([(.resolved, one)], at: at(10))
            let time = at(Int64(hours) * 3600)
            ground.pane([(.firing, ground.alert("b", .medium, time))], at: time)
            let isOneIncident = (ground.desk.takeChanges().incidents.count == 1) == isSame
            #expect(isOneIncident, "\(hours) h")
        }
    }

    @Test func lowSeverityIsForTheLogAndOpensNoIncident() {
        var ground = Playground()
        let low = ground.pane([(.firing, ground.alert("a", .low, at(10)))], at: at(10))[0]
        #expect(low.notice == .log)
        #expect(low.incident == nil)
        let hasNoTask = ground.desk.takeChanges().tasks.isEmpty
        #expect(hasNoTask)
        let medium = ground.pane([(.escalated, ground.alert("a", .medium, at(10)))], at: at(20))[0]
        #expect(medium.notice == .page)
        #expect(medium.incident != nil)
    }

    @Test func lowerSeveritiesOfTheIncidentAreInhibitedAndEqualOnesNot() {
        var ground = Playground()
        let high = ground.alert("a", .high, at(10))
        let told = ground.pane(
            [
                (.firing, ground.alert("b", .medium, at(10))), (.firing, high),
                (.firing, ground.alert("c", .high, at(10), category: "x", plane: .canary)),
                (.firing, ground.alert("d", .medium, at(10), model: "n")),
            ], at: at(10))
        #expect(told.map(\.notice) == [.inhibited(high.id), .page, .inhibited(high.id), .page])
        ground.pane([(.resolved, high)], at: at(20))
        let after = ground.pane([(.firing, ground.alert("e", .medium, at(20)))], at: at(20))
        #expect(after[0].notice == .page, "what is over inhibits nothing")
    }

    @Test func narrowerSeriesIsInhibitedOnlyForTheSameMetric() {
        var ground = Playground()
        let wide = ground.alert("a", .medium, at(10))
        var other = ground.alert("b", .medium, at(10), category: "x")
        other.evidence.metric = "error_rate"
        let told = ground.pane(
            [(.firing, other), (.firing, ground.alert("c", .medium, at(10), category: "y")), (.firing, wide)],
            at: at(10))
        #expect(told.map(\.notice) == [.page, .inhibited(wide.id), .page])
    }

    @Test func silencedAlertPagesNobodyButItsEndIsToldWhereItsBeginningWas() throws {
        let filter = try Filter(#"rule = "a" and severity = "medium""#)
        let silence = Silence(filter: filter, from: at(0), until: at(100), author: "ada", reason: "moving")
        var ground = Playground(silences: [silence])
        let one = ground.alert("a", .medium, at(10))
        let beginning = ground.pane([(.firing, one)], at: at(10))[0].notice
        #expect(beginning == .silenced(silence.id))
        let end = ground.pane([(.resolved, one)], at: at(20))[0].notice
        #expect(end == .silenced(silence.id))
        let otherRule = ground.pane([(.firing, ground.alert("b", .medium, at(20)))], at: at(20))[0].notice
        #expect(otherRule == .page)
        let comeback = ground.pane([(.reopened, one)], at: at(100))[0].notice
        #expect(comeback == .page, "the silence is over")
        let secondEnd = ground.pane([(.resolved, one)], at: at(110))[0].notice
        #expect(secondEnd == .update)
    }

    @Test func silencesComeAndGoByOrder() throws {
        var desk = AlertDesk()
        let filter = try Filter(#"model = "m""#)
        let act = Order.Act.silence(filter, from: at(0), until: at(100))
        try desk.apply(Order(act: act, note: note), at: at(0))
        let silence = try #require(desk.takeChanges().silences.first)
        #expect(silence.author == "ada")
        #expect(throws: OrderRefusal.self) { try desk.apply(Order(act: act, note: note), at: at(0)) }
        let mute = Note(at: start, by: "ada", text: "")
        let later = Order.Act.silence(filter, from: at(1), until: at(100))
        #expect(throws: OrderRefusal.self) { try desk.apply(Order(act: later, note: mute), at: at(0)) }
        #expect(throws: OrderRefusal.self) { try desk.apply(Order(act: later, note: note), at: at(100)) }
        var restarted = AlertDesk()
        restarted.restore(incidents: [], silences: [silence], tasks: [])
        try restarted.apply(Order(act: .expire(silence: silence.id), note: note), at: at(50))
        let expiredAt = restarted.takeChanges().silences.first?.expiredAt
        #expect(expiredAt == at(50))
        #expect(throws: OrderRefusal.self) {
            try restarted.apply(Order(act: .expire(silence: silence.id), note: note), at: at(60))
        }
    }

    @Test func incidentsAreWorkedOffStepByStep() throws {
        var ground = Playground()
        let one = ground.alert("a", .medium, at(10))
        ground.pane([(.firing, one)], at: at(10))
        let (incidents, _, tasks) = ground.desk.takeChanges()
        let (id, task) = (incidents[0].id, tasks[0].id)
        let note = note
        let give = { (act: Order.Act, desk: inout AlertDesk) throws(OrderRefusal) in
            try desk.apply(Order(act: act, note: note), at: at(10))
        }
        try give(.step(incident: id, .confirm), &ground.desk)
        try give(.noteIncident(id), &ground.desk)
        try give(.finish(task: task), &ground.desk)
        #expect(throws: OrderRefusal.self) { try give(.step(incident: id, .confirm), &ground.desk) }
        #expect(throws: OrderRefusal.self) { try give(.close(incident: id), &ground.desk) }
        #expect(throws: OrderRefusal.self) { try give(.finish(task: task), &ground.desk) }
        ground.pane([(.resolved, one)], at: at(20))
        try give(.close(incident: id), &ground.desk)
        let closed = ground.desk.takeChanges()
        #expect(closed.incidents[0].state == .closed)
        #expect(closed.incidents[0].closing == note)
        #expect(closed.incidents[0].steps.map { $0.done != nil } == [true, false, false, false, false])
        #expect(closed.tasks.map(\.done) == [note])
        #expect(throws: OrderRefusal.self) { try give(.noteIncident(id), &ground.desk) }
        let back = ground.pane([(.reopened, one)], at: at(30))[0]
        #expect(back.incident != nil)
        #expect(back.incident != id, "a closed incident stays closed")
    }
}
