// A suite at a target: when it is due next, and what holds it up.

import Model

/// At most one run of a lane is under way.
struct Lane: Sendable {
    var suite: Suite
    var target: Target
    private(set) var schedule: Schedule
    /// The first slot that is not on record.
    private(set) var next: Int64
    private(set) var nextDue: EventTime
    /// Due time of the newest slot on record.
    private(set) var lastDue: EventTime?
    /// A slot that is due and has not begun, and why.
    var held: (slot: Int64, reason: String)?
    /// What makes an order unique that was accepted and has not begun.
    var order: String?
    var lastOrder: String?

    /// `last` is its newest run with a slot, if it ever had one.
    init(suite: Suite, target: Target, key: Sealed, last: CanaryRun?, now: EventTime) {
        (self.suite, self.target) = (suite, target)
        schedule = Schedule(suite: suite, target: target.name, key: key)
        lastDue = last?.dueAt
        next = schedule.next(after: lastDue, at: now)
        // The slot's number means another time: the period was changed, and slots that nobody planned were not missed.
        if let last, last.slot != schedule.slot(at: last.dueAt) { next = max(next, schedule.newest(dueBy: now)) }
        nextDue = schedule.due(next)
    }

    /// After a reload: what is on record stays so.
    mutating func adopt(suite: Suite, target: Target, key: Sealed, now: EventTime) {
        let hasNewPeriod = suite.period != self.suite.period
        (self.suite, self.target) = (suite, target)
        schedule = Schedule(suite: suite, target: target.name, key: key)
        if hasNewPeriod {
            next = max(schedule.next(after: lastDue, at: now), schedule.newest(dueBy: now))
            held = nil
        }
        nextDue = schedule.due(next)
    }

    /// The newest slot that is due, if it is not on record; those from `next` to it have passed.
    func newestDue(at now: EventTime) -> Int64? {
        guard nextDue <= now else { return nil }
        return schedule.slot(at: now) <= next ? next : max(next, schedule.newest(dueBy: now))
    }

    /// When the slot that is due now will have passed.
    func passes(after now: EventTime) -> EventTime { schedule.due((newestDue(at: now) ?? next) + 1) }

    func due(_ slot: Int64) -> EventTime { slot == next ? nextDue : schedule.due(slot) }

    /// Everything up to this slot is on record.
    mutating func record(_ slot: Int64, due: EventTime) {
        lastDue = due
        next = slot + 1
        nextDue = schedule.due(next)
        held = nil
    }

    func holds(_ run: CanaryRun) -> Bool {
        run.suite.utf8.elementsEqual(suite.name.utf8) && run.target.utf8.elementsEqual(target.name.utf8)
    }
}
