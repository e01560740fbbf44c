// Canaries among the rules: what they support, what supports them, and who hears of it.

internal import Alerts
internal import Canaries
internal import Model
internal import Panes

extension Evaluator {
    /// What a report leads to. Its time is the wall clock's.
    mutating func take(_ report: CanaryReport) -> [AlertTransition] {
        let outcome = canaries.take(report, support: supporter())
        for flaky in outcome.flaky { desk.noteFlaky(model: flaky.model, occasion: flaky.occasion, at: report.at) }
        for seen in outcome.contexts { desk.noteContext(model: seen.model, context: seen.context, at: report.at) }
        return record(moves(outcome), at: report.at)
    }

    /// Looks whether canaries are overdue.
    mutating func lookAtCanaries(at wall: EventTime) -> [AlertTransition] {
        let outcome = canaries.look(at: wall, support: supporter())
        return record(moves(outcome), at: wall)
    }

    /// An event of an open pane was a canary that nothing but its prompt told.
    mutating func noteLeak(_ origin: Roster.Origin, pane: Int64) {
        canaries.noteLeak(origin, pane: max(pane, (closedThrough ?? .min) &+ 1))
    }

    mutating func closeCanaries(through index: Int64) -> [(move: Move, origin: MoveOrigin)] {
        let outcome = canaries.close(through: index, grid: grid, support: supporter())
        return moves(outcome)
    }

    mutating func reconsiderCanaries(at time: EventTime) -> [(move: Move, origin: MoveOrigin)] {
        let outcome = canaries.reconsider(at: time, support: supporter())
        return moves(outcome)
    }

    /// What fires for a model as of the last pane, with the categories that canaries find failing now: a model without
    /// refusals must not wait for the next pane to be called what it is.
    private func supporter() -> CanaryWatch.Supporter {
        let (supports, categories, canaries) = (supports, categories, canaries)
        return { model, own in
            let name = ModelName(model)
            var support = supports[name] ?? Support()
            let failing = (canaries.categories(of: model) + own).map { ModelName($0) }
            support.categories = (categories[name] ?? []).union(failing).count
            return support
        }
    }

    /// The severities of canaries' own evidence, and the categories that it speaks of.
    mutating func gatherCanaries() {
        for series in canaries.series {
            guard let own = series.own, let model = series.scope[.model] else { continue }
            supports[ModelName(model), default: Support()].add(own, on: series.rule.plane)
            let failing = canaries.categories(of: model)
            guard own >= .high, !failing.isEmpty else { continue }
            categories[ModelName(model), default: []].formUnion(failing.map { ModelName($0) })
        }
    }

    /// Not in one expression with what led to the outcome: it would look at the series of before.
    private func moves(_ outcome: CanaryWatch.Outcome) -> [(move: Move, origin: MoveOrigin)] {
        outcome.moves.map { transition, place in
            (Move(transition, canaries.series[place].life.course?.standing ?? Standing()), .canary(place))
        }
    }

    mutating func restoreCanary(_ rule: CanaryRule, _ scope: Scope, _ bytes: [UInt8]) -> Bool {
        guard let place = canaries.restore(rule, scope, bytes) else { return false }
        let life = canaries.series[place].life
        if life.isFiring, let course = life.course {
            desk.adopt(course.id, scope, metric: rule.metric, course: course, isStale: life.isStale)
        }
        return true
    }
}
