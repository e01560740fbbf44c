// A series held against another one, answer by answer or all in all.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

@Suite struct CompareRuleTests {
    private let tuned = Scope([(.model, "tuned"), (.baseModel, "base")])
    private let base = Scope([(.model, "base"), (.baseModel, "")])

    /// Errors at more than twice the base model's rate, for 15 minutes.
    private func errors(_ confirm: Confirm = .evidence) -> Rule {
        Rule(
            name: "errors", metric: .errorRate, dimensions: [.model, .baseModel], window: .seconds(900),
            detect: Detect(.compare), confirm: confirm, warning: nil,
            critical: Threshold(above: 2, hold: .seconds(900)))
    }

    private func paired(_ below: Double = 1, confirm: Confirm = .evidence) -> Rule {
        var detect = Detect(.compare)
        detect.isPaired = true
        return Rule(
            name: "paired", metric: .refusalRate, dimensions: [.model, .baseModel], window: .seconds(600),
            detect: detect, confirm: confirm, warning: Threshold(below: below), critical: nil)
    }

    private func failing(_ count: Int, _ rate: Double, _ random: inout SeededRandom) -> Accumulator {
        let failed = (0..<count).count { _ in random.chance(rate) }
        return answers(refused: 0, complied: count - failed, failed: failed)
    }

    /// Half a day at one rate for both, and one with the tuned model at 1.5 times the base's: no line is crossed.
    @Test(arguments: [(1.0, 0), (1.5, 0)])
    func errorsBelowTwiceTheBaseAreNoFinding(_ ratio: Double, _ alarmsMax: Int) {
        var random = SeededRandom(seed: 31)
        var stage = PaneStage([errors()], book: OneBaseline())
        for pane in Int64(0)..<4320 {
            stage.close(
                pane, [(base, failing(12, 0.02, &random)), (tuned, failing(12, 0.02 * ratio, &random))])
        }
        #expect(stage.transitions.count { $0.kind == .firing } <= alarmsMax)
    }

    @Test(arguments: [Confirm.evidence, .none])
    func errorsAtFiveTimesTheBaseFireAfterFifteenMinutes(_ confirm: Confirm) throws {
        var random = SeededRandom(seed: 32)
        var stage = PaneStage([errors(confirm)], book: OneBaseline())
        for pane in Int64(0)..<1500 {
            let ratio: Double = (500..<900).contains(pane) ? 5 : 1
            stage.close(
                pane, [(base, failing(12, 0.02, &random)), (tuned, failing(12, 0.02 * ratio, &random))])
        }
        let firing = try #require(stage.transitions.first)
        #expect(firing.kind == .firing && firing.alert.severity == .high && firing.alert.scope == tuned)
        #expect(firing.alert.firedAt - firing.alert.breachedAt == .seconds(900))
        #expect(firing.alert.breachedAt > at(5000) && firing.alert.breachedAt < at(6000))
        #expect(try #require(firing.alert.evidence.baselineValue) < 0.04)
        #expect(stage.transitions.last?.kind == .resolved)
        stage.checkpoint()
        #expect(stage.verdict("errors", base)?.state == .learning(.noControl), "the base has no base")
    }

    @Test func controlThatFellSilentIsNoYardstick() throws {
        var random = SeededRandom(seed: 33)
        var stage = PaneStage([errors()], book: OneBaseline())
        for pane in Int64(0)..<300 {
            let rows = [(base, failing(12, 0.02, &random)), (tuned, failing(12, 0.02, &random))]
            stage.close(pane, pane < 200 ? rows : [rows[1]])
        }
        stage.checkpoint()
        #expect(stage.verdict("errors", tuned)?.state == .learning(.noControl))
        // An old yardstick would be bet on here.
        for pane in Int64(300)..<500 { stage.close(pane, [(tuned, failing(12, 0.2, &random))]) }
        #expect(stage.transitions.isEmpty)
    }

    /// Questions asked of one model in a pane, with the chance of a refusal.
    private func asked(
        _ questions: Range<UInt64>, _ pane: Int64, refusing rate: (UInt64) -> Double, _ random: inout SeededRandom
    ) -> Accumulator {
        var accumulator = Accumulator.zero
        let parts = PaneContents(hasPairs: true).parts
        for question in questions {
            var event = Event(
                time: start, names: .init(repeating: .absent),
                outcome: random.chance(rate(question)) ? .refused : .complied,
                source: .signal, weight: Tally.weightOne, isCanary: false)
            event.question = question &* 0x9e37_79b9_7f4a_7c15 | 1
            accumulator.add(event, pane: pane, parts: parts)
        }
        return accumulator
    }

    /// Questions differ far more than models do: in 100 000 pairs of equal models nothing is found.
    @Test func equalAnswersRaiseNothing() throws {
        var random = SeededRandom(seed: 34)
        var stage = PaneStage([paired()], book: OneBaseline())
        let rate = { (question: UInt64) in Double(question % 10) / 10 }
        for pane in Int64(0)..<5000 {
            let first = UInt64(pane) * 20
            stage.close(
                pane,
                [
                    (base, asked(first..<first + 25, pane, refusing: rate, &random)),
                    (tuned, asked(first + 5..<first + 25, pane, refusing: rate, &random)),
                ])
        }
        #expect(stage.transitions.isEmpty)
        stage.checkpoint()
        let verdict = try #require(stage.verdict("paired", tuned))
        #expect(verdict.state == .ok && verdict.baselineValue == 0.5)
        #expect(abs(try #require(verdict.value) - 0.5) < 0.1)
        #expect((1200...2400).contains(verdict.events), "questions of one to two windows: \(verdict.events)")
    }

    @Test(arguments: [Confirm.evidence, .none])
    func tunedModelThatGivesInIsFound(_ confirm: Confirm) throws {
        var random = SeededRandom(seed: 35)
        var stage = PaneStage([paired(confirm == .none ? 0.8 : 1, confirm: confirm)], book: OneBaseline())
        for pane in Int64(0)..<900 {
            let first = UInt64(pane) * 20
            // The base refuses 19 of 20, the tuned model as many until it was tuned again.
            let after = pane < 100 || pane > 250 ? 0.95 : 0.8
            stage.close(
                pane,
                [
                    (base, asked(first..<first + 20, pane, refusing: { _ in 0.95 }, &random)),
                    (tuned, asked(first..<first + 20, pane, refusing: { _ in after }, &random)),
                ])
        }
        let firing = try #require(stage.transitions.first { $0.alert.firedAt > at(1000) })
        #expect(firing.kind == .firing && firing.alert.severity == .medium)
        #expect(firing.alert.firedAt < at(1600))
        #expect(firing.alert.summary.contains("of the answers that differ"), "\(firing.alert.summary)")
        #expect(try #require(firing.alert.evidence.value) < 0.5)
        #expect(stage.transitions.last?.kind == .resolved)
    }

    @Test func questionsThatOnlyOneWasAskedSayNothing() {
        var random = SeededRandom(seed: 36)
        var stage = PaneStage([paired()], book: OneBaseline())
        for pane in Int64(0)..<200 {
            stage.close(
                pane,
                [
                    (base, asked(0..<20, pane, refusing: { _ in 1 }, &random)),
                    (tuned, asked(50..<70, pane, refusing: { _ in 0 }, &random)),
                ])
        }
        stage.checkpoint()
        #expect(stage.verdict("paired", tuned)?.state == .learning(.noControl))
        #expect(stage.transitions.isEmpty)
    }

    @Test func lineThatNoShareReachesIsSaidToBeOutOfReach() {
        var random = SeededRandom(seed: 37)
        var rule = paired()
        rule.warning = Threshold(above: 2.5)
        var stage = PaneStage([rule], book: OneBaseline())
        for pane in Int64(0)..<10 {
            stage.close(
                pane,
                [
                    (base, asked(0..<20, pane, refusing: { _ in 0.5 }, &random)),
                    (tuned, asked(0..<20, pane, refusing: { _ in 0.5 }, &random)),
                ])
        }
        stage.checkpoint()
        #expect(stage.verdict("paired", tuned)?.state == .learning(.outOfReach))
    }
}
