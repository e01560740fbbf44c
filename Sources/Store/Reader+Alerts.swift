// Finding alerts among very many.

package import Model

extension Reader {
    /// Newest first by the time of firing, then by id.
    ///
    /// Conditions on states, severity, rule and times cost what is found. Those on the dimensions of a series are
    /// decided once per series when resolved alerts are wanted too, since these are the many. Any other condition looks
    /// at every alert that fulfils the rest until the limit is reached.
    package func alerts(_ filter: AlertFilter = AlertFilter()) throws(StoreError) -> [Alert] {
        try snapshot { () throws(StoreError) -> [Alert] in
            let search = AlertSearch(filter)
            if search.isBySeries, let scopes = try connection.scopes(max: AlertSearch.scopesMax, search.holds) {
                return try connection.alerts(search, of: scopes)
            }
            return try connection.alerts(search)
        }
    }
}

/// A filter whose conditions are sorted by what they need to be decided.
struct AlertSearch {
    /// Above this many series, looking at alerts one by one is no worse.
    static let scopesMax = 20_000

    let filter: AlertFilter
    /// Only dimensions of series.
    private let ofSeries: [Filter]
    /// Anything else.
    let ofAlert: [Filter]

    init(_ filter: AlertFilter) {
        self.filter = filter
        let isOfSeries = { (each: Filter) in each.fields.allSatisfy { Dimension(name: $0) != nil } }
        ofSeries = filter.matching.filter(isOfSeries)
        ofAlert = filter.matching.filter { !isOfSeries($0) }
    }

    /// Whether to find the series first.
    var isBySeries: Bool { filter.states.contains(.resolved) && !(ofSeries.isEmpty && filter.scope.isEmpty) }

    /// What is known of the scope alone.
    func holds(_ scope: Scope) -> Bool {
        let isEqual = filter.scope.allSatisfy { dimension, value in
            (scope[dimension] ?? "").utf8.elementsEqual(value.utf8)
        }
        return isEqual && ofSeries.allSatisfy { $0.matches { name in Dimension(name: name).flatMap { scope[$0] } } }
    }
}

extension Connection {
    /// The scopes that alerts have and `isWanted` likes, by a seek each. Nil when there are more than `max` in all.
    fileprivate func scopes(max: Int, _ isWanted: (Scope) -> Bool) throws(StoreError) -> [Scope]? {
        let next = try prepare("SELECT scope FROM alert WHERE scope > ?1 ORDER BY scope LIMIT 1")
        var (scopes, count): ([Scope], Int) = ([], 0)
        // No scope's key is empty.
        try next.bind(1, "")
        while try next.step() {
            let key = next.bytes(0)
            next.reset()
            guard count < max else { return nil }
            count += 1
            guard let scope = Scope(key: key) else {
                throw .malformed(table: "alert", detail: "scope \(String(decoding: key, as: UTF8.self))")
            }
            if isWanted(scope) { scopes.append(scope) }
            try next.bind(1, text: key)
        }
        return scopes
    }

    /// Those of the series in `scopes`. The list of one series is sorted; the last of the newest ones so far says from
    /// when on those of the next series are of interest.
    fileprivate func alerts(_ search: AlertSearch, of scopes: [Scope]) throws(StoreError) -> [Alert] {
        let filter = search.filter
        let limit = max(filter.limit, 0)
        if limit == 0 { return [] }
        // Words of our own.
        let states = filter.states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let row = try prepare(
            """
            SELECT id, fired_at FROM alert
            WHERE scope = ?1 AND fired_at >= ?2 AND fired_at < ?3 AND state IN (\(states)) AND severity >= ?4\
            \(filter.rule == nil ? "" : " AND rule = ?5")
            ORDER BY fired_at DESC, id
            """)
        let whole = try prepare("SELECT \(Alert.columns) FROM alert WHERE id = ?1")
        try row.bind(3, filter.until?.microseconds ?? .max)
        try row.bind(4, Int64(filter.minimumSeverity.rawValue))
        if let rule = filter.rule { try row.bind(5, rule) }
        var best = NewestAlerts(limit: limit)
        for scope in scopes {
            try row.bind(1, text: scope.key)
            try row.bind(2, max(filter.since?.microseconds ?? .min, best.since))
            var taken = 0
            while taken < limit, try row.step() {
                let id = row.bytes(0)
                if !search.ofAlert.isEmpty {
                    try whole.bind(1, text: id)
                    guard try whole.step() else { continue }
                    let holds = search.ofAlert.allSatisfy { $0.matches { whole.alertField($0) } }
                    whole.reset()
                    guard holds else { continue }
                }
                best.add(at: row.integer(1), id)
                taken += 1
            }
            row.reset()
        }
        var alerts: [Alert] = []
        for id in best.ids {
            try whole.bind(1, text: id)
            if try whole.step() { alerts.append(try Alert(whole)) }
            whole.reset()
        }
        return alerts
    }

    /// By state and severity, one alert after the other.
    fileprivate func alerts(_ search: AlertSearch) throws(StoreError) -> [Alert] {
        let query = AlertQuery(search.filter, isLimited: search.filter.matching.isEmpty)
        let row = try prepare(query.sql)
        try query.bind(to: row)
        var alerts: [Alert] = []
        while alerts.count < search.filter.limit, try row.step() {
            if search.filter.matching.allSatisfy({ $0.matches { row.alertField($0) } }) {
                alerts.append(try Alert(row))
            }
        }
        return alerts
    }
}

/// The newest of many, by time of firing and then by id.
private struct NewestAlerts {
    let limit: Int
    private var found: [(firedAt: Int64, id: [UInt8])] = []
    /// Nothing that fired before this is among them.
    private(set) var since = Int64.min

    init(limit: Int) { self.limit = limit }

    mutating func add(at firedAt: Int64, _ id: [UInt8]) {
        found.append((firedAt, id))
        if found.count >= 2 * limit { cut() }
    }

    var ids: [[UInt8]] {
        var copy = self
        copy.cut()
        return copy.found.map(\.id)
    }

    private mutating func cut() {
        found.sort { left, right in
            left.firedAt == right.firedAt
                ? left.id.lexicographicallyPrecedes(right.id) : left.firedAt > right.firedAt
        }
        guard found.count >= limit else { return }
        found.removeLast(found.count - limit)
        since = found.last?.firedAt ?? since
    }
}
