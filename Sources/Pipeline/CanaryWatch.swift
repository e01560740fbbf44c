// The built-in rules about canaries: reports in, transitions out.

internal import Alerts
internal import Canaries
internal import Model
internal import Panes

/// One series for each rule and suite or target. Their time is that of reports, by the wall clock, but for leaks, which
/// panes count.
struct CanaryWatch: Sendable {
    private struct Key: Hashable, Sendable {
        var rule: CanaryRule
        var scope: Scope
    }

    /// What one input led to.
    struct Outcome: Sendable {
        var moves: [(transition: AlertTransition, place: Int)] = []
        var flaky: [(model: String, occasion: String)] = []
        var contexts: [(model: String, context: String)] = []
    }

    /// What else fires for a model; its categories are counted with these.
    typealias Supporter = (String, [String]) -> Support

    let scopes: CanaryScopes
    let paths: [BasePath]
    let rulesHash: String
    private(set) var series: [CanarySeries] = []
    private var places: [Key: Int] = [:]
    /// Whether severities that agree with other planes changed since they were last gathered.
    var isSupportDirty = false
    private var firstLook: EventTime?
    private var lastLook: EventTime?

    /// The clock is looked at no more often.
    private static let lookInterval = TimeSpan.seconds(1)

    init(_ plan: CanaryPlan?, models: [DeployedModel] = [], rulesHash: String) {
        scopes = CanaryScopes(plan)
        // Without canaries nobody re-evaluates, and nothing would ever count.
        let targets = plan?.targets ?? []
        paths = targets.isEmpty ? [] : BasePath.list(models, targets: targets)
        self.rulesHash = rulesHash
    }

    /// The place of a series, which is made when it is new.
    func known(_ rule: CanaryRule, _ scope: Scope) -> Int? { places[Key(rule: rule, scope: scope)] }

    mutating func place(_ rule: CanaryRule, _ scope: Scope) -> Int {
        if let place = known(rule, scope) { return place }
        places[Key(rule: rule, scope: scope)] = series.count
        series.append(CanarySeries(rule, scope))
        return series.count - 1
    }

    mutating func take(_ report: CanaryReport, support: Supporter) -> Outcome {
        var outcome = Outcome()
        guard let pair = scopes.pair(suite: report.run.suite, target: report.run.target) else { return outcome }
        takeSchedule(report, pair, support, &outcome)
        takeAnswers(report, pair, support, &outcome)
        takeIdentity(report, pair, support, &outcome)
        countEvaluation(report.run)
        return outcome
    }

    /// Looks at the clock: what should have been reported by now?
    mutating func look(at now: EventTime, support: Supporter) -> Outcome {
        var outcome = Outcome()
        let first = firstLook ?? now
        firstLook = first
        guard lastLook.map({ now - $0 >= Self.lookInterval }) ?? true else { return outcome }
        lastLook = now
        for pair in scopes.pairs {
            let place = place(.schedule, pair.scope)
            guard case .schedule(var course) = series[place].facts,
                let word = course.look(at: now, period: pair.suite.period, watchedSince: first)
            else { continue }
            series[place].facts = .schedule(course)
            let saying = CanarySaying(word, pair, reason: "")
            say(place, saying, at: now, pair.suite, support, &outcome)
        }
        lookAtBases(at: now, support, &outcome)
        return outcome
    }

    private mutating func takeSchedule(
        _ report: CanaryReport, _ pair: CanaryScopes.Pair, _ support: Supporter, _ outcome: inout Outcome
    ) {
        let place = place(.schedule, pair.scope)
        guard case .schedule(var course) = series[place].facts else { return }
        let word = course.take(report.run)
        if series[place].facts != .schedule(course) {
            series[place].facts = .schedule(course)
            series[place].isDirty = true
        }
        guard let word else { return }
        say(
            place, CanarySaying(word, pair, reason: report.run.reason), at: report.at, pair.suite, support, &outcome)
    }

    private mutating func takeIdentity(
        _ report: CanaryReport, _ pair: CanaryScopes.Pair, _ support: Supporter, _ outcome: inout Outcome
    ) {
        let place = place(.identity, scopes.scope(of: pair.target))
        guard case .identity(var course) = series[place].facts else { return }
        let news = course.take(report, served: pair.target.served)
        if series[place].facts != .identity(course) {
            series[place].facts = .identity(course)
            series[place].isDirty = true
        }
        outcome.contexts += news.contexts.map { (pair.target.model, "fingerprint \($0)") }
        guard news.strange != nil || news.changed != nil || news.isClean else { return }
        say(place, CanarySaying(news, pair), at: report.at, nil, support, &outcome)
    }

    mutating func say(
        _ place: Int, _ saying: CanarySaying, at time: EventTime, _ suite: Suite?, categories: [String] = [],
        _ support: Supporter, _ outcome: inout Outcome
    ) {
        let before = series[place].own
        // Nearly always nothing is wrong and nothing was: then there is nothing to say either.
        if series[place].life.isQuiet, saying.severity == nil { return }
        let model = series[place].scope[.model] ?? ""
        let transition = series[place].say(
            saying, at: time, of: suite, rulesHash: rulesHash, support: support(model, categories))
        if series[place].own != before { isSupportDirty = true }
        if let transition { outcome.moves.append((transition, place)) }
    }

    // MARK: Panes

    /// An event of a pane that is open was a canary without its id.
    mutating func noteLeak(_ origin: Roster.Origin, pane: Int64) {
        guard let pair = scopes.pair(suite: origin.suite, target: origin.target) else { return }
        let place = place(.leak, pair.scope)
        guard case .leak(var course) = series[place].facts else { return }
        course.add(pane: pane)
        series[place].facts = .leak(course)
        series[place].isDirty = true
    }

    /// The panes up to `index` are closed.
    mutating func close(through index: Int64, grid: PaneGrid, support: Supporter) -> Outcome {
        var outcome = Outcome()
        let hold = grid.count(in: CanaryRule.leak.hold)
        for place in series.indices where series[place].rule == .leak {
            guard case .leak(var course) = series[place].facts,
                let pair = scopes.pair(of: series[place].scope)
            else { continue }
            while let word = course.next(through: index, hold: hold) {
                series[place].isDirty = true
                let saying = CanarySaying(word, pair)
                say(place, saying, at: grid.end(of: word.pane), pair.suite, support, &outcome)
            }
            series[place].facts = .leak(course)
        }
        return outcome
    }

    /// What else fires has changed: alerts that go on may be more severe for it.
    mutating func reconsider(at time: EventTime, support: Supporter) -> Outcome {
        var outcome = Outcome()
        for place in series.indices where series[place].own != nil {
            let suite = scopes.pair(of: series[place].scope)?.suite
            say(place, series[place].saying, at: time, suite, support, &outcome)
        }
        return outcome
    }

    /// Categories of a model in which items failed for good, by suites whose alert is high or more.
    func categories(of model: String) -> [String] {
        series.flatMap { series -> [String] in
            guard case .suite(let evidence) = series.facts, series.own ?? .low >= .high,
                (series.scope[.model] ?? "").utf8.elementsEqual(model.utf8)
            else { return [] }
            return evidence.failingCategories
        }
    }

    // MARK: Orders, and the desk's decisions

    func place(of alert: Alert) -> Int? {
        guard let rule = CanaryRule(name: alert.rule), let place = known(rule, alert.scope),
            series[place].life.holds(alert.id)
        else { return nil }
        return place
    }

    mutating func change(_ place: Int, _ body: (inout AlertLife) -> Void) {
        let own = series[place].own
        body(&series[place].life)
        series[place].isDirty = true
        if series[place].own != own { isSupportDirty = true }
    }

    /// A person ended the alert: what it was about has to be shown again.
    mutating func dismiss(_ place: Int) {
        change(place) { $0.dismiss() }
        switch series[place].facts {
        case .suite(var evidence):
            evidence.forgetFailures()
            series[place].facts = .suite(evidence)
        case .comparison(var evidence):
            evidence.forget()
            series[place].facts = .comparison(evidence)
        case .none: if series[place].rule == .regression { forgetRegressions(of: series[place].scope) }
        case .schedule, .leak, .identity, .evaluations: break
        }
    }

    mutating func forgetRegressions(of scope: Scope) {
        guard let place = known(.failures, scope), case .suite(var evidence) = series[place].facts else { return }
        evidence.forgetRegressions()
        series[place].facts = .suite(evidence)
        series[place].isDirty = true
    }

    // MARK: Restart

    mutating func takeDirty() -> [StateRow] {
        var rows: [StateRow] = []
        for place in series.indices where series[place].isDirty {
            series[place].isDirty = false
            rows.append(
                StateRow(rule: series[place].rule.rawValue, scope: series[place].scope, bytes: series[place].bytes))
        }
        return rows
    }

    /// The place of what was put back. Nil when the plan has not the series any more, or the bytes cannot be read.
    mutating func restore(_ rule: CanaryRule, _ scope: Scope, _ bytes: [UInt8]) -> Int? {
        guard scopes.has(rule, scope) || rule == .basePath && paths.contains(where: { $0.scope == scope }),
            let restored = try? CanarySeries(rule, scope, bytes: bytes)
        else { return nil }
        let place = place(rule, scope)
        series[place] = restored
        isSupportDirty = true
        return place
    }
}

extension CanaryWatch {
    mutating func setFacts(_ place: Int, _ facts: CanarySeries.Facts) {
        guard series[place].facts != facts else { return }
        series[place].facts = facts
        series[place].isDirty = true
    }
}
