// Pictures of an alert and of a rule's series.

internal import Alerts
internal import Charts
package import Model
package import Panes
package import Store

extension ControlPicture {
    /// Of an alert, with its change and its life as marks. Nil for a metric that is not known.
    package init?(_ alert: Alert, _ rule: Rule?) {
        guard let metric = Metric(name: alert.evidence.metric) else { return nil }
        let evidence = alert.evidence
        self.init(metric: metric, scope: alert.scope, title: "\(alert.rule)  \(labels(alert.scope))")
        filter = rule?.filter
        baseline = evidence.baselineValue
        isShare = evidence.isShare
        if let rule {
            lines = Self.lines(rule, baseline: baseline)
        } else if let line = evidence.line, let baseline, let ratio = evidence.ratio, ratio > 0, line > 0 {
            lines = [("line", baseline * line)]
        }
        if let onset = evidence.finding?.onset {
            var interval: ClosedRange<Int64>?
            var words = "change about \(onset.rfc3339)"
            if let first = evidence.finding?.onsetEarliest, let last = evidence.finding?.onsetLatest, first <= last {
                interval = first.microseconds...last.microseconds
                words += ", between \(first.rfc3339) and \(last.rfc3339)"
            }
            marks.append(Plot.Mark(time: onset, name: words, interval: interval, caption: "change \(minute(onset))"))
        }
        marks.append(
            Plot.Mark(
                time: alert.firedAt, name: "fired \(alert.firedAt.rfc3339)", caption: "fired \(minute(alert.firedAt))"))
        if let end = alert.resolvedAt {
            marks.append(
                Plot.Mark(
                    time: end, name: "resolved \(end.rfc3339)", caption: "resolved \(minute(end))"))
        }
    }

    /// Of a series as it is now. Nil when neither the rule nor the caller knows the metric.
    package init?(_ row: VerdictRow, _ rule: Rule?, metric: Metric?) {
        guard let metric = rule?.metric ?? metric else { return nil }
        self.init(metric: metric, scope: row.scope, title: "\(row.rule)  \(labels(row.scope))")
        filter = rule?.filter
        baseline = row.verdict.baselineValue
        isShare = row.verdict.isShare
        if let rule { lines = Self.lines(rule, baseline: baseline) }
    }

    private init(metric: Metric, scope: Scope, title: String) {
        self.metric = metric
        self.scope = scope
        self.title = title
    }
}

extension ControlPicture {
    /// From well before an alert's change until now; `before` says how long before.
    package static func range(
        _ alert: Alert, closed: EventTime?, before: TimeSpan? = nil
    ) -> (from: EventTime, until: EventTime) {
        let finding = alert.evidence.finding
        let change = min(finding?.onsetEarliest ?? finding?.onset ?? alert.breachedAt, alert.breachedAt)
        let span = before ?? max(.seconds(3600), TimeSpan(microseconds: 6 * alert.evidence.window.microseconds))
        return (change - span, max(closed ?? alert.updatedAt, alert.updatedAt))
    }

    /// Of one series of a rule. Without the rule at hand its metric is told by an alert of it.
    package init?(_ row: VerdictRow, _ rule: Rule?, _ reader: borrowing Reader) throws(StoreError) {
        var metric: Metric?
        if rule == nil {
            var filter = AlertFilter()
            (filter.rule, filter.states, filter.limit) = (row.rule, Alert.State.allCases, 1)
            metric = try reader.alerts(filter).first.flatMap { Metric(name: $0.evidence.metric) }
        }
        self.init(row, rule, metric: metric)
    }

    /// How far back a series of a rule is shown when nobody says.
    package static func span(_ rule: Rule?) -> TimeSpan {
        let window = rule?.window ?? .seconds(3600)
        return max(.seconds(3600), TimeSpan(microseconds: 6 * window.microseconds))
    }
}

/// `14:05`.
private func minute(_ time: EventTime) -> String { String(clock(time).dropFirst(11).prefix(5)) }
