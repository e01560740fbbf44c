// monitord among the rules: what it says of itself is recorded and told like all else.

internal import Alerts
internal import Model
internal import Panes

extension Evaluator {
    /// What the newest pane says of coverage.
    mutating func judgeCoverage(at time: EventTime) -> [(move: Move, origin: MoveOrigin)] {
        watchMoves(watch.judgeCoverage(at: time))
    }

    /// Empties the window of coverage over panes without events, from the first that was not stepped. Once it is empty
    /// nothing more can happen.
    mutating func skipCoverage(after last: Int64, from bound: Int64, through index: Int64) -> [AlertTransition] {
        var transitions: [AlertTransition] = []
        var next = bound + 1
        while next <= min(index, last + watch.panesNeeded + 1) {
            watch.slide(ClosedPane(index: next, rows: []), scopes: cells.scopes)
            let time = grid.end(of: next)
            transitions += record(judgeCoverage(at: time), at: time)
            next += 1
        }
        return transitions
    }

    /// What a report about monitord itself leads to. Its time is the wall clock's.
    mutating func take(_ report: HealthReport) -> [AlertTransition] {
        let (moves, time) = watch.take(report)
        return record(watchMoves(moves), at: time)
    }

    private func watchMoves(
        _ moves: [(transition: AlertTransition, place: Int)]
    ) -> [(move: Move, origin: MoveOrigin)] {
        moves.map { transition, place in
            (Move(transition, watch.series[place].life.course?.standing ?? Standing()), .watch(place))
        }
    }

    mutating func restoreWatch(_ rule: SelfRule, _ scope: Scope, _ bytes: [UInt8]) -> Bool {
        guard let place = watch.restore(rule, scope, bytes) else { return false }
        let life = watch.series[place].life
        if life.isFiring, let course = life.course {
            desk.adopt(course.id, scope, metric: rule.metric, course: course, isStale: life.isStale)
        }
        return true
    }

    /// The severities of all alerts that fire.
    var firing: [Severity] {
        var found = watch.firing + gapWatch.firing
        found += canaries.series.compactMap { $0.life.isFiring ? $0.life.course?.severity : nil }
        for chart in charts {
            for place in chart.open {
                let life = chart.series[place].life
                if life.isFiring, let course = life.course { found.append(course.severity) }
            }
        }
        return found
    }
}
