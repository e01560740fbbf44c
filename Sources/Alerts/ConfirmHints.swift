// What the first step of an incident, "confirm", is to look at: lines of text from numbers.

/// What is known about the time of an incident beside its alerts.
package struct ConfirmFacts: Sendable {
    /// Of the incident's first alert with these numbers.
    package var mixChange: Double?
    package var behaviourChange: Double?
    /// Hashes of the rule set that was in force, and of the one before it, where it changed near the onset.
    package var rulesHash: String?
    package var rulesHashBefore: String?
    /// Where the refusals were read from, with their shares, before the change and since; by word.
    package var sourcesBefore: [(word: String, share: Double)] = []
    package var sourcesSince: [(word: String, share: Double)] = []
    /// Records behind the end of the log, and of the records since the onset those that came late or were rejected.
    package var lag: Int64?
    package var records: Int64 = 0
    package var late: Int64 = 0
    package var rejected: Int64 = 0
    /// Gaps in the log near the onset.
    package var gaps = 0
    /// The metric now and at the same time on the day before.
    package var value: Double?
    package var valueYesterday: Double?
    package var isShare = true

    package init() {}
}

/// One line for each thing that could make an alert of no change of the model, the likeliest first. A line that begins
/// with `look:` wants a person; one with `fine:` does not.
package func confirmHints(_ facts: ConfirmFacts) -> [String] {
    [
        mixHint(facts), sourceHint(facts), rulesHint(facts), logHint(facts), yesterdayHint(facts),
    ].compactMap { $0 }.sorted { $0.isLook && !$1.isLook }.map { ($0.isLook ? "look: " : "fine: ") + $0.text }
}

private struct Hint {
    var isLook: Bool
    var text: String
}

/// From this part of the change on, it is worth a look; and so many records that are late, or rejected, are many.
private let mixShareMin = 0.5
private let strayShareMin = 0.01
/// A source whose share moved by this much.
private let sourceShiftMin = 0.1
/// The same time yesterday was as far off as this part of today's number.
private let yesterdayNearMax = 0.1

private func mixHint(_ facts: ConfirmFacts) -> Hint? {
    guard let mix = facts.mixChange, let behaviour = facts.behaviourChange else { return nil }
    let whole = abs(mix) + abs(behaviour)
    guard whole > 0 else { return nil }
    let share = abs(mix) / whole
    let text = "\(percent(share)) of the change is another mix of requests, the rest is behaviour"
    return Hint(isLook: share >= mixShareMin, text: text)
}

private func sourceHint(_ facts: ConfirmFacts) -> Hint? {
    guard !facts.sourcesBefore.isEmpty, !facts.sourcesSince.isEmpty else { return nil }
    let share = { (word: String, among: [(word: String, share: Double)]) in
        among.first { $0.word.utf8.elementsEqual(word.utf8) }?.share ?? 0
    }
    var moved: (word: String, before: Double, since: Double)?
    for entry in facts.sourcesBefore + facts.sourcesSince {
        let (before, since) = (share(entry.word, facts.sourcesBefore), share(entry.word, facts.sourcesSince))
        guard abs(since - before) > abs((moved?.since ?? 0) - (moved?.before ?? 0)) else { continue }
        moved = (entry.word, before, since)
    }
    guard let moved, abs(moved.since - moved.before) >= sourceShiftMin else {
        return Hint(isLook: false, text: "verdicts come from the same sources as before")
    }
    return Hint(
        isLook: true,
        text: "verdicts from source \(moved.word) were \(percent(moved.before)) of all and are \(percent(moved.since))")
}

private func rulesHint(_ facts: ConfirmFacts) -> Hint? {
    guard let now = facts.rulesHash else { return nil }
    guard let before = facts.rulesHashBefore, !before.utf8.elementsEqual(now.utf8) else {
        return Hint(isLook: false, text: "the rules are those of before (\(now))")
    }
    return Hint(isLook: true, text: "the rules changed near the onset (\(before) to \(now))")
}

private func logHint(_ facts: ConfirmFacts) -> Hint? {
    var parts: [String] = []
    if facts.gaps > 0 { parts.append("\(facts.gaps) \(facts.gaps == 1 ? "gap" : "gaps") in the log") }
    for (count, word) in [(facts.late, "late"), (facts.rejected, "rejected")] where facts.records > 0 {
        let share = Double(count) / Double(facts.records)
        if share >= strayShareMin { parts.append("\(percent(share)) of the records \(word)") }
    }
    if let lag = facts.lag, lag > facts.records, lag > 0 { parts.append("\(lag) records not read yet") }
    guard parts.isEmpty else { return Hint(isLook: true, text: parts.joined(separator: ", ")) }
    guard facts.records > 0 else { return nil }
    return Hint(isLook: false, text: "no gap, few records late or rejected, nothing much waits to be read")
}

private func yesterdayHint(_ facts: ConfirmFacts) -> Hint? {
    guard let value = facts.value, let yesterday = facts.valueYesterday else { return nil }
    let text = { (number: Double) in facts.isShare ? percent(number) : figure(number) }
    let isAlike = abs(value - yesterday) <= yesterdayNearMax * abs(value)
    let numbers = "\(text(yesterday)) at the same time yesterday, \(text(value)) now"
    return Hint(isLook: isAlike, text: isAlike ? "as on the day before: \(numbers)" : numbers)
}
