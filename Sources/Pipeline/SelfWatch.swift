// monitord watches itself: the lives of the built-in rules about it.

internal import Alerts
internal import Model
internal import Panes

/// One series for each rule and what it is about. `coverage` is judged at the end of each pane, in event time; the
/// others when a report comes, by the wall clock.
struct SelfWatch: Sendable {
    private struct Key: Hashable, Sendable {
        var rule: SelfRule
        var scope: Scope
    }

    let settings: WatchSettings
    private let rulesHash: String
    /// By the place of the rule in `SelfRule.allCases`.
    private let rules: [Rule]
    private(set) var series: [WatchSeries] = []
    private var places: [Key: Int] = [:]
    var count: CoverageCount
    /// The newest verdict of `coverage`, by model.
    var verdicts: [Verdict?] = []
    var unwritten: [Scope: VerdictRow] = [:]
    var course: HealthCourse

    /// Without settings nothing is watched.
    init(_ settings: WatchSettings?, grid: PaneGrid, rulesHash: String) {
        var off = WatchSettings()
        (off.coverage, off.stalled, off.behind, off.late, off.rejected) = (nil, nil, nil, nil, nil)
        (off.undelivered, off.clockStep) = (nil, nil)
        let known = settings ?? off
        self.settings = known
        self.rulesHash = rulesHash
        count = CoverageCount(grid: grid)
        let window = TimeSpan(microseconds: count.panes * grid.width.microseconds)
        rules = SelfRule.allCases.map { $0.rule(known, coverageWindow: window) }
        course = HealthCourse(known)
    }

    private func known(_ rule: SelfRule, _ scope: Scope) -> Int? { places[Key(rule: rule, scope: scope)] }

    private mutating func place(_ rule: SelfRule, _ scope: Scope) -> Int {
        if let place = known(rule, scope) { return place }
        places[Key(rule: rule, scope: scope)] = series.count
        series.append(WatchSeries(rule, scope))
        return series.count - 1
    }

    /// A rule speaks. A series that never had anything wrong is not made for it.
    mutating func say(
        _ rule: SelfRule, _ scope: Scope, _ saying: WatchSaying, at time: EventTime
    ) -> (transition: AlertTransition, place: Int)? {
        guard saying.state == .warning || saying.state == .critical || known(rule, scope) != nil else { return nil }
        let place = place(rule, scope)
        let form = SelfRule.allCases.firstIndex(of: rule).map { rules[$0] }
        guard let form else { return nil }
        return series[place].say(saying, at: time, as: form, rulesHash: rulesHash).map { ($0, place) }
    }

    /// Whether it may be on its way to an alert that does not fire yet.
    func isPending(_ rule: SelfRule, _ scope: Scope) -> Bool {
        known(rule, scope).map { !series[$0].life.isQuiet && series[$0].life.course == nil } ?? false
    }

    /// The series of a rule that have something to remember.
    func awake(_ rule: SelfRule) -> [Scope] {
        series.filter { $0.rule == rule && !$0.life.isQuiet }.map(\.scope).sorted(by: Scope.precedes)
    }

    // MARK: Orders, and the desk's decisions

    func place(of alert: Alert) -> Int? {
        guard let rule = SelfRule(name: alert.rule), let place = known(rule, alert.scope),
            series[place].life.holds(alert.id)
        else { return nil }
        return place
    }

    mutating func change(_ place: Int, _ body: (inout AlertLife) -> Void) {
        let before = series[place].life
        body(&series[place].life)
        if series[place].life != before { series[place].isDirty = true }
    }

    // MARK: Restart

    mutating func takeDirty() -> (states: [StateRow], verdicts: [VerdictRow]) {
        var states: [StateRow] = []
        for place in series.indices where series[place].isDirty {
            series[place].isDirty = false
            states.append(
                StateRow(rule: series[place].rule.rawValue, scope: series[place].scope, bytes: series[place].bytes))
        }
        defer { unwritten = [:] }
        let rows = unwritten.values.sorted { Scope.precedes($0.scope, $1.scope) }
        return (states, rows)
    }

    /// The place of what was put back. Nil when nobody wants the rule any more, or the bytes cannot be read.
    mutating func restore(_ rule: SelfRule, _ scope: Scope, _ bytes: [UInt8]) -> Int? {
        guard rule.isOn(settings), scope.values.map(\.dimension) == rule.dimensions,
            let restored = try? WatchSeries(rule, scope, bytes: bytes)
        else { return nil }
        let place = place(rule, scope)
        series[place] = restored
        course.noteTime(restored.rule == .coverage ? nil : restored.at)
        return place
    }

    /// The severities of the alerts that fire.
    var firing: [Severity] { series.compactMap { $0.life.isFiring ? $0.life.course?.severity : nil } }
}
