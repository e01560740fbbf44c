// When the courier wants to be asked again.

package import Model

extension Courier {
    /// The first time at which something may be due that is not now, of what it knows. Nil: nothing waits for time.
    package func nextTurn(after now: EventTime) -> EventTime? {
        var times: [EventTime] = []
        for lane in lanes {
            if let next = lane.nextPush { times.append(next) }
            guard !lane.notifications.isEmpty || !lane.entries.isEmpty else { continue }
            if let quiet = lane.breaker.quietUntil { times.append(quiet) }
            for notification in lane.notifications where !lane.inFlight.contains(notification.id) {
                times.append(notification.notBefore)
                times.append(notification.createdAt + lane.receiver.ageMax)
            }
            for entry in lane.entries where !entry.group.isEmpty {
                let timing = plan.timing(of: Address(receiver: entry.receiver, group: entry.group))
                times.append(entry.createdAt + timing.wait)
            }
        }
        return times.filter { $0 > now }.min()
    }

    /// Whether something of what it knows could be sent or made at `now`, were there room.
    package func isBusy(at now: EventTime) -> Bool {
        lanes.contains { lane in
            !lane.inFlight.isEmpty || (lane.nextPush == nil && lane.receiver.kind == .alertmanager)
                || (lane.breaker.room(1, at: now) > 0 && !lane.sendable(at: now).isEmpty)
        }
    }
}
