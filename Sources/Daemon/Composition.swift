// Drafts become notifications: their bytes are made here, once.

internal import Delivery
internal import Model
internal import Store

struct Composition {
    let plan: DeliveryPlan
    let at: EventTime
    private(set) var made: [(notification: Notification, entries: [Int64])] = []

    init(plan: DeliveryPlan, at: EventTime) {
        (self.plan, self.at) = (plan, at)
    }

    /// `standing`: the newest that the receiver was told of every alert.
    mutating func add(_ draft: Draft, to receiver: Receiver, standing: [ToldRow]) {
        let news = draft.entries.compactMap { Told(bytes: $0.body) }
        let others = standing.filter { row in
            row.subject.utf8.elementsEqual(draft.subject.utf8) && !draft.entries.contains { $0.alert == row.alert }
        }
        let firing = others.compactMap { Told(bytes: $0.json) }.filter { !$0.isOver }
        if draft.kind == .again, firing.isEmpty { return }
        let isRollback = draft.receiver.utf8.elementsEqual(Rollback.receiver.utf8)
        let body: [UInt8]
        if let entry = draft.entries.first, isRollback || news.isEmpty {
            // A control message is whole already; and what no longer reads as a transition is not kept back for that.
            body = entry.body
        } else {
            let occasion = Occasion(news: news, standing: firing, group: draft.group, at: at)
            body = receiver.message(occasion, plan: plan)
        }
        let alerts = draft.kind == .again ? firing.map(\.id) : distinct(draft.entries.map(\.alert))
        let shape = isRollback ? Rollback.receiver : receiver.kind.shape
        made.append(
            (draft.notification(body, shape: shape, telling: alerts, at: at), draft.entries.map(\.id)))
    }

    private func distinct(_ alerts: [AlertID]) -> [AlertID] {
        var seen: Set<AlertID> = []
        return alerts.filter { seen.insert($0).inserted }
    }
}
