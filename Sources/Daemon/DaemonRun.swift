// One run, from the first file read to the last checkpoint. Wiring and nothing else.

package import Canaries
package import Delivery
internal import Glibc
package import Kafka
package import Model
internal import Panes
package import Pipeline
package import Platform
internal import Site
internal import Store

/// How a run ended, as an exit status.
package enum RunEnd: Equatable, Sendable {
    case finished
    /// EX_SOFTWARE, EX_IOERR, EX_TEMPFAIL, EX_CONFIG of sysexits.h, with the words for the operator.
    case failed(status: Int32, message: String)
}

/// What to read.
package enum RunInput: Sendable {
    case kafka(KafkaSettings)
    case lines(path: String)
}

package struct RunPlan: Sendable {
    package var input: RunInput
    package var rules: RuleSet
    package var shelf: BaselineShelf
    package var settings: PipelineSettings
    package var storePath: String
    /// Stop once everything that is there has been read.
    package var stopsAtEnd: Bool
    /// Give up when no partition could be assigned for this long. Nil: wait for ever.
    package var startTimeout: TimeSpan?
    /// Stop at the first gap in the log instead of going on.
    package var haltsOnGap: Bool
    package var log: Log
    /// Where to listen for orders. Nil: nowhere.
    package var socketPath: String?
    /// How to read the files of the run again. Nil: there are none.
    package var reload: Reloader?
    package var version = ""
    package var rollback = RollbackPlan.off
    /// Whom alerts are told to, with the secrets that it takes.
    package var delivery = DeliveryPlan()
    /// The cluster of receivers that are topics. Nil: there is none.
    package var deliveryCluster: KafkaSettings?
    /// Whether standard output gets CloudEvents instead of plain transitions.
    package var printsCloudEvents = false
    /// Where the run answers over HTTP. Nil: nowhere.
    package var web: WebPlan?
    /// Whether the run goes on with the world, so that the wall clock says something of it.
    package var isLive = false
    package var canaries = CanaryPlan()
    /// Whether this run asks them: one that only catches up with a log does not.
    package var asksCanaries = false
    /// The file that pauses canaries by being there.
    package var pauseFile = ""

    package init(
        input: RunInput, rules: RuleSet, shelf: BaselineShelf, settings: PipelineSettings, storePath: String,
        stopsAtEnd: Bool, startTimeout: TimeSpan?, haltsOnGap: Bool, log: Log
    ) {
        self.input = input
        self.rules = rules
        self.shelf = shelf
        self.settings = settings
        self.storePath = storePath
        self.stopsAtEnd = stopsAtEnd
        self.startTimeout = startTimeout
        self.haltsOnGap = haltsOnGap
        self.log = log
    }
}

/// Runs until the input ends, a signal comes or something cannot go on. Blocks signals for the whole process.
package func run(_ plan: RunPlan) -> RunEnd {
    Signals.block()
    var passed = PassedSockets.take()
    guard var pipeline = Pipeline(set: plan.rules, settings: plan.settings, book: plan.shelf) else {
        return .failed(status: EX_SOFTWARE, message: "out of memory for the decoder")
    }
    let store: Store
    let state: StoredState
    let patience = StartPatience.begin()
    defer { patience?.end() }
    do throws(StoreError) {
        store = try Store.open(directory: plan.storePath)
        state = try restore(&pipeline, from: store, plan)
    } catch {
        let isConfiguration = if case .refused = error { true } else { false }
        let isTemporary = if case .locked = error { true } else { false }
        let status = isConfiguration ? EX_CONFIG : isTemporary ? EX_TEMPFAIL : EX_IOERR
        return .failed(status: status, message: error.description)
    }
    patience?.end()
    let bell: Bell
    do throws(SystemError) {
        bell = try Bell()
    } catch {
        return .failed(status: EX_SOFTWARE, message: error.text)
    }
    let board = LiveBoard()
    board.put(plan: BoardPlan(plan.rules, plan.canaries, plan))
    let writer = StoreWriter(
        log: plan.log, bell: bell, events: plan.printsCloudEvents ? plan.delivery : nil, commits: board.commits)
    // The store leaves this thread here and is used on the other one only.
    nonisolated(unsafe) let handedOver = store
    guard let thread = Thread({ writer.run(handedOver) }) else {
        return .failed(status: EX_SOFTWARE, message: "the system has no thread to give")
    }
    let control = ControlThread(plan, &passed)
    var served = plan
    served.web?.passedSocket = plan.web?.socketPath.flatMap { passed.remove($0) }
    passed.closeRest()
    for words in passed.refused { plan.log.warning("a socket of systemd is not used", ["reason": words]) }
    let delivery = DeliveryCorps(plan, writer, bell, board)
    let canaries = CanaryCorps(plan, state)
    let web = WebService(served, board)
    let ears = Ears(control: control?.server, desk: web?.desk, board: board)
    return read(plan, state.positions, &pipeline, writer, ears, canaries?.post, delivery?.worker) { end in
        Notify.send("STOPPING=1")
        web?.beginStopping()
        // The socket's file is ours for as long as the store's lock is.
        control?.end()
        canaries?.end()
        delivery?.end()
        writer.close()
        thread.join()
        // Until here readers are told how far it is.
        web?.end()
        return judged(end, writer, plan)
    }
}

/// Whatever ended the run, a store that was lost or could not be written is worse.
private func judged(_ end: RunEnd, _ writer: StoreWriter, _ plan: RunPlan) -> RunEnd {
    switch writer.failed {
    case .none: end
    case .ownerLost: .failed(status: EX_TEMPFAIL, message: "another monitord has taken over \(plan.storePath)")
    case .storage: .failed(status: EX_IOERR, message: "\(plan.storePath) could not be written; see the log")
    }
}

private func restore(_ pipeline: inout Pipeline, from store: Store, _ plan: RunPlan) throws(StoreError) -> StoredState {
    let found = try FoundState.read(store, path: plan.storePath, shelf: plan.shelf) {
        pipeline.panesNeeded(closedThrough: $0)
    }
    _ = found.putBack(into: &pipeline, log: plan.log)
    return found.restored.state
}

private func read(
    _ plan: RunPlan, _ positions: [Position], _ pipeline: inout Pipeline, _ writer: StoreWriter,
    _ ears: Ears, _ canaries: CanaryPost?, _ delivery: DeliveryThread?,
    conclude: (RunEnd) -> RunEnd
) -> RunEnd {
    switch plan.input {
    case .lines(let path):
        let known = positions.first { $0.topic == LineSource.topic(path: path) }
        do throws(SystemError) {
            var source = try LineSource(
                path: path, from: known?.next ?? 0, lineBytesMax: plan.settings.messageBytesMax)
            var loop = ReadLoop(
                plan: plan, writer: writer, ears: ears, canaries: canaries, delivery: delivery, isEndless: false)
            return conclude(loop.run(&source, &pipeline))
        } catch {
            return conclude(.failed(status: EX_NOINPUT, message: error.text))
        }
    case .kafka(let settings):
        do throws(KafkaError) {
            var source = try KafkaSource(settings: settings, stored: positions, log: plan.log)
            var loop = ReadLoop(
                plan: plan, writer: writer, ears: ears, canaries: canaries, delivery: delivery,
                isEndless: !plan.stopsAtEnd)
            let end = conclude(loop.run(&source, &pipeline))
            guardExit(end)
            return end
        } catch {
            switch error {
            case .property: return conclude(.failed(status: EX_CONFIG, message: error.text))
            case .client: return conclude(.failed(status: EX_SOFTWARE, message: error.text))
            }
        }
    }
}

/// The control thread, if the run listens to anybody.
private final class ControlThread {
    let server: ControlServer
    private let thread: Thread

    /// Nil when there is no socket: watching goes on all the same, and the log says what is amiss.
    init?(_ plan: RunPlan, _ passed: inout PassedSockets) {
        guard let path = plan.socketPath else { return nil }
        do throws(SystemError) {
            let server = try ControlServer(path: path, passed: passed.remove(path), log: plan.log)
            guard let thread = Thread({ server.run() }) else {
                throw SystemError(code: EAGAIN, subject: path, reason: "the system has no thread to give")
            }
            self.server = server
            self.thread = thread
        } catch {
            plan.log.error("nobody can give orders: the control socket is not open", ["reason": error.text])
            return nil
        }
    }

    func end() {
        server.stop()
        thread.join()
    }
}

/// The thread that asks canaries, if there is anything to ask.
private final class CanaryCorps {
    let post: CanaryPost
    private let worker: CanaryThread
    private let thread: Thread

    init?(_ plan: RunPlan, _ state: StoredState) {
        guard plan.asksCanaries else { return nil }
        let post = CanaryPost(line: CanaryLine(), pause: PauseFile(path: plan.pauseFile))
        let worker = CanaryThread(
            plan: plan.canaries, runs: state.canaryRuns, results: state.canaryResults, pause: post.pause,
            line: post.line,
            log: plan.log)
        guard let thread = Thread({ worker.run() }) else {
            plan.log.error("no canaries: the system has no thread to give")
            return nil
        }
        self.post = post
        self.worker = worker
        self.thread = thread
    }

    func end() {
        worker.stop()
        thread.join()
    }
}

/// The thread that tells receivers.
private final class DeliveryCorps {
    let worker: DeliveryThread
    private let thread: Thread

    init?(_ plan: RunPlan, _ writer: StoreWriter, _ bell: Bell, _ board: LiveBoard) {
        let worker = DeliveryThread(plan, writer: writer, bell: bell, board: board)
        guard let thread = Thread({ worker.run() }) else {
            plan.log.error("nobody is told of alerts: the system has no thread to give")
            return nil
        }
        self.worker = worker
        self.thread = thread
    }

    /// Waits for what is on its way, which takes seconds at most.
    func end() {
        worker.stop()
        thread.join()
    }
}

/// Librdkafka 2.0.2 can hang while it is taken down. The store is closed by then, so after three seconds the process
/// ends without it, and as it would have.
private func guardExit(_ end: RunEnd) {
    _ = Thread {
        usleep(3_000_000)
        guard case .failed(let status, let message) = end else { _exit(0) }
        writeAll(STDERR_FILENO, Array("monitord: \(visible(message))\n".utf8))
        _exit(status)
    }
}
