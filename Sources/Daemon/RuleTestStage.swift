// A pipeline under a virtual clock: made events and files in, transitions and verdicts out. No broker, no store.

internal import Glibc
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Traffic

/// One run of the events of a test.
struct RuleTestStage: ~Copyable {
    private let test: RuleTest
    private(set) var pipeline: Pipeline
    private var inputs: [(traffic: MadeTraffic, partition: Int, names: RuleTest.Names)] = []
    private var buffer: [Event] = []
    /// The beginning: of the test, or of the first pane of its files.
    private(set) var start: EventTime
    private(set) var stepCount: Int
    private(set) var stepsTaken = 0

    /// Long after every event that a file may hold.
    private static let wall = EventTime(microseconds: 4_102_444_800_000_000)

    /// `run` 0 is the test itself; others are drawn anew. A held stage repeats the first step of each input.
    init(
        _ test: RuleTest, set: RuleSet, settings: PipelineSettings, book: RuleTestBook, run: Int = 0,
        heldFor duration: TimeSpan? = nil
    ) throws(RuleTestFailure) {
        guard var pipeline = Pipeline(set: set, settings: settings, book: book) else {
            throw RuleTestFailure(message: "out of memory for the decoder")
        }
        let measures = pipeline.measuresOfEvents
        // It has no time of its own before the first step, and until then no pane closes.
        _ = pipeline.addPartition("clock")
        for (place, input) in test.inputs.enumerated() {
            switch input {
            case .file(let path): try Self.read(path, settings, &pipeline)
            case .made(var made):
                if let duration { made = made.held(for: duration, step: test.step) }
                let traffic = MadeTraffic(
                    made, step: test.step, measures: measures, isDrawn: test.isDrawn || run > 0,
                    seed: streamSeed(test.seed, run: run, input: place))
                inputs.append((traffic, pipeline.addPartition("input \(place)"), made.names))
            }
        }
        start = test.start
        stepCount = duration.map { Int($0.microseconds / test.step.microseconds) } ?? test.stepCount
        if test.hasFile, let span = pipeline.openSpan {
            start = span.from
            let steps = ((span.until - span.from).microseconds + test.step.microseconds - 1) / test.step.microseconds
            stepCount = max(stepCount, Int(steps))
        }
        self.test = test
        self.pipeline = pipeline
    }

    var isAtEnd: Bool { stepsTaken >= stepCount }

    /// From the beginning to now.
    var elapsed: TimeSpan { TimeSpan(microseconds: Int64(stepsTaken) * test.step.microseconds) }

    /// Feeds one step and closes its panes.
    mutating func step() {
        let time = start + elapsed
        for place in inputs.indices {
            buffer.removeAll(keepingCapacity: true)
            inputs[place].traffic.events(ofStep: stepsTaken, from: time, into: &buffer)
            let ids = pipeline.ids(of: inputs[place].names, partition: inputs[place].partition)
            for index in buffer.indices {
                buffer[index].names = ids
                pipeline.take(buffer[index], partition: inputs[place].partition)
            }
        }
        stepsTaken += 1
        pipeline.advance(to: start + elapsed)
    }

    mutating func takeTransitions() -> [AlertTransition] { pipeline.takeTransitions() }

    /// Transitions and verdicts since this was last asked.
    mutating func takeCheckpoint() -> Checkpoint? { pipeline.takeCheckpoint() }

    private static func read(
        _ path: String, _ settings: PipelineSettings, _ pipeline: inout Pipeline
    ) throws(RuleTestFailure) {
        do throws(SystemError) {
            var source = try LineSource(path: path, from: 0, lineBytesMax: settings.messageBytesMax)
            let partition = pipeline.addPartition(path)
            var batch = RecordBatch()
            var isAtEnd = false
            while !isAtEnd {
                batch.removeAll()
                try source.poll(into: &batch)
                for notice in batch.notices { if case .end = notice { isAtEnd = true } }
                batch.notices = []
                for index in batch.records.indices { batch.records[index].partition = partition }
                _ = pipeline.step(batch, wall: wall, monotonic: .zero)
            }
        } catch {
            throw RuleTestFailure(message: error.text)
        }
        let rejected = pipeline.counters.rejected.reduce(0, +)
        if rejected > 0 {
            throw RuleTestFailure(message: "\(path) has \(rejected) lines that are no events")
        }
    }
}

/// Why a test could not be run.
struct RuleTestFailure: Error {
    var message: String
}

extension RuleTest.Made {
    /// The first step, over and over.
    fileprivate func held(for duration: TimeSpan, step: TimeSpan) -> RuleTest.Made {
        var made = self
        let count = Int(duration.microseconds / step.microseconds)
        made.eventsPerMinute = Array(repeating: eventsPerMinute.first ?? nil, count: count)
        for index in levels.indices {
            made.levels[index].values = Array(repeating: levels[index].values.first ?? nil, count: count)
        }
        return made
    }
}
