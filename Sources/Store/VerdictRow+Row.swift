// The columns of `verdict`, written and read in one order.

internal import Model
internal import Panes

extension VerdictRow {
    static let upsert = """
        INSERT INTO verdict (
            rule, scope, at, state, reason, value, baseline_value, ratio, events, effective_events, needed, recovered,
            baseline, statistic, threshold, unit
        ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        ON CONFLICT (rule, scope) DO UPDATE SET
            at = excluded.at, state = excluded.state, reason = excluded.reason, value = excluded.value,
            baseline_value = excluded.baseline_value, ratio = excluded.ratio, events = excluded.events,
            effective_events = excluded.effective_events, needed = excluded.needed, recovered = excluded.recovered,
            baseline = excluded.baseline, statistic = excluded.statistic, threshold = excluded.threshold,
            unit = excluded.unit
        """

    static let select = """
        SELECT rule, scope, at, state, reason, value, baseline_value, ratio, events, effective_events, needed,
            recovered, baseline, statistic, threshold, unit
        FROM verdict ORDER BY rule, scope
        """

    func bind(to row: borrowing Statement) throws(StoreError) {
        var reason: String?
        if case .learning(let learning) = verdict.state { reason = learning.token }
        try row.bind(1, rule)
        try row.bind(2, text: scope.key)
        try row.bind(3, at)
        try row.bind(4, verdict.state.name)
        try row.bind(5, reason)
        try row.bind(6, verdict.value)
        try row.bind(7, verdict.baselineValue)
        try row.bind(8, verdict.ratio)
        try row.bind(9, verdict.events)
        try row.bind(10, verdict.effectiveEvents)
        try row.bind(11, verdict.needed)
        try row.bind(12, verdict.isRecovered ? Int64(1) : Int64(0))
        try row.bind(13, baselineID)
        try row.bind(14, verdict.statistic)
        try row.bind(15, verdict.threshold)
        try row.bind(16, verdict.isShare ? "share" : "number")
    }

    init(_ row: borrowing Statement) throws(StoreError) {
        let rule = row.text(0)
        guard let scope = Scope(key: row.bytes(1)) else {
            throw .malformed(table: "verdict", detail: "scope of rule \(rule)")
        }
        guard let state = Verdict.State(name: row.text(3), reason: row.textOrNil(4)) else {
            throw .malformed(table: "verdict", detail: "state of rule \(rule)")
        }
        self.init(
            rule: rule, scope: scope, at: row.time(2),
            verdict: Verdict(
                state: state, value: row.realOrNil(5), baselineValue: row.realOrNil(6), ratio: row.realOrNil(7),
                events: row.integer(8), effectiveEvents: row.realOrNil(9) ?? .nan, needed: row.integer(10),
                isRecovered: row.integer(11) != 0, statistic: row.realOrNil(13), threshold: row.realOrNil(14)),
            baselineID: row.textOrNil(12))
        verdict.isShare = row.text(15) != "number"
    }
}

extension Verdict.State {
    fileprivate init?(name: String, reason: String?) {
        switch (name, reason) {
        case ("insufficient", nil): self = .insufficient
        case ("stale", nil): self = .stale
        case ("ok", nil): self = .ok
        case ("warning", nil): self = .warning
        case ("critical", nil): self = .critical
        case ("learning", let token?):
            guard let learning = Verdict.LearningReason(token: token) else { return nil }
            self = .learning(learning)
        default: return nil
        }
    }
}

/// On disk a reason is a token, so that its wording may change.
extension Verdict.LearningReason {
    fileprivate var token: String {
        switch self {
        case .noBaseline: "no_baseline"
        case .otherModel: "other_model"
        case .notInBaseline: "not_in_baseline"
        case .thinBaseline: "thin_baseline"
        case .notRegistered: "not_registered"
        case .noRegistry: "no_registry"
        case .outOfReach: "out_of_reach"
        case .noControl: "no_control"
        case .fewUsers: "few_users"
        case .firstDay: "first_day"
        case .firstPoints: "first_points"
        }
    }

    fileprivate init?(token: String) {
        switch token {
        case "no_baseline": self = .noBaseline
        case "other_model": self = .otherModel
        case "not_in_baseline": self = .notInBaseline
        case "thin_baseline": self = .thinBaseline
        case "not_registered": self = .notRegistered
        case "no_registry": self = .noRegistry
        case "out_of_reach": self = .outOfReach
        case "no_control": self = .noControl
        case "few_users": self = .fewUsers
        case "first_day": self = .firstDay
        case "first_points": self = .firstPoints
        default: return nil
        }
    }
}
