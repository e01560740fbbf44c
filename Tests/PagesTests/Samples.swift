// Values for the goldens of the pages: hostile where something comes from outside.

import Canaries
import Charts
import Model
import Pages

enum Samples {
    static let now = EventTime(microseconds: 1_795_182_600_000_000)
    static let hostile = "<script>alert('1')</script>&\u{202E}\u{1B}[2J"
    static let model = "acme/support-8b:v7"

    static let scope = Scope([(.model, model), (.category, "weapons")])

    static func verdict(_ state: Verdict.State, value: Double? = 0.71) -> Verdict {
        Verdict(
            state: state, value: value, baselineValue: value.map { _ in 0.92 }, ratio: value.map { $0 / 0.92 },
            events: 1240, effectiveEvents: 1240, needed: 200, statistic: 31.2, threshold: 23.9)
    }

    static func alert(_ severity: Severity = .high, _ state: Alert.State = .firing, rule: String = "refusal-rate")
        -> Alert
    {
        var finding = Finding()
        (finding.statistic, finding.threshold, finding.users) = (31.2, 23.9, 64)
        finding.onset = now - .seconds(5400)
        finding.onsetEarliest = now - .seconds(5700)
        finding.onsetLatest = now - .seconds(5100)
        (finding.sinceOnset, finding.mixChange, finding.behaviourChange, finding.coverage) = (0.7, 0.001, -0.211, 0.998)
        finding.segments = [
            .init(
                scope: Scope([(.model, model), (.category, "weapons"), (.environment, "prod-eu")]), events: 410,
                rate: 0.62, baselineRate: 0.95, change: -0.12)
        ]
        finding.examples = ["c35e3a1076e40677", hostile]
        var alert = Alert(
            id: AlertID(rule: rule, scope: scope, firstFiring: now - .seconds(4000)), rule: rule, scope: scope,
            state: state, severity: severity, breachedAt: now - .seconds(4300), firedAt: now - .seconds(4000),
            resolvedAt: state == .resolved ? now - .seconds(600) : nil, updatedAt: now - .seconds(60),
            evidence: Evidence(
                metric: "refusal_rate", value: 0.71, baselineValue: 0.92, ratio: 0.7717, line: 0.9, events: 1240,
                effectiveEvents: 1240, window: .seconds(3600), baselineID: "152f4003aa", finding: finding),
            summary: "\(severity.name): refusals of \(model) are at 77.2 % of baseline since about 2026 (n = 1240)",
            runbookURL: "https://example.com/runbooks/refusal?a=1&b=2")
        alert.reason = "77.2 % of baseline, past the warning line of 90.0 %"
        alert.incident = "48610c07e5968c95"
        alert.annotations = [Label(name: "note", value: hostile)]
        return alert
    }

    static var incident: Incident {
        var incident = Incident(
            model: model, severity: .high, openedAt: now - .seconds(4000), onset: now - .seconds(5400),
            first: alert().id)
        incident.planes = [.traffic]
        incident.steps[0].done = Note(at: now - .seconds(1200), by: "anna", text: hostile)
        incident.notes = [Note(at: now - .seconds(900), by: hostile, text: "looks like the new weights")]
        return incident
    }

    static var plot: Plot? {
        let points = (0..<90).map { minute in
            let wave = Double((minute * 7919) % 13 - 6) / 400
            return Plot.Point(time: now - .seconds(Int64(90 - minute) * 60), value: (minute < 40 ? 0.92 : 0.71) + wave)
        }
        return Plot(
            title: "refusal-rate \(hostile)", from: now - .seconds(5400), until: now, points: points,
            levels: [
                .init(value: 0.92, name: "baseline", style: .solid),
                .init(value: 0.83, name: "warning", style: .dashed),
                .init(value: 0.69, name: "critical", style: .dashed),
                .init(value: 0.95, name: "3-sigma", style: .dotted),
                .init(value: 0.89, name: "3-sigma", style: .dotted),
            ],
            marks: [
                .init(
                    time: now - .seconds(3000), name: "change \(hostile)",
                    interval: (now - .seconds(3200)).microseconds...(now - .seconds(2900)).microseconds,
                    caption: "change 13:40"),
                .init(time: now - .seconds(2700), name: "fired", caption: "fired 13:45"),
            ], format: { "\(Int(($0 * 1000).rounded()) / 10) %" })
    }

    static func run(_ place: Int, _ state: CanaryRun.State, failed: Int64 = 0, flaky: Int64 = 0) -> CanaryRun {
        let due = now - .seconds(Int64(place) * 3600)
        var run = CanaryRun(
            suite: "direct-harm", kind: .direct, target: "support", model: model, occasion: "slot:\(place)", slot: 1,
            suiteHash: "ab", dueAt: due, startedAt: due, deadline: due + .seconds(1800), state: state)
        let isAsked = state == .complete || state == .incomplete
        (run.planned, run.failed, run.flaky) = (isAsked ? 24 : 0, failed, flaky)
        run.passed = state == .complete ? 24 - failed - flaky : state == .incomplete ? 12 : 0
        return run
    }

    static func overview(isBlind: Bool = false) -> Overview {
        var view = Overview(now: now)
        view.alerts = [alert(), alert(.medium, .firing, rule: "refusal-rate-category")]
        view.alerts[1].notice = .inhibited(view.alerts[0].id)
        view.judged = 14
        view.unjudged = [(3, "learning: no baseline for this model"), (1, "too few events to judge")]
        if isBlind { view.blindness = ["consumer-lag: what is read is old"] }
        let standing = isBlind ? SeriesStanding(word: "unknown", doubt: "consumer-lag") : SeriesStanding(word: "ok")
        var line = Overview.Line(rule: "refusal-rate", scope: scope, standing: standing, now: "71.0 %", span: "6h")
        (line.baseline, line.interval) = ("92.0 %", "68.4 % to 73.5 %")
        line.trend = Sparkline(values: (0..<40).map { $0 % 11 == 0 ? nil : 0.9 - Double($0) / 200 }, baseline: 0.92)
        view.models = [.init(model: hostile, standing: standing, lines: [line], summary: "1 warning, 11 ok")]
        view.incidents = [incident]
        view.canaries = "4 suites: 3 passed, 1 overdue."
        (view.pulse.eventsPerSecond, view.pulse.lag, view.pulse.records) = (412.3, 3, 1_234_567)
        (view.pulse.closedThrough, view.pulse.checkpointAt) = (now - .seconds(12), now - .seconds(1))
        return view
    }
}
