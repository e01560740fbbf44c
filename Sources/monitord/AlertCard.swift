// One alert on one screen.

internal import Alerts
internal import Model
internal import Store

/// What a responder has to know: which series, since when, how sure, and what to do.
struct AlertCard {
    let alert: Alert
    let steps: [StoredTransition]
    let incident: Incident?
    let now: EventTime

    private var evidence: Evidence { alert.evidence }
    private var isShare: Bool { alert.evidence.isShare }

    func print(isColourful: Bool) {
        let word = alert.severity.name.uppercased()
        let head = "\(isColourful ? alert.severity.painted(word) : word)  \(alert.state.rawValue)"
        let from = alert.state == .resolved ? alert.resolvedAt ?? alert.updatedAt : alert.firedAt
        Console.line("\(head) since \(clock(from)) UTC (\(age(now - from)) ago)")
        Console.line("")
        var rows = [("what", alert.summary), ("series", labels(alert.scope))]
        if !alert.reason.isEmpty { rows.append(("why", alert.reason)) }
        rows += when + certainty + causes + standing + origin
        Card.print(rows.map { ($0.0, $0.1) })
        printHistory()
        printNext()
    }

    private var when: [(String, String)] {
        var rows: [(String, String)] = []
        if let finding = evidence.finding, let onset = finding.onset {
            var text = "about \(clock(onset))"
            if let earliest = finding.onsetEarliest, let latest = finding.onsetLatest, earliest != latest {
                text += ", between \(clock(earliest)) and \(clock(latest))"
            }
            rows.append(("since", text))
        }
        let resolved = alert.resolvedAt.map { ", over at \(clock($0))" } ?? ""
        let text = "in breach at \(clock(alert.breachedAt)), fired at \(clock(alert.firedAt))\(resolved)"
        rows.append((rows.isEmpty ? "since" : "", text))
        return rows
    }

    private var certainty: [(String, String)] {
        let finding = evidence.finding
        var rows: [(String, String)] = []
        var words: [String] = []
        if let statistic = finding?.statistic, let threshold = finding?.threshold {
            words.append("evidence \(tenths(statistic)), \(tenths(threshold)) needed")
        }
        if evidence.events > 0 { words.append(evidence.basis) }
        if let users = finding?.users { words.append("\(grouped(users)) users or more") }
        if !words.isEmpty { rows.append(("how sure", words.joined(separator: "; "))) }
        if evidence.value != nil {
            var text = valueText(evidence.value, isShare: isShare)
            if let low = finding?.low, let high = finding?.high {
                text += " (95 %: \(valueText(low, isShare: isShare)) to \(valueText(high, isShare: isShare)))"
            }
            if let value = finding?.sinceOnset { text += ", \(valueText(value, isShare: isShare)) since the change" }
            rows.append(("now", text))
        }
        if evidence.baselineValue != nil || evidence.baselineID != nil {
            let ratio = evidence.ratio.map { "; \(percent($0)) of it is left" } ?? ""
            let line = evidence.line.map { "; the line is at \(figure($0))" } ?? ""
            let id = evidence.baselineID.map { " (\($0))" } ?? ""
            rows.append(("baseline", "\(valueText(evidence.baselineValue, isShare: isShare))\(id)\(ratio)\(line)"))
        }
        return rows
    }

    private var causes: [(String, String)] {
        guard let finding = evidence.finding else { return [] }
        var rows: [(String, String)] = []
        if let behaviour = finding.behaviourChange {
            let mix = finding.mixChange.map { ", another mix of requests \(points($0))" } ?? ""
            let known = finding.coverage.map { "; the baseline knows \(percent($0)) of the events" } ?? ""
            rows.append(("made of", "another behaviour \(points(behaviour))\(mix)\(known)"))
        }
        for (place, segment) in finding.segments.enumerated() {
            let rates =
                "\(percent(segment.rate)) against \(percent(segment.baselineRate)), n = \(grouped(segment.events))"
            rows.append(
                (place == 0 ? "carried by" : "", "\(points(segment.change)) \(labels(beyond(segment.scope))): \(rates)")
            )
        }
        return rows
    }

    /// What tells a part of the series from all of it.
    private func beyond(_ scope: Scope) -> Scope {
        Scope(scope.values.filter { alert.scope[$0.dimension] == nil })
    }

    /// Who was told, and who answered.
    private var standing: [(String, String)] {
        var rows = [("plane", alert.plane.rawValue)]
        if let incident {
            let state = "\(incident.state.rawValue), \(counted(incident.alerts.count, "alert"))"
            rows.append(("incident", "\(incident.id) (\(state))"))
        } else if let id = alert.incident {
            rows.append(("incident", id))
        }
        switch alert.notice {
        case .page, .update: break
        case .log: rows.append(("told", "nobody: for the log only"))
        case .silenced(let id): rows.append(("told", "nobody: silence \(id)"))
        case .inhibited(let id): rows.append(("told", "nobody: alert \(id.text.prefix(8)) tells more"))
        case .flapping: rows.append(("told", "at its first firing only: it comes and goes"))
        }
        if let answer = alert.acknowledgement {
            let comment = answer.note.text.isEmpty ? "" : ": \(answer.note.text)"
            rows.append(
                ("answered", "\(answer.verdict.rawValue), by \(answer.note.by) at \(clock(answer.note.at))\(comment)"))
        }
        return rows
    }

    private var origin: [(String, String)] {
        let revision = alert.ruleRevision.isEmpty ? "" : ", revision \(alert.ruleRevision)"
        let set = alert.rulesHash.isEmpty ? "" : " of rule set \(alert.rulesHash)"
        var rows = [("rule", "\(alert.rule)\(revision)\(set)"), ("id", alert.id.text)]
        let pairs = { (labels: [Label]) in labels.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
        if !alert.labels.isEmpty { rows.append(("labels", pairs(alert.labels))) }
        for label in alert.annotations { rows.append((String(visible(label.name).prefix(12)), label.value)) }
        return rows
    }

    private func printHistory() {
        Console.line("")
        Console.line("history (UTC)")
        for step in steps {
            let value = step.value.map { "  \(valueText($0, isShare: isShare))" } ?? ""
            let quiet = AlertTable.quiet(named: step.notice).map { "  (\(visible($0)))" } ?? ""
            Console.line("  \(clock(step.at))  \(step.kind.rawValue)  \(step.severity.name)\(value)\(quiet)")
            guard let author = step.author else { continue }
            let comment = step.comment.map { ": \($0)" } ?? ""
            Card.print([("     ", "by \(author)\(comment)")])
        }
    }

    private func printNext() {
        let id = alert.id.text.prefix(8)
        Console.line("")
        Console.line("what to do")
        if let runbook = alert.runbookURL { Console.line("  read      \(visible(runbook))") }
        Console.line("  look      monitord explain \(id)")
        if let incident = alert.incident {
            Console.line("  incident  monitord incident show \(visible(String(incident.prefix(8))))")
        }
        if alert.state != .resolved, alert.acknowledgement == nil {
            Console.line("  answer    monitord alerts ack \(id) --verdict true|false|benign -c TEXT")
        }
    }
}
