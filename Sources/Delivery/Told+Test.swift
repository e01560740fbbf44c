// A transition that no model caused: to try a receiver, and to show what it would get.

package import Model

extension Told {
    /// Nothing is wrong, and it says so. `at`: by the wall clock.
    package static func test(at: EventTime, kind: AlertTransition.Kind = .firing) -> Told? {
        let isOver = kind == .resolved
        let evidence = Evidence(
            metric: "refusal_rate", value: 0.72, baselineValue: 0.9, ratio: 0.8, line: 0.9, events: 400,
            effectiveEvents: 400, window: .seconds(3600))
        let scope = Scope([(.model, "example/model"), (.category, "example")])
        let words = isOver ? "is over" : "was asked for by a person"
        var alert = Alert(
            id: AlertID(rule: testRule, scope: scope, firstFiring: at), rule: testRule, scope: scope,
            state: isOver ? .resolved : .firing, severity: .low, breachedAt: at, firedAt: at,
            resolvedAt: isOver ? at : nil, updatedAt: at, evidence: evidence,
            summary: "This is a test of monitord's notifications; nothing is wrong.", runbookURL: nil)
        alert.reason = "The test \(words); its numbers are made up."
        return Told(bytes: AlertTransition(kind: kind, sequence: isOver ? 2 : 1, alert: alert).json)
    }

    /// The rule that a test says it is of.
    package static let testRule = "notification-test"
}
