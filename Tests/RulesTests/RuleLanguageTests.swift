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

    // MARK: Tables

    private func tables() throws -> RuleSet {
        let (set, diagnostics) = parseRules([try fixture("tables.good.toml")], paneWidth: .seconds(10))
        #expect(diagnostics == [])
        return set
    }

    @Test func filterLabelsAndSeveritiesReachTheRule() throws {
        let rule = try #require(tables().rules.first)
        #expect(rule.filter?.text == #"environment = "prod" and category not in ["chat", "code"]"#)
        #expect(rule.plane == .canary)
        #expect(rule.labels.map(\.name) == ["page", "team", "tier"])
        #expect(rule.labels.map(\.value) == ["yes", "safety", "two"], "the rule's own label wins")
        #expect(rule.annotations == [Label(name: "dashboard", value: "https://example.org/d/1")])
        #expect(rule.warning?.severity == .low && rule.critical?.severity == .critical)
    }

    @Test func silencesModelsAndBadTimesReachTheSet() throws {
        let set = try tables()
        let noon = try #require(EventTime(rfc3339: "2025-11-20T12:00:00Z"))
        let silence = try #require(set.silences.first)
        #expect(silence.from == noon && silence.until == noon + .seconds(7200))
        #expect(silence.author == "ann" && silence.reason == "new classifier is rolled out")
        #expect(silence.filter.fields == ["rule", "team", "severity"])
        #expect(set.models.map(\.name) == ["acme/x"] && set.models.map(\.baseModel) == ["llama"])
        #expect(set.models.first?.trainedAt == EventTime(rfc3339: "2025-11-01T00:00:00Z"))
        #expect(set.models.first?.evaluatedAt == EventTime(rfc3339: "2025-11-02T00:00:00Z"))
        #expect(set.knownBad.map(\.incident) == ["0123456789abcdef"])
        #expect(set.knownBad.map(\.until) == [EventTime(rfc3339: "2025-11-03T06:00:00Z")])
    }

    /// A label of one file may stand in a silence of another, and the silence is then no mistake.
    @Test func labelsAreKnownOverAllFiles() throws {
        let silence = """
            [[suppress]]
            match = 'page = "yes"'
            from = 2025-11-20T12:00:00Z
            until = 2025-11-20T14:00:00Z
            author = "ann"
            reason = "deploy"
            """
        let own = SourceFile(path: "silence.toml", bytes: Array(silence.utf8))
        #expect(parseRules([own], paneWidth: .seconds(10)).diagnostics.map(\.code) == [.unknownField])
        let both = [own, try fixture("tables.good.toml")]
        #expect(parseRules(both, paneWidth: .seconds(10)).diagnostics == [])
    }

    /// Every kind of string finds the column of what is wrong in it.
    @Test(arguments: [
        ("'model == \"x\"'", 1, 16), ("\"model == 'x'\"", 1, 16), ("\"model = \\\"x\\\" == \"", 1, 24),
        ("\"\\u006Dodel == 'x'\"", 1, 21), ("'''model == \"x\"'''", 1, 18), ("'''\nmodel =='''", 2, 7),
        ("\"\"\"\nnot\n  model == \"\"\"", 3, 9), ("'''not\nmodel =='''", 2, 7),
    ])
    func mistakeInAFilterIsFound(value: String, line: Int, column: Int) throws {
        let file = SourceFile(path: "a.toml", bytes: Array("where = \(value)\n".utf8))
        var log = DiagnosticLog(file)
        let parsed = log.parse()
        let table = try #require(parsed)
        var reader = TableReader(table, at: .start, title: "a rule", topic: "rule")
        let filter = reader.filter("where", fields: nil, &log)
        #expect(filter == nil)
        #expect(log.diagnostics.map(\.code) == [.badFilter])
        #expect(log.diagnostics.first?.place?.line == line && log.diagnostics.first?.place?.column == column)
    }

    /// A revision stays as long as the rule says the same, and no longer.
    @Test func revisionsFollowWhatIsSaid() throws {
        let rule = try #require(tables().rules.first)
        let again = try #require(tables().rules.first)
        #expect(rule.revision.utf8.count == 16 && rule.revision == again.revision)
        var others = [Rule](repeating: rule, count: 9)
        others[0].summary = "x"
        others[1].labels = []
        others[2].warning?.severity = .medium
        others[3].warning?.hold = .seconds(10)
        others[4].filter = nil
        others[5].plane = .traffic
        others[6].window = .seconds(10)
        others[7].baseline = .named("x")
        others[8].name = "y"
        #expect(Set(others.map(\.revision) + [rule.revision]).count == 10)
        // Only the filter and the window are what the series is.
        #expect(
            others.map { $0.seriesRevision != rule.seriesRevision }.enumerated().filter(\.element).map(\.offset) == [
                4, 6,
            ])
        let set = try tables()
        var edited = [RuleSet](repeating: set, count: 6)
        edited[0].silences = []
        edited[1].models = []
        edited[2].knownBad = []
        edited[3].falseAlarmsPerMonth = 2
        edited[4].rules[0] = others[0]
        edited[5].rules = []
        #expect(Set(edited.map(\.hash) + [set.hash]).count == 7)
        var turned = set
        turned.rules = [others[8], rule]
        var back = set
        back.rules = [rule, others[8]]
        #expect(turned.hash == back.hash)
    }
}
