// Who is told what next: time and answers come in, drafts and notifications go out.

package import Model

/// Everything that delivery decides. A value: it asks no clock and sends nothing itself.
package struct Courier: Sendable {
    package private(set) var plan: DeliveryPlan
    var lanes: [Lane] = []

    /// Attempts on their way at a time, over all receivers.
    package static let inFlightMax = 8
    package static let concurrencyMax = 4

    package init(plan: DeliveryPlan, now: EventTime) {
        self.plan = plan
        adopt(plan, now: now)
    }

    /// Follows another plan. What is on its way goes on; what waits is read anew from the store.
    package mutating func adopt(_ plan: DeliveryPlan, now: EventTime) {
        self.plan = plan
        let old = lanes
        lanes = (plan.receivers + [rollbackReceiver]).map { receiver in
            var lane = old.first { $0.receiver.name.utf8.elementsEqual(receiver.name.utf8) } ?? Lane(receiver: receiver)
            // Another place may be in order.
            if lane.receiver != receiver { lane.breaker = Breaker() }
            lane.receiver = receiver
            lane.nextPush = receiver.kind == .alertmanager ? lane.nextPush ?? now : nil
            return lane
        }
    }

    /// Rollbacks go to their own lane, by the settings of the receiver that takes them, if one does.
    private var rollbackReceiver: Receiver {
        var receiver = plan.rollbackReceiver.flatMap(plan.receiver) ?? Receiver(name: "", kind: .webhook)
        receiver.name = Rollback.receiver
        receiver.concurrency = 1
        return receiver
    }

    /// What the store has. Returns the receivers that nobody knows any more, and notifications whose bytes are made for
    /// another shape.
    package mutating func see(_ view: OutboxView) -> (gone: [String], misshapen: [Int64]) {
        var misshapen: [Int64] = []
        for place in lanes.indices {
            let name = lanes[place].receiver.name
            let shape = lanes[place].receiver.kind.shape
            let all = view.notifications.filter { $0.receiver.utf8.elementsEqual(name.utf8) }
            let fitting = all.filter { $0.shape.utf8.elementsEqual(shape.utf8) || name == Rollback.receiver }
            misshapen += all.filter { one in !fitting.contains { $0.id == one.id } }.map(\.id)
                .filter { !lanes[place].inFlight.contains($0) }
            lanes[place].see(fitting, view.entries.filter { $0.receiver.utf8.elementsEqual(name.utf8) })
        }
        var gone: [String] = []
        for name in view.entries.map(\.receiver) + view.notifications.map(\.receiver)
        where lane(name) == nil && !gone.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            gone.append(name)
        }
        return (gone, misshapen)
    }

    /// Notifications that were made of drafts, with their ids.
    package mutating func admit(_ made: [Notification]) {
        for notification in made {
            guard let place = lane(notification.receiver) else { continue }
            lanes[place].notifications.append(notification)
            lanes[place].notifications.sort { $0.id < $1.id }
            lanes[place].entries.removeAll { $0.subject.utf8.elementsEqual(notification.subject.utf8) }
        }
    }

    /// What is to be made durable.
    package var settlements: [Settlement] { lanes.flatMap(\.settlements) }

    /// They are durable.
    package mutating func settled(_ settlements: [Settlement]) {
        for place in lanes.indices {
            for settlement in settlements {
                guard let mark = lanes[place].settlements.firstIndex(of: settlement) else { continue }
                lanes[place].settlements.remove(at: mark)
                if settlement.state != .pending {
                    lanes[place].notifications.removeAll { $0.id == settlement.id }
                }
            }
        }
    }

    /// Whether anything waits for a receiver.
    package func waits(for receiver: String) -> Bool {
        lane(receiver).map { !lanes[$0].entries.isEmpty || !lanes[$0].notifications.isEmpty } ?? false
    }

    package var inFlight: Int { lanes.reduce(0) { $0 + $1.inFlight.count } }

    func lane(_ name: String) -> Int? {
        lanes.firstIndex { $0.receiver.name.utf8.elementsEqual(name.utf8) }
    }

    package func receiver(_ name: String) -> Receiver? { lane(name).map { lanes[$0].receiver } }

    /// Each receiver's own count, in the order of the plan; what the store counts is for others to add.
    package func standing(at now: EventTime) -> DeliveryStanding {
        var standing = DeliveryStanding()
        standing.receivers = lanes.map { lane in
            var line = DeliveryStanding.Line(name: lane.receiver.name)
            (line.isOpen, line.delivered, line.failures) = (lane.breaker.isOpen, lane.delivered, lane.failures)
            (line.lastError, line.lastDelivery) = (lane.lastError, lane.lastDelivery)
            return line
        }
        return standing
    }
}
