// What would have become of past alerts.

import Model
import Panes
import Testing

@testable import Pipeline

@Suite struct AlertReviewTests {
    private let grid = PaneGrid(width: .seconds(10))

    private func baseline(_ rate: Double, events: Int = 1000, category: String = "c") -> Baseline {
        var tally = Tally.zero
        for index in 0..<events { tally.add(Double(index) < rate * Double(events) ? .refused : .complied, weight: 256) }
        return Baseline(
            name: "b\(rate)", model: "m", source: "test", from: at(0), to: at(100),
            cells: [.init(scope: Scope([(.model, "m"), (.category, category)]), tally: tally)])
    }

    private func rule(_ reference: BaselineReference = .current, above: Double? = nil) -> Rule {
        Rule(
            name: "r", metric: .refusalRate, dimensions: [.model], window: .seconds(60), baseline: reference,
            warning: above.map { Threshold(above: $0) } ?? Threshold(below: 0.9), critical: nil)
    }

    private func alert(_ value: Double, of baseline: Baseline, usual: Double, line: Double = 0.9) -> Alert {
        let scope = Scope([(.model, "m")])
        return Alert(
            id: AlertID(rule: "r", scope: scope, firstFiring: at(10)), rule: "r", scope: scope, state: .resolved,
            severity: .medium, breachedAt: at(10), firedAt: at(10), resolvedAt: at(20), updatedAt: at(20),
            evidence: Evidence(
                metric: "refusal_rate", value: value, baselineValue: usual, line: line, events: 100,
                effectiveEvents: 100, window: .seconds(60), baselineID: baseline.id), summary: "", runbookURL: nil)
    }

    private func review(
        _ alert: Alert, _ old: Baseline, _ new: Baseline, rule: Rule? = nil, isCurrentOnly: Bool = true
    ) -> AlertReview? {
        reviewAlerts(
            [alert], rules: RuleSet(rules: [rule ?? self.rule()]), grid: grid, from: old, to: new, known: [old, new],
            isCurrentOnly: isCurrentOnly
        ).first
    }

    @Test(arguments: [
        (0.70, 0.92, AlertReview.Fate.kept), (0.70, 0.80, .kept), (0.70, 0.75, .hidden), (0.70, 0.95, .kept),
        // Evidence found it while the window was still above the line of .828.
        (0.85, 0.92, .kept), (0.85, 0.80, .hidden), (0.85, 0.90, .unclear),
    ])
    func alertsBelowALine(value: Double, new: Double, fate: AlertReview.Fate) {
        let old = baseline(0.92)
        #expect(review(alert(value, of: old, usual: 0.92), old, baseline(new))?.fate == fate)
    }

    @Test(arguments: [(0.60, 0.5, AlertReview.Fate.kept), (0.60, 0.6, .hidden), (0.52, 0.51, .unclear)])
    func alertsAboveALine(value: Double, new: Double, fate: AlertReview.Fate) {
        let old = baseline(0.5)
        let rule = rule(above: 1.1)
        #expect(review(alert(value, of: old, usual: 0.5, line: 1.1), old, baseline(new), rule: rule)?.fate == fate)
    }

    @Test func aBaselineWithoutTheSeriesHidesTheAlert() {
        let old = baseline(0.92)
        #expect(review(alert(0.5, of: old, usual: 0.92), old, baseline(0.92, events: 20))?.fate == .hidden)
    }

    /// At the window's mix .46 was usual where the whole baseline has .92: half of the new one's .80 is .40.
    @Test func theMixOfTheWindowStays() throws {
        let old = baseline(0.92)
        let found = try #require(review(alert(0.38, of: old, usual: 0.46), old, baseline(0.80)))
        #expect(abs(try #require(found.newExpected) - 0.40) < 1e-9)
        #expect(found.fate == .hidden)
    }

    @Test func quantilesAreReadFromTheBaselinesValues() throws {
        func toxic(_ scale: Double) -> Baseline {
            var histogram = Histogram()
            for index in 1...1000 { histogram.add(scale * Double(index) / 1000, weight: 256) }
            return Baseline(
                name: "t\(scale)", model: "m", source: "test", from: at(0), to: at(100),
                cells: [
                    .init(
                        scope: Scope([(.model, "m")]), tally: .zero,
                        values: [.init(measure: Measure(signal: "toxicity"), histogram: histogram)])
                ])
        }
        let rule = Rule(
            name: "r", metric: .measure(Measure(signal: "toxicity")), dimensions: [.model], window: .seconds(60),
            detect: Detect(.quantile), warning: Threshold(above: 1.5), critical: nil)
        let old = toxic(0.2)
        let usual = try #require(old.histogram(for: Scope([]), Measure(signal: "toxicity")).quantile(0.95))
        let past = alert(0.4, of: old, usual: usual, line: 1.5)
        #expect(review(past, old, toxic(0.21), rule: rule)?.fate == .kept)
        #expect(review(past, old, toxic(0.4), rule: rule)?.fate == .hidden)
    }

    @Test func rulesWithABaselineOfTheirOwnDoNotFollowPromotions() {
        let old = baseline(0.92)
        let named = rule(.named("b0.92"))
        let past = alert(0.7, of: old, usual: 0.92)
        #expect(review(past, old, baseline(0.5), rule: named)?.fate == nil)
        #expect(review(past, old, baseline(0.5), rule: named, isCurrentOnly: false)?.fate == .hidden)
    }

    @Test func aRuleThatIsGoneIsUnclearAndAlertsWithoutBaselineAreNone() {
        let old = baseline(0.92)
        var past = alert(0.7, of: old, usual: 0.92)
        past.rule = "gone"
        #expect(review(past, old, baseline(0.5))?.fate == .unclear)
        past.evidence.baselineID = nil
        #expect(review(past, old, baseline(0.5))?.fate == nil)
    }
}
