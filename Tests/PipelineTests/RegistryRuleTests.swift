// `age` and `unregistered` hold a model against its `[[model]]`; a `mean` may have lines of its own.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

@Suite struct RegistryRuleTests {
    private let empty = OneBaseline(baseline: nil)

    private func age(_ metric: Metric) -> Rule {
        Rule(
            name: "age", metric: metric, dimensions: [.model], window: .seconds(7200), detect: Detect(.age),
            confirm: .none, warning: Threshold(above: 90), critical: Threshold(above: 120))
    }

    private let unregistered = Rule(
        name: "unknown", metric: .events, dimensions: [.model], window: .seconds(600), detect: Detect(.unregistered),
        confirm: .none, warning: Threshold(), critical: nil)

    private func model(trained days: Int64, evaluated: Int64? = nil, name: String = "alpha") -> DeployedModel {
        DeployedModel(
            name: name, trainedAt: start - .seconds(days * 86400),
            evaluatedAt: evaluated.map { start - .seconds($0 * 86400) })
    }

    private func run(_ stage: inout PaneStage, hours: Range<Int64>) {
        for hour in hours { stage.close(hour * 360, [(alpha, answers(refused: 1, complied: 1))]) }
        stage.checkpoint()
    }

    @Test func weightsGrowStaleAtTheirLineAndNotBefore() throws {
        var stage = PaneStage([age(.evaluationAge)], models: [model(trained: 200, evaluated: 89)], book: empty)
        run(&stage, hours: 0..<30)
        let fired = try #require(stage.transitions.first { $0.kind == .firing })
        // A day after the eighty-ninth.
        #expect(fired.alert.firedAt - start == .seconds(86_410))
        #expect(fired.alert.severity == .medium)
        #expect(fired.alert.summary.hasPrefix("medium: alpha was last evaluated 90 days ago, past the warning line"))
        #expect(fired.alert.evidence.value == 90 && !fired.alert.evidence.isShare)
    }

    @Test func trainingIsNotMadeYoungerByEvaluation() throws {
        var stage = PaneStage([age(.trainingAge)], models: [model(trained: 200, evaluated: 1)], book: empty)
        run(&stage, hours: 0..<2)
        let first = try #require(stage.transitions.first)
        #expect(first.alert.severity == .high && first.alert.summary.contains("trained 200 days ago"))
    }

    @Test func evaluationEndsTheAlertAfterARestart() throws {
        var stage = PaneStage([age(.evaluationAge)], models: [model(trained: 100)], book: empty)
        run(&stage, hours: 0..<2)
        #expect(stage.transitions.map(\.kind) == [.firing])
        stage.set.models = [model(trained: 100, evaluated: 0)]
        stage.restart()
        run(&stage, hours: 2..<4)
        #expect(stage.transitions.last?.kind == .resolved)
        #expect(stage.transitions.last?.alert.summary == "alpha was last evaluated 0 days ago")
    }

    @Test func silenceIsStaleAndNotYoung() throws {
        var stage = PaneStage([age(.evaluationAge)], models: [model(trained: 100)], book: empty)
        run(&stage, hours: 0..<2)
        stage.close(4 * 360, [])
        #expect(stage.transitions.map(\.kind) == [.firing, .stale])
    }

    @Test func modelThatNobodyNamesIsFound() throws {
        var stage = PaneStage([unregistered], models: [model(trained: 1, name: "beta")], book: empty)
        let beta = Scope([(.model, "beta")])
        stage.close(0, [(alpha, answers(refused: 1, complied: 2)), (beta, answers(refused: 1, complied: 1))])
        let fired = try #require(stage.transitions.first)
        #expect(stage.transitions.count == 1 && fired.alert.scope == alpha)
        #expect(fired.alert.summary == "medium: no [[model]] names alpha, and it had 3 requests in 10m")
        stage.set.models.append(model(trained: 1))
        stage.restart()
        stage.close(1, [(alpha, answers(refused: 1, complied: 2))])
        #expect(stage.transitions.last?.kind == .resolved)
    }

    @Test func aBaseIsNoFineTuneAndAnIdOrAnAliasNamesOne() throws {
        var rule = unregistered
        rule.detect.wantsFineTune = true
        var base = model(trained: 1)
        base.role = .base
        var stage = PaneStage([rule], models: [base], book: empty)
        stage.close(0, [(alpha, answers(refused: 1, complied: 2))])
        let fired = try #require(stage.transitions.first)
        #expect(fired.alert.summary == "medium: no [[model]] names alpha as a fine-tune, and it had 3 requests in 10m")
        for path in [\DeployedModel.id, \DeployedModel.alias] {
            var tuned = model(trained: 1, name: "beta")
            tuned[keyPath: path] = "alpha"
            stage = PaneStage([rule], models: [tuned], book: empty)
            stage.close(0, [(alpha, answers(refused: 1, complied: 2))])
            stage.checkpoint()
            #expect(stage.transitions.isEmpty && stage.verdict("unknown", alpha)?.state == .ok)
        }
        stage = PaneStage([unregistered], models: [base], book: empty)
        stage.close(0, [(alpha, answers(refused: 1, complied: 2))])
        #expect(stage.transitions.isEmpty)
    }

    @Test func withoutARegistryNothingIsClaimed() {
        var stage = PaneStage([unregistered, age(.trainingAge)], book: empty)
        run(&stage, hours: 0..<2)
        #expect(stage.transitions.isEmpty)
        #expect(stage.verdict("unknown", alpha)?.state == .learning(.noRegistry))
        #expect(stage.verdict("age", alpha)?.state == .learning(.noRegistry))
        var other = PaneStage([age(.trainingAge)], models: [model(trained: 1, name: "beta")], book: empty)
        run(&other, hours: 0..<2)
        #expect(other.verdict("age", alpha)?.state == .learning(.notRegistered))
    }

    // MARK: Means with lines of their own

    private func quality(absolute: Bool, _ line: Double) -> Rule {
        var detect = Detect(.mean)
        (detect.isAbsolute, detect.isPoints) = (absolute, !absolute)
        return Rule(
            name: "quality", metric: .measure(Measure(signal: "quality")), dimensions: [.model],
            window: .seconds(3600), detect: detect, warning: Threshold(below: line), critical: nil)
    }

    private func scores(_ mean: Double, _ random: inout SeededRandom) -> Accumulator {
        values((0..<20).map { _ in min(1, max(0, mean + 0.2 * (random.unit() - 0.5))) })
    }

    private func firings(_ rule: Rule, _ book: OneBaseline, mean: Double, seed: UInt64) -> [AlertTransition] {
        var random = SeededRandom(seed: seed)
        let measures = [Measure(signal: "quality")]
        var stage = PaneStage([rule], measures: measures, book: book)
        for pane in Int64(0)..<1500 { stage.close(pane, [(alpha, scores(mean, &random))]) }
        return stage.transitions
    }

    @Test func meanIsHeldAgainstItsOwnLine() throws {
        let rule = quality(absolute: true, 0.8)
        #expect(firings(rule, empty, mean: 0.82, seed: 3).isEmpty)
        let found = try #require(firings(rule, empty, mean: 0.75, seed: 4).first)
        #expect(found.alert.severity == .medium && found.alert.evidence.line == 0.8)
        #expect(found.alert.summary.contains("past the warning line of 0.8"))
    }

    @Test func meanFallsByPoints() throws {
        var random = SeededRandom(seed: 5)
        let measure = Measure(signal: "quality")
        let known = values((0..<20_000).map { _ in 0.8 + 0.2 * (random.unit() - 0.5) })
        let book = OneBaseline(baseline: baseline([("", known)], measure: measure))
        let rule = quality(absolute: false, 0.05)
        #expect(firings(rule, book, mean: 0.76, seed: 6).isEmpty)
        let found = try #require(firings(rule, book, mean: 0.72, seed: 7).first)
        #expect(found.alert.summary.contains("points from the baseline"))
    }
}
