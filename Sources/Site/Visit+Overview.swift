// The first page, filled from the store and the board.

internal import Alerts
internal import Canaries
internal import Model
internal import Pages
internal import Panes
internal import Statistics
internal import Store
internal import Web

extension Visit {
    private static let alertsMax = 200
    private static let incidentsMax = 50
    /// Series of a tile.
    private static let linesMax = 3
    private static let modelsMax = 40

    /// Is all well, and what is not known.
    func overview() -> WebReply {
        page { (reader, now) throws(StoreError) in
            let verdicts = try reader.verdicts()
            var filter = AlertFilter()
            filter.limit = Self.alertsMax
            let alerts = try reader.alerts(filter)
            let sight = sight(reader, verdicts, alerts)
            let blindness = blindness(sight)
            let rows = verdicts.map { row in
                (row: row, standing: SeriesStanding(row, sight, isBlind: blindness.first))
            }
            var view = Overview(now: now)
            view.alerts = alerts.sorted { left, right in
                left.severity == right.severity ? left.firedAt > right.firedAt : left.severity > right.severity
            }
            view.blindness = blindness
            view.judged = rows.count { $0.standing.isJudged }
            view.unjudged = Self.unjudged(rows)
            view.incidents = try reader.incidents(limit: Self.incidentsMax).sorted { left, right in
                left.severity == right.severity ? left.openedAt > right.openedAt : left.severity > right.severity
            }
            view.canaries = try canarySentence(reader, now)
            view.pulse = try pulse(reader)
            view.models = try tiles(rows, reader, closed: view.pulse.closedThrough)
            return view.page
        }
    }

    /// By what is missing, the most frequent first.
    private static func unjudged(
        _ rows: [(row: VerdictRow, standing: SeriesStanding)]
    ) -> [(count: Int, reason: String)] {
        var counts: [(count: Int, reason: String)] = []
        for (row, standing) in rows where !standing.isJudged {
            let reason =
                switch row.verdict.state {
                case .learning(let learning): "learning: \(learning.rawValue)"
                case .insufficient: "too few events to judge"
                case .stale: "no event in the window, after there had been some"
                case .ok, .warning, .critical: standing.doubt ?? standing.word
                }
            if let place = counts.firstIndex(where: { $0.reason.utf8.elementsEqual(reason.utf8) }) {
                counts[place].count += 1
            } else {
                counts.append((1, reason))
            }
        }
        return counts.sorted { $0.count > $1.count }
    }

    private func pulse(_ reader: borrowing Reader) throws(StoreError) -> Overview.Pulse {
        var pulse = Overview.Pulse()
        let live = site.board.newest
        pulse.eventsPerSecond = live?.eventsPerSecond
        pulse.lag = live?.lag
        pulse.trouble = live?.trouble
        pulse.closedThrough = try reader.closedThrough()
        pulse.checkpointAt = try reader.beat()
        for row in try reader.counters() {
            switch row.name {
            case "records": pulse.records &+= row.value
            case "rejected": pulse.rejected &+= row.value
            case "late": pulse.late &+= row.value
            default: continue
            }
        }
        return pulse
    }

    private func tiles(
        _ rows: [(row: VerdictRow, standing: SeriesStanding)], _ reader: borrowing Reader, closed: EventTime?
    ) throws(StoreError) -> [Overview.ModelTile] {
        // Bytes decide which model is which, and a scope is compared by its bytes.
        var byModel: [Scope: [(row: VerdictRow, standing: SeriesStanding)]] = [:]
        for each in rows {
            guard let model = each.row.scope[.model], SelfRule(name: each.row.rule) == nil else { continue }
            byModel[Scope([(.model, model)]), default: []].append(each)
        }
        let plan = site.board.plan
        var wanted: [TrendShelf.Key: Rule] = [:]
        let tiles = byModel.map { scope, rows in (model: scope[.model] ?? "", rows: rows, lines: Self.lines(rows)) }
            .sorted { left, right in
                let (first, second) = (Self.urgency(left.rows), Self.urgency(right.rows))
                return first == second ? left.model.utf8.lexicographicallyPrecedes(right.model.utf8) : first > second
            }.prefix(Self.modelsMax)
        for line in tiles.flatMap(\.lines) {
            guard let rule = plan?.rule(line.row.rule), PaneCourse.kind(rule.metric) != nil else { continue }
            wanted[.init(rule: line.row.rule, scope: line.row.scope)] = rule
        }
        var trends: [TrendShelf.Key: [Double?]] = [:]
        if let closed, !wanted.isEmpty {
            trends = try site.board.trends.trends(
                reader, wanted, closed: closed, path: site.storePath)
        }
        return tiles.map { tile in
            let worst = Self.worst(tile.rows, tile.lines)
            return Overview.ModelTile(
                model: tile.model, standing: worst ?? SeriesStanding(word: "unknown"),
                lines: tile.lines.map { each in
                    let key = TrendShelf.Key(rule: each.row.rule, scope: each.row.scope)
                    return Self.line(each.row, each.standing, wanted[key], trends[key])
                }, summary: Self.summary(tile.rows.map(\.standing)))
        }
    }

    /// What is bad anywhere, or else what is said of the model as a whole: a rare category that nobody can judge yet
    /// does not make all of it so.
    private static func worst(
        _ rows: [(row: VerdictRow, standing: SeriesStanding)], _ lines: [(row: VerdictRow, standing: SeriesStanding)]
    ) -> SeriesStanding? {
        let all = rows.map(\.standing).max { $0.urgency < $1.urgency }
        guard let all, !all.isAlarming, !lines.isEmpty else { return all }
        return lines.map(\.standing).max { $0.urgency < $1.urgency }
    }

    private static func urgency(_ rows: [(row: VerdictRow, standing: SeriesStanding)]) -> Int {
        rows.map(\.standing.urgency).max() ?? 0
    }

    /// The series that are about most of the model: of each rule those with the fewest names, the most urgent first.
    private static func lines(
        _ rows: [(row: VerdictRow, standing: SeriesStanding)]
    ) -> [(row: VerdictRow, standing: SeriesStanding)] {
        var best: [(row: VerdictRow, standing: SeriesStanding)] = []
        for each in rows where each.row.verdict.value != nil {
            guard let place = best.firstIndex(where: { $0.row.rule.utf8.elementsEqual(each.row.rule.utf8) }) else {
                best.append(each)
                continue
            }
            let (old, new) = (best[place].row.scope.values.count, each.row.scope.values.count)
            let isMoreUrgent = each.standing.urgency > best[place].standing.urgency
            if new < old || (new == old && isMoreUrgent) { best[place] = each }
        }
        let least = best.map(\.row.scope.values.count).min() ?? 0
        return Array(
            best.filter { $0.row.scope.values.count == least || $0.standing.isAlarming }
                .sorted { $0.standing.urgency > $1.standing.urgency }.prefix(linesMax))
    }

    private static func line(
        _ row: VerdictRow, _ standing: SeriesStanding, _ rule: Rule?, _ trend: [Double?]?
    ) -> Overview.Line {
        let verdict = row.verdict
        let isShare = verdict.isShare
        var line = Overview.Line(
            rule: row.rule, scope: row.scope, standing: standing, now: valueText(verdict.value, isShare: isShare),
            span: TimeSpan(microseconds: TrendShelf.bucket.microseconds * TrendShelf.bucketsMax).durationText)
        line.baseline = verdict.baselineValue.map { valueText($0, isShare: isShare) }
        if let interval = Self.interval(row, rule?.metric) {
            line.interval = "\(percent(interval.lowerBound)) to \(percent(interval.upperBound))"
        }
        line.trend = trend.map { Sparkline(values: $0, baseline: verdict.baselineValue) }
        return line
    }

    /// Where the rate of a window may really lie; nil for what is no rate.
    static func interval(_ row: VerdictRow, _ metric: Metric?) -> ClosedRange<Double>? {
        let verdict = row.verdict
        guard metric?.isOutcomeRate ?? false, let value = verdict.value,
            let share = Proportion(hits: value * verdict.effectiveEvents, of: verdict.effectiveEvents),
            let interval = share.wilson(alpha: 0.05), interval.lower <= interval.upper
        else { return nil }
        return interval.lower...interval.upper
    }

    private static func summary(_ standings: [SeriesStanding]) -> String {
        var counts: [(word: String, urgency: Int, count: Int)] = []
        for standing in standings {
            if let place = counts.firstIndex(where: { $0.word.utf8.elementsEqual(standing.word.utf8) }) {
                counts[place].count += 1
            } else {
                counts.append((standing.word, standing.urgency, 1))
            }
        }
        return counts.sorted { $0.urgency > $1.urgency }.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
    }
}
