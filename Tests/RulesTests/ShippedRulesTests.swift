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
        try #require(all.first { $0.name == name }, "\(name)")
    }

    @Test func directoryOfRulesIsWhatRunsUnlessAskedForMore() {
        let set = load("rules")
        // Files in the order of their names, rules in that of their files.
        let names = ["refusal-rate", "refusal-rate-category", "unregistered-model", "stale-weights", "model-silent"]
        #expect(set.rules.map(\.name) == names)
        // A measure costs CPU with each event.
        #expect(set.measures.isEmpty)
        #expect(set.falseAlarmsPerMonth == 1)
        #expect(!set.hasPairs)
    }

    /// All files at once would read more measures than a run may.
    private var optional: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Self.root + "/rules/optional")) ?? []
        return names.filter { $0.hasSuffix(".toml") }.sorted().map { "rules/optional/" + $0 }
    }

    private var all: [Rule] { load("rules").rules + optional.flatMap { load($0).rules } }

    @Test func everyOptionalFileGoesWithWhatRuns() {
        for file in optional {
            let set = load("rules", file)
            #expect(set.measures.count <= Measure.countMax)
        }
        #expect(all.count == 30)
        #expect(Set(all.map(\.name)).count == all.count)
    }

    /// Rules that stand in no file.
    private let builtIn =
        [
            "log-gap", "canary-failures", "canary-regression", "canary-comparison", "canary-schedule", "canary-leak",
            "model-identity", "base-path",
        ] + SelfRule.allCases.map(\.rawValue)

    /// Every rule tells a person what it found, and where to look; no page speaks of a rule that nobody ships.
    @Test func everyRuleHasItsRunbook() throws {
        #expect(all.allSatisfy { $0.summary != nil })
        let places = Self.root + "/docs/runbooks"
        let pages = try FileManager.default.contentsOfDirectory(atPath: places)
        var told: [String: Set<String>] = [:]
        for page in pages {
            let text = try String(contentsOfFile: "\(places)/\(page)", encoding: .utf8)
            let line = text.split(separator: "\n").first { $0.hasPrefix("Rules: ") } ?? ""
            told[page] = Set(
                line.split(separator: "`").map(String.init).filter {
                    $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
                })
        }
        for rule in all where rule.detect.kind != .spc {
            let url = try #require(rule.runbookURL, "\(rule.name)")
            let page = String(url.split(separator: "/").last ?? "") + ".md"
            #expect(told[page]?.contains(rule.name) == true, "\(rule.name) and \(page)")
        }
        let known = Set(all.map(\.name) + builtIn)
        #expect(told.values.reduce(Set<String>()) { $0.union($1) }.subtracting(known) == [])
        #expect(told.keys.allSatisfy { told[$0]?.isEmpty == false })
    }

    @Test func modelsAreKnownAndYoung() throws {
        #expect(try shipped("unregistered-model").detect.kind == .unregistered)
        let stale = try shipped("stale-weights")
        #expect(stale.metric == .evaluationAge && stale.lines == [Threshold(above: 90), Threshold(above: 180)])
        let old = try shipped("retrain-age")
        #expect(old.metric == .trainingAge && old.lines == [Threshold(above: 90)])
    }

    @Test func qualityFallsByFiveHundredths() throws {
        let drift = try shipped("quality-drift")
        #expect(drift.detect.isPoints && drift.lines == [Threshold(below: 0.05)] && drift.detect.kind == .mean)
        let floor = try shipped("retrain-quality")
        #expect(floor.detect.isAbsolute && floor.lines == [Threshold(below: 0.8)])
    }

    @Test func harmIsHighAndCriticalWhereItReachedUsers() throws {
        #expect(try shipped("harmful-output").critical?.severity == nil)
        #expect(try shipped("harmful-output-reached-user").critical?.severity == .critical)
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
