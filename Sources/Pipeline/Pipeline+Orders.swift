// What people tell a running pipeline.

package import Model
internal import Panes

extension Pipeline {
    /// Carries out an order, and journals it. For one about an alert, `alert` is its newest recorded form: the caller
    /// commits everything that is pending first, and reads it from the store. All of it lands in the next checkpoint.
    package mutating func apply(_ order: Order, alert: RecordedAlert?) throws(OrderRefusal) {
        pending.transitions += try evaluator.apply(order, alert, at: eventTime(or: alert, order.note.at))
        pending.journal.append(JournalRow(kind: "order", detail: order.json, at: order.note.at))
    }

    /// Ends the alerts that are recorded as firing or stale and that no life goes on with: their rule was taken away,
    /// or what its series are has changed. For after a `restore`, with every alert that the store has open.
    package mutating func withdraw(_ open: [RecordedAlert]) {
        for alert in open { pending.transitions += evaluator.withdraw(alert, at: eventTime(or: alert, nil)) }
    }

    /// Whether some life goes on with an alert, so that it needs no withdrawal.
    package func isAlive(_ alert: Alert) -> Bool { evaluator.isAlive(alert) }

    /// The end of the last closed pane. Before there is one, what is recorded of the alert, or the wall clock.
    private func eventTime(or alert: RecordedAlert?, _ wall: EventTime?) -> EventTime {
        let closed = evaluator.closedThrough.map { settings.grid.end(of: $0) }
        return closed ?? alert?.alert.updatedAt ?? wall ?? EventTime(microseconds: 0)
    }
}
