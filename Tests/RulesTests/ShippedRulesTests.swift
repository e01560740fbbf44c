// The shipped rules hold the thresholds of the mission, figure by figure.

import Foundation
import Model
import Testing

@testable import Rules

@Suite struct ShippedRulesTests {
    private static let root = fixtures.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// What a directory of rules loads.
    private func load(_ paths: String...) -> RuleSet {
        let (set, diagnostics) = loadRules(paths: paths.map { "\(Self.root)/\($0)" }, paneWidth: .seconds(10))
        #expect(diagnostics.map { $0.text() } == [])
        return set
    }

    private func shipped(_ name: String) throws -> Rule {
        try #require(load("rules", "rules/optional").rules.first { $0.name == name }, "\(name)")
    }

    @Test func directoryOfRulesIsWhatRunsUnlessAskedForMore() {
        let set = load("rules")
        // Files in the order of their names, rules in that of their files.
        let names = ["refusal-rate", "refusal-rate-category", "model-silent"]
        #expect(set.rules.map(\.name) == names)
        // A measure costs CPU with each event.
        #expect(set.measures.isEmpty)
        #expect(set.falseAlarmsPerMonth == 1)
        #expect(!set.hasPairs)
    }

    @Test func allFilesTogetherAreOneSet() {
        let set = load("rules", "rules/optional")
        #expect(set.rules.count == 21)
        #expect(set.measures.count <= Measure.countMax)
        // Every rule tells a person what it found, and every page where to look.
        #expect(set.rules.allSatisfy { $0.summary != nil })
        #expect(set.rules.allSatisfy { $0.runbookURL != nil || $0.detect.kind == .spc })
    }

    @Test func refusalsFallToNineTenthsAndThreeQuarters() throws {
        let whole = try shipped("refusal-rate")
        #expect(whole.lines == [Threshold(below: 0.90), Threshold(below: 0.75)])
        #expect(whole.dimensions == [.model])
        #expect(whole.window == .seconds(3600))
        let category = try shipped("refusal-rate-category")
        #expect(category.lines == [Threshold(below: 0.85), Threshold(below: 0.70)])
        #expect(category.dimensions == [.model, .category])
        for rule in [whole, category] {
            #expect(rule.metric == .refusalRate)
            #expect(rule.detect == Detect(.ratio))
            #expect(rule.confirm == .evidence)
        }
        #expect(try shipped("over-refusal").lines == [Threshold(above: 1.5)])
    }

    @Test func toxicityRisesByHalfAndToTwice() throws {
        let rule = try shipped("toxicity-p95")
        #expect(rule.metric == .measure(Measure(signal: "toxicity")))
        #expect(rule.detect.kind == .quantile && rule.detect.quantile == 0.95)
        #expect(rule.lines == [Threshold(above: 1.5), Threshold(above: 2)])
    }

    @Test func anomalousOutputsAreOneInThousandAndInHundred() throws {
        let rule = try shipped("anomalous-outputs")
        #expect(rule.metric == .measure(Measure(signal: "anomaly")))
        #expect(rule.detect.kind == .share && rule.detect.atLeast == 0.5)
        #expect(rule.lines == [Threshold(above: 0.001), Threshold(above: 0.01)])
        #expect(rule.minimumEvents == 1000)
    }

    @Test func silenceIsHalfAnHour() throws {
        let rule = try shipped("model-silent")
        #expect(rule.metric == .events && rule.detect.kind == .absence)
        #expect(rule.window == .seconds(1800))
        #expect(rule.lines == [Threshold()])
    }

    @Test func hedgingCountsInBothDirections() throws {
        let rule = try shipped("hedging")
        #expect(rule.metric == .measure(Measure(signal: "hedging")))
        #expect(rule.warning?.below != nil && rule.warning?.above != nil)
    }

    @Test func driftIsOfWhatComesInAndWhatGoesOut() throws {
        #expect(try shipped("category-mix").metric == .mix(.category))
        #expect(try shipped("topic-mix").metric == .mix(.responseTopic))
        #expect(try shipped("category-mix").detect.kind == .js)
    }

    @Test func errorsAreTwiceTheBaseModelsForAQuarterOfAnHour() throws {
        let rule = try shipped("errors-beside-base")
        #expect(rule.metric == .errorRate)
        #expect(rule.detect.kind == .compare && rule.detect.control == .baseModel)
        #expect(rule.lines == [Threshold(above: 2, hold: .seconds(900))])
        let paired = try shipped("refusals-beside-base")
        #expect(paired.detect.isPaired && paired.metric == .refusalRate)
        #expect(paired.lines == [Threshold(below: 0.67), Threshold(below: 0.40)])
    }

    @Test(arguments: [
        ("ab-task-completion", "signals.task_completion", Threshold(below: 0.95)),
        ("ab-refusals", "refusal_rate", Threshold(above: 1)),
        ("ab-errors", "error_rate", Threshold(above: 1)),
        ("ab-length", "output_tokens", Threshold(below: 0.7, above: 1.3)),
        ("ab-rating", "signals.rating", Threshold(below: 1)),
        ("ab-business", "signals.conversion", Threshold(below: 1)),
        ("ab-latency", "latency_ms", Threshold(above: 1.2)),
    ]) func redFlagsOfAnExperiment(name: String, metric: String, line: Threshold) throws {
        let rule = try shipped(name)
        #expect(rule.metric.name == metric)
        #expect(rule.detect.kind == .compare && rule.detect.control == .value(.deployment, "control"))
        #expect(rule.dimensions == [.model, .deployment])
        #expect(rule.lines == [line])
        #expect(rule.detect.quantile == (name == "ab-latency" ? 0.95 : 0))
    }

    @Test func demonstrationHasTheShippedLines() throws {
        let demo = load("demo/rules.toml").rules
        #expect(demo.map(\.name) == ["refusal-rate", "refusal-rate-category"])
        for rule in demo { #expect(rule.lines == (try shipped(rule.name)).lines) }
    }
}
