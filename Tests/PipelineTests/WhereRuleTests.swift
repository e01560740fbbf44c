// Rules over a part of the traffic: `where`.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

@Suite struct WhereRuleTests {
    private func rule(_ rule: Rule, where text: String?) throws -> Rule {
        var rule = rule
        rule.filter = try text.map { try Filter($0) }
        return rule
    }

    /// Every kind of yardstick, so that each way from a baseline to a verdict is held to the filter.
    private static let kinds: [Rule] = {
        var quantile = Detect(.quantile)
        quantile.quantile = 0.9
        let line = Threshold(below: 0.9)
        let base = overall
        var literal = Rule(
            name: "literal", metric: .refusalRate, dimensions: [.model], window: .seconds(300), confirm: .none,
            warning: line, critical: nil)
        literal.minimumEvents = 30
        return [
            base, literal,
            Rule(
                name: "share", metric: .refusalRate, dimensions: [.model], window: .seconds(300),
                detect: Detect(.share), warning: Threshold(above: 0.6), critical: nil),
            Rule(
                name: "spread", metric: .mix(.category), dimensions: [.model], window: .seconds(300),
                detect: Detect(.js), warning: Threshold(above: 0.01), critical: nil),
            Rule(
                name: "p90", metric: .measure(Measure(.latency)), dimensions: [.model], window: .seconds(300),
                detect: quantile, warning: Threshold(above: 1.2), critical: nil),
            Rule(
                name: "mean", metric: .measure(Measure(.latency)), dimensions: [.model], window: .seconds(300),
                detect: Detect(.mean), warning: Threshold(above: 1.2), critical: nil),
            Rule(
                name: "sum", metric: .refusalRate, dimensions: [.model], window: .seconds(300),
                detect: Detect(.cusum), warning: line, critical: nil),
            Rule(
                name: "chart", metric: .refusalRate, dimensions: [.model], window: .seconds(300),
                detect: Detect(.spc), warning: Threshold(), critical: nil),
            Rule(
                name: "silence", metric: .events, dimensions: [.model], window: .seconds(300),
                detect: Detect(.absence), warning: line, critical: nil),
        ]
    }()

    private func scope(_ category: String) -> Scope { Scope([(.model, "alpha"), (.category, category)]) }

    private func baseline(_ categories: [(String, refused: Int64)]) -> Baseline {
        let cells = categories.map { category, refused in
            var tally = Tally.zero
            for event in 0..<Int64(2000) { tally.add(event < refused ? .refused : .complied, weight: 256) }
            var histogram = Histogram.empty
            for event in 0..<2000 { histogram.add(Double(event) / 4, weight: 256) }
            return Baseline.Cell(
                scope: scope(category), tally: tally, values: [.init(measure: Measure(.latency), histogram: histogram)])
        }
        return Baseline(name: "good", model: "alpha", source: "test", from: start, to: at(86400), cells: cells)
    }

    private struct OneBook: BaselineBook {
        var one: Baseline
        func baseline(for reference: BaselineReference, model: String) -> Result<Baseline, BaselineAbsence> {
            .success(one)
        }
    }

    /// A rule with `where` sees what the same rule sees of events that were picked before, baseline and all.
    @Test func aFilterIsTheSameAsEventsPickedBefore() throws {
        let all = [("weapons", refused: Int64(1800)), ("fraud", refused: 1400), ("chat", refused: 100)]
        let whole = baseline(all)
        // The id is content: only the cells differ.
        var part = OneBook(one: whole)
        part.one = whole.only(try Filter(#"category in ["weapons", "fraud"]"#))
        #expect(part.one.cells.count == 2 && part.one.id == whole.id)
        for kind in Self.kinds {
            let filtered = try rule(kind, where: #"category ~ "weap.*|fraud" and not category = "chat""#)
            var one = Bench([filtered], book: OneBook(one: whole), seed: 4)
            var other = Bench([kind], book: part, seed: 4)
            for pane in 0..<120 {
                let isGood = pane < 60
                let categories = isGood ? ["weapons", "fraud", "chat"] : ["weapons", "chat"]
                let rows = categories.map { category in
                    let traffic = Traffic(
                        category: category, rate: category == "chat" ? 0.5 : isGood ? 0.9 : 0.2,
                        milliseconds: isGood ? 0...500 : 300...900)
                    return (category, one.accumulator(traffic))
                }
                one.close(rows.map { (one.evaluator.cell(for: scope($0.0)), $0.1) })
                other.close(
                    rows.filter { $0.0 != "chat" }.map { (other.evaluator.cell(for: scope($0.0)), $0.1) })
                #expect(one.verdicts == other.verdicts, "\(kind.name), pane \(pane)")
                guard one.verdicts == other.verdicts else { return }
            }
            #expect(Self.unsigned(one.transitions) == Self.unsigned(other.transitions), "\(kind.name)")
            #expect(!one.verdicts.isEmpty, "\(kind.name)")
            if kind.name == overall.name { #expect(one.transitions.first?.kind == .firing) }
        }
    }

    /// Rules with and without a filter have other revisions.
    private static func unsigned(_ transitions: [AlertTransition]) -> [AlertTransition] {
        transitions.map { transition in
            var transition = transition
            (transition.alert.ruleRevision, transition.alert.rulesHash) = ("", "")
            return transition
        }
    }

    /// The days of a series are its own: those of what the filter leaves out are not among them.
    @Test func rollingDaysAreOfTheFilteredSeries() throws {
        let days = Rule(
            name: "days", metric: .refusalRate, dimensions: [.model], window: .seconds(3600), baseline: .rolling,
            warning: Threshold(below: 0.9), critical: nil)
        let filtered = try rule(days, where: #"category != "chat""#)
        var one = PaneStage([filtered], book: OneBaseline(), width: .seconds(3600))
        var other = PaneStage([days], book: OneBaseline(), width: .seconds(3600))
        for pane in Int64(0)..<250 {
            let rest = (scope("weapons"), answers(refused: pane < 200 ? 900 : 300, complied: 100))
            one.close(pane, [rest, (scope("chat"), answers(refused: 10, complied: 2000))])
            other.close(pane, [rest])
        }
        #expect(Self.unsigned(one.transitions) == Self.unsigned(other.transitions))
        #expect(one.transitions.first?.kind == .firing)
    }

    /// Cells that do not match have no series, so they cost nothing and say nothing.
    @Test func seriesThatDoNotMatchDoNotExist() throws {
        let only = try rule(eachCategory, where: #"category = "fraud""#)
        var bench = Bench([only], seed: 5)
        bench.run(40, [Traffic(rate: 0.2), Traffic(category: "fraud", rate: 0.7)])
        #expect(bench.verdict(only, "weapons") == nil)
        #expect(bench.verdict(only, "fraud")?.state == .ok)
        #expect(bench.transitions.isEmpty)
    }

    @Test func rulesWithAndWithoutAFilterStandSideBySide() throws {
        var fraud = try rule(overall, where: #"category = "fraud""#)
        fraud.name = "fraud"
        var bench = Bench([overall, fraud], seed: 6)
        bench.run(60, [Traffic(rate: 0.9), Traffic(category: "fraud", rate: 0.1)])
        #expect(bench.verdict(fraud)?.events == Int64(1200))
        #expect(bench.verdict(overall)?.events == Int64(2400))
        #expect(Set(bench.transitions.map(\.alert.rule)).contains("fraud"))
    }

    /// A baseline that does not tell the field apart holds events of both sides.
    @Test(arguments: [#"provider = "us""#, #"provider != "us""#])
    func baselineThatLacksTheFieldSaysNothing(_ text: String) throws {
        let rule = try rule(overall, where: text)
        var bench = Bench([rule], seed: 7)
        for _ in 0..<40 {
            let cell = bench.evaluator.cell(
                for: Scope([(.model, "alpha"), (.category, "weapons"), (.provider, text.contains("!") ? "eu" : "us")]))
            bench.close([(cell, bench.accumulator(Traffic()))])
        }
        #expect(bench.verdict(rule)?.state == .learning(.notInBaseline))
        #expect(Bench.book().baselines["alpha"]?.only(try Filter(text)).cells.isEmpty == true)
    }

    @Test func fieldsOfAFilterBecomePartOfCells() throws {
        #expect(Pipeline.dimensions(of: [overall]) == [.model, .category])
        let rule = try rule(overall, where: #"provider = "us" or operation != "chat""#)
        #expect(Pipeline.dimensions(of: [rule]) == [.model, .category, .provider, .operation])
    }

    // MARK: Controls

    /// The base model has other values of `model` and `base_model` by its nature; the other tests hold for both.
    @Test func filterOnTheModelDoesNotExcludeItsControl() throws {
        let compare = Rule(
            name: "errors", metric: .errorRate, dimensions: [.model, .baseModel], window: .seconds(900),
            detect: Detect(.compare), warning: nil, critical: Threshold(above: 2))
        let rule = try rule(compare, where: #"model = "tuned" and category = "chat""#)
        var stage = PaneStage([rule], book: OneBook(one: baseline([])))
        let names = { (model: String, category: String) in
            Scope([(.model, model), (.baseModel, model == "tuned" ? "base" : ""), (.category, category)])
        }
        for pane in Int64(0)..<200 {
            stage.close(
                pane,
                [
                    (names("tuned", "chat"), answers(refused: 0, complied: 30, failed: 10)),
                    (names("base", "chat"), answers(refused: 0, complied: 39, failed: 1)),
                    // Left out of both sides: with these there would be no difference.
                    (names("base", "weapons"), answers(refused: 0, complied: 0, failed: 400)),
                ])
        }
        let firing = try #require(stage.transitions.first)
        #expect(firing.alert.scope == Scope([(.model, "tuned"), (.baseModel, "base")]))
        #expect(abs((firing.alert.evidence.baselineValue ?? 0) - 0.025) < 0.01)
        stage.checkpoint()
        #expect(stage.verdict("errors", Scope([(.model, "base"), (.baseModel, "")])) == nil)
    }

    // MARK: Restart

    private func alarmed(_ rule: Rule) -> Bench {
        var bench = Bench([rule], seed: 1)
        bench.run(10, [Traffic()])
        bench.run(30, [Traffic(rate: 0.3)])
        return bench
    }

    private func restored(_ bench: Bench, _ rule: Rule) -> Bench {
        var next = Bench([rule], seed: 2)
        let unread = next.evaluator.restore(
            closed: [], through: bench.evaluator.closedThrough, states: bench.states.values.map(\.self))
        #expect(unread.isEmpty)
        next.resume(after: bench)
        return next
    }

    @Test func aRestartGoesOn() throws {
        let rule = try rule(overall, where: #"category = "weapons""#)
        var next = restored(alarmed(rule), rule)
        next.run(1, [Traffic(events: 5, rate: 0.3)])
        #expect(next.verdict(rule)?.state == .critical)
        #expect(next.transitions.isEmpty)
    }

    /// Texts and times are not what a series is.
    @Test func editOfWordsKeepsEvidence() throws {
        var rule = try rule(overall, where: #"category = "weapons""#)
        let before = alarmed(rule)
        rule.summary = "Look here first."
        rule.labels = [Label(name: "team", value: "safety")]
        rule.keepFiringFor = .seconds(300)
        rule.warning?.hold = .seconds(600)
        var next = restored(before, rule)
        next.run(1, [Traffic(events: 5, rate: 0.3)])
        #expect(next.verdict(rule)?.state == .critical)
    }

    @Test func editOfWhatTheSeriesIsResetsEvidenceAndKeepsTheAlert() throws {
        let old = try rule(overall, where: #"category = "weapons""#)
        let before = alarmed(old)
        var wider = old
        wider.window = .seconds(600)
        for edited in [overall, try rule(overall, where: #"category in ["weapons", "fraud"]"#), wider] {
            var next = restored(before, edited)
            next.run(1, [Traffic(events: 5, rate: 0.3)])
            #expect(next.verdict(edited)?.state != .critical)
            next.run(20, [Traffic()])
            #expect(next.transitions.map(\.kind) == [.resolved])
            #expect(next.transitions.first?.alert.id == before.transitions.first?.alert.id)
        }
    }

    /// The state of a series that the rule no longer has is handed back.
    @Test func stateOfASeriesThatIsLeftOutFitsNoRule() throws {
        var bench = Bench([eachCategory], seed: 3)
        bench.run(20, [Traffic(), Traffic(category: "fraud", rate: 0.7)])
        let only = try rule(eachCategory, where: #"category = "fraud""#)
        var next = Bench([only], seed: 2)
        let unread = next.evaluator.restore(
            closed: [], through: bench.evaluator.closedThrough, states: bench.states.values.map(\.self))
        #expect(unread.map { $0.scope[.category] } == ["weapons"])
    }

    /// Through the whole pipeline: cells grow by the fields of the filter, and come back after a stop.
    @Test func stopsShardsAndBatchesChangeNothing() throws {
        var random = SeededRandom(announcing: "WhereRuleTests.stopsShardsAndBatchesChangeNothing")
        let log = story(records: 900, using: &random)
        var category = eachCategory
        (category.minimumEvents, category.window) = (30, .seconds(900))
        var literal = byModel
        literal.window = .seconds(120)
        let rules = [
            try rule(literal, where: #"environment != "" or category in ["weapons", "fraud"]"#),
            try rule(category, where: #"model ~ "al.*|beta" and not operation = "embeddings""#), byCategory,
        ]
        let order = interleaving(of: log, using: &random)
        func run(_ store: MemoryStore, _ size: Int, _ shards: Int, count: Int) throws -> MemoryStore {
            var stage = try Stage(rules: rules, shards: shards, store: store)
            #expect(stage.unwanted == [])
            var reader = MemoryReader(log: log, order: order, from: store.allPositions)
            stage.read(&reader, batch: size, count: count)
            if count == .max { stage.finish() } else { stage.checkpoint() }
            return stage.store
        }
        let wanted = try run(MemoryStore(), 9, 1, count: .max)
        #expect(!wanted.transitions.isEmpty)
        #expect(wanted.state(panesSince: start).states.contains { $0.rule == category.name })
        for round in 0..<6 {
            let cut = Int.random(in: 50..<800, using: &random)
            let half = try run(MemoryStore(), 9, 1 + round % 3, count: cut)
            expectSame(try run(half, [7, 64][round % 2], 1, count: .max).dump, wanted.dump, "cut at \(cut)")
        }
    }
}
