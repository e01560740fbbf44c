// What an alert is about, and how it is told to a person.

package import Model

/// A rule applied to one series, with the baseline that it is held against.
package struct Alarm: Sendable {
    package var rule: Rule
    package var scope: Scope
    package var baselineID: String?
    /// A hash of everything that the rule says, and one of the whole set.
    package var revision: String
    package var rulesHash: String
    /// Of built-in rules that have no metric of events.
    package var story: AlarmStory?

    package init(
        rule: Rule, scope: Scope, baselineID: String?, revision: String = "", rulesHash: String = "",
        story: AlarmStory? = nil
    ) {
        self.rule = rule
        self.scope = scope
        self.baselineID = baselineID
        self.revision = revision
        self.rulesHash = rulesHash
        self.story = story
    }

    /// The alert as it is after a transition.
    func alert(
        _ course: AlertCourse, _ kind: AlertTransition.Kind, _ verdict: Verdict, at time: EventTime, finding: Finding?
    ) -> Alert {
        let state: Alert.State = kind == .resolved ? .resolved : kind == .stale ? .stale : .firing
        var alert = Alert(
            id: course.id, rule: rule.name, scope: scope, state: state, severity: course.severity,
            breachedAt: course.breachedAt, firedAt: course.firedAt, resolvedAt: kind == .resolved ? time : nil,
            updatedAt: time, evidence: evidence(of: verdict, level: course.level, finding: finding),
            summary: summary(of: verdict, kind: kind, course.severity, course.level, finding: finding),
            runbookURL: rule.runbookURL)
        alert.reason = course.reason
        alert.plane = rule.plane
        alert.incident = course.standing.incident
        alert.acknowledgement = course.acknowledgement
        (alert.ruleRevision, alert.rulesHash) = (revision, rulesHash)
        (alert.labels, alert.annotations) = (rule.labels, rule.annotations)
        return alert
    }

    private func evidence(of verdict: Verdict, level: AlertCourse.Level, finding: Finding?) -> Evidence {
        var evidence = Evidence(
            metric: story?.metric ?? rule.metric.name, value: verdict.value, baselineValue: verdict.baselineValue,
            ratio: verdict.ratio,
            line: rule.line(level).flatMap { side(of: verdict, $0) }, events: verdict.events,
            effectiveEvents: verdict.effectiveEvents, window: rule.window, baselineID: baselineID, finding: finding)
        evidence.isShare = verdict.isShare
        return evidence
    }

    /// One sentence: what, how far, past which line, on how many events, since when.
    private func summary(
        of verdict: Verdict, kind: AlertTransition.Kind, _ severity: Severity, _ level: AlertCourse.Level,
        finding: Finding?
    ) -> String {
        if let story { return story.sentence(kind, severity) }
        let length = rule.window.durationText
        if rule.detect.kind == .absence { return absence(verdict, kind, severity, length) }
        if rule.detect.kind == .age { return age(verdict, kind, severity) }
        if rule.detect.kind == .unregistered { return unregistered(verdict, kind, severity, length) }
        guard kind != .stale else { return "\(subject): no event in the last \(length); the alert stays open" }
        let head = kind == .resolved ? "" : severity.name + (kind == .reopened ? ", again: " : ": ")
        if case .learning(let reason) = verdict.state {
            return "\(head)\(subject): events are back, \(reason.rawValue)"
        }
        guard verdict.state != .insufficient, let value = verdict.value else {
            let count = "\(verdict.events) of \(verdict.needed) in \(length)"
            return "\(head)\(subject): events are back, too few to judge (\(count))"
        }
        let against = verdict.baselineValue.map {
            rule.detect.isPaired ? " against \(text($0)) of equals" : " against \(text($0)) in \(yardstick)"
        }
        let numbers = "(\(text(value))\(against ?? ""), n = \(verdict.events) in \(length))"
        // Evidence is quicker than the window, which may still hold what is over.
        if kind == .resolved, rule.confirm == .evidence { return "\(subject) \(verb) back inside the line \(numbers)" }
        if kind == .resolved { return "\(subject) \(verb) back at \(place(of: verdict)) \(numbers)" }
        guard let onset = finding?.onset else {
            return "\(head)\(subject) \(verb) at \(place(of: verdict))\(past(verdict, level)) \(numbers)"
        }
        let time = "since about \(onset.rfc3339)"
        guard let value = finding?.sinceOnset, let baseline = verdict.baselineValue, baseline > 0 else {
            return "\(head)\(subject) \(verb) at \(place(of: verdict))\(past(verdict, level)) \(numbers), \(time)"
        }
        // A window is slow to show what is new: what the model does now comes first.
        var now = verdict
        (now.value, now.ratio) = (value, value / baseline)
        let window = "window of \(length): \(text(verdict.value ?? value)), n = \(verdict.events)"
        return "\(head)\(subject) \(verb) at \(place(of: now))\(past(now, level)) \(time) "
            + "(\(text(value))\(against ?? ""); \(window))"
    }

    private func absence(
        _ verdict: Verdict, _ kind: AlertTransition.Kind, _ severity: Severity, _ length: String
    ) -> String {
        if kind == .resolved { return "\(subject) are back: \(verdict.events) in \(length)" }
        guard verdict.events > 0, let expected = verdict.baselineValue else {
            return "\(severity.name): \(subject): none in the last \(length)"
        }
        return "\(severity.name): \(subject): \(verdict.events) in \(length) where about \(figure(expected)) are usual"
    }

    /// Why an alert has its severity: "high: 71.4 % of baseline, past the critical line of 75.0 %; canary plane agrees"
    func reason(_ verdict: Verdict, _ level: AlertCourse.Level, _ raise: Raise) -> String {
        var parts = [ground(verdict, level)]
        if let categories = raise.categories { parts.append("\(categories) categories at once") }
        let names = raise.planes.map(\.rawValue)
        if let last = names.last {
            let list = names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
            parts.append("\(list) \(names.count == 1 ? "plane agrees" : "planes agree")")
        }
        return "\(raise.severity.name): " + parts.joined(separator: "; ")
    }

    private func ground(_ verdict: Verdict, _ level: AlertCourse.Level) -> String {
        if let story { return story.ground }
        let word = level == .critical ? "critical" : "warning"
        if rule.detect.kind == .absence { return "\(verdict.events) events in \(rule.window.durationText)" }
        // The registry has nothing to be a share of; the summary says how old, or what is not known.
        if rule.detect.kind == .age || rule.detect.kind == .unregistered { return "past its \(word) line" }
        let passed = past(verdict, level)
        guard passed.isEmpty else { return place(of: verdict) + passed }
        let limit = rule.line(level).flatMap { side(of: verdict, $0) }.map { " of \(lineText($0))" } ?? ""
        guard rule.confirm == .evidence, verdict.value != nil else { return "past its \(word) line\(limit)" }
        // A window is slow to show what is new; evidence looks at what came since.
        return "past its \(word) line\(limit) by evidence; the whole window is still at \(place(of: verdict))"
    }

    private var yardstick: String {
        rule.detect.kind == .compare ? "the control" : rule.isRolling ? "the last 7 days" : "the baseline"
    }

    /// Where the metric stands, in the terms of the rule's lines.
    private func place(of verdict: Verdict) -> String {
        guard let value = verdict.value else { return "?" }
        switch rule.detect.kind {
        case .share, .js, .kl, .psi, .age, .unregistered: return text(value)
        case .spc, .cusum: return text(value)
        case .compare where rule.detect.isPaired: return "\(text(value)) of the answers that differ from the control's"
        case .ratio, .quantile, .mean, .compare, .absence:
            guard let baseline = verdict.baselineValue else { return text(value) }
            if rule.detect.isAbsolute { return text(value) }
            if rule.detect.isPoints { return "\(signed((value - baseline) * 100)) points from \(yardstick)" }
            guard let ratio = verdict.ratio else { return text(value) }
            return "\(percent(ratio)) of \(rule.detect.kind == .compare || rule.isRolling ? yardstick : "baseline")"
        }
    }

    /// An alert keeps its highest severity: when events come back, its line need not be crossed any more.
    private func past(_ verdict: Verdict, _ level: AlertCourse.Level) -> String {
        let word = level == .critical ? "critical" : "warning"
        switch rule.detect.kind {
        case .spc: return ", outside its control limits"
        case .cusum: return ", past the limit of its CUSUM"
        case .ratio, .share, .quantile, .mean, .compare, .absence, .js, .kl, .psi, .age, .unregistered: break
        }
        guard let line = rule.line(level), let limit = side(of: verdict, line), let crossed = crossed(verdict, line)
        else { return "" }
        return crossed ? ", past the \(word) line of \(lineText(limit))" : ""
    }

    private func lineText(_ limit: Double) -> String {
        switch rule.detect.kind {
        case .share, .js, .kl, .psi, .age, .unregistered: text(limit)
        case .mean where rule.detect.isAbsolute: text(limit)
        case .ratio, .quantile, .mean, .compare, .absence, .cusum, .spc:
            rule.detect.isPoints ? "\(signed(limit * 100)) points" : percent(limit)
        }
    }

    /// The limit of the side on which the metric lies.
    private func side(of verdict: Verdict, _ line: Threshold) -> Double? {
        guard let below = line.below, let above = line.above else { return line.below ?? line.above }
        return (verdict.ratio ?? 1) < 1 ? below : above
    }

    private func crossed(_ verdict: Verdict, _ line: Threshold) -> Bool? {
        guard let value = verdict.value else { return nil }
        switch rule.detect.kind {
        case .share, .js, .kl, .psi, .unregistered: return line.above.map { value > $0 }
        case .age: return line.above.map { value >= $0 }
        case .mean where rule.detect.isAbsolute:
            return line.below.map { value < $0 } ?? false || line.above.map { value > $0 } ?? false
        case .ratio, .quantile, .mean, .compare, .absence, .cusum, .spc:
            guard let baseline = verdict.baselineValue else { return nil }
            let isBelow = line.below.map { rule.detect.isPoints ? value < baseline - $0 : value < baseline * $0 }
            let isAbove = line.above.map { rule.detect.isPoints ? value > baseline + $0 : value > baseline * $0 }
            return isBelow ?? false || isAbove ?? false
        }
    }

    /// What the numbers are of, with its series.
    private var subject: String {
        let model = scope[.model] ?? "?"
        switch rule.metric {
        case .refusalRate: return "refusals of \(model)\(others)"
        case .errorRate: return "errors of \(model)\(others)"
        case .blockedRate: return "blocked answers of \(model)\(others)"
        case .events: return "requests to \(model)\(others)"
        case .trainingAge, .evaluationAge: return "\(model)\(others)"
        case .mix(let dimension):
            return "\(rule.detect.kind.rawValue) of the \(dimension.name) mix of \(model)\(others)"
        case .measure(let measure):
            switch rule.detect.kind {
            case .quantile: return "p\(figure(rule.detect.quantile * 100)) of \(measure.name) of \(model)\(others)"
            case .mean, .cusum: return "mean of \(measure.name) of \(model)\(others)"
            case .js, .kl, .psi: return "\(rule.detect.kind.rawValue) of \(measure.name) of \(model)\(others)"
            case .ratio, .share, .spc, .compare, .absence, .age, .unregistered:
                return "\(measure.name) of \(model)\(others)"
            }
        }
    }

    private var verb: String {
        switch rule.metric {
        case .refusalRate, .errorRate, .blockedRate, .events: "are"
        case .mix, .measure, .trainingAge, .evaluationAge: "is"
        }
    }

    private func text(_ value: Double) -> String {
        rule.isShare ? percent(value) : figure(value)
    }

    private var others: String {
        let rest = scope.values.filter { $0.dimension != .model && !$0.value.isEmpty }
        return rest.isEmpty ? "" : " (" + rest.map { "\($0.dimension.name) \($0.value)" }.joined(separator: ", ") + ")"
    }
}

/// A share as a percentage with one decimal, rounded half up: `0.7137` is `71.4 %`; with more below one percent.
package func percent(_ share: Double) -> String {
    guard share.isFinite, abs(share) < 1e12 else { return "?" }
    if share != 0, abs(share) < 0.0095 { return "\(figure(share * 100)) %" }
    let tenths = Int64((share * 1000).rounded())
    let magnitude = tenths.magnitude
    return "\(tenths < 0 ? "-" : "")\(magnitude / 10).\(magnitude % 10) %"
}

/// Four significant digits: `812.3`, `0.01234`, `1250000`.
package func figure(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "?" }
    var scale: Int64 = 1
    var magnitude = abs(value)
    guard magnitude > 1e-9 else { return "0" }
    while magnitude < 999.95, scale < 1_000_000_000_000 {
        magnitude *= 10
        scale *= 10
    }
    let scaled = Int64(magnitude.rounded())
    var fraction = String(scaled % scale + scale).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return (value < 0 ? "-" : "") + String(scaled / scale) + (fraction.isEmpty ? "" : "." + fraction)
}

private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + figure(value) }
