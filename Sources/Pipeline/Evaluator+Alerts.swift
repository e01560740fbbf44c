// From verdicts to what the store records: lives step, planes agree, and the desk decides who hears of it.

internal import Alerts
package import Model
internal import Panes

/// Whose alert moved.
enum MoveOrigin {
    case chart(Int, series: Int)
    case gap
    case canary(Int)
    case watch(Int)
    /// Nobody goes on with the alert.
    case none
}

extension Evaluator {
    /// Steps every rule, then takes all that moved over the desk at once.
    mutating func moveAlerts(_ pane: inout EvaluatedPane, at time: EventTime) -> [AlertTransition] {
        var moved = gatherSupport() ? reconsiderCanaries(at: time) : []
        let supports = supports
        for index in charts.indices {
            for (series, transition) in charts[index].step(&pane, support: { supports[$0] ?? Support() }) {
                let standing = charts[index].series[series].life.course?.standing ?? Standing()
                moved.append((Move(transition, standing), .chart(index, series: series)))
            }
        }
        moved += gapWatch.step(at: time).map { ($0, .gap) }
        moved += closeCanaries(through: pane.index)
        moved += judgeCoverage(at: time)
        return record(moved, at: time)
    }

    /// Lets the desk decide, and keeps what it decided with each alert's life.
    mutating func record(_ moved: [(move: Move, origin: MoveOrigin)], at time: EventTime) -> [AlertTransition] {
        guard !moved.isEmpty else { return [] }
        var moves = moved.map(\.move)
        desk.take(&moves, at: time)
        for (place, move) in moves.enumerated() {
            switch moved[place].origin {
            case .chart(let chart, let series):
                var life = charts[chart].series[series].life
                life.settle(move.standing)
                charts[chart].setLife(series, life)
            case .gap: gapWatch.settle(move.transition.alert.id, move.standing)
            case .canary(let place): canaries.change(place) { $0.settle(move.standing) }
            case .watch(let place): watch.change(place) { $0.settle(move.standing) }
            case .none: break
            }
        }
        return moves.map(\.transition)
    }

    /// What fires by itself, by model. A raised severity never counts, and what a pane changes counts from the next one
    /// on: so neither the order of rules nor that of series matters.
    ///
    /// Whether it was gathered anew.
    mutating func gatherSupport() -> Bool {
        guard canaries.isSupportDirty || charts.contains(where: \.isSupportDirty) else { return false }
        canaries.isSupportDirty = false
        (supports, categories) = ([:], [:])
        for index in charts.indices {
            charts[index].isSupportDirty = false
            let (rule, series) = (charts[index].rule, charts[index].series)
            for place in charts[index].open.sorted() {
                guard let own = series[place].life.own, let model = series[place].scope[.model] else { continue }
                supports[ModelName(model), default: Support()].add(own, on: rule.plane)
                guard own >= .high, let category = series[place].scope[.category], !category.isEmpty else { continue }
                categories[ModelName(model), default: []].insert(ModelName(category))
            }
        }
        gatherCanaries()
        for model in categories.keys { supports[model]?.categories = categories[model]?.count ?? 0 }
        return true
    }

    /// An alert that an earlier run left open is on the desk again.
    mutating func adoptAlert(_ chart: Int, _ series: Int) {
        let life = charts[chart].series[series].life
        guard life.isFiring, let course = life.course else { return }
        desk.adopt(
            course.id, charts[chart].series[series].scope, metric: charts[chart].rule.metric.name, course: course,
            isStale: life.isStale)
    }

    /// Puts back what the desk kept, before the states.
    mutating func restoreDesk(_ state: StoredState) {
        desk.restore(incidents: state.incidents, silences: state.silences, tasks: state.tasks)
    }

    /// Incidents, silences and tasks that changed since this was last asked.
    mutating func takeDesk() -> (incidents: [Incident], silences: [Silence], tasks: [ReviewTask]) { desk.takeChanges() }

    /// Raises reviews of baselines, for models that had events in the pane.
    mutating func review(_ pane: ClosedPane, at time: EventTime) {
        guard desk.isReviewDue(at: time) else { return }
        for row in pane.rows {
            if let model = cells.scopes[row.cell][.model] { desk.review(model: model, at: time) }
        }
    }

    /// A model was seen in another context: prompt, tools or fingerprint.
    package mutating func noteContext(model: String, context: String, at time: EventTime) {
        desk.noteContext(model: model, context: context, at: time)
    }
}
