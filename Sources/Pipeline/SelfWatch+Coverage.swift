// Coverage: how many events of a model have a verdict, judged at the end of each pane.

internal import Alerts
internal import Model
internal import Panes
internal import Statistics

extension SelfWatch {
    /// Fewer events of a window are not judged.
    static let coverageEventsMin: Int64 = 100
    /// Both ends of the interval together: that a share on target is called too low is less likely than half of it.
    private static let coverageAlpha = 0.002
    /// An alert is over once this part of what lies above the target is won back.
    private static let coverageMargin = 0.25

    /// The panes that a start has to read for it.
    var panesNeeded: Int64 { settings.coverage == nil ? 0 : count.panes }

    /// Takes in a closed pane without judging it.
    mutating func slide(_ pane: ClosedPane, scopes: [Scope]) {
        guard settings.coverage != nil else { return }
        count.slide(pane, scopes: scopes)
    }

    /// What is true of the panes that a start has read: nothing is new in it.
    mutating func settleCoverage() {
        guard settings.coverage != nil else { return }
        verdicts = count.sums.map { saying($0).verdict }
    }

    /// Judges the models whose window the last pane changed, and those whose alert goes on.
    mutating func judgeCoverage(at time: EventTime) -> [(transition: AlertTransition, place: Int)] {
        guard settings.coverage != nil else { return [] }
        var scopes = count.changed.map { count.scopes[$0] }
        let awake = awake(.coverage)
        if !awake.isEmpty { scopes = Set(scopes + awake).sorted(by: Scope.precedes) }
        var moves: [(transition: AlertTransition, place: Int)] = []
        for scope in scopes {
            let model = count.add(scope)
            let saying = saying(count.sums[model], scope)
            note(saying.verdict, model, scope, at: time)
            if let move = say(.coverage, scope, saying, at: time) { moves.append(move) }
        }
        return moves
    }

    private mutating func note(_ verdict: Verdict, _ model: Int, _ scope: Scope, at time: EventTime) {
        while verdicts.count <= model { verdicts.append(nil) }
        guard verdicts[model] != verdict else { return }
        verdicts[model] = verdict
        unwritten[scope] = VerdictRow(
            rule: SelfRule.coverage.rawValue, scope: scope, at: time, verdict: verdict, baselineID: nil)
    }

    private func saying(_ sum: CoverageCount.Sum, _ scope: Scope = Scope([])) -> WatchSaying {
        var saying = WatchSaying(state: .stale, target: settings.coverage, events: sum.all, isShare: true)
        let model = scope[.model] ?? "?"
        guard let target = settings.coverage, sum.all > 0 else {
            saying.summary = "\(model): no event in the window; whether its events have verdicts is not known"
            return saying
        }
        let value = Double(sum.judged) / Double(sum.all)
        saying.value = value
        let share = "\(percent(value)) of \(grouped(sum.all)) events of \(model) have a verdict"
        guard sum.all >= Self.coverageEventsMin else {
            (saying.state, saying.needed) = (.insufficient, Self.coverageEventsMin)
            saying.summary = "\(share): too few events to judge"
            return saying
        }
        let upper = Proportion(hits: Double(sum.judged), of: Double(sum.all))?.wilson(alpha: Self.coverageAlpha)?.upper
        saying.state = upper ?? 1 < target ? .warning : .ok
        saying.isRecovered = value >= target + (1 - target) * Self.coverageMargin
        saying.summary = share + (saying.isRecovered ? " again" : "; the target is \(percent(target))")
        saying.ground = "\(percent(value)) of events have a verdict, below the target of \(percent(target))"
        return saying
    }
}
