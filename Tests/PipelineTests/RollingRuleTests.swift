// A series held against its own last seven days.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

@Suite struct RollingRuleTests {
    private let width = TimeSpan.seconds(600)
    /// Panes of a day; the tests begin at noon.
    private let day: Int64 = 144

    private func rule(_ confirm: Confirm) -> Rule {
        Rule(
            name: "rolling", metric: .refusalRate, dimensions: [.model], window: .seconds(21_600), confirm: confirm,
            baseline: .rolling, warning: Threshold(below: 0.9), critical: Threshold(below: 0.6))
    }

    private func rows(_ rate: Double, _ random: inout SeededRandom) -> [(scope: Scope, accumulator: Accumulator)] {
        [("fraud", rate), ("weapons", min(1, rate * 1.1))].map { category, rate in
            (Scope([(.model, "alpha"), (.category, category)]), answers(10, refusing: rate, using: &random))
        }
    }

    @Test(arguments: [Confirm.evidence, .none])
    func learnsOneCompleteDayAndThenJudges(_ confirm: Confirm) throws {
        var random = SeededRandom(seed: 21)
        var stage = PaneStage([rule(confirm)], book: OneBaseline(), width: width)
        // Half a day, which does not count, and one whole day.
        for pane in 0..<day / 2 + day {
            stage.close(pane, rows(0.8, &random))
            stage.checkpoint()
            #expect(stage.verdict("rolling", alpha)?.state == .learning(.firstDay))
        }
        for pane in day / 2 + day..<4 * day {
            stage.close(pane, rows(0.8, &random))
            stage.checkpoint()
        }
        let verdict = try #require(stage.verdict("rolling", alpha))
        #expect(verdict.state == .ok)
        #expect(abs(try #require(verdict.baselineValue) - 0.84) < 0.03)
        #expect(stage.transitions.isEmpty)
        for pane in 4 * day..<4 * day + 30 { stage.close(pane, rows(0.3, &random)) }
        let firing = try #require(stage.transitions.first)
        #expect(firing.kind == .firing && firing.alert.evidence.baselineID == nil)
        #expect(firing.alert.summary.contains(" in the last 7 days,"), "\(firing.alert.summary)")
        #expect(stage.transitions.contains { $0.alert.severity == .high })
    }

    /// 20 days at one rate: whatever is bet on, the yardstick's own error is taken off.
    @Test func steadySeriesRaisesNothing() {
        var random = SeededRandom(seed: 22)
        var stage = PaneStage([rule(.evidence)], book: OneBaseline(), width: width)
        for pane in 0..<20 * day { stage.close(pane, rows(0.8, &random)) }
        #expect(stage.transitions.isEmpty)
    }

    @Test func weekOldBreachIsTheUsualThing() throws {
        var random = SeededRandom(seed: 23)
        var stage = PaneStage([rule(.none)], book: OneBaseline(), width: width)
        for pane in 0..<3 * day { stage.close(pane, rows(0.8, &random)) }
        for pane in 3 * day..<12 * day { stage.close(pane, rows(0.5, &random)) }
        #expect(stage.transitions.first?.kind == .firing)
        let last = try #require(stage.transitions.last)
        #expect(last.kind == .resolved, "the yardstick went along")
        #expect(last.alert.updatedAt > at(5 * 86_400))
    }

    @Test func silentWeekForgets() throws {
        var random = SeededRandom(seed: 24)
        var stage = PaneStage([rule(.none)], book: OneBaseline(), width: width)
        for pane in 0..<3 * day { stage.close(pane, rows(0.8, &random)) }
        for pane in 20 * day..<20 * day + 6 { stage.close(pane, rows(0.8, &random)) }
        stage.checkpoint()
        #expect(stage.verdict("rolling", alpha)?.state == .learning(.notInBaseline))
    }

    @Test func daysSurviveAnyStop() throws {
        var random = SeededRandom(announcing: "daysSurviveAnyStop")
        var stream: [[(scope: Scope, accumulator: Accumulator)]] = []
        for pane in 0..<3 * day {
            let isSilent = pane % 17 == 5 || (401..<420).contains(pane)
            stream.append(isSilent ? [] : rows(pane > 380 ? 0.5 : 0.8, &random))
        }
        var whole = PaneStage([rule(.evidence), named("literal", rule(.none))], book: OneBaseline(), width: width)
        for (pane, rows) in stream.enumerated() { whole.close(Int64(pane), rows) }
        whole.checkpoint()
        #expect(!whole.transitions.isEmpty)
        for _ in 0..<12 {
            let cut = Int.random(in: 0..<stream.count, using: &random)
            var stage = PaneStage([rule(.evidence), named("literal", rule(.none))], book: OneBaseline(), width: width)
            for (pane, rows) in stream.enumerated() {
                stage.close(Int64(pane), rows)
                if pane == cut { #expect(stage.restart() == 0) }
            }
            stage.checkpoint()
            expectSame(stage.dump, whole.dump, "stopped after \(cut)")
        }
    }
}

func named(_ name: String, _ rule: Rule) -> Rule {
    var rule = rule
    rule.name = name
    return rule
}
