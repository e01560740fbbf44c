// Holds the course of a rule test against its expectations.

internal import Model

/// One expectation, and what came of it.
package struct RuleTestCheck: Sendable {
    /// In the test's file.
    package var line: Int
    package var wanted: String
    package var got: String
    package var isMet: Bool
}

struct RuleTestJudge {
    let course: RuleTestCourse
    /// The names of the rules that ran, where the test names them.
    let rules: [String]

    func check(_ expectation: RuleTest.Expectation) -> RuleTestCheck {
        let steps = steps(expectation)
        let (isMet, got) = judge(expectation, steps)
        return RuleTestCheck(
            line: expectation.line, wanted: Self.words(expectation), got: isMet ? "" : got, isMet: isMet)
    }

    /// The transitions that an expectation is about, with their times.
    private func steps(_ expectation: RuleTest.Expectation) -> [(at: TimeSpan, transition: AlertTransition)] {
        course.transitions.filter { transition in
            (expectation.rule?.utf8.elementsEqual(transition.alert.rule.utf8) ?? true)
                && transition.alert.scope.fits(expectation.names)
        }.map { (course.time(of: $0), $0) }
    }

    private typealias Steps = [(at: TimeSpan, transition: AlertTransition)]

    private func judge(_ expectation: RuleTest.Expectation, _ steps: Steps) -> (Bool, String) {
        switch expectation.claim {
        case .none(let from, let until, let severity): return judgeNone(expectation, steps, from, until, severity)
        case .by(let time, let after, let wanted):
            let isMet = steps.contains { step in
                step.at > after && step.at <= time && step.transition.isState && Self.fits(step, wanted, isExact: false)
            }
            return (isMet, told(expectation, steps))
        case .at(let time, let wanted):
            let isMet = states(steps, at: time).contains { Self.fits($0, wanted, isExact: true) }
            return (isMet, told(expectation, steps))
        case .pages(let count, let from, let until):
            let found = steps.count { step in
                step.at >= from && step.at <= until && step.transition.alert.notice == .page
                    && [.firing, .escalated, .reopened].contains(step.transition.kind)
            }
            return (found == count, "\(found): " + told(expectation, steps))
        case .verdict(let word, let time):
            return judgeVerdict(expectation, word, time)
        }
    }

    private func judgeNone(
        _ expectation: RuleTest.Expectation, _ steps: Steps, _ from: TimeSpan, _ until: TimeSpan,
        _ severity: Severity?
    ) -> (Bool, String) {
        let within = steps.filter { $0.at > from && $0.at <= until }
        let open = (states(steps, at: from) + within).filter { step in
            step.transition.alert.state != .resolved && step.transition.alert.severity >= severity ?? .low
        }
        if let first = open.first { return (false, "\(first.transition.words) \(series(first.transition))") }
        // Where nobody judges, silence says nothing.
        let unjudged = course.unjudged(expectation.rule.map { [$0] } ?? rules, matching: expectation.names)
        if let first = unjudged.first { return (false, "no alert, but " + first) }
        if course.judged.isEmpty { return (false, "no alert, but no rule judged anything") }
        return (true, "")
    }

    private func judgeVerdict(_ expectation: RuleTest.Expectation, _ word: String, _ time: TimeSpan) -> (Bool, String) {
        var latest: [RuleTestCourse.Series: Verdict] = [:]
        var order: [RuleTestCourse.Series] = []
        for change in course.changes where change.at <= time && change.scope.fits(expectation.names) {
            guard expectation.rule?.utf8.elementsEqual(change.rule.utf8) ?? true else { continue }
            let series = RuleTestCourse.Series(rule: Array(change.rule.utf8), scope: change.scope)
            if latest.updateValue(change.verdict, forKey: series) == nil { order.append(series) }
        }
        let verdicts = order.compactMap { latest[$0] }
        let isMet = verdicts.contains { $0.state.name.utf8.elementsEqual(word.utf8) }
        return (isMet, verdicts.isEmpty ? "no verdict" : verdicts.prefix(4).map(\.words).joined(separator: ", "))
    }

    /// Each alert as it is at a time: its last step up to then.
    private func states(_ steps: Steps, at time: TimeSpan) -> Steps {
        var last: Steps = []
        for step in steps where step.at <= time {
            last.removeAll { $0.transition.alert.id == step.transition.alert.id }
            last.append(step)
        }
        return last
    }

    private static func fits(
        _ step: (at: TimeSpan, transition: AlertTransition), _ wanted: RuleTest.Wanted, isExact: Bool
    ) -> Bool {
        let alert = step.transition.alert
        guard alert.state == wanted.state else { return false }
        if let severity = wanted.severity {
            guard isExact ? alert.severity == severity : alert.severity >= severity else { return false }
        }
        return wanted.notice?.utf8.elementsEqual(alert.notice.name.utf8) ?? true
    }

    /// What happened instead.
    private func told(_ expectation: RuleTest.Expectation, _ steps: Steps) -> String {
        let shown = steps.filter(\.transition.isState).prefix(6).map { step in
            "\(step.transition.words) at \(step.at.durationText)"
        }
        if !shown.isEmpty { return shown.joined(separator: ", ") }
        let unjudged = course.unjudged(expectation.rule.map { [$0] } ?? rules, matching: expectation.names)
        return (["no alert"] + unjudged).joined(separator: "; ")
    }

    private func series(_ transition: AlertTransition) -> String {
        let names = transition.alert.scope.values.map { "\($0.dimension.name)=\($0.value)" }.joined(separator: " ")
        return "at \(course.time(of: transition).durationText) (\(transition.alert.rule) \(names))"
    }
}

extension AlertTransition {
    /// Whether it is a step of the alert itself, and not of a person.
    package var isState: Bool { kind != .acknowledged && kind != .noted }

    /// `firing medium`, `escalated high`, `resolved`; with the notice where it is no page.
    package var words: String {
        let severity = kind == .resolved ? "" : " \(alert.severity.name)"
        let quiet = alert.notice == .page || kind == .resolved ? "" : " (\(alert.notice.name))"
        return "\(kind.rawValue)\(severity)\(quiet)"
    }
}

// MARK: In words

extension RuleTestJudge {
    static func words(_ expectation: RuleTest.Expectation) -> String {
        let about =
            ([expectation.rule] + expectation.names.sorted { $0.key < $1.key }.map { "\($0.key.name)=\($0.value)" })
            .compactMap { $0 }.joined(separator: " ")
        return words(expectation.claim) + (about.isEmpty ? "" : " (\(about))")
    }

    private static func words(_ claim: RuleTest.Expectation.Claim) -> String {
        switch claim {
        case .none(let from, let until, let severity):
            let level = severity.map { " of severity \($0.name) or above" } ?? ""
            return "no alert\(level) " + span(from, until)
        case .by(let time, let after, let wanted):
            let since = after >= .zero ? "after \(after.durationText) and " : ""
            return "\(words(wanted, orMore: true)) \(since)by \(time.durationText)"
        case .at(let time, let wanted): return "\(words(wanted, orMore: false)) at \(time.durationText)"
        case .pages(let count, let from, let until):
            return "\(count) page\(count == 1 ? "" : "s") " + span(from, until)
        case .verdict(let word, let time): return "verdict \(word) at \(time.durationText)"
        }
    }

    private static func span(_ from: TimeSpan, _ until: TimeSpan) -> String {
        (from > .zero ? "from \(from.durationText) " : "") + "until \(until.durationText)"
    }

    private static func words(_ wanted: RuleTest.Wanted, orMore: Bool) -> String {
        var words = [wanted.state.rawValue]
        if let severity = wanted.severity {
            words.append(severity.name + (orMore && severity < .critical ? " or above" : ""))
        }
        if let notice = wanted.notice { words.append("(\(notice))") }
        return words.joined(separator: " ")
    }
}
