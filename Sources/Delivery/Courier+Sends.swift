// What is sent next, and what follows from the answer.

package import Model

extension Courier {
    func concurrency(of lane: Lane) -> Int { min(max(lane.receiver.concurrency, 1), Self.concurrencyMax) }

    /// What to send now; it counts as on its way until `take` hears of it. What is too old is given up.
    package mutating func sends(at now: EventTime) -> [Notification] {
        var sends: [Notification] = []
        for place in lanes.indices {
            for notification in lanes[place].expired(at: now) {
                let reason = lanes[place].lastError.isEmpty ? "nobody took it" : lanes[place].lastError
                let age = lanes[place].receiver.ageMax.durationText
                end(notification, in: place, as: .dead, "not delivered within \(age): \(reason)", at: now)
            }
            // A push of all that fires must not pass news.
            guard lanes[place].nextPush != nil || lanes[place].receiver.kind != .alertmanager else { continue }
            var room = lanes[place].breaker.room(concurrency(of: lanes[place]), at: now) - lanes[place].busy
            for notification in lanes[place].sendable(at: now) where room > 0 && inFlight < Self.inFlightMax {
                lanes[place].inFlight.insert(notification.id)
                room -= 1
                sends.append(notification)
            }
        }
        return sends
    }

    /// What came of the attempt to send a notification.
    package mutating func take(
        _ answer: DeliveryAnswer, of notification: Notification, at now: EventTime,
        random: inout some RandomNumberGenerator
    ) {
        guard let place = lane(notification.receiver) else { return }
        lanes[place].inFlight.remove(notification.id)
        var tried = notification
        tried.attempts += 1
        switch answer {
        case .delivered:
            end(tried, in: place, as: .delivered, "", at: now)
            succeed(place, at: now)
        case .refused(let reason):
            end(tried, in: place, as: .dead, reason, at: now)
            // Somebody is there and answers, so others may go on.
            if lanes[place].breaker.succeeded() { hurry(place, at: now) }
            fail(place, reason)
        case .again(let reason, let retryAfter):
            let backoff = Backoff(shortest: plan.backoffMin, longest: plan.backoffMax)
            var pause = backoff.pause(after: tried.attempts, random: &random)
            if let retryAfter { pause = max(pause, min(retryAfter, DeliveryAnswer.retryAfterMax)) }
            let settlement = Settlement(
                id: tried.id, state: .pending, attempts: tried.attempts, notBefore: now + pause, error: reason)
            // The store may be slow: only the newest of each matters.
            lanes[place].settlements.removeAll { $0.id == tried.id }
            lanes[place].settlements.append(settlement)
            lanes[place].apply(settlement)
            lanes[place].breaker.failed(at: now, retryAfter: retryAfter, backoff: backoff, random: &random)
            fail(place, reason)
        }
    }

    /// Nothing came of it: this process ends, and another will send it again.
    package mutating func forget(_ notification: Notification) {
        guard let place = lane(notification.receiver) else { return }
        lanes[place].inFlight.remove(notification.id)
    }

    mutating func end(
        _ notification: Notification, in place: Int, as state: Notification.State, _ reason: String, at now: EventTime
    ) {
        lanes[place].settlements.removeAll { $0.id == notification.id }
        lanes[place].settlements.append(
            Settlement(
                id: notification.id, state: state, attempts: notification.attempts, notBefore: now, error: reason))
    }

    private mutating func succeed(_ place: Int, at now: EventTime) {
        lanes[place].delivered += 1
        lanes[place].lastDelivery = now
        lanes[place].lastError = ""
        if lanes[place].breaker.succeeded() { hurry(place, at: now) }
    }

    /// It is back: nothing that failed while it was away waits any longer.
    private mutating func hurry(_ place: Int, at now: EventTime) {
        for index in lanes[place].notifications.indices { lanes[place].notifications[index].notBefore = now }
    }

    private mutating func fail(_ place: Int, _ reason: String) {
        lanes[place].failures += 1
        lanes[place].lastError = reason
    }

    // MARK: Alertmanager, which forgets

    /// Receivers that are to be sent all that fires, now. Each counts as on its way until `pushed` hears of it.
    package mutating func pushes(at now: EventTime) -> [Receiver] {
        var due: [Receiver] = []
        for place in lanes.indices {
            guard let next = lanes[place].nextPush, isDue(next, at: now), lanes[place].busy == 0,
                lanes[place].breaker.room(1, at: now) > 0, lanes[place].sendable(at: now).isEmpty,
                inFlight + due.count < Self.inFlightMax
            else { continue }
            lanes[place].nextPush = nil
            due.append(lanes[place].receiver)
        }
        return due
    }

    /// What came of a push; nil: there was nothing to send.
    package mutating func pushed(
        _ answer: DeliveryAnswer?, to receiver: String, at now: EventTime, random: inout some RandomNumberGenerator
    ) {
        guard let place = lane(receiver), lanes[place].receiver.kind == .alertmanager else { return }
        lanes[place].nextPush = now + lanes[place].receiver.resend
        switch answer {
        case nil: break
        case .delivered: succeed(place, at: now)
        case .refused(let reason): fail(place, reason)
        case .again(let reason, let retryAfter):
            let backoff = Backoff(shortest: plan.backoffMin, longest: plan.backoffMax)
            lanes[place].breaker.failed(at: now, retryAfter: retryAfter, backoff: backoff, random: &random)
            lanes[place].nextPush = now + backoff.pause(after: lanes[place].breaker.failures, random: &random)
            fail(place, reason)
        }
    }
}
