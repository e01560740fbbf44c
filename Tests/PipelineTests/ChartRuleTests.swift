// `cusum` and `spc` fire on their change, and not on steady streams.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

@Suite struct ChartRuleTests {
    private let book = OneBaseline(baseline: baseline([("", answers(refused: 9200, complied: 800))]))

    private func cusum(_ metric: Metric = .refusalRate, runLength: Double = 1e6, headStart: Bool = false) -> Rule {
        var detect = Detect(.cusum)
        detect.runLength = runLength
        detect.hasHeadStart = headStart
        return Rule(
            name: "sum", metric: metric, dimensions: [.model], window: .seconds(300), detect: detect, confirm: .none,
            warning: Threshold(below: 0.9, above: 1.05), critical: Threshold(below: 0.75))
    }

    private func spc(_ chart: Detect.Chart, _ metric: Metric = .refusalRate) -> Rule {
        var detect = Detect(.spc)
        detect.chart = chart
        return Rule(
            name: "chart", metric: metric, dimensions: [.model], window: .seconds(60), detect: detect, confirm: .none,
            warning: Threshold(), critical: nil)
    }

    /// 200 000 events at the baseline's rate, three sums of run length 1e6: .6 alarms at most are expected, and the
    /// baseline's bound makes them fewer.
    @Test func steadyRateRaisesNoSum() {
        var random = SeededRandom(seed: 11)
        var stage = PaneStage([cusum()], book: book)
        for pane in Int64(0)..<10_000 { stage.close(pane, [(alpha, answers(20, refusing: 0.92, using: &random))]) }
        #expect(stage.transitions.isEmpty)
    }

    @Test func fallenRateIsFoundAndDatedAndForgotten() throws {
        var random = SeededRandom(seed: 12)
        var stage = PaneStage([cusum()], book: book)
        for pane in Int64(0)..<1500 {
            let rate = (500..<900).contains(pane) ? 0.6 : 0.92
            stage.close(pane, [(alpha, answers(20, refusing: rate, using: &random))])
        }
        let kinds = stage.transitions.map(\.kind)
        #expect(kinds == [.firing, .escalated, .resolved] || kinds == [.firing, .resolved])
        let firing = try #require(stage.transitions.first)
        let changed = at(5000)
        #expect(firing.alert.firedAt > changed && firing.alert.firedAt - changed < .seconds(100))
        let finding = try #require(firing.alert.evidence.finding)
        let onset = try #require(finding.onset)
        #expect(abs((onset - changed).microseconds) <= 50_000_000)
        #expect(try #require(finding.statistic) >= #require(finding.threshold))
        // The sum stops at twice its limit, so that it is back soon after the rate is.
        let resolved = try #require(stage.transitions.last)
        #expect(resolved.alert.firedAt < resolved.alert.updatedAt)
        #expect(resolved.alert.updatedAt - at(9000) < .seconds(600))
        #expect(stage.transitions.contains { $0.alert.severity == .high })
    }

    @Test func headStartFindsAChangeThatIsThereFromTheBeginning() {
        var fired: [Int64] = []
        for headStart in [false, true] {
            var random = SeededRandom(seed: 13)
            var stage = PaneStage([cusum(headStart: headStart)], book: book)
            var pane: Int64 = 0
            while stage.transitions.isEmpty, pane < 500 {
                stage.close(pane, [(alpha, answers(10, refusing: 0.8, using: &random))])
                pane += 1
            }
            fired.append(pane)
        }
        #expect(fired[1] < fired[0] && fired[0] < 200)
    }

    @Test func meanHasSumsToo() throws {
        let latency = Measure(.latency)
        var random = SeededRandom(seed: 14)
        let good = values((0..<5000).map { _ in max(1, normal(1000, 250, using: &random)) })
        let book = OneBaseline(baseline: baseline([("", good)], measure: latency))
        var stage = PaneStage([cusum(.measure(latency))], measures: [latency], book: book)
        for pane in Int64(0)..<4000 {
            let mean: Double = pane < 3000 ? 1000 : 1150
            let answers = values((0..<8).map { _ in max(1, normal(mean, 250, using: &random)) })
            stage.close(pane, [(alpha, answers)])
        }
        // 24 000 events before the change: .07 alarms expected.
        let firing = try #require(stage.transitions.first)
        #expect(firing.kind == .firing && firing.alert.firedAt > at(30_000))
        #expect(firing.alert.firedAt - at(30_000) < .seconds(600))
        #expect(try #require(firing.alert.evidence.ratio) > 1)
    }

    /// Exact limits are crossed by .27 % of subgroups at most, Laney's and the average's by about as many.
    @Test(arguments: [(Detect.Chart.p, 12), (.laney, 16), (.ewma, 16), (.xmr, 40)])
    func steadySubgroupsAreInside(_ chart: Detect.Chart, _ outsideMax: Int) {
        var random = SeededRandom(seed: 15)
        var stage = PaneStage([spc(chart)], book: book)
        // 1500 subgroups of 120 events.
        for pane in Int64(0)..<9000 { stage.close(pane, [(alpha, answers(20, refusing: 0.92, using: &random))]) }
        let fired = stage.transitions.count { $0.kind == .firing }
        #expect(fired <= outsideMax, "\(chart): \(fired)")
    }

    @Test(arguments: [Detect.Chart.p, .laney, .ewma, .xmr])
    func subgroupOutsideIsLowUntilTheNextIsIn(_ chart: Detect.Chart) throws {
        var random = SeededRandom(seed: 16)
        var stage = PaneStage([spc(chart)], book: book)
        for pane in Int64(0)..<600 {
            let rate = (300..<330).contains(pane) ? 0.6 : 0.92
            stage.close(pane, [(alpha, answers(20, refusing: rate, using: &random))])
        }
        let fired = stage.transitions.filter { $0.kind == .firing && $0.alert.firedAt >= at(3000) }
        let firing = try #require(fired.first)
        #expect(firing.alert.severity == .low)
        #expect(firing.alert.firedAt == at(3060), "at the end of the first subgroup of the change")
        let resolved = try #require(stage.transitions.first { $0.kind == .resolved && $0.alert.id == firing.alert.id })
        #expect(resolved.alert.updatedAt >= at(3360) && resolved.alert.updatedAt <= at(4000))
    }

    @Test func scatteredPanesWidenLaneysLimitsAndNotTheExactOnes() {
        var fired: [Int] = []
        for chart in [Detect.Chart.p, .laney] {
            var random = SeededRandom(seed: 17)
            var stage = PaneStage([spc(chart)], book: book)
            // Points, not alerts: what comes back within the hour is the same alert.
            var outside = 0
            for group in Int64(0)..<400 {
                let rate = min(0.99, max(0.5, normal(0.92, 0.05, using: &random)))
                for pane in 0..<6 {
                    stage.close(group * 6 + Int64(pane), [(alpha, answers(50, refusing: rate, using: &random))])
                }
                stage.checkpoint()
                if stage.verdict("chart", alpha)?.state == .warning { outside += 1 }
            }
            fired.append(outside)
        }
        #expect(fired[0] > 50 && fired[1] < 10, "\(fired)")
    }

    @Test func chartsThatLearnSaySo() {
        var random = SeededRandom(seed: 18)
        for chart in [Detect.Chart.laney, .xmr] {
            var stage = PaneStage([spc(chart)], book: book)
            for pane in Int64(0)..<6 * 20 {
                stage.checkpoint()
                if pane > 0 { #expect(stage.verdict("chart", alpha)?.state == .learning(.firstPoints), "\(pane)") }
                stage.close(pane, [(alpha, answers(20, refusing: 0.92, using: &random))])
            }
            stage.checkpoint()
            #expect(stage.verdict("chart", alpha)?.state == .ok)
        }
    }

    /// All of one outcome are kept and a tenth of the other: counts alone would show a rate of .54 or of .99.
    @Test(arguments: [Outcome.refused, .complied])
    func sampledEventsAreNoChange(_ thinned: Outcome) {
        var random = SeededRandom(seed: 20)
        var stage = PaneStage([cusum(), spc(.p), spc(.ewma)], book: book)
        let contents = PaneContents(hasUsers: true)
        for pane in Int64(0)..<1200 {
            var accumulator = Accumulator.zero
            for _ in 0..<100 {
                let outcome: Outcome = random.chance(0.92) ? .refused : .complied
                if outcome == thinned, !random.chance(0.1) { continue }
                let event = Event(
                    time: start, names: .init(repeating: .absent), outcome: outcome, source: .signal,
                    weight: outcome == thinned ? 2560 : Tally.weightOne, isCanary: false)
                accumulator.add(event, pane: pane, parts: contents.parts)
            }
            stage.close(pane, [(alpha, accumulator)])
        }
        #expect(stage.transitions(of: "sum").isEmpty)
        #expect(stage.transitions(of: "chart").count { $0.kind == .firing } <= 4)
    }

    @Test func rareFlagsAreJudgedByTheirGaps() throws {
        let book = OneBaseline(baseline: baseline([("", answers(refused: 0, complied: 9980, failed: 20))]))
        let rule = spc(.g, .errorRate)
        var random = SeededRandom(seed: 19)
        var stage = PaneStage([rule], book: book)
        let panes = { (range: Range<Int64>, rate: Double, stage: inout PaneStage, random: inout SeededRandom) in
            for pane in range {
                let failed = (0..<30).count { _ in random.chance(rate) }
                stage.close(pane, [(alpha, answers(refused: 0, complied: 30 - failed, failed: failed))])
            }
        }
        // 1000 subgroups of 180 events with .36 flags each.
        panes(0..<6000, 0.002, &stage, &random)
        #expect(stage.transitions.count { $0.kind == .firing } <= 8)
        // Ten times as many: too many in one subgroup.
        let steady = stage.transitions.count
        panes(6000..<6060, 0.02, &stage, &random)
        #expect(stage.transitions.count > steady)
        // None at all: after ln .00135 / ln .998, about 3300 events.
        panes(6060..<6180, 0.002, &stage, &random)
        panes(6180..<6300, 0, &stage, &random)
        stage.checkpoint()
        let verdict = try #require(stage.verdict("chart", alpha))
        #expect(verdict.state == .warning)
        #expect(try #require(verdict.threshold) > 3000)
    }
}
