// Records in, checkpoints out. Everything that decides is a function of the records and of the journal.

package import Canaries
internal import Events
package import Model
package import Panes
package import Platform

/// The bounds and lengths of a run.
package struct PipelineSettings: Sendable {
    package var grid = PaneGrid(width: .seconds(10))
    package var lateness = TimeSpan.seconds(10)
    /// How long a partition may be silent at its end before it stops holding panes open.
    package var idle = TimeSpan.seconds(30)
    package var futureMax = TimeSpan.seconds(300)
    package var messageBytesMax = 1 << 20
    package var seriesMax = 100_000
    package var shardCount = 1
    /// Only events of this time count; nil: all of them. A partition that is past it by more than `lateness` has ended.
    package var period: Range<EventTime>?
    /// What panes keep beside outcomes, in the order in which the decoder fills `Event.values`.
    /// What panes keep; nil: what the rules need.
    package var contents: PaneContents?
    /// How unmarked canaries are recognised; nil: by the ids of their requests alone.
    package var recognition: CanaryRecognition?
    /// Whose events are canaries, for those who read events without a store; a start reads them from the store.
    package var canaryRuns: [CanaryRun] = []
    /// How monitord watches itself; nil: it does not, as where rules are tried out.
    package var watch: WatchSettings?
    /// Suites and targets that canary reports are judged by; nil: there are none.
    package var canaries: CanaryPlan?

    package init() {}
}

/// Decoder, shards and evaluator of one process. Single-threaded; owns all state between source and store.
package struct Pipeline: ~Copyable {
    let settings: PipelineSettings
    let contents: PaneContents
    /// By the place of a value in an event.
    let measures: [Measure]
    var decoder: EventDecoder
    var shards: [Shard]
    /// The evaluator's cell by shard and shard cell.
    var evaluatorCells: [[Int]]
    /// The shard's cell by shard and evaluator cell; -1 where the shard does not have it.
    var shardCells: [[Int]]
    var evaluator: Evaluator
    var sieve: CanarySieve
    package internal(set) var partitions: [PartitionProgress] = []
    package internal(set) var counters: RecordCounters
    var stored: [String: [Int32: Position]] = [:]
    var pending = Checkpoint()
    var pendingRejects: [UInt8: Int] = [:]
    var isConnected = true
    /// A canary run is about to begin: nothing is asked before that is recorded.
    var hasIntent = false

    /// Nil when there is no memory for the decoder.
    package init?(set: RuleSet, settings: PipelineSettings, book: any BaselineBook) {
        precondition(settings.shardCount > 0, "a pipeline has a shard")
        let dimensions = Pipeline.dimensions(of: set.rules)
        let contents =
            settings.contents
            ?? PaneContents(measures: set.measures, hasUsers: true, hasPairs: set.hasPairs, hasExamples: true)
        guard
            let decoder = EventDecoder(
                messageBytesMax: settings.messageBytesMax, dimensions: DimensionSet(dimensions),
                measures: contents.measures, isUserRead: true,
                isQuestionRead: contents.hasPairs || settings.recognition?.hashesText ?? false,
                futureMax: settings.futureMax)
        else { return nil }
        self.settings = settings
        self.contents = contents
        measures = contents.measures
        self.decoder = decoder
        let shard = Shard(
            grid: settings.grid, lateness: settings.lateness, dimensions: dimensions, seriesMax: settings.seriesMax,
            contents: contents)
        shards = Array(repeating: shard, count: settings.shardCount)
        evaluatorCells = Array(repeating: [], count: settings.shardCount)
        shardCells = Array(repeating: [], count: settings.shardCount)
        evaluator = Evaluator(
            set: set, grid: settings.grid, seriesMax: settings.seriesMax, measures: measures, book: book,
            canaries: settings.canaries, watch: settings.watch)
        sieve = CanarySieve(settings.recognition, plan: settings.canaries)
        counters = RecordCounters()
        recognise(settings.canaryRuns)
    }

    /// Model and category are always kept, so that a later rule or a baseline finds them in the stored panes.
    package static func dimensions(of rules: [Rule]) -> [Dimension] {
        DimensionSet(rules.flatMap { ChartPlan.dimensions(of: $0) } + [.model, .category]).ordered
    }

    /// Takes one batch. Returns the partitions that must be read again from another offset.
    package mutating func step(
        _ batch: borrowing RecordBatch, wall: EventTime, monotonic: TimeSpan
    ) -> [(partition: Int, offset: Int64)] {
        for notice in batch.notices { announce(notice, wall: wall, monotonic: monotonic) }
        var restarts: [(partition: Int, offset: Int64)] = []
        for index in batch.records.indices {
            let record = batch.records[index]
            if let restart = take(record, wall: wall) { restarts.append(restart) }
            // A record that came again behind newer ones is not the one before `next`.
            let place = record.partition
            if record.next == partitions[place].position.next { partitions[place].lastRecord = index }
        }
        finishRecords(batch, monotonic: monotonic)
        for notice in batch.notices { conclude(notice) }
        closePanes(wall: wall, monotonic: monotonic)
        return restarts
    }

    /// Where a partition was left by the last checkpoint of an earlier run.
    package func storedPosition(topic: String, partition: Int32) -> Position? { stored[topic]?[partition] }

    private mutating func take(_ record: Record, wall: EventTime) -> (partition: Int, offset: Int64)? {
        let place = record.partition
        if partitions[place].isRestarting { return nil }
        if record.offset < partitions[place].position.next { return verify(record) }
        partitions[place].isVerified = true
        partitions[place].position.next = record.next
        partitions[place].isDirty = true
        partitions[place].isAtEnd = false
        counters.records += 1
        guard let payload = record.payload else {
            reject(Rejection(reason: .null), record)
            return nil
        }
        let shard = partitions[place].shard
        do throws(Rejection) {
            let event = try decoder.decode(
                payload, now: wall, names: &shards[shard].names, overflow: shards[shard].overflow)
            if isCanary(event, partition: place) { return nil }
            if let period = settings.period, isOutside(period, event.time, place) {
                counters.outside += 1
                return nil
            }
            // Only organic events prove that a partition has a time of its own: rubbish or canaries alone must not hold
            // panes open for ever.
            partitions[place].isIdle = false
            partitions[place].hasNews = true
            let overflowed = shards[shard].overflowed
            switch shards[shard].add(event, partition: partitions[place].local) {
            case .counted:
                counters.counted += 1
                counters.overflowed += shards[shard].overflowed - overflowed
                if partitions[place].isAfterGap { resume(place, at: event.time) }
            case .late: counters.late += 1
            }
        } catch {
            reject(error, record)
        }
        return nil
    }

    /// What comes after the end of the period, or in a partition that is past it, is not looked at.
    private mutating func isOutside(_ period: Range<EventTime>, _ time: EventTime, _ place: Int) -> Bool {
        if time >= period.upperBound + settings.lateness { partitions[place].isPast = true }
        return partitions[place].isPast || !period.contains(time)
    }

    private mutating func resume(_ place: Int, at time: EventTime) {
        partitions[place].isAfterGap = false
        let position = partitions[place].position
        evaluator.resume(topic: position.topic, partition: position.partition, at: time)
    }

    private mutating func reject(_ rejection: Rejection, _ record: Record) {
        counters.rejected[Int(rejection.reason.rawValue)] += 1
        let kept = pendingRejects[rejection.reason.rawValue, default: 0]
        guard kept < Self.rejectsPerCheckpointMax else { return }
        pendingRejects[rejection.reason.rawValue] = kept + 1
        let position = partitions[record.partition].position
        pending.rejects.append(
            RejectRow(
                topic: position.topic, partition: position.partition, offset: record.offset,
                size: Int64(record.payload?.count ?? 0), reason: "\(rejection.reason.name)", detail: rejection.detail))
    }

    /// A flood of bad records must not become a flood of rows; every one of them is counted.
    static let rejectsPerCheckpointMax = 20

    /// A record before `next` was counted already. The one right before it proves that the log is still the same log.
    private mutating func verify(_ record: Record) -> (partition: Int, offset: Int64)? {
        let place = record.partition
        guard !partitions[place].isVerified, record.next == partitions[place].position.next,
            let expected = partitions[place].position.anchor
        else {
            counters.refetched += 1
            return nil
        }
        partitions[place].isVerified = true
        guard anchor(of: record.payload) != expected else { return nil }
        recordGap(partition: place, to: nil, resume: 0, kind: "log_diverged")
        partitions[place].isRestarting = true
        return (place, 0)
    }

    /// Remembers, for each partition in the batch, when it was heard and a hash of its last record.
    private mutating func finishRecords(_ batch: borrowing RecordBatch, monotonic: TimeSpan) {
        for place in partitions.indices {
            partitions[place].isRestarting = false
            if partitions[place].isPast { partitions[place].isFinished = true }
            guard let last = partitions[place].lastRecord else { continue }
            partitions[place].lastRecord = nil
            if partitions[place].hasNews { partitions[place].lastHeard = monotonic }
            partitions[place].hasNews = false
            partitions[place].position.anchor = anchor(of: batch.records[last].payload)
        }
    }
}

/// How far one partition is, and what holds it.
package struct PartitionProgress: Sendable {
    package var position: Position
    let shard: Int
    let local: Int
    package var isAtEnd = false
    package var isFinished = false
    /// It had an event of after the period.
    var isPast = false
    var isIdle = false
    var isDirty = true
    /// Whether the record before `next` was seen to be the one that was counted, or cannot be.
    var isVerified: Bool
    /// Records were lost, and no event was counted since.
    var isAfterGap: Bool
    /// When it last delivered an organic event.
    var lastHeard: TimeSpan
    var hasNews = false
    /// Index in the batch at hand of the record before `next`.
    var lastRecord: Int?
    /// The rest of the batch was read from a place that no longer counts.
    var isRestarting = false
}

/// Running totals. `records = counted + late + canary + outside + Σ rejected`, always.
package struct RecordCounters: Equatable, Sendable {
    package var records: Int64 = 0
    package var counted: Int64 = 0
    package var late: Int64 = 0
    package var canary: Int64 = 0
    /// Of `canary`, without a mark: by the id of a request, and by the prompt alone.
    package var canaryRecognised: Int64 = 0
    package var canaryLeaked: Int64 = 0
    /// By `RejectReason.rawValue`.
    package var rejected = [Int64](repeating: 0, count: RejectReason.allCases.count)
    /// Records that the source delivered again; they were counted the first time.
    package var refetched: Int64 = 0
    /// Counted events whose series was one too many: they share `__other__`.
    package var overflowed: Int64 = 0
    /// Events outside of the period that was asked for.
    package var outside: Int64 = 0

    package init() {}

    package var isConserved: Bool { records == counted + late + canary + outside + rejected.reduce(0, +) }
}
