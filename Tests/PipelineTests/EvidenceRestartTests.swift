// Evidence across stops, cuts, shards, other baselines, other lines and damaged bytes.

import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

/// Rules of every kind that keeps a state by evidence, on the story's traffic.
private let evidenceRules: [Rule] = {
    var mix = Detect(.js)
    mix.control = .baseModel
    var quantile = Detect(.quantile)
    quantile.quantile = 0.9
    var overall = overall
    (overall.minimumEvents, overall.window) = (30, .seconds(600))
    var category = eachCategory
    (category.minimumEvents, category.window) = (30, .seconds(900))
    return [
        overall, category,
        Rule(
            name: "mix", metric: .mix(.category), dimensions: [.model], window: .seconds(600), detect: mix,
            warning: Threshold(above: 0.1), critical: Threshold(above: 0.3)),
        Rule(
            name: "p90", metric: .measure(Measure(.latency)), dimensions: [.model], window: .seconds(600),
            detect: quantile, warning: Threshold(above: 1.1), critical: nil),
        Rule(
            name: "mean", metric: .measure(Measure(.latency)), dimensions: [.model], window: .seconds(600),
            detect: Detect(.mean), warning: Threshold(below: 0.9, above: 1.1), critical: nil),
    ]
}()

/// The story's good times, with latencies.
private let measuredBook: Book = {
    var measured = book
    for (model, baseline) in book.baselines {
        let cells = baseline.cells.map { cell in
            var histogram = Histogram.empty
            for milliseconds in 0..<cell.tally.events { histogram.add(Double(milliseconds) * 6, weight: 256) }
            return Baseline.Cell(
                scope: cell.scope, tally: cell.tally, values: [.init(measure: Measure(.latency), histogram: histogram)])
        }
        measured.baselines[model] = Baseline(
            name: "good", model: model, source: "test", from: start, to: start, cells: cells)
    }
    return measured
}()

@Suite struct EvidenceRestartTests {
    private func stage(_ store: MemoryStore = MemoryStore(), shards: Int = 1) throws -> Stage {
        try Stage(rules: evidenceRules, shards: shards, book: measuredBook, store: store)
    }

    private func whole(
        _ log: MemoryLog, _ order: [Int], batch: Int = 9, shards: Int = 1, cadence: Int = 3
    ) throws -> MemoryStore {
        var stage = try stage(shards: shards)
        var reader = MemoryReader(log: log, order: order)
        stage.read(&reader, batch: batch, cadence: cadence)
        stage.finish()
        return stage.store
    }

    private func interrupted(_ log: MemoryLog, _ order: [Int], cuts: [Int], shards: Int) throws -> MemoryStore {
        var store = MemoryStore()
        for cut in cuts {
            var stage = try stage(store, shards: shards)
            #expect(stage.unwanted == [])
            var reader = MemoryReader(log: log, order: order, from: store.allPositions)
            stage.read(&reader, batch: 9, count: cut)
            stage.checkpoint()
            store = stage.store
            // Lost with the process.
            stage.read(&reader, batch: 9, count: 30, cadence: .max)
        }
        var stage = try stage(store)
        #expect(stage.unwanted == [])
        var reader = MemoryReader(log: log, order: order, from: store.allPositions)
        stage.read(&reader, batch: 9)
        stage.finish()
        return stage.store
    }

    @Test func theStoryMovesTheEvidenceOfEveryRule() throws {
        var random = SeededRandom(seed: 1)
        let log = story(records: 1500, using: &random)
        let store = try whole(log, interleaving(of: log, using: &random))
        let kinds = Set(store.transitions.map(\.kind))
        #expect(kinds.isSuperset(of: [.firing, .stale, .resumed]))
        let rules = Set(store.transitions.map(\.alert.rule))
        #expect(rules.isSuperset(of: ["overall", "category"]), "\(rules.sorted())")
        let states = store.state(panesSince: start).states
        #expect(Set(states.map(\.rule)) == Set(evidenceRules.map(\.name)))
        #expect(states.allSatisfy { ($0.bytes?.count ?? 0) > 60 })
    }

    @Test func aStopAnywhereChangesNoBit() throws {
        var random = SeededRandom(announcing: "aStopAnywhereChangesNoBit")
        let log = story(records: 500, using: &random)
        let order = interleaving(of: log, using: &random)
        let wanted = try whole(log, order).dump
        for round in 0..<8 {
            let cuts = (0...round % 4).map { _ in Int.random(in: 1..<200, using: &random) }
            let store = try interrupted(log, order, cuts: cuts, shards: 1 + round % 3)
            expectSame(store.dump, wanted, "stops after \(cuts)")
        }
    }

    @Test func orderBatchesAndShardsChangeNoBit() throws {
        var random = SeededRandom(announcing: "orderBatchesAndShardsChangeNoBit")
        let log = story(records: 600, using: &random)
        let wanted = try whole(log, log.oneAfterAnother, batch: 7).dump
        for round in 0..<8 {
            let (size, shards) = ([1, 7, 4096][round % 3], [1, 2, 8][round / 3 % 3])
            let order = interleaving(of: log, using: &random)
            let dump = try whole(log, order, batch: size, shards: shards, cadence: [1, 3, 50][round % 3]).dump
            expectSame(dump, wanted, "round \(round): batches of \(size), \(shards) shards")
        }
    }

    // MARK: What resets evidence

    /// A bench in the middle of an alert, with the rows that a store would hold.
    private func alarmed() -> Bench {
        var bench = Bench([overall], seed: 1)
        bench.run(10, [Traffic()])
        bench.run(30, [Traffic(rate: 0.3)])
        return bench
    }

    private func restored(_ bench: Bench, _ rule: Rule, _ book: Book) -> (bench: Bench, unread: Int) {
        var next = Bench([rule], book: book, seed: 2)
        let unread = next.evaluator.restore(
            closed: [], through: bench.evaluator.closedThrough, states: bench.states.values.map(\.self))
        return (next, unread.count)
    }

    @Test func theSameStartGoesOn() {
        var (next, unread) = restored(alarmed(), overall, Bench.book())
        #expect(unread == 0)
        next.resume(after: alarmed())
        next.run(1, [Traffic(rate: 0.3)])
        #expect(next.verdict(overall)?.state == .critical)
        #expect(next.transitions.isEmpty)
    }

    @Test func anotherBaselineResetsEvidenceAndKeepsTheAlert() throws {
        let before = alarmed()
        var (next, unread) = restored(before, overall, Bench.book(events: 8000))
        #expect(unread == 0)
        next.resume(after: before)
        next.run(1, [Traffic(events: 5, rate: 0.3)])
        #expect(next.verdict(overall)?.state != .critical)
        // The same alert goes on, and ends as the same one.
        next.run(20, [Traffic()])
        #expect(next.transitions.map(\.kind) == [.resolved])
        #expect(next.transitions.first?.alert.id == before.transitions.first?.alert.id)
    }

    @Test func anotherLineBeginsItsEvidenceAnewAndKeepsTheBreach() throws {
        let before = alarmed()
        var moved = overall
        moved.warning = Threshold(below: 0.8)
        var (next, unread) = restored(before, moved, Bench.book())
        #expect(unread == 0)
        next.resume(after: before)
        // The critical line is as it was: what it knows stays known.
        next.run(1, [Traffic(events: 5, rate: 0.3)])
        #expect(next.verdict(overall)?.state == .critical)
        next.run(20, [Traffic()])
        #expect(next.transitions.map(\.kind) == [.resolved])
        #expect(next.transitions.first?.alert.id == before.transitions.first?.alert.id)
    }

    @Test func anotherBudgetKeepsEvidence() {
        let before = alarmed()
        var next = Bench([overall], seed: 2, falseAlarms: 5)
        let unread = next.evaluator.restore(
            closed: [], through: before.evaluator.closedThrough, states: before.states.values.map(\.self))
        #expect(unread.isEmpty)
        next.resume(after: before)
        next.run(1, [Traffic(rate: 0.3)])
        #expect(next.verdict(overall)?.state == .critical)
    }

    // MARK: Damage

    @Test func damagedStatesAreRefusedOrHarmless() throws {
        var random = SeededRandom(announcing: "damagedStatesAreRefusedOrHarmless")
        let log = story(records: 900, using: &random)
        let store = try whole(log, interleaving(of: log, using: &random))
        let states = store.state(panesSince: start).states
        var blank = Evaluator(
            set: RuleSet(rules: evidenceRules), grid: PaneGrid(width: .seconds(10)), seriesMax: 10,
            measures: Bench.measures, book: measuredBook)
        #expect(blank.restore(closed: [], through: nil, states: states).isEmpty)
        let pane = 1 + start.microseconds / 10_000_000
        var accepted = 0
        for round in 0..<20_000 {
            var state = states[round % states.count]
            var bytes = try #require(state.bytes)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch round % 5 {
                case 0: bytes.removeSubrange(place...)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                case 2: bytes[place] = 0xFF
                case 3: bytes.swapAt(place, 0)
                default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
            state.bytes = bytes
            var evaluator = blank
            guard evaluator.restore(closed: [], through: nil, states: [state]).isEmpty else { continue }
            accepted += 1
            guard accepted % 20 == 0 else { continue }
            // What was read is fit to go on with, and to be written again.
            let model = try #require(state.scope[.model])
            let cell = evaluator.cell(for: Scope([(.model, model), (.category, "weapons")]))
            var tally = Tally.zero
            for _ in 0..<50 { tally.add(.complied, weight: 256) }
            let transitions = evaluator.close(
                ClosedPane(index: pane, rows: [(cell, Accumulator(tally: tally))]))
            for transition in transitions { expectFinite(transition.alert.evidence) }
            for row in evaluator.takeDirty().verdicts { expectFinite(row.verdict) }
        }
        #expect(accepted > 100)
    }
}
