// The pages of alerts and of incidents, filled from the store.

internal import Alerts
internal import Charts
internal import Detectors
internal import Model
internal import Pages
internal import Panes
internal import Statistics
internal import Store
internal import Web

extension Visit {
    private static let openMax = 150
    private static let overMax = 40
    private static let incidentAlertsMax = 200
    private static let matchersMax = 16
    /// Points of a chart.
    static let pointsMax = 120

    /// Those that fire, then those that are over, under the filters of the query.
    func alertList() -> WebReply {
        page { (reader, now) throws(StoreError) in
            var view = AlertList(now: now)
            let filter = take(into: &view)
            let open = try alerts(reader, filter, [.firing, .stale], view.state, limit: Self.openMax)
            view.open = open.enumerated().sorted { left, right in
                let (first, second) = (left.element, right.element)
                if first.isLoud != second.isLoud { return first.isLoud }
                return first.severity == second.severity ? left.offset < right.offset : first.severity > second.severity
            }.map(\.element)
            view.over = try alerts(reader, filter, [.resolved], view.state, limit: Self.overMax)
            view.hasMore = view.open.count == Self.openMax || view.over.count == Self.overMax
            return view.page
        }
    }

    private func alerts(
        _ reader: borrowing Reader, _ filter: AlertFilter, _ states: [Alert.State], _ word: String?, limit: Int
    ) throws(StoreError) -> [Alert] {
        var filter = filter
        (filter.states, filter.limit) = (states, limit)
        if let word, word != "all" { filter.states = states.filter { $0.rawValue.utf8.elementsEqual(word.utf8) } }
        return filter.states.isEmpty ? [] : try reader.alerts(filter)
    }

    /// The conditions of the query, as `monitord alerts` has them: `state`, `severity`, `match[]`.
    private func take(into view: inout AlertList) -> AlertFilter {
        var filter = AlertFilter()
        for (name, value) in request.query.prefix(Self.matchersMax) {
            switch name {
            case "state":
                if value == "all" || Alert.State(rawValue: value) != nil {
                    view.state = value
                } else {
                    view.complaint = "state is one of firing, stale, resolved, all"
                }
            case "severity":
                guard let severity = Severity(name: value) else {
                    view.complaint = "severity is one of low, medium, high, critical"
                    continue
                }
                view.severity = severity
                filter.minimumSeverity = severity
            case "match[]", "match":
                do throws(FilterError) {
                    filter.matching.append(try Filter(matchers: [value]))
                    view.matchers.append(value)
                } catch {
                    view.complaint = "'\(value)' is no matcher: \(error.reason)"
                }
            default: continue
            }
        }
        return filter
    }

    /// One alert with everything that is known of it.
    func alertSheet() -> WebReply {
        let id = arguments.first ?? ""
        return page(missing: "There is no alert \(id).") { (reader, now) throws(StoreError) in
            guard let found = try reader.alert(idPrefix: id) else { return nil }
            let alert = found.alert
            var view = AlertSheet(now: now, alert: alert)
            view.steps = try reader.history(of: alert.id).map { AlertSheet.Step($0) }
            view.incident = try alert.incident.flatMap { (id) throws(StoreError) in try reader.incident(idPrefix: id) }
            if let intervals = alert.evidence.intervals {
                view.interval = Self.range(intervals.now.lower, intervals.now.upper)
                view.intervalAlways = Self.range(intervals.always.lower, intervals.always.upper)
            }
            try draw(alert, reader, &view)
            return view.page
        }
    }

    private static func range(_ low: Double, _ high: Double) -> ClosedRange<Double>? { low <= high ? low...high : nil }

    private func draw(_ alert: Alert, _ reader: borrowing Reader, _ view: inout AlertSheet) throws(StoreError) {
        let rule = site.board.plan?.rule(alert.rule)
        guard let picture = ControlPicture(alert, rule), PaneCourse.kind(picture.metric) != nil else { return }
        let closed = try reader.closedThrough() ?? alert.updatedAt
        let (from, end) = ControlPicture.range(alert, closed: closed)
        // One that is long over is shown as it was, and one that goes on for days with its beginning.
        let after = alert.resolvedAt.map { $0 + ControlPicture.span(rule) } ?? end
        let until = min(end, min(after, from + PaneShelf.spanMax))
        let panes = try site.board.panes.panes(
            reader, picture.metric, of: picture.scope, where: picture.filter, from: from, until: until, closed: closed)
        view.plot = picture.plot(panes, from: from, until: until, points: Self.pointsMax)
        guard let course = PaneCourse(panes, picture.metric), let found = course.course else { return }
        view.levels = found.segments.map { segment in
            AlertSheet.Level(
                from: course.start(segment), until: course.end(segment), value: segment.value, events: segment.events)
        }
    }

    /// One incident with its alerts.
    func incidentSheet() -> WebReply {
        let id = arguments.first ?? ""
        return page(missing: "There is no incident \(id).") { (reader, now) throws(StoreError) in
            guard let incident = try reader.incident(idPrefix: id) else { return nil }
            var alerts: [Alert] = []
            for id in incident.alerts.prefix(Self.incidentAlertsMax) {
                if let alert = try reader.alert(id: id) { alerts.append(alert) }
            }
            let hints = ConfirmHints(
                incident: incident, alerts: alerts, counters: try reader.counters(), gaps: try reader.gaps())
            return IncidentSheet(now: now, incident: incident, alerts: alerts, hints: hints.lines).page
        }
    }
}

extension AlertSheet.Step {
    fileprivate init(_ step: StoredTransition) {
        self.init(kind: step.kind.rawValue, at: step.at, severity: step.severity, value: step.value)
        let isTold = [Alert.Notice.page, .update].contains { $0.name.utf8.elementsEqual(step.notice.utf8) }
        if !isTold { quiet = step.notice.utf8.elementsEqual(Alert.Notice.log.name.utf8) ? "log only" : step.notice }
        (author, comment) = (step.author, step.comment)
    }
}
