// Which slots begin, and which have passed.

import Model

extension Conductor {
    /// Slots that passed and get a report of their own; older ones are told together.
    static let passedMax: Int64 = 48
    private static let wordsMax = 200

    static func words(_ pause: CanaryPause) -> String {
        let text = "paused by \(pause.by)" + (pause.reason.isEmpty ? "" : ": \(pause.reason)")
        return String(text.unicodeScalars.prefix(wordsMax))
    }

    /// Reports of slots of a lane that passed or are given up. What begins reports itself.
    mutating func starts(_ place: Int, at now: EventTime) -> [CanaryReport] {
        let lane = lanes[place]
        if let id = lane.order, !courses.contains(where: { lane.holds($0.run) }) {
            lanes[place].order = nil
            lanes[place].lastOrder = id
            begin(place, slot: nil, due: now, occasion: "order:\(id)", at: now)
        }
        guard let slot = lane.newestDue(at: now) else { return [] }
        // A slot that is held up is looked at again and again; it passes once the next one is due.
        var reports = passed(lane, until: slot, at: now)
        if slot > lane.next { lanes[place].record(slot - 1, due: lane.schedule.due(slot - 1)) }
        let due = lanes[place].due(slot)
        if let reason = hindrance(lane) {
            lanes[place].held = (slot, reason)
        } else if let first = lane.suite.items.first,
            budget.isSpent(for: lane.target.costMax(first.messages))
        {
            var run = row(lane, slot: slot, due: due, occasion: "slot:\(slot)", at: now)
            (run.state, run.reason, run.endedAt) = (.skipped, "the cost per hour is spent", now)
            reports.append(CanaryReport(run: run, at: now))
            lanes[place].record(slot, due: due)
        } else {
            lanes[place].record(slot, due: due)
            begin(place, slot: slot, due: due, occasion: "slot:\(slot)", at: now)
        }
        return reports
    }

    /// Why a slot that is due cannot begin yet.
    private func hindrance(_ lane: Lane) -> String? {
        if let pause { return Conductor.words(pause) }
        if courses.contains(where: { lane.holds($0.run) }) { return "a run by order went on" }
        return courses.count >= Conductor.runsMax ? "\(courses.count) other runs went on" : nil
    }

    private mutating func begin(_ place: Int, slot: Int64?, due: EventTime, occasion: String, at now: EventTime) {
        let lane = lanes[place]
        var run = row(lane, slot: slot, due: due, occasion: occasion, at: now)
        if slot != nil { run.deadline = min(run.deadline, lane.nextDue) }
        let known = asked[lane.suite.name] ?? AskedItems()
        let items = RunItems(
            suite: lane.suite, target: lane.target.name, occasion: occasion, slot: slot, identity: identity)
        run.items = items.drawn(run: run.id, asked: known, print: print)
        run.planned = Int64(run.items.count)
        asked[lane.suite.name, default: known].insert(run, occasion: occasion)
        courses.append(
            RunCourse(run, suite: lane.suite, target: lane.target, draw: identity.draw("gap", [run.id])))
    }

    private func row(
        _ lane: Lane, slot: Int64?, due: EventTime, occasion: String, at now: EventTime
    ) -> CanaryRun {
        var run = CanaryRun(
            suite: lane.suite.name, kind: lane.suite.kind, target: lane.target.name, model: lane.target.model,
            occasion: occasion, slot: slot, suiteHash: lane.suite.hash, dueAt: due, startedAt: now,
            deadline: now + lane.schedule.deadline, state: .intended)
        run.planned = Int64(RunItems.count(of: lane.suite))
        return run
    }

    /// Slots of a lane that are not on record and will not run any more, up to and without this one.
    private func passed(_ lane: Lane, until end: Int64, at now: EventTime) -> [CanaryReport] {
        guard end > lane.next else { return [] }
        var reports: [CanaryReport] = []
        var first = lane.next
        if end - first > Conductor.passedMax {
            let last = end - Conductor.passedMax - 1
            var run = passedRow(lane, last, at: now)
            let from = lane.schedule.start(of: first).rfc3339, until = lane.schedule.start(of: last + 1).rfc3339
            run.reason = "\(last - first + 1) slots from \(from) to \(until): \(run.reason)"
            reports.append(CanaryReport(run: run, at: now))
            first = last + 1
        }
        for slot in first..<end { reports.append(CanaryReport(run: passedRow(lane, slot, at: now), at: now)) }
        return reports
    }

    private func passedRow(_ lane: Lane, _ slot: Int64, at now: EventTime) -> CanaryRun {
        let due = lane.due(slot)
        var run = row(lane, slot: slot, due: due, occasion: "slot:\(slot)", at: due)
        run.endedAt = now
        if let held = lane.held, held.slot == slot {
            (run.state, run.reason) = (.skipped, held.reason)
        } else if let pause, pause.at <= due {
            (run.state, run.reason) = (.skipped, Conductor.words(pause))
        } else {
            (run.state, run.reason) = (.missed, "monitord was not running")
        }
        return run
    }
}
