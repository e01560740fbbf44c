// Which alerts a reader wants.

package import Model

/// Alerts in any of `states` that satisfy every other field.
package struct AlertFilter: Sendable {
    package var states: [Alert.State] = [.firing, .stale]
    package var minimumSeverity: Severity = .low
    /// Nil means every rule.
    package var rule: String?
    /// Each dimension must have this value. The empty value also matches an absent dimension.
    package var scope: [(dimension: Dimension, value: String)] = []
    /// Over the fields of an alert; all of them must hold.
    package var matching: [Filter] = []
    /// Fired at or after this.
    package var since: EventTime?
    /// Fired before this.
    package var until: EventTime?
    package var limit = AlertFilter.limitDefault

    package static let limitDefault = 100

    package init() {}
}

/// A filter as one SELECT. Each (state, severity) is a sorted list in an index; the query merges the lists and stops
/// at the limit, so its cost does not depend on how many alerts there are. Only scope matchers look at whole rows.
/// `matching` is not in it.
struct AlertQuery {
    /// Parameters by number: 1 since, 2 until, 3 limit, 4 rule, then two per scope matcher.
    let sql: String
    private let filter: AlertFilter

    /// Without a limit, whoever steps stops.
    private let isLimited: Bool

    init(_ filter: AlertFilter, isLimited: Bool = true) {
        self.filter = filter
        self.isLimited = isLimited
        let lists = Alert.State.allCases.filter(filter.states.contains).flatMap { state in
            Severity.allCases.filter { $0 >= filter.minimumSeverity }.map { severity in
                // State and severity are words and numbers of our own.
                """
                SELECT \(Alert.columns) FROM alert \
                WHERE state = '\(state.rawValue)' AND severity = \(severity.rawValue) \
                AND fired_at >= ?1 AND fired_at < ?2\(AlertQuery.conditions(filter))
                """
            }
        }
        sql =
            lists.isEmpty
            ? "SELECT \(Alert.columns) FROM alert WHERE 0"
            : lists.joined(separator: " UNION ALL ") + " ORDER BY fired_at DESC, id LIMIT ?3"
    }

    /// A key cannot contain `"dimension":"value"` in any other place: quotes inside values are escaped.
    private static func conditions(_ filter: AlertFilter) -> String {
        var text = filter.rule == nil ? "" : " AND rule = ?4"
        for (index, match) in filter.scope.enumerated() {
            let (exact, anyValue) = (5 + 2 * index, 6 + 2 * index)
            text +=
                match.value.utf8.isEmpty
                ? " AND (instr(scope, ?\(exact)) > 0 OR instr(scope, ?\(anyValue)) = 0)"
                : " AND instr(scope, ?\(exact)) > 0"
        }
        return text
    }

    func bind(to row: borrowing Statement) throws(StoreError) {
        guard !filter.states.isEmpty else { return }
        try row.bind(1, filter.since?.microseconds ?? .min)
        try row.bind(2, filter.until?.microseconds ?? .max)
        try row.bind(3, isLimited ? Int64(max(filter.limit, 0)) : .max)
        if let rule = filter.rule { try row.bind(4, rule) }
        for (index, match) in filter.scope.enumerated() {
            var writer = JSONWriter()
            writer.object { $0.field(match.dimension.name, match.value) }
            try row.bind(Int32(5 + 2 * index), text: Array(writer.bytes.dropFirst().dropLast()))
            guard match.value.utf8.isEmpty else { continue }
            try row.bind(Int32(6 + 2 * index), "\"\(match.dimension.name)\":")
        }
    }
}
