// Every `detect` word at once: stops change nothing, bad bytes do no harm, and all numbers are numbers.

import Model
import Panes
import Platform
import Seeds
import Testing

@testable import Pipeline

@Suite struct EveryWordTests {
    private static let latency = Measure(.latency)
    private static let width = TimeSpan.seconds(600)

    /// One rule of each word and chart, with windows of an hour and panes of ten minutes.
    private static let rules: [Rule] = {
        var rules: [Rule] = []
        let add = {
            (
                name: String, metric: Metric, kind: Detect.Kind, confirm: Confirm, warning: Threshold,
                dimensions: [Dimension], change: (inout Rule) -> Void
            ) in
            var rule = Rule(
                name: name, metric: metric, dimensions: dimensions, window: .seconds(3600), detect: Detect(kind),
                confirm: confirm, warning: warning, critical: nil, minimumEvents: 5)
            change(&rule)
            rules.append(rule)
        }
        let below = Threshold(below: 0.9, above: 1.2)
        let value = Metric.measure(latency)
        for confirm in [Confirm.evidence, .none] {
            let end = confirm == .none ? "-literal" : ""
            add("ratio" + end, .refusalRate, .ratio, confirm, below, [.model]) { _ in }
            add("rolling" + end, .refusalRate, .ratio, confirm, below, [.model]) { $0.baseline = .rolling }
            add("compare" + end, .errorRate, .compare, confirm, Threshold(above: 2), [.model, .baseModel]) { _ in }
            add("paired" + end, .refusalRate, .compare, confirm, Threshold(below: 0.9), [.model, .baseModel]) {
                $0.detect.isPaired = true
            }
            add("slower" + end, value, .compare, confirm, Threshold(above: 1.5), [.model, .baseModel]) {
                $0.detect.quantile = 0.9
            }
            add("share" + end, .errorRate, .share, confirm, Threshold(above: 0.2), [.model]) { _ in }
            add("mean" + end, value, .mean, confirm, below, [.model]) { _ in }
            add("quantile" + end, value, .quantile, confirm, Threshold(above: 1.5), [.model]) { _ in }
        }
        add("js", .mix(.category), .js, .evidence, Threshold(above: 0.01), [.model]) { _ in }
        add("cusum", .refusalRate, .cusum, .none, below, [.model, .category]) { $0.detect.runLength = 1000 }
        add("cusum-mean", value, .cusum, .none, below, [.model]) { $0.detect.hasHeadStart = true }
        for chart in Detect.Chart.allCases {
            add("spc-\(chart)", .refusalRate, .spc, .none, Threshold(), [.model]) { $0.detect.chart = chart }
        }
        add("spc-latency", value, .spc, .none, Threshold(), [.model]) { $0.detect.chart = .xmr }
        add("absence", .events, .absence, .none, Threshold(below: 0.5), [.model]) { _ in }
        return rules
    }()

    private typealias Row = (scope: Scope, accumulator: Accumulator)

    private func stage() -> PaneStage {
        var random = SeededRandom(seed: 41)
        let cells = ["fraud", "weapons"].map { category in
            (category: category, accumulator: cell(400, 0, refusing: 0.8, mean: 900, &random))
        }
        let book = OneBaseline(baseline: baseline(cells, measure: Self.latency))
        return PaneStage(Self.rules, measures: [Self.latency], book: book, width: Self.width)
    }

    private func cell(
        _ count: Int, _ pane: Int64, refusing rate: Double, mean: Double, _ random: inout SeededRandom
    ) -> Accumulator {
        var accumulator = Accumulator.zero
        let contents = PaneContents(measures: [Self.latency], hasUsers: true, hasPairs: true)
        for _ in 0..<count {
            let outcome = random.chance(0.05) ? Outcome.error : random.chance(rate) ? .refused : .complied
            var event = Event(
                time: start, names: .init(repeating: .absent), outcome: outcome, source: .signal,
                weight: random.chance(0.05) ? 512 : Tally.weightOne, isCanary: false)
            event.question = UInt64.random(in: 1...40, using: &random)
            event.user = UInt64.random(in: 0...60, using: &random)
            event.measured = random.chance(0.8) ? 1 : 0
            event.values[0] = mean * random.unit() * 2
            accumulator.add(event, pane: pane, parts: contents.parts)
        }
        return accumulator
    }

    /// Three days of ups and downs, silence and cells that come and go.
    private func story(_ random: inout SeededRandom) -> [[Row]] {
        let scopes = ["fraud", "weapons"].flatMap { category in
            [("alpha", "base"), ("base", ""), ("alpha", "")].map { model, base in
                Scope([(.model, model), (.baseModel, base), (.category, category)])
            }
        }
        return (0..<430).map { pane in
            if (200..<215).contains(pane) || random.chance(0.03) { return [] }
            let isBad = (250..<300).contains(pane) || (380..<400).contains(pane)
            var rows: [Row] = []
            for scope in scopes.shuffled(using: &random) where random.chance(0.7) {
                let count = Int.random(in: 0...14, using: &random)
                let rate = isBad && scope[.model] == "alpha" ? 0.3 : 0.8
                if count == 0 { continue }
                rows.append((scope, cell(count, Int64(pane), refusing: rate, mean: isBad ? 2000 : 900, &random)))
            }
            return rows
        }
    }

    @Test func stopsAnywhereChangeNothing() throws {
        var random = SeededRandom(announcing: "stopsAnywhereChangeNothing")
        let story = story(&random)
        var whole = stage()
        for (pane, rows) in story.enumerated() { whole.close(Int64(pane), rows) }
        whole.checkpoint()
        let fired = Set(whole.transitions.map(\.alert.rule))
        for word in ["ratio", "rolling", "cusum", "cusum-mean", "spc-p", "spc-latency"] {
            #expect(fired.contains(word), "\(word)")
        }
        #expect(whole.oddNumbers == [])
        for _ in 0..<2 {
            let cuts = Set((0..<4).map { _ in Int.random(in: 0..<story.count, using: &random) })
            var stage = stage()
            for (pane, rows) in story.enumerated() {
                stage.close(Int64(pane), rows)
                if cuts.contains(pane) { #expect(stage.restart() == 0) }
            }
            stage.checkpoint()
            expectSame(stage.dump, whole.dump, "stopped after \(cuts.sorted())")
        }
    }

    @Test func spoiltBytesDoNoHarm() {
        var random = SeededRandom(announcing: "spoiltBytesDoNoHarm")
        let story = story(&random)
        var stage = stage()
        for pane in 0..<160 { stage.close(Int64(pane), story[pane]) }
        for round in 0..<20 {
            var copy = stage
            copy.restart { bytes in
                guard !bytes.isEmpty else { return }
                for _ in 0...round % 3 {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: bytes[place] = [0, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
                    case 2: bytes.removeSubrange(place...)
                    default: bytes.insert(0xff, at: place)
                    }
                    if bytes.isEmpty { break }
                }
            }
            for pane in 160..<172 { copy.close(Int64(pane), story[pane]) }
            copy.restart()
            copy.close(172, story[172])
        }
    }

    @Test func allNumbersAreNumbers() {
        var random = SeededRandom(announcing: "allNumbersAreNumbers")
        for _ in 0..<6 {
            var stage = stage()
            for pane in Int64(0)..<60 {
                let rows: [Row] = ["fraud", "weapons", "other"].flatMap { category in
                    [("alpha", "base"), ("base", "")].map { model, base in
                        (
                            Scope([(.model, model), (.baseModel, base), (.category, category)]),
                            oddAccumulator(pane, &random)
                        )
                    }
                }.filter { !$0.1.isEmpty }.map { (scope: $0.0, accumulator: $0.1) }
                stage.close(pane, rows)
                stage.checkpoint()
                #expect(stage.oddNumbers == [])
            }
        }
    }

    /// Any counts at all, from none to more than anybody has.
    private func oddAccumulator(_ pane: Int64, _ random: inout SeededRandom) -> Accumulator {
        var tally = Tally.zero
        for outcome in Outcome.allCases where random.chance(0.5) {
            let count: Int64 = [0, 1, 7, 1000, 1 << 26].randomElement(using: &random) ?? 0
            tally.counts[Int(outcome.rawValue)] = count
            let weight: Int64 = [256, 256, 2560, 1 << 21].randomElement(using: &random) ?? 256
            tally.weights[Int(outcome.rawValue)] = count * weight
            if outcome.isDecided { tally.squares += count * (weight * weight >> 8) }
        }
        if random.chance(0.4) { return Accumulator(tally: tally) }
        var histogram = Histogram()
        for value in [0, 1e-9, 0.5, 1, 1e9, 1e30] where random.chance(0.4) {
            histogram.add(value, weight: random.chance(0.5) ? 256 : 1 << 21)
        }
        return Accumulator(tally: tally, histograms: [histogram])
    }

    /// The same through the whole pipeline, with batches, shards and latecomers.
    @Test func stopsOfThePipelineChangeNothing() throws {
        var random = SeededRandom(announcing: "stopsOfThePipelineChangeNothing")
        let log = PipelineTests.story(records: 500, using: &random)
        let order = interleaving(of: log, using: &random)
        let rules = Self.rules.map { rule in
            var rule = rule
            rule.window = .seconds(120)
            return rule
        }
        let run = { (cuts: [Int], shards: Int) in
            var store = MemoryStore()
            for cut in cuts + [Int.max] {
                var stage = try Stage(rules: rules, shards: shards, store: store) {
                    $0.contents = PaneContents(measures: [Self.latency], hasUsers: true, hasPairs: true)
                }
                #expect(stage.unwanted == [])
                var reader = MemoryReader(log: log, order: order, from: store.allPositions)
                stage.read(&reader, batch: 9, count: cut)
                if cut == .max { stage.finish() } else { stage.checkpoint() }
                store = stage.store
            }
            return store.dump
        }
        let wanted = try run([], 1)
        for _ in 0..<6 {
            let cuts = (0..<3).map { _ in Int.random(in: 1...160, using: &random) }
            expectSame(try run(cuts, [1, 3].randomElement(using: &random) ?? 1), wanted, "stops after \(cuts)")
        }
    }
}
