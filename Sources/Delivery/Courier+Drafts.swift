// Which notifications are made next.

package import Model

extension Courier {
    /// Made at a time for one receiver, in one transaction.
    static let draftsMax = 8

    /// What to make now: no more than can soon be sent, so that what comes meanwhile can go into the same group.
    package mutating func drafts(at now: EventTime) -> [Draft] {
        var drafts: [Draft] = []
        for place in lanes.indices {
            supersede(place, at: now)
            drafts += self.drafts(of: lanes[place], at: now)
        }
        return drafts
    }

    private func drafts(of lane: Lane, at now: EventTime) -> [Draft] {
        let room = lane.breaker.room(concurrency(of: lane), at: now) - lane.busy
        guard room > 0, lane.sendable(at: now).count < room, lane.notifications.count < Lane.madeMax else { return [] }
        var taken = Taken()
        for notification in lane.notifications { taken.insert(notification) }
        var drafts: [Draft] = []
        for entry in lane.entries {
            let open = drafts.firstIndex { $0.subject.utf8.elementsEqual(entry.subject.utf8) }
            if taken.has(alert: entry.alert) { continue }
            let isElsewhere = drafts.indices.contains { place in
                place != open && drafts[place].entries.contains { $0.alert == entry.alert }
            }
            if isElsewhere {
                taken.insert(alert: entry.alert)
                continue
            }
            if let open {
                // What does not fit goes later, and with it all that comes of this alert.
                guard !entry.group.isEmpty, drafts[open].entries.count < Draft.entriesMax else {
                    taken.insert(alert: entry.alert)
                    continue
                }
                drafts[open].entries.append(entry)
                continue
            }
            guard !taken.has(subject: entry.subject), isRipe(entry, at: now) else {
                taken.insert(alert: entry.alert)
                taken.insert(subject: entry.subject)
                continue
            }
            guard drafts.count < Self.draftsMax else {
                taken.insert(alert: entry.alert)
                continue
            }
            drafts.append(
                Draft(
                    receiver: lane.receiver.name, group: entry.group, subject: entry.subject, kind: .news,
                    entries: [entry]))
        }
        return drafts
    }

    /// Whether the first of a group has waited for others long enough.
    private func isRipe(_ entry: OutboxEntry, at now: EventTime) -> Bool {
        guard !entry.group.isEmpty else { return true }
        let timing = plan.timing(of: Address(receiver: entry.receiver, group: entry.group))
        return isDue(entry.createdAt + timing.wait, at: now)
    }

    /// Nobody needs to hear again what news will say.
    private mutating func supersede(_ place: Int, at now: EventTime) {
        let lane = lanes[place]
        for notification in lane.notifications
        where notification.kind == .again && !lane.inFlight.contains(notification.id) && !lane.isEnded(notification.id)
            && lane.entries.contains(where: { $0.subject.utf8.elementsEqual(notification.subject.utf8) })
        {
            end(notification, in: place, as: .dropped, "there is news", at: now)
        }
    }

    /// Repetitions of what still fires and was told longer ago than its route says. `last` is when something of a
    /// subject was last delivered.
    package func repetitions(
        of standing: [(group: String, subject: String)], to receiver: String, last: (String) -> EventTime?,
        at now: EventTime
    ) -> [Draft] {
        guard let place = lane(receiver) else { return [] }
        let lane = lanes[place]
        var taken = Taken()
        for notification in lane.notifications { taken.insert(notification) }
        for entry in lane.entries { taken.insert(subject: entry.subject) }
        var drafts: [Draft] = []
        for (group, subject) in standing where !taken.has(subject: subject) {
            taken.insert(subject: subject)
            guard let every = plan.timing(of: Address(receiver: receiver, group: group)).repeatEvery,
                let last = last(subject), now - last >= every
            else { continue }
            drafts.append(Draft(receiver: receiver, group: group, subject: subject, kind: .again, entries: []))
        }
        return drafts
    }

    /// Receivers that may have something to repeat.
    package var repeating: [Receiver] {
        plan.receivers.filter { receiver in
            receiver.isGrouped
                && plan.routes.contains { route in
                    route.repeatEvery != nil
                        && route.receivers.contains { $0.utf8.elementsEqual(receiver.name.utf8) }
                }
        }
    }
}
