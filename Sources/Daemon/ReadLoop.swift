// Poll, step, checkpoint: the pipeline thread.

internal import Delivery
internal import Glibc
internal import Kafka
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Site

/// The loop of the pipeline thread and its timers.
struct ReadLoop {
    let plan: RunPlan
    let writer: StoreWriter
    let ears: Ears
    let canaries: CanaryPost?
    let delivery: DeliveryThread?
    private let isEndless: Bool
    private var batch = RecordBatch()
    var lastCheckpoint = Clocks.monotonic()
    /// Until the first records are handed over, which is done at once: a process that dies young must get somewhere.
    private var isYoung = true
    private var lastMirror = Clocks.monotonic()
    private var unmirrored: [String: Position] = [:]
    var isReady = false
    /// Whether systemd knows of the start: with the first partition, or after a while without a broker.
    private var isAnnounced = false
    private let started = Clocks.monotonic()
    private var lastHeard = Clocks.monotonic()
    /// The time spent in polling and stepping, which idleness is measured by.
    var listened = TimeSpan.zero
    private var isStopped = false
    /// SIGHUP came.
    var wantsReload = false
    /// In force now.
    var rules: RuleSet
    /// In force now: who is told of what.
    var addressing: DeliveryPlan
    var generation: Int64 = 1
    let startedAt = Clocks.wall()
    var rate = RateMeter()
    /// Canary runs whose intent is recorded and not known to be durable.
    var intended: [String] = []
    /// When the board was last written.
    var lastShown = TimeSpan.zero
    /// When overdue canaries were last looked for.
    var lastTick = Clocks.monotonic()
    /// When the run last looked at itself.
    var lastReport: TimeSpan?
    /// When systemd was last told how it goes.
    var lastLine = Clocks.monotonic()
    let watchdog = Watchdog()

    private static let pollTimeout = TimeSpan.milliseconds(50)
    /// More than one turn of the loop takes when all is well.
    private static let listeningMax = TimeSpan.milliseconds(500)
    private static let checkpointInterval = TimeSpan.seconds(1)
    private static let mirrorInterval = TimeSpan.seconds(5)
    /// A broker that is down must keep neither the boot nor an upgrade of the package waiting for longer.
    private static let announcePatience = TimeSpan.seconds(10)
    /// Without room in the store for this long, reading waits for it.
    private static let unwrittenMax = TimeSpan.seconds(10)

    init(
        plan: RunPlan, writer: StoreWriter, ears: Ears, canaries: CanaryPost?, delivery: DeliveryThread?,
        isEndless: Bool
    ) {
        self.plan = plan
        self.writer = writer
        self.ears = ears
        self.canaries = canaries
        self.isEndless = isEndless
        self.delivery = delivery
        (rules, addressing) = (plan.rules, plan.delivery)
        ears.board.change { $0.reloadedAt = startedAt }
    }

    mutating func run<Source: RecordSource & ~Copyable>(_ source: inout Source, _ pipeline: inout Pipeline) -> RunEnd {
        while true {
            batch.removeAll()
            do throws(SourceFailure) {
                try source.poll(into: &batch, timeout: Self.pollTimeout)
                try step(&source, &pipeline)
            } catch {
                finish(&pipeline)
                return .failed(status: error.isTemporary ? EX_TEMPFAIL : EX_IOERR, message: error.message)
            }
            if let end = judge(source, pipeline) {
                finish(&pipeline)
                return end
            }
            guard checkpoint(&source, &pipeline) else { return .finished }
            serveCanaries(&pipeline)
            serve(source, &pipeline)
            look(source, &pipeline)
        }
    }

    private mutating func step<Source: RecordSource & ~Copyable>(
        _ source: inout Source, _ pipeline: inout Pipeline
    ) throws(SourceFailure) {
        // Silence counts only while somebody listens: a process that was stopped or waited for its disk has heard
        // nothing.
        let now = Clocks.monotonic()
        listened = listened + min(now - lastHeard, Self.listeningMax)
        lastHeard = now
        let restarts = pipeline.step(batch, wall: Clocks.wall(), monotonic: listened)
        var gaps = restarts.count
        for notice in batch.notices {
            tell(notice)
            if case .gap = notice { gaps += 1 }
        }
        for restart in restarts {
            plan.log.error("the log holds other records than before", ["partition": String(restart.partition)])
            try source.restart(partition: restart.partition, at: restart.offset)
        }
        if gaps > 0, plan.haltsOnGap {
            throw SourceFailure(message: "a gap in the log, and kafka.on_gap is \"halt\"", isTemporary: false)
        }
    }

    private mutating func tell(_ notice: SourceNotice) {
        switch notice {
        case .partition(let topic, let partition):
            if !isReady {
                isReady = true
                isAnnounced = true
                ears.board.change { $0.isAssigned = true }
                Notify.send("READY=1\nSTATUS=reading")
            }
            plan.log.info("reading", ["topic": topic, "partition": String(partition)])
        case .gap(let partition, let to, let resume, let kind):
            plan.log.error(
                "records were lost before they were read",
                [
                    "partition": String(partition), "to": to.map(String.init) ?? "?", "resume": String(resume),
                    "kind": kind,
                ])
        case .disconnected: plan.log.warning("no broker can be reached; waiting")
        case .connected: plan.log.info("connected")
        case .begins, .end: break
        }
    }

    /// Whether the run is over.
    private mutating func judge<Source: RecordSource & ~Copyable>(
        _ source: borrowing Source, _ pipeline: borrowing Pipeline
    ) -> RunEnd? {
        hearSignals()
        if isStopped { return .finished }
        if writer.failed != .none { return .finished }
        if !isEndless, !pipeline.partitions.isEmpty, pipeline.partitions.allSatisfy({ $0.isAtEnd }) { return .finished }
        if !isAnnounced, Clocks.monotonic() - started > Self.announcePatience {
            isAnnounced = true
            Notify.send("READY=1\nSTATUS=waiting for a broker")
        }
        if !isReady, let limit = plan.startTimeout, Clocks.monotonic() - started > limit {
            let reason = source.trouble ?? "no partition was assigned"
            return .failed(status: EX_TEMPFAIL, message: "gave up after \(limit.durationText): \(reason)")
        }
        return nil
    }

    private mutating func hearSignals() {
        while let signal = Signals.next() {
            switch signal {
            case .stop: isStopped = true
            case .reload: wantsReload = true
            }
        }
    }

    /// A checkpoint a second, or at once when an alert moved. False when the store takes nothing more.
    private mutating func checkpoint<Source: RecordSource & ~Copyable>(
        _ source: inout Source, _ pipeline: inout Pipeline
    ) -> Bool {
        let now = Clocks.monotonic()
        let elapsed = now - lastCheckpoint
        let isFirst = isYoung && !batch.records.isEmpty
        let isDue = elapsed >= Self.checkpointInterval || pipeline.hasTransitions || isFirst
        if isDue, writer.hasRoom || elapsed >= Self.unwrittenMax {
            lastCheckpoint = now
            if isFirst { isYoung = false }
            guard awaitRoom() else { return true }
            if let checkpoint = takeCheckpoint(&pipeline), !writer.submit(checkpoint) { return false }
        }
        for position in writer.takeCommitted() { unmirrored["\(position.topic)/\(position.partition)"] = position }
        if now - lastMirror >= Self.mirrorInterval, !unmirrored.isEmpty {
            lastMirror = now
            source.mirror(Array(unmirrored.values))
            unmirrored = [:]
        }
        return true
    }

    /// Waits for the store, with an ear for signals. False when it is time to stop.
    private mutating func awaitRoom() -> Bool {
        while !writer.hasRoom {
            hearSignals()
            if isStopped || writer.failed != .none { return false }
            watchdog.turn(store: writer.lastSeen)
            usleep(20_000)
        }
        return true
    }

    /// With what its alerts ask of the outside.
    func takeCheckpoint(_ pipeline: inout Pipeline) -> Checkpoint? {
        guard var checkpoint = pipeline.takeCheckpoint() else { return nil }
        checkpoint.addresses = checkpoint.transitions.map { transition in
            [Address(receiver: StoreWriter.standardOutput)] + addressing.addresses(of: transition)
        }
        checkpoint.rollbacks = plan.rollback.wanted(by: checkpoint.transitions, models: rules.models)
        return checkpoint
    }

    private mutating func finish(_ pipeline: inout Pipeline) {
        // The store gives up within seconds from now on, so handing over cannot wait for long.
        writer.beginStopping()
        // What was answered by now need not be asked again.
        takeReports(&pipeline)
        if let checkpoint = takeCheckpoint(&pipeline) { _ = writer.submit(checkpoint) }
    }
}
