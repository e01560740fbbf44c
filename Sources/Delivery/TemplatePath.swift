// The places of a transition that templates may name.

import Model

/// A path into `monitord.alert/1`, or `count`.
struct TemplatePath: Equatable, Sendable {
    /// What stands there, so that a filter that makes nothing of it is refused when the template is read.
    enum Kind: Sendable {
        case text, number, share, seconds, time, object
    }

    let words: [String]
    let kind: Kind

    /// Alerts in the message: the only path that is not in the document.
    static let count = "count"

    /// Nil for a path that no transition has.
    init?(_ text: String) {
        words = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if let known = Self.known.first(where: { $0.path.utf8.elementsEqual(text.utf8) }) {
            kind = known.kind
        } else if words.count == 3, words[0] == "alert", ["labels", "annotations"].contains(words[1]),
            Label.isName(words[2])
        {
            kind = .text
        } else {
            return nil
        }
    }

    /// What stands there in `told`. Nil: nothing.
    func value(in told: Told, count: Int) -> JSONValue? {
        if words == [Self.count] { return .integer(Int64(count)) }
        var place: JSONValue? = told.document
        for word in words { place = place?[word] }
        return place
    }

    /// All but labels and annotations, whose names are the operator's.
    static let known: [(path: String, kind: Kind)] =
        [
            (count, .number), ("transition", .text), ("sequence", .number), ("severity_before", .text),
            ("note.by", .text), ("note.at", .time), ("note.comment", .text), ("alert.id", .text),
            ("alert.rule", .text), ("alert.state", .text), ("alert.severity", .text), ("alert.plane", .text),
            ("alert.incident", .text), ("alert.summary", .text), ("alert.reason", .text), ("alert.notice", .text),
            ("alert.breached_at", .time), ("alert.fired_at", .time), ("alert.resolved_at", .time),
            ("alert.updated_at", .time), ("alert.rule_revision", .text), ("alert.rules_hash", .text),
            ("alert.runbook_url", .text), ("alert.series", .object), ("alert.labels", .object),
            ("alert.annotations", .object), ("alert.evidence", .object), ("alert.acknowledged.verdict", .text),
            ("alert.acknowledged.by", .text), ("alert.acknowledged.at", .time),
            ("alert.acknowledged.comment", .text),
        ] + evidence.map { ("alert.evidence." + $0.0, $0.1) }
        + Dimension.allCases.map { ("alert.series." + $0.name, .text) }

    private static let evidence: [(String, Kind)] = [
        ("metric", .text), ("unit", .text), ("value", .share), ("baseline_value", .share), ("ratio", .share),
        ("line", .share), ("events", .number), ("effective_events", .number), ("window_seconds", .seconds),
        ("baseline", .text), ("statistic", .number), ("statistic_threshold", .number), ("users", .number),
        ("interval", .object), ("change.at", .time), ("change.earliest", .time), ("change.latest", .time),
        ("change.value", .share), ("mix_change", .share), ("behaviour_change", .share), ("coverage", .share),
        ("examples", .object), ("segments", .object),
    ]
}
