// Which alerts the words of a command line mean.

internal import Model
internal import Platform
internal import Store

/// Matchers and options that `alerts`, `alerts export` and their kin share.
enum AlertSelection {
    static let operands = "[MATCHER ...]"
    static let operandsMax = 16

    static let notes = [
        "A MATCHER is FIELD=VALUE, FIELD!=VALUE, FIELD=~REGEX or FIELD!~REGEX; severity",
        "also has >=, <=, > and <. All must hold. Fields: rule, severity, state, plane,",
        "notice, incident, metric, id, the dimensions of the series (model, category,",
        "...) and labels of the rule. A word alone is the name of a rule. A REGEX",
        "matches the whole value.",
    ]

    static let options = [
        Option(
            name: "severity", value: "TIER", purpose: "at least this severe: low, medium, high or critical",
            completes: .words(Severity.allCases.map(\.name))),
        Option(name: "rule", value: "NAME", purpose: "raised by this rule", completes: .known(.rule)),
        Option(
            name: "since", value: "TIME",
            purpose: "fired at or after, in event time: -2h, today, 2026-11-20T12:00Z"),
        Option(name: "until", value: "TIME", purpose: "fired before"),
    ]

    static func filter(_ arguments: Arguments, now: EventTime) throws(CommandFailure) -> AlertFilter {
        var filter = AlertFilter()
        try takeStates(arguments, &filter)
        if let word = arguments["severity"] {
            filter.minimumSeverity = try severity(
                word.hasPrefix(">=") ? String(word.dropFirst(2)) : word, in: "--severity")
        }
        filter.rule = arguments["rule"]
        filter.since = try arguments.instant("since", now: now)
        filter.until = try arguments.instant("until", now: now)
        for word in arguments.operands { try take(word, &filter) }
        return filter
    }

    private static func takeStates(_ arguments: Arguments, _ filter: inout AlertFilter) throws(CommandFailure) {
        if arguments[flag: "all"] { filter.states = Alert.State.allCases }
        let words = arguments[all: "state"].flatMap { $0.split(separator: ",").map(String.init) }
        if words.isEmpty { return }
        filter.states = []
        for word in words {
            if word == "all" {
                filter.states = Alert.State.allCases
            } else if let state = Alert.State(rawValue: word) {
                if !filter.states.contains(state) { filter.states.append(state) }
            } else {
                throw .usage("--state: '\(word)' is none of firing, stale, resolved, all")
            }
        }
    }

    private static func severity(_ word: String, in place: String) throws(CommandFailure) -> Severity {
        guard let severity = Severity(name: word) else {
            throw .usage("\(place): '\(word)' is none of low, medium, high, critical")
        }
        return severity
    }

    /// Conditions that the store has an index for go there; any other is a filter.
    private static func take(_ word: String, _ filter: inout AlertFilter) throws(CommandFailure) {
        let compiled: Filter
        do throws(FilterError) {
            compiled = try Filter(matchers: [word])
        } catch {
            throw .usage("'\(word)' is no matcher: \(error.reason)", help: [error.help].compactMap(\.self))
        }
        for field in compiled.fields { try check(field) }
        if compiled.fields.contains("state"), filter.states.count < 3 { filter.states = Alert.State.allCases }
        let prefix = "severity>="
        if word.hasPrefix(prefix) {
            let least = try severity(String(word.dropFirst(prefix.count)), in: "'\(word)'")
            filter.minimumSeverity = max(filter.minimumSeverity, least)
        } else if filter.rule == nil, !word.contains(where: { "=!~<>".contains($0) }) {
            filter.rule = word
        } else {
            filter.matching.append(compiled)
        }
    }

    /// Labels have any name, so only what looks like a slip of the finger is refused.
    private static func check(_ field: String) throws(CommandFailure) {
        let known = Alert.fieldNames + Dimension.allCases.map(\.name)
        guard !known.contains(field), let near = nearest(to: field, among: known) else { return }
        throw .usage("there is no field '\(field)'", help: ["did you mean \(near)=…?"])
    }

    static func failure(_ error: StoreError) -> CommandFailure { Setup.failure(error) }

    /// For what is named by the first digits of its id.
    static func failure(
        _ error: StoreError, prefix: String, _ things: String
    ) -> CommandFailure {
        guard case .ambiguous(_, let matches) = error else { return Setup.failure(error) }
        return CommandFailure(
            status: ExitStatus.notFound, message: "'\(prefix)' fits several \(things)",
            help: ["one of: \(matches.joined(separator: ", "))"])
    }
}
