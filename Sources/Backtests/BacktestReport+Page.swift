// The report for people.

internal import Alerts
internal import Model
internal import Statistics

extension BacktestReport {
    package var page: Page {
        var page = Page(title: "Backtest of \(input)")
        page.add(.text(summary))
        for note in notes { page.add(.note(note)) }
        if let sweep {
            page.add(.head("Sweep"))
            page.add(sweep.table(isLabelled: isLabelled))
            page.add(.text(sweep.scope))
            for refusal in sweep.refusals { page.add(.note(refusal)) }
        } else {
            addRules(&page)
            if isLabelled { addIncidents(&page) }
            addAlerts(&page)
        }
        return page
    }

    private var summary: String {
        let days = figure((span.seconds / 86_400 * 100).rounded() / 100)
        var text =
            "\(isPartial ? "Stopped early: " : "")\(thousands(counted)) events of \(thousands(records)) records, "
            + "\(minute(judged.lowerBound)) to \(minute(judged.upperBound)) (\(days) d), \(thousands(panes)) panes, "
            + "\(thousands(Int64(series))) series. \(seconds(cpu)) of CPU, \(seconds(wall)) in all"
        if cpu > .zero { text += ": \(thousands(Int64(Double(records) / cpu.seconds))) records per CPU second" }
        return text + "."
    }

    private func addRules(_ page: inout Page) {
        page.add(.head("Rules"))
        let alarms = isLabelled ? "false" : "alerts"
        var columns = ["rule", "alerts"]
        if isLabelled { columns += [alarms, "found"] }
        columns += ["per 30 d", "95 % interval", "in breach", "past critical", "judged"]
        let rows = assessment.rules.map { rule in
            var row = [rule.rule, "\(rule.alerts)"]
            if isLabelled { row += ["\(rule.falseAlarms)", "\(rule.found) of \(assessment.incidents.count)"] }
            let verdicts = rule.judged + rule.unjudged
            let judged = verdicts > 0 ? percent(Double(rule.judged) / Double(verdicts)) : "-"
            row += [tenth(rule.rate.perMonth), interval(rule.rate), rule.breached.durationText]
            return row + [rule.critical.durationText, judged]
        }
        page.add(.table(columns, rows, right: Set(1..<columns.count)))
        let all = "\(tenth(assessment.rate.perMonth)) a month (\(interval(assessment.rate)))"
        page.add(
            .text(
                isLabelled
                    ? "False alarms of all rules: \(assessment.falseAlarms), that is \(all)."
                    : "No incident is labelled, so every alert counts as a false alarm: \(all). "
                        + "Name incidents with --expect."
            ))
    }

    private func addIncidents(_ page: inout Page) {
        page.add(.head("Labelled incidents"))
        var rows: [[String]] = []
        for result in assessment.incidents {
            let incident = result.incident
            let about = incident.model + (incident.category.map { " \($0)" } ?? "")
            let head = [incident.name, about, minute(incident.from)]
            if result.detections.isEmpty { rows.append(head + ["missed", "-", "-"]) }
            for detection in result.detections {
                rows.append(head + [detection.rule, detection.delay.durationText, detection.severity.name])
            }
        }
        page.add(.table(["incident", "of", "from", "found by", "delay", "severity"], rows, right: [4]))
        let count = assessment.incidents.count
        let delay = assessment.medianDelay.map { ", median delay \($0.durationText)" } ?? ""
        let recall = percent(Double(assessment.found) / Double(max(1, count)))
        page.add(.text("Found \(assessment.found) of \(count) (recall \(recall))\(delay)."))
    }

    private func addAlerts(_ page: inout Page) {
        page.add(.head("Alerts"))
        guard !stories.isEmpty else { return page.add(.text("None.")) }
        let rows = stories.map { story in
            [
                clockText(story.alert.firedAt), story.end.map { clockText($0) } ?? story.alert.state.rawValue,
                story.alert.severity.name, story.alert.rule, names(story.alert.scope), steps(story),
            ]
        }
        page.add(.timeline(stories.map { Page.Bar($0) }, judged))
        page.add(.table(["fired", "over", "severity", "rule", "series", "steps"], rows, right: []))
    }

    private func steps(_ story: AlertStory) -> String {
        story.steps.map { step in
            step.kind == .firing || step.kind == .escalated
                ? "\(step.kind.rawValue) \(step.severity.name) +\((step.at - story.alert.firedAt).durationText)"
                : "\(step.kind.rawValue) +\((step.at - story.alert.firedAt).durationText)"
        }.joined(separator: ", ")
    }
}

extension SweepTable {
    fileprivate var scope: String {
        rules.isEmpty
            ? "Alerts, delays and times in breach are those of all rules together."
            : "Alerts, delays and times in breach are those of \(rules.joined(separator: ", "))."
    }

    /// Each reason once, with the values that it is about.
    fileprivate var refusals: [String] {
        var reasons: [(reason: String, values: [String])] = []
        for row in rows {
            guard let reason = row.refusal else { continue }
            let values = row.values.joined(separator: " ")
            if let place = reasons.firstIndex(where: { $0.reason == reason }) {
                reasons[place].values.append(values)
            } else {
                reasons.append((reason, [values]))
            }
        }
        return reasons.map { "\($0.values.joined(separator: ", ")): \($0.reason)" }
    }

    fileprivate func table(isLabelled: Bool) -> Page.Block {
        var columns = names + ["alerts"]
        if isLabelled { columns += ["found", "delay", "false"] }
        columns += ["per 30 d", "95 % interval", "in breach", "past critical"]
        let cells = rows.map { row -> [String] in
            guard let assessment = row.assessment else {
                let blank = Array(repeating: "-", count: columns.count - names.count - 1)
                return row.values + blank + ["no rules"]
            }
            var cells = row.values + ["\(row.alerts)"]
            if isLabelled {
                cells += [
                    "\(assessment.found) of \(assessment.incidents.count)",
                    assessment.medianDelay?.durationText ?? "-", "\(assessment.falseAlarms)",
                ]
            }
            return cells + [
                tenth(assessment.rate.perMonth), interval(assessment.rate), row.breached.durationText,
                row.critical.durationText,
            ]
        }
        return .table(columns, cells, right: Set(columns.indices))
    }
}

/// `0.0 to 1.2`
func interval(_ rate: MonthlyRate) -> String { "\(tenth(rate.interval.lower)) to \(tenth(rate.interval.upper))" }

/// One decimal, always.
func tenth(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "-" }
    let tenths = Int64((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
}

func thousands(_ number: Int64) -> String {
    var text = ""
    for (index, digit) in String(number.magnitude).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
}

private func seconds(_ span: TimeSpan) -> String { "\(figure((span.seconds * 100).rounded() / 100)) s" }

/// `2025-11-20 13:02:10`
func clockText(_ time: EventTime) -> String {
    let text = EventTime(microseconds: time.microseconds / 1_000_000 * 1_000_000).rfc3339
    return text.dropLast().split(separator: "T").joined(separator: " ")
}

private func minute(_ time: EventTime) -> String { String(clockText(time).dropLast(3)) }

/// `model=acme/support-8b:v7 category=violence`
func names(_ scope: Scope) -> String {
    scope.values.map { "\($0.dimension.name)=\($0.value.isEmpty ? "\"\"" : $0.value)" }.joined(separator: " ")
}
