// What the words and keys of a rule become.

import Model
import Testing

@testable import Rules

@Suite struct RuleLanguageTests {
    private func rules() throws -> RuleSet {
        let (set, diagnostics) = parseRules([try fixture("words.good.toml")], paneWidth: .seconds(10))
        #expect(diagnostics == [])
        return set
    }

    private func parsed(_ name: String) throws -> Rule {
        try #require(rules().rules.first { $0.name == name })
    }

    @Test func everyWordIsUsedByTheFixture() throws {
        let set = try rules()
        #expect(Set(set.rules.map(\.detect.kind)) == Set(Detect.Kind.allCases))
        #expect(set.falseAlarmsPerMonth == 0.5)
    }

    @Test func linesMayBePointsOnBothSides() throws {
        let rule = try parsed("points")
        #expect(rule.metric == .blockedRate)
        #expect(rule.detect.isPoints)
        #expect(rule.confirm == .evidence)
        #expect(rule.warning == Threshold(below: 0.15, above: 0.05))
        #expect(rule.critical == Threshold(below: 0.30, above: 0.10, hold: .seconds(60)))
    }

    @Test func anyChangeIsALineAtTheBaseline() throws {
        let rule = try parsed("any-change")
        #expect(rule.metric == .measure(Measure(.code)))
        #expect(rule.detect.atLeast == 1)
        #expect(rule.baseline == .rolling)
        #expect(rule.warning == Threshold(below: 1, above: 1))
    }

    @Test func shareCountsFromANumberOn() throws {
        let rule = try parsed("slow-answers")
        #expect(rule.metric == .measure(Measure(.latency)))
        #expect(rule.dimensions == [.model, .operation])
        #expect(rule.detect.kind == .share)
        #expect(rule.detect.atLeast == 5000)
        #expect(rule.confirm == .none)
        #expect(rule.warning == Threshold(above: 0.01))
    }

    @Test func quantileAndMeanAreMultiplesOfTheBaseline() throws {
        let toxicity = try parsed("toxicity")
        #expect(toxicity.metric == .measure(Measure(signal: "toxicity")))
        #expect(toxicity.detect.quantile == 0.99)
        #expect(toxicity.lines == [Threshold(above: 1.5), Threshold(above: 2)])
        let length = try parsed("length")
        #expect(length.metric == .measure(Measure(.outputTokens)))
        #expect(length.warning == Threshold(below: 0.7, above: 1.3, hold: .seconds(60)))
    }

    @Test func spreadsAreOfMixesAndMeasures() throws {
        #expect(try parsed("topics").metric == .mix(.responseTopic))
        #expect(try parsed("vocabulary").metric == .measure(Measure(.vocabulary)))
        #expect(try parsed("prompts").lines == [Threshold(above: 0.1), Threshold(above: 0.25)])
        #expect(try parsed("prompts").confirm == .evidence)
    }

    @Test func chartsHaveLimitsOfTheirOwn() throws {
        let drift = try parsed("drift")
        #expect(drift.detect.runLength == 1e9)
        #expect(drift.detect.hasHeadStart)
        #expect(drift.confirm == .none)
        let chart = try parsed("chart")
        #expect(chart.detect.chart == .xmr)
        #expect(chart.confirm == .none)
        // The line of a chart says nothing but how long.
        #expect(chart.lines == [Threshold(hold: .seconds(600))])
    }

    @Test func controlIsASeriesBesideThisOne() throws {
        let paired = try parsed("paired")
        #expect(paired.dimensions == [.model, .baseModel])
        #expect(paired.detect.control == .baseModel)
        #expect(paired.detect.isPaired)
        #expect(try rules().hasPairs)
        let experiment = try parsed("experiment")
        #expect(experiment.detect.control == .value(.deployment, "a=b"))
        #expect(experiment.detect.quantile == 0.95)
        #expect(!experiment.detect.isPaired)
        let lists = try parsed("lists")
        #expect(lists.detect.control == .value(.model, "support-8b"))
        #expect(lists.detect.quantile == 0)
    }

    @Test func silenceMayBeWholeOrPartial() throws {
        let rule = try parsed("silent")
        #expect(rule.metric == .events)
        #expect(rule.warning == Threshold(below: 0.1))
        #expect(rule.critical == Threshold())
    }

    @Test func budgetStandsOnceOverAllFiles() throws {
        let files = try ["words.good.toml", "minimal.good.toml"].map { name in
            let bytes = try fixture(name).bytes
            return SourceFile(path: name, bytes: Array("[budget]\nfalse_alarms_per_month = 2\n".utf8) + bytes)
        }
        let alone = parseRules([files[1]], paneWidth: .seconds(10))
        #expect(alone.set.falseAlarmsPerMonth == 2)
        #expect(alone.diagnostics == [])
        let both = parseRules([try fixture("words.good.toml"), files[1]], paneWidth: .seconds(10))
        #expect(both.diagnostics.map(\.code) == [.badBudget])
        #expect(both.diagnostics.first?.message == "the budget is set in another file already")
    }

    @Test func measuresAreCountedOverAllFiles() {
        let files = (0..<9).map { number in
            let text = """
                [[rule]]
                name = "r\(number)"
                metric = "signals.s\(number)"
                by = ["model"]
                window = "1h"
                detect = "mean"
                warning = { above = 1.5 }
                """
            return SourceFile(path: "\(number).toml", bytes: Array(text.utf8))
        }
        #expect(parseRules(Array(files.dropLast()), paneWidth: .seconds(10)).diagnostics == [])
        let findings = parseRules(files, paneWidth: .seconds(10)).diagnostics
        #expect(findings.map(\.code) == [.tooManyMeasures])
        #expect(findings.first?.file == "8.toml")
    }

    /// Whoever writes a rule asks for its words.
    @Test func everyWordIsExplained() {
        let detect = KeyHelp.keys(of: "rule.detect").map(\.topic)
        #expect(detect == Detect.Kind.allCases.map { "rule.detect." + $0.rawValue } + ["rule.detect"])
        let metrics = Set(KeyHelp.keys(of: "rule.metric").map(\.topic))
        for name in Metric.names where !name.hasPrefix("signals.") && !name.hasPrefix("mix.") {
            #expect(metrics.contains("rule.metric." + name), "\(name)")
        }
    }
}
