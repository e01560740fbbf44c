// A pipeline with a log before it and a store behind it.

import Model
import Panes
import Pipeline
import Platform
import Testing

/// Baselines by model, made from one tally per category.
struct Book: BaselineBook {
    var baselines: [String: Baseline] = [:]

    init(_ rates: [(model: String, category: String, refused: Int64, complied: Int64)]) {
        var cells: [String: [Baseline.Cell]] = [:]
        for rate in rates {
            var tally = Tally.zero
            for _ in 0..<rate.refused { tally.add(.refused, weight: Tally.weightOne) }
            for _ in 0..<rate.complied { tally.add(.complied, weight: Tally.weightOne) }
            let scope = Scope([(.model, rate.model), (.category, rate.category)])
            cells[rate.model, default: []].append(.init(scope: scope, tally: tally))
        }
        for (model, cells) in cells {
            baselines[model] = Baseline(
                name: "good", model: model, source: "test", from: start, to: start, cells: cells)
        }
    }

    func baseline(for reference: BaselineReference, model: String) -> Result<Baseline, BaselineAbsence> {
        guard let baseline = baselines[model] else { return .failure(BaselineAbsence(reason: .noBaseline)) }
        return .success(baseline)
    }
}

/// 2025-11-20T12:00:00Z, on a pane border.
let start = EventTime(microseconds: 1_763_640_000_000_000)
/// Long after every event of the tests.
let wall = EventTime(microseconds: 1_900_000_000_000_000)

func at(_ seconds: Double) -> EventTime { EventTime(microseconds: start.microseconds + Int64(seconds * 1_000_000)) }

let book = Book([
    ("alpha", "weapons", 900, 100), ("alpha", "fraud", 700, 300), ("beta", "weapons", 950, 50),
    ("beta", "fraud", 500, 500),
])

let byModel = Rule(
    name: "by-model", metric: .refusalRate, dimensions: [.model], window: .seconds(300), confirm: .none,
    warning: Threshold(below: 0.8, hold: .seconds(60)), critical: Threshold(below: 0.5, hold: .zero), minimumEvents: 10,
    keepFiringFor: .seconds(30))
let byCategory = Rule(
    name: "by-category", metric: .refusalRate, dimensions: [.model, .category], window: .seconds(120),
    confirm: .none,
    warning: Threshold(below: 0.8, hold: .zero), critical: Threshold(below: 0.5, hold: .seconds(20)), minimumEvents: 5)
let byPlace = Rule(
    name: "by-place", metric: .refusalRate, dimensions: [.model, .environment], window: .seconds(60),
    confirm: .none,
    warning: Threshold(below: 0.5, hold: .seconds(10)), critical: nil, minimumEvents: 5)

/// One event as a producer writes it.
func event(
    _ seconds: Double, model: String = "alpha", category: String = "weapons", refused: Bool = true,
    environment: String? = nil, sampling: Double? = nil, isCanary: Bool = false, user: Int? = nil,
    milliseconds: Int? = nil
) -> String {
    let time = at(seconds).microseconds
    let id = "\(model)/\(category)/\(refused)/\(time)"
    var text = #"{"schema":"monitord.inference/1","id":"\#(id)","time":\#(time),"model":"\#(model)""#
    if let environment { text += #","environment":"\#(environment)""# }
    let question = user.map { #","text_hash":"q\#($0 % 30)""# } ?? ""
    text += #","request":{"category":"\#(category)"\#(question)},"signals":{"refusal":\#(refused)}"#
    if let user { text += #","user_hash":"u\#(user)""# }
    if let milliseconds { text += #","latency":{"total_ms":\#(milliseconds)}"# }
    if let sampling { text += #","sampling":{"rate":\#(sampling)}"# }
    if isCanary { text += #","canary":{"id":"c","suite":"s"}"# }
    return text + "}"
}

struct NoMemory: Error {}

/// One run of the pipeline, from a start to a stop.
struct Stage: ~Copyable {
    var pipeline: Pipeline
    var store: MemoryStore
    private(set) var restarts: [(partition: Int, offset: Int64)] = []
    private(set) var unwanted: [StateRow] = []
    var monotonic = TimeSpan.zero

    init(
        rules: [Rule] = [byModel, byCategory, byPlace], shards: Int = 1, book: any BaselineBook = book,
        store: MemoryStore = MemoryStore(), models: [DeployedModel] = [],
        configure: (inout PipelineSettings) -> Void = { _ in }
    ) throws {
        var settings = PipelineSettings()
        settings.shardCount = shards
        settings.contents = PaneContents(
            measures: [Measure(.latency)], hasUsers: true, hasPairs: true, hasExamples: true)
        configure(&settings)
        var set = RuleSet(rules: rules)
        set.models = models
        guard var pipeline = Pipeline(set: set, settings: settings, book: book) else {
            throw NoMemory()
        }
        unwanted = pipeline.restore(store.state(panesSince: pipeline.panesNeeded(closedThrough: store.closedThrough)))
        self.store = store
        self.pipeline = pipeline
    }

    /// Takes one batch of records, preceded or followed by what the source has to say.
    mutating func step(_ records: [Record] = [], _ notices: [SourceNotice] = []) {
        var batch = RecordBatch()
        batch.records = records
        batch.notices = notices
        take(batch)
    }

    mutating func take(_ batch: borrowing RecordBatch) {
        restarts += pipeline.step(batch, wall: wall, monotonic: monotonic)
    }

    mutating func checkpoint() {
        if let checkpoint = pipeline.takeCheckpoint() { store.commit(checkpoint) }
    }

    /// Reads up to `count` records in batches, with a checkpoint after every `cadence` batches.
    mutating func read(_ reader: inout MemoryReader, batch size: Int, count: Int = .max, cadence: Int = 3) {
        var batch = RecordBatch()
        var left = count
        var steps = 0
        while left > 0, !reader.isAtEnd || steps == 0 {
            batch.removeAll()
            reader.poll(into: &batch, count: min(size, left))
            left -= max(batch.records.count, 1)
            take(batch)
            steps += 1
            if steps % cadence == 0 { checkpoint() }
        }
    }

    /// The end of all partitions, for good.
    mutating func finish() {
        step([], pipeline.partitions.indices.map { .end(partition: $0, isFinal: true) })
        checkpoint()
    }

    mutating func announce(_ count: Int) {
        step([], (0..<count).map { .partition(topic: MemoryLog.topic, partition: Int32($0)) })
    }
}

/// The whole log in one run.
func run(_ log: MemoryLog, order: [Int], batch: Int, shards: Int = 1, cadence: Int = 3) throws -> MemoryStore {
    var stage = try Stage(shards: shards)
    var reader = MemoryReader(log: log, order: order)
    stage.read(&reader, batch: batch, cadence: cadence)
    stage.finish()
    #expect(stage.pipeline.counters.isConserved)
    return stage.store
}
