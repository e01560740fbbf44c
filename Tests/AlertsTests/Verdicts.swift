// Verdicts and alarms to play with.

import Model

@testable import Alerts

let start = EventTime(microseconds: 1_763_640_000_000_000)

func at(_ seconds: Int64) -> EventTime { start + .seconds(seconds) }

func alarm(
    warningFor: Int64 = 60, criticalFor: Int64 = 20, keepFiringFor: Int64 = 30, resolve: Double = 0.95
) -> Alarm {
    Alarm(
        rule: Rule(
            name: "refusals", metric: .refusalRate, dimensions: [.model, .category], window: .seconds(3600),
            confirm: .none,
            warning: Threshold(below: 0.9, hold: .seconds(warningFor)),
            critical: Threshold(below: 0.75, hold: .seconds(criticalFor)), keepFiringFor: .seconds(keepFiringFor),
            resolve: resolve, runbookURL: "https://runbooks.example/refusals"),
        scope: Scope([(.model, "support-8b"), (.category, "weapons")]), baselineID: "00ff")
}

func verdict(_ state: Verdict.State, recovered: Bool = false) -> Verdict {
    let rate: Double =
        switch state {
        case .critical: 0.45
        case .warning: 0.72
        case .ok: recovered ? 0.88 : 0.82
        case .learning, .insufficient, .stale: 0.5
        }
    switch state {
    case .stale: return Verdict(state: state, baselineValue: 0.9, events: 0, effectiveEvents: 0, needed: 61)
    case .learning: return Verdict(state: state, value: rate, events: 40, effectiveEvents: 40, needed: 30)
    case .ok, .warning, .critical, .insufficient:
        let events: Int64 = state == .insufficient ? 12 : 400
        return Verdict(
            state: state, value: rate, baselineValue: 0.9, ratio: rate / 0.9, events: events,
            effectiveEvents: Double(events), needed: 61, isRecovered: recovered)
    }
}

let recovered = verdict(.ok, recovered: true)

/// Plays verdicts ten seconds apart.
struct Player {
    var life = AlertLife()
    var alarm: Alarm
    var second: Int64 = 0
    var support = Support()
    var transitions: [AlertTransition] = []

    init(_ alarm: Alarm) {
        self.alarm = alarm
    }

    @discardableResult
    mutating func play(_ verdict: Verdict, times: Int = 1) -> [AlertTransition.Kind] {
        var kinds: [AlertTransition.Kind] = []
        for _ in 0..<times {
            second += 10
            if let transition = life.step(verdict, at: at(second), of: alarm, support: { support }) {
                transitions.append(transition)
                kinds.append(transition.kind)
            }
        }
        return kinds
    }

    @discardableResult
    mutating func play(_ state: Verdict.State, times: Int = 1) -> [AlertTransition.Kind] {
        play(verdict(state), times: times)
    }
}
