// What people ask of a running monitord, answered between two batches.

internal import Glibc
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Site

extension ReadLoop {
    /// How long reading may wait for the disk on somebody's behalf.
    static let commitPatience = TimeSpan.seconds(10)

    /// Carries out at most one request, so that records are read however many people ask.
    mutating func serve<Source: RecordSource & ~Copyable>(_ source: borrowing Source, _ pipeline: inout Pipeline) {
        let now = Clocks.monotonic()
        rate.note(pipeline.counters.records, at: now)
        if wantsReload {
            wantsReload = false
            _ = reload(&pipeline, by: "SIGHUP")
        }
        show(source, pipeline, now)
        if let call = ears.control?.nextCall() {
            ears.control?.answer(call, answer(call.request, of: call.peer, source, &pipeline))
        } else if let call = ears.desk?.nextCall() {
            call.answer(answer(call.request, of: call.peer, source, &pipeline))
        }
    }

    private mutating func answer<Source: RecordSource & ~Copyable>(
        _ request: ControlRequest, of peer: LocalPeer, _ source: borrowing Source, _ pipeline: inout Pipeline
    ) -> ControlAnswer {
        switch request {
        case .status: .status(status(source, pipeline))
        case .logLevel(let word): setLogLevel(word)
        case .reload: reload(&pipeline, by: "uid \(peer.userID), pid \(peer.processID)")
        case .order(let order): give(order, of: peer, &pipeline)
        }
    }

    /// Puts up what there is to know, once a second.
    private mutating func show<Source: RecordSource & ~Copyable>(
        _ source: borrowing Source, _ pipeline: borrowing Pipeline, _ now: TimeSpan
    ) {
        ears.board.beat(now)
        guard now - lastShown >= Self.showInterval else { return }
        lastShown = now
        ears.board.put(status(source, pipeline))
        let isBusy = !writer.hasRoom
        ears.board.change { $0.storeBusySince = isBusy ? $0.storeBusySince ?? now : nil }
    }

    private static let showInterval = TimeSpan.seconds(1)

    private func setLogLevel(_ word: String) -> ControlAnswer {
        guard let level = Log.Level(name: word) else {
            return .refused(.init(reason: "'\(word)' is none of debug, info, warning, error"))
        }
        plan.log.setMinimum(level)
        return .done(.init(message: "log level is \(level.name) until the next start or reload"))
    }

    private func status<Source: RecordSource & ~Copyable>(
        _ source: borrowing Source, _ pipeline: borrowing Pipeline
    ) -> LiveStatus {
        let records = pipeline.counters.records
        var status = LiveStatus(
            version: plan.version, processID: Int64(getpid()), startedAt: startedAt, now: Clocks.wall(),
            generation: generation, rulesHash: rules.hash, rules: Int64(rules.rules.count),
            logLevel: plan.log.minimum.name, eventsPerSecond: rate.rate(records, at: Clocks.monotonic()),
            records: records)
        status.queue = source.waiting
        status.closedThrough = pipeline.closedThrough
        status.checkpointAt = writer.newestCommit
        status.trouble = source.trouble
        status.partitions = pipeline.progress
        for place in status.partitions.indices { status.partitions[place].end = source.end(of: place) }
        return status
    }

    /// Makes everything durable that the pipeline has. False when the disk does not keep up; then it is on its way.
    mutating func flush(_ pipeline: inout Pipeline) -> Bool {
        let deadline = Clocks.monotonic() + Self.commitPatience
        while !writer.hasRoom {
            guard Clocks.monotonic() < deadline, writer.failed == .none else { return false }
            usleep(1000)
        }
        lastCheckpoint = Clocks.monotonic()
        if let checkpoint = takeCheckpoint(&pipeline), !writer.submit(checkpoint) { return false }
        return writer.ask(patience: Self.commitPatience, pulse: pulse, { _ in true }) ?? false
    }
}
