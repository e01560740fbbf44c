// Rules that are right by themselves and most likely not what was meant.

package import Model

/// What is odd about a set without errors, whatever its traffic. `files` are those of the set.
package func lintRules(_ set: RuleSet, _ locations: RuleLocations) -> [Diagnostic] {
    set.rules.enumerated().flatMap { index, rule in
        overlaps(index, set.rules, locations) + longHold(rule, locations) + hugeLines(rule, locations)
    } + set.silences.enumerated().flatMap { hiddenRules($0.offset, $0.element, set.rules, locations) }
        + lintModels(set.models, locations)
}

/// A rule whose every alert another rule gives as well, no later and no lower.
private func overlaps(_ index: Int, _ rules: [Rule], _ locations: RuleLocations) -> [Diagnostic] {
    let rule = rules[index]
    // Of two rules that are the same, the second one is said to be too many.
    let other = rules.enumerated().first { place, other in
        place != index && isImplied(rule, by: other) && (place < index || !isImplied(other, by: rule))
    }
    guard let other = other?.element else { return [] }
    return locations.warning(
        .overlappingRules, "`\(rule.name)` adds nothing to `\(other.name)`", rule: rule.name, key: "name",
        help: [
            "`\(other.name)` at \(locations.home(of: other.name)) looks at the same and is no later: remove one of "
                + "them, or give it another line or `where`"
        ])
}

private func isImplied(_ rule: Rule, by other: Rule) -> Bool {
    guard rule.metric == other.metric, rule.detect == other.detect, rule.dimensions == other.dimensions,
        rule.window == other.window, rule.confirm == other.confirm, rule.baseline == other.baseline,
        rule.plane == other.plane, other.minimumEvents <= rule.minimumEvents
    else { return false }
    if let filter = other.filter, filter != rule.filter { return false }
    // A filter by names that are not in `by` makes other series of the same name.
    let names = rule.dimensions.map(\.name)
    if other.filter == nil, let filter = rule.filter, !filter.fields.allSatisfy(names.contains) { return false }
    let own = rule.sides
    return own.allSatisfy { line in other.sides.contains { line.isImplied(by: $0) } }
        && (!own.isEmpty || rule.detect.kind == .spc)
}

private struct Side {
    var isBelow: Bool
    var value: Double
    var severity: Severity
    var hold: TimeSpan
    var isPoints: Bool

    func isImplied(by other: Side) -> Bool {
        guard isBelow == other.isBelow, other.severity >= severity, other.hold <= hold else { return false }
        return isBelow && !isPoints ? value <= other.value : value >= other.value
    }
}

extension Rule {
    fileprivate var sides: [Side] {
        let lines = [(warning, Severity.medium), (critical, .high)]
        return lines.flatMap { line, severity -> [Side] in
            guard let line else { return [] }
            let side = { (isBelow: Bool, value: Double) in
                Side(
                    isBelow: isBelow, value: value, severity: line.severity ?? severity, hold: line.hold,
                    isPoints: detect.isPoints)
            }
            let found = [line.below.map { side(true, $0) }, line.above.map { side(false, $0) }].compactMap(\.self)
            // A line without numbers, as of `absence`.
            return found.isEmpty && detect.kind != .spc ? [side(true, 0)] : found
        }
    }
}

private func longHold(_ rule: Rule, _ locations: RuleLocations) -> [Diagnostic] {
    let hold = max(rule.warning?.hold ?? .zero, rule.critical?.hold ?? .zero)
    guard hold > rule.window else { return [] }
    return locations.warning(
        .longHold, "`for` of \(hold.durationText) is longer than the window of \(rule.window.durationText)",
        rule: rule.name, key: "for",
        help: ["a fall must last for several windows before anybody hears of it: shorten `for`, or lengthen `window`"])
}

/// `above = 90` that was meant as 90 % more.
private func hugeLines(_ rule: Rule, _ locations: RuleLocations) -> [Diagnostic] {
    guard [.ratio, .quantile, .mean, .cusum, .compare].contains(rule.detect.kind), !rule.detect.isPoints,
        !rule.detect.isAbsolute
    else { return [] }
    return [("warning", rule.warning), ("critical", rule.critical)].flatMap { key, line -> [Diagnostic] in
        guard let above = line?.above, above >= 20 else { return [] }
        return locations.warning(
            .hugeLine, "`above` is \(shortText(above)) times the baseline", rule: rule.name, key: key,
            help: ["write \(shortText(1 + above / 100)) for \(shortText(above)) % more than the baseline"])
    }
}

private func shortText(_ number: Double) -> String {
    number.rounded() == number && abs(number) < 1e9 ? "\(Int(number))" : "\(number)"
}

/// Silences of a rule are for a repair; what lasts longer is forgotten.
private func hiddenRules(
    _ index: Int, _ silence: Silence, _ rules: [Rule], _ locations: RuleLocations
) -> [Diagnostic] {
    let names = Dimension.allCases.map(\.name)
    let length = silence.until - silence.from
    guard length > .seconds(86_400), !silence.filter.fields.contains(where: names.contains) else { return [] }
    let hidden = rules.filter { rule in Severity.allCases.allSatisfy { hides(silence.filter, rule, $0) } }
    // That all are hidden has been said.
    guard let first = hidden.first, hidden.count < rules.count || rules.count == 1 else { return [] }
    let others = hidden.count > 1 ? " and \(hidden.count - 1) more" : ""
    return locations.warning(
        .silencesRule, "this silence hides all of `\(first.name)`\(others) for \(length.durationText)", silence: index,
        key: "match", help: ["name the model or the severity that is worked on, or end it within a day"])
}
