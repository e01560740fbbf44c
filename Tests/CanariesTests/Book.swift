// What is on record of canaries, and that nothing in it is counted twice.

import Canaries
import Model
import Testing

/// A store in memory: reports go in, and out comes what a restarted conductor would be given.
struct Book {
    /// The newest row of each run.
    private(set) var rows: [String: CanaryRun] = [:]
    private(set) var order: [String] = []
    private(set) var results: [String: [CanaryResult]] = [:]
    private(set) var conclusions: [String: [CanaryConclusion]] = [:]
    /// How many slots the rows that tell of several at once tell of beyond their own.
    private(set) var told: [CanaryRun.State: Int64] = [:]
    private(set) var reports = 0
    /// Runs of which a restart would be told.
    private var newest: [String: String] = [:]
    private var openRuns: Set<String> = []

    mutating func commit(_ report: CanaryReport) {
        let run = report.run
        reports += 1
        if let old = rows[run.id] {
            must(old.state == .intended, "a run that was over was reported again")
            must(
                old.items == run.items && old.deadline == run.deadline && old.startedAt == run.startedAt,
                "a run was changed under way")
        } else {
            order.append(run.id)
            must(run.state != .complete, "a run was complete before it was intended")
            let lane = "\(run.suite) \(run.target)"
            if run.slot != nil, newest[lane].flatMap({ rows[$0] }).map({ $0.dueAt < run.dueAt }) ?? true {
                newest[lane] = run.id
            }
            if let count = Int64(run.reason.prefix { $0.isNumber }), run.reason.contains(" slots from ") {
                told[run.state, default: 0] += count - 1
            }
        }
        rows[run.id] = run
        if run.isOver { openRuns.remove(run.id) } else { openRuns.insert(run.id) }
        for result in report.results {
            let known = results[run.id, default: []]
            must(!known.contains { $0.item == result.item && $0.attempt == result.attempt }, "a result came twice")
            must(
                run.items.first { $0.id == result.item }?.requests[Int(result.attempt)] == result.requestID,
                "a result of another request")
            results[run.id, default: []].append(result)
        }
        for conclusion in report.conclusions {
            let known = conclusions[run.id, default: []]
            must(!known.contains { $0.item == conclusion.item }, "an item was concluded twice")
            conclusions[run.id, default: []].append(conclusion)
        }
        if run.isOver { check(run) }
    }

    /// A run that is over has one conclusion for each item, and its row counts them.
    private func check(_ run: CanaryRun) {
        guard run.state == .complete || run.state == .incomplete else {
            must(run.items.isEmpty && run.passed + run.flaky + run.failed == 0, "a slot without a run has counts")
            return
        }
        let fates = conclusions[run.id, default: []].map(\.fate)
        must(fates.count == run.items.count && Int64(fates.count) == run.planned, "an item has no conclusion")
        func count(_ fate: CanaryFate) -> Int64 { Int64(fates.count { $0 == fate }) }
        must(
            (count(.passed), count(.flaky), count(.failed)) == (run.passed, run.flaky, run.failed),
            "the row does not count its conclusions")
        let isMeasured = run.notMeasured == 0 && run.planned > 0
        must((run.state == .complete) == isMeasured && run.reason.isEmpty == isMeasured, "the state is not true")
        must(run.endedAt != nil, "it has no end")
    }

    /// Cheaper than `#expect`, of which a year would need a million.
    private func must(_ holds: Bool, _ words: String) {
        if !holds { Issue.record("\(words)") }
    }

    /// What a start is told: the newest of each suite and target, what is not over, and what is from the last hour.
    func known(at now: EventTime) -> (runs: [CanaryRun], results: [CanaryResult]) {
        let recent = order.suffix(200).filter { rows[$0]?.endedAt.map { $0 > now - .hours(1) } ?? false }
        let ids = Set(newest.values).union(openRuns).union(recent).sorted()
        return (ids.compactMap { rows[$0] }, openRuns.union(recent).sorted().flatMap { results[$0, default: []] })
    }

    var runs: [CanaryRun] { order.compactMap { rows[$0] } }

    func runs(_ suite: String, _ target: String? = nil, _ state: CanaryRun.State? = nil) -> [CanaryRun] {
        runs.filter { $0.suite == suite && target ?? $0.target == $0.target && state ?? $0.state == $0.state }
    }

    /// Slots of one suite and target, in order; those that were told of together count by their last one.
    func slots(_ suite: String, _ target: String) -> [Int64] { runs(suite, target).compactMap(\.slot) }
}
