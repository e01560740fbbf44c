// One rule over all its series.

internal import Alerts
internal import Detectors
internal import Model
internal import Panes

/// The verdict and the alert life of each series of one rule, by the aggregation's series ids.
struct RuleChart: Sendable {
    let rule: Rule
    /// Index of the window that the rule reads.
    let window: Int
    private let detector: RatioDetector
    private var series: [Series] = []

    private struct Series: Sendable {
        let scope: Scope
        let reference: Reference
        var life = AlertLife()
        var verdict: Verdict?
        var hasHistory = false
        var isLifeDirty = false
        var isVerdictDirty = false

        var baselineID: String? {
            if case .rate(_, _, let id) = reference { id } else { nil }
        }
    }

    init(rule: Rule, window: Int) {
        self.rule = rule
        self.window = window
        detector = RatioDetector(rule: rule)
    }

    /// Takes in series that appeared since the last call.
    mutating func adopt(scopes: [Scope], book: any BaselineBook) {
        while series.count < scopes.count {
            let scope = scopes[series.count]
            series.append(Series(scope: scope, reference: Self.reference(scope, rule, book)))
        }
    }

    /// Every series so far had events in panes that are closed, even where the rule's own window is empty by now.
    mutating func noteHistory() {
        for index in series.indices { series[index].hasHistory = true }
    }

    private static func reference(_ scope: Scope, _ rule: Rule, _ book: any BaselineBook) -> Reference {
        switch book.baseline(for: rule.baseline, model: scope[.model] ?? "") {
        case .failure(let absence): return .missing(absence.reason)
        case .success(let baseline):
            let tally = baseline.tally(for: scope)
            guard let rate = tally.refusalRate else { return .missing(.notInBaseline) }
            return .rate(rate, events: tally.decided, baselineID: baseline.id)
        }
    }

    /// Judges every series at the end of a pane. Transitions come in the order of their scopes.
    mutating func step(_ totals: Window, at time: EventTime) -> [AlertTransition] {
        var transitions: [AlertTransition] = []
        for index in series.indices {
            let window = totals.total(series: index)
            if !window.isEmpty { series[index].hasHistory = true }
            let verdict = detector.verdict(
                window: window, reference: series[index].reference, hasHistory: series[index].hasHistory)
            if series[index].verdict != verdict {
                series[index].verdict = verdict
                series[index].isVerdictDirty = true
            }
            if let transition = stepLife(index, verdict, time) { transitions.append(transition) }
        }
        return transitions.sorted { Scope.precedes($0.alert.scope, $1.alert.scope) }
    }

    private mutating func stepLife(_ index: Int, _ verdict: Verdict, _ time: EventTime) -> AlertTransition? {
        // Most series are quiet and sound: they pay for one comparison.
        if series[index].life.isQuiet, !verdict.isBreach { return nil }
        let before = series[index].life
        let alarm = Alarm(rule: rule, scope: series[index].scope, baselineID: series[index].baselineID)
        let transition = series[index].life.step(verdict, at: time, of: alarm)
        if series[index].life != before { series[index].isLifeDirty = true }
        return transition
    }

    mutating func takeDirty(at time: EventTime) -> (states: [StateRow], verdicts: [VerdictRow]) {
        var states: [StateRow] = []
        var verdicts: [VerdictRow] = []
        for index in series.indices {
            if series[index].isLifeDirty {
                series[index].isLifeDirty = false
                states.append(stateRow(series[index]))
            }
            if series[index].isVerdictDirty, let verdict = series[index].verdict {
                series[index].isVerdictDirty = false
                verdicts.append(
                    VerdictRow(
                        rule: rule.name, scope: series[index].scope, at: time, verdict: verdict,
                        baselineID: series[index].baselineID))
            }
        }
        return (states, verdicts)
    }

    private func stateRow(_ series: Series) -> StateRow {
        guard !series.life.isQuiet else { return StateRow(rule: rule.name, scope: series.scope, bytes: nil) }
        var writer = ByteWriter()
        series.life.write(to: &writer)
        return StateRow(rule: rule.name, scope: series.scope, bytes: writer.bytes)
    }

    /// False when the bytes cannot be read; the series then starts quiet.
    mutating func restore(series index: Int, _ bytes: [UInt8]) -> Bool {
        var reader = ByteReader(bytes)
        guard let life = try? AlertLife(from: &reader), reader.isAtEnd else { return false }
        series[index].life = life
        series[index].hasHistory = true
        return true
    }
}

extension Verdict {
    fileprivate var isBreach: Bool { state == .warning || state == .critical }
}
