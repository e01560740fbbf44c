// What becomes of alerts when the rules change.

internal import Alerts
package import Model

/// The alerts of two sets of rules over the same events, side by side.
package struct BacktestDiff: Sendable {
    package struct Change: Sendable {
        /// In the order of these words.
        package enum Kind: String, CaseIterable, Sendable {
            case appears, vanishes, changes
        }

        package var kind: Kind
        package var old: AlertStory?
        package var new: AlertStory?
        /// What is different, in words.
        package var words: [String]

        fileprivate var time: EventTime {
            (new ?? old)?.alert.firedAt ?? EventTime(microseconds: 0)
        }
    }

    /// By time.
    package var changes: [Change]
    /// Alerts that are the same.
    package var same: Int

    /// `ignoresLabels`: labels, annotations and runbook of a rule may differ.
    package init(old: [AlertStory], new: [AlertStory], ignoresLabels: Bool) {
        var changes: [Change] = []
        var same = 0
        var isTaken = new.map { _ in false }
        for story in old {
            guard let place = Self.partner(of: story, new, isTaken) else {
                changes.append(Change(kind: .vanishes, old: story, new: nil, words: []))
                continue
            }
            isTaken[place] = true
            let words = Self.differences(story, new[place], ignoresLabels)
            if words.isEmpty {
                same += 1
            } else {
                changes.append(Change(kind: .changes, old: story, new: new[place], words: words))
            }
        }
        for (place, story) in new.enumerated() where !isTaken[place] {
            changes.append(Change(kind: .appears, old: nil, new: story, words: []))
        }
        self.changes = changes.sorted { $0.time < $1.time }
        self.same = same
    }

    /// The alert of the same rule and series with the same id, else the first whose time overlaps.
    private static func partner(of old: AlertStory, _ new: [AlertStory], _ isTaken: [Bool]) -> Int? {
        let candidates = new.indices.filter { place in
            !isTaken[place] && new[place].alert.rule.utf8.elementsEqual(old.alert.rule.utf8)
                && new[place].alert.scope == old.alert.scope
        }
        if let same = candidates.first(where: { new[$0].alert.id == old.alert.id }) { return same }
        let forever = EventTime(microseconds: .max)
        return candidates.first { place in
            new[place].alert.firedAt <= old.end ?? forever && old.alert.firedAt <= new[place].end ?? forever
        }
    }

    private static func differences(_ old: AlertStory, _ new: AlertStory, _ ignoresLabels: Bool) -> [String] {
        var words: [String] = []
        if old.alert.firedAt != new.alert.firedAt {
            words.append("fires \(distance(new.alert.firedAt - old.alert.firedAt))")
        }
        if old.alert.severity != new.alert.severity {
            words.append("severity \(old.alert.severity.name) becomes \(new.alert.severity.name)")
        }
        switch (old.end, new.end) {
        case (nil, nil): break
        case (let old?, let new?): if old != new { words.append("is over \(distance(new - old))") }
        case (nil, _): words.append("is over at \(new.end.map(clockText) ?? "")")
        case (_, nil): words.append("is not over any more")
        }
        if words.isEmpty, old.steps != new.steps { words.append(Self.steps(old, new)) }
        guard !ignoresLabels else { return words }
        if old.alert.labels != new.alert.labels || old.alert.annotations != new.alert.annotations
            || old.alert.runbookURL != new.alert.runbookURL
        {
            words.append("other labels, annotations or runbook")
        }
        return words
    }

    /// The first step between firing and end that is not where it was.
    private static func steps(_ old: AlertStory, _ new: AlertStory) -> String {
        for (before, after) in zip(old.steps, new.steps) where before != after {
            guard before.kind == after.kind else { break }
            let severity = before.severity == after.severity ? "" : " to \(after.severity.name)"
            let time = before.at == after.at ? "" : " \(distance(after.at - before.at))"
            return "\(after.kind.rawValue)\(severity)\(time)"
        }
        return "other steps in between"
    }

    private static func distance(_ span: TimeSpan) -> String {
        span < .zero ? "\((TimeSpan.zero - span).durationText) earlier" : "\(span.durationText) later"
    }

    package func page(old: String, new: String) -> Page {
        var page = Page(title: "Alerts of \(old) and of \(new)")
        let verbs: [(Change.Kind, String)] = [(.appears, "appear"), (.vanishes, "vanish"), (.changes, "change")]
        let counts = verbs.map { kind, verb in "\(changes.count { $0.kind == kind }) \(verb)" }
        page.add(.text(counts.joined(separator: ", ") + ", \(same) stay the same."))
        guard !changes.isEmpty else { return page }
        let rows = changes.map { change -> [String] in
            guard let story = change.new ?? change.old else { return ["", "", "", "", "", ""] }
            let mark = change.kind == .appears ? "+" : change.kind == .vanishes ? "-" : "~"
            return [
                mark, clockText(change.old?.alert.firedAt ?? story.alert.firedAt), story.alert.severity.name,
                story.alert.rule, names(story.alert.scope),
                change.words.isEmpty ? change.kind.rawValue : change.words.joined(separator: ", "),
            ]
        }
        page.add(.table(["", "fired", "severity", "rule", "series", "change"], rows, right: []))
        return page
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("schema", "monitord.backtest-diff/1")
            writer.field("same", same)
            writer.key("changes")
            writer.array { writer in
                for change in changes {
                    writer.object { writer in
                        writer.field("change", change.kind.rawValue)
                        writer.key("words")
                        writer.array { writer in
                            for word in change.words { writer.value(word) }
                        }
                        if let old = change.old {
                            writer.key("old")
                            old.write(to: &writer)
                        }
                        if let new = change.new {
                            writer.key("new")
                            new.write(to: &writer)
                        }
                    }
                }
            }
        }
    }
}
