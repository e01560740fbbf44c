// The pages of series, filled from the store.

internal import Alerts
internal import Charts
internal import Detectors
internal import Model
internal import Pages
internal import Panes
internal import Store
internal import Web

extension Visit {
    private static let alertsMax = 20
    /// How far back a chart may go, and what is offered.
    private static let spans = ["1h", "6h", "24h"]

    /// The list, or one series where the query names rule and scope.
    func series() -> WebReply {
        if let rule = request[query: "rule"], let scope = request[query: "scope"] { return seriesSheet(rule, scope) }
        return page { (reader, now) throws(StoreError) in
            let verdicts = try reader.verdicts()
            let sight = sight(reader, verdicts, try reader.alerts())
            let blind = blindness(sight).first
            let rows = verdicts.map { row in
                SeriesList.Row(
                    rule: row.rule, scope: row.scope, verdict: row.verdict,
                    standing: SeriesStanding(row, sight, isBlind: blind))
            }
            return list(rows, now).page
        }
    }

    private func list(_ rows: [SeriesList.Row], _ now: EventTime) -> SeriesList {
        var rows = rows
        var wanted: [(name: String, value: String)] = []
        if let rule = request[query: "rule"] {
            rows.removeAll { !$0.rule.utf8.elementsEqual(rule.utf8) }
            wanted.append(("rule", rule))
        }
        for dimension in Dimension.allCases {
            guard let value = request[query: dimension.name] else { continue }
            rows.removeAll { !($0.scope[dimension] ?? "").utf8.elementsEqual(value.utf8) }
            wanted.append((dimension.name, value))
        }
        var states: [(word: String, count: Int)] = []
        for row in rows.sorted(by: { $0.standing.urgency > $1.standing.urgency }) {
            if let last = states.indices.last, states[last].word == row.standing.word {
                states[last].count += 1
            } else {
                states.append((row.standing.word, 1))
            }
        }
        if let state = request[query: "state"] {
            rows.removeAll { state == "unjudged" ? $0.standing.isJudged : $0.standing.word != state }
            wanted.append(("state", state))
        }
        let sorted = rows.sorted { left, right in
            if left.standing.urgency != right.standing.urgency { return left.standing.urgency > right.standing.urgency }
            if !left.rule.utf8.elementsEqual(right.rule.utf8) {
                return left.rule.utf8.lexicographicallyPrecedes(right.rule.utf8)
            }
            return Scope.precedes(left.scope, right.scope)
        }
        var view = SeriesList(now: now, rows: sorted)
        (view.wanted, view.states) = (wanted, states)
        return view
    }

    private func seriesSheet(_ name: String, _ key: String) -> WebReply {
        page(missing: "There is no such series of rule \(name).") { (reader, now) throws(StoreError) in
            let verdicts = try reader.verdicts()
            let found = verdicts.first {
                $0.rule.utf8.elementsEqual(name.utf8) && $0.scope.key.elementsEqual(key.utf8)
            }
            guard let row = found else { return nil }
            let sight = sight(reader, verdicts, try reader.alerts())
            let rule = site.board.plan?.rule(name)
            var view = SeriesSheet(
                now: now, rule: name, scope: row.scope, verdict: row.verdict,
                standing: SeriesStanding(row, sight, isBlind: blindness(sight).first), at: row.at)
            view.definition = rule?.definition ?? ""
            view.baselineID = row.baselineID
            var filter = AlertFilter()
            (filter.rule, filter.states, filter.limit) = (name, Alert.State.allCases, Self.alertsMax)
            filter.scope = row.scope.values
            view.alerts = try reader.alerts(filter).filter { $0.scope == row.scope }
            try draw(row, rule, reader, &view, now)
            return view.page
        }
    }

    private func draw(
        _ row: VerdictRow, _ rule: Rule?, _ reader: borrowing Reader, _ view: inout SeriesSheet, _ now: EventTime
    ) throws(StoreError) {
        guard var picture = try ControlPicture(row, rule, reader), PaneCourse.kind(picture.metric) != nil else {
            return
        }
        view.interval = Self.interval(row, picture.metric)
        let closed = try reader.closedThrough() ?? row.at
        let word = request[query: "since"].map { $0.hasPrefix("-") ? String($0.dropFirst()) : $0 }
        var span = ControlPicture.span(rule)
        if let word, let asked = TimeSpan(duration: word), asked > .zero { span = asked }
        span = min(max(span, .seconds(60)), PaneShelf.spanMax)
        let usual = min(max(ControlPicture.span(rule), .seconds(60)), PaneShelf.spanMax)
        view.spans = (Self.spans.compactMap { TimeSpan(duration: $0) } + [usual, span]).sorted()
            .map(\.durationText).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        view.span = span.durationText
        let from = closed - span
        for alert in view.alerts {
            if alert.firedAt >= from {
                picture.marks.append(
                    Plot.Mark(
                        time: alert.firedAt, name: "fired \(clock(alert.firedAt))",
                        caption: "fired \(String(clock(alert.firedAt).dropFirst(11).prefix(5)))"))
            }
            if let onset = alert.evidence.finding?.onset, alert.state != .resolved, onset >= from {
                picture.marks += ControlPicture(alert, rule)?.marks.filter { $0.time == onset } ?? []
            }
        }
        let panes = try site.board.panes.panes(
            reader, picture.metric, of: picture.scope, where: picture.filter, from: from, until: closed, closed: closed)
        view.plot = picture.plot(panes, from: from, until: closed, points: Self.pointsMax)
        view.panes = Self.stretches(panes, picture.metric, closed: closed, span: span)
    }

    /// The last stretches of the chart, each the mean of its events.
    private static func stretches(
        _ panes: [Course.Pane], _ metric: Metric, closed: EventTime, span: TimeSpan
    ) -> [SeriesSheet.Pane] {
        let width = max(10_000_000, span.microseconds / 60 / 10_000_000 * 10_000_000)
        var panes = panes
        if case .events = metric { for index in panes.indices { panes[index].events = 1 } }
        return Course.merged(panes, by: width).map { pane in
            SeriesSheet.Pane(
                from: EventTime(microseconds: pane.index * width), events: pane.events,
                value: pane.events > 0 ? pane.sum / pane.events : nil)
        }
    }
}
