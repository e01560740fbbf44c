// People's orders, and alerts whose rule is gone.

internal import Alerts
internal import Model
internal import Panes

extension Evaluator {
    /// Carries out an order. `recorded` is the alert that it is about, as the store has it.
    mutating func apply(
        _ order: Order, _ recorded: RecordedAlert?, at time: EventTime
    ) throws(OrderRefusal) -> [AlertTransition] {
        let id: AlertID
        switch order.act {
        case .acknowledge(let alert, _), .note(let alert), .resolve(let alert): id = alert
        // The pipeline journals them; whoever asks canaries, or tells receivers, carries them out.
        case .pauseCanaries, .resumeCanaries, .runSuite, .retry, .drop: return []
        case .silence, .expire, .step, .noteIncident, .close, .finish:
            try desk.apply(order, at: time)
            return []
        }
        guard let recorded, recorded.alert.id.text.utf8.elementsEqual(id.text.utf8) else {
            throw OrderRefusal(reason: "there is no alert \(id.text)", isNotFound: true)
        }
        let place = place(of: recorded.alert)
        if case .chart(let chart, let series) = place, let course = charts[chart].series[series].life.course,
            course.sequence != recorded.sequence
        {
            throw OrderRefusal(reason: "alert \(id.text) has moved meanwhile: try again")
        }
        if case .canary(let index) = place, let course = canaries.series[index].life.course,
            course.sequence != recorded.sequence
        {
            throw OrderRefusal(reason: "alert \(id.text) has moved meanwhile: try again")
        }
        if case .watch(let index) = place, let course = watch.series[index].life.course,
            course.sequence != recorded.sequence
        {
            throw OrderRefusal(reason: "alert \(id.text) has moved meanwhile: try again")
        }
        return try apply(order, recorded, place, at: time)
    }

    private mutating func apply(
        _ order: Order, _ recorded: RecordedAlert, _ place: MoveOrigin, at time: EventTime
    ) throws(OrderRefusal) -> [AlertTransition] {
        let standing = standing(of: recorded.alert, place)
        let isOver = recorded.alert.state == .resolved
        switch order.act {
        case .note:
            guard !order.note.text.isEmpty else { throw OrderRefusal(reason: "a note needs text") }
            return tell(
                recorded.next(.noted, at: recorded.alert.updatedAt, note: order.note), standing, place, at: time)
        case .acknowledge(_, let verdict):
            let acknowledgement = Acknowledgement(verdict: verdict, note: order.note)
            let first = recorded.acknowledged(acknowledgement, at: isOver ? recorded.alert.updatedAt : time)
            let told = tell(first, standing, place, at: time)
            guard verdict.ends, !isOver, let last = told.last else { return told }
            let summary = "\(order.note.by) judged it \(verdict.rawValue)"
            return told
                + end(RecordedAlert(last).resolved(summary, at: time, note: order.note), standing, place, at: time)
        case .resolve:
            guard !isOver else { throw OrderRefusal(reason: "alert \(recorded.alert.id.text) is over already") }
            let summary = "\(order.note.by) ended it"
            return end(recorded.resolved(summary, at: time, note: order.note), standing, place, at: time)
        case .silence, .expire, .step, .noteIncident, .close, .finish, .pauseCanaries, .resumeCanaries, .runSuite,
            .retry, .drop:
            return []
        }
    }

    /// Ends an alert that nobody goes on with: its rule was taken away, or what its series is has changed.
    mutating func withdraw(_ recorded: RecordedAlert, at time: EventTime) -> [AlertTransition] {
        guard recorded.alert.state != .resolved, !isAlive(recorded.alert) else { return [] }
        let rule = recorded.alert.rule
        if CanaryRule(name: rule) != nil { return withdrawCanary(recorded, at: time) }
        let isKnown = charts.contains { $0.rule.name.utf8.elementsEqual(rule.utf8) }
        let summary =
            isKnown
            ? "rule \(rule) judges this series anew or no more" : "rule \(rule) is no longer in force"
        var transition = recorded.resolved(summary, at: time)
        transition.alert.reason = summary
        return end(transition, standing(of: recorded.alert, .none), .none, at: time)
    }

    private mutating func withdrawCanary(_ recorded: RecordedAlert, at time: EventTime) -> [AlertTransition] {
        let scope = recorded.alert.scope
        let what = scope[.suite].map { "suite \($0) of \(scope[.model] ?? "?")" } ?? scope[.model] ?? "?"
        var transition = recorded.resolved("no plan of canaries asks \(what) any more", at: time)
        transition.alert.reason = transition.alert.summary
        return end(transition, standing(of: recorded.alert, .none), .none, at: time)
    }

    /// Whether a life goes on with an alert.
    func isAlive(_ alert: Alert) -> Bool {
        if case .none = place(of: alert) { return false }
        return true
    }

    /// Who goes on with an alert, firing or over.
    private func place(of alert: Alert) -> MoveOrigin {
        if gapWatch.standing(of: alert.id) != nil { return .gap }
        if let place = canaries.place(of: alert) { return .canary(place) }
        if let place = watch.place(of: alert) { return .watch(place) }
        for chart in charts.indices where charts[chart].rule.name.utf8.elementsEqual(alert.rule.utf8) {
            let aggregation = windows[charts[chart].window].aggregation
            guard let series = aggregations[aggregation].known(alert.scope), series < charts[chart].series.count,
                charts[chart].series[series].life.holds(alert.id)
            else { continue }
            return .chart(chart, series: series)
        }
        return .none
    }

    private func standing(of alert: Alert, _ place: MoveOrigin) -> Standing {
        switch place {
        case .chart(let chart, let series): return charts[chart].series[series].life.course?.standing ?? Standing()
        case .gap: return gapWatch.standing(of: alert.id) ?? Standing()
        case .canary(let place): return canaries.series[place].life.course?.standing ?? Standing()
        case .watch(let place): return watch.series[place].life.course?.standing ?? Standing()
        case .none:
            // As far as the record tells.
            let wasTold = alert.notice == .page || alert.notice == .update
            return Standing(incident: alert.incident, told: wasTold ? alert.severity : nil, isTold: wasTold)
        }
    }

    /// A transition that leaves the alert as it is.
    private mutating func tell(
        _ transition: AlertTransition, _ standing: Standing, _ place: MoveOrigin, at time: EventTime
    ) -> [AlertTransition] {
        switch place {
        case .chart(let chart, let series):
            var life = charts[chart].series[series].life
            life.hear(transition)
            charts[chart].setLife(series, life)
        case .canary(let place): canaries.change(place) { $0.hear(transition) }
        case .watch(let place): watch.change(place) { $0.hear(transition) }
        case .gap: gapWatch.note(transition)
        case .none: break
        }
        return record([(Move(transition, standing), place)], at: time)
    }

    /// A transition that ends the alert, with the evidence for it.
    private mutating func end(
        _ transition: AlertTransition, _ standing: Standing, _ place: MoveOrigin, at time: EventTime
    ) -> [AlertTransition] {
        switch place {
        case .chart(let chart, let series):
            var life = charts[chart].series[series].life
            life.dismiss()
            charts[chart].setLife(series, life)
            charts[chart].startAnew(series, measures: measures)
        case .canary(let place): canaries.dismiss(place)
        case .watch(let place): watch.change(place) { $0.dismiss() }
        case .gap: gapWatch.dismiss(transition.alert.id)
        case .none: break
        }
        return record([(Move(transition, standing), .none)], at: time)
    }
}

extension AlertLife {
    /// A person said something.
    fileprivate mutating func hear(_ transition: AlertTransition) {
        if transition.kind == .acknowledged, let acknowledgement = transition.alert.acknowledgement {
            acknowledge(acknowledgement, sequence: transition.sequence)
        } else {
            note(sequence: transition.sequence)
        }
    }
}

extension Acknowledgement.Verdict {
    /// Whether an alert that was judged so is over.
    fileprivate var ends: Bool {
        switch self {
        case .seen, .harmful: false
        case .mistaken, .benign: true
        }
    }
}
