// The store thread: the one place that commits, and prints what was committed.

package import Delivery
internal import Glibc
package import Model
package import Panes
internal import Pipeline
package import Platform
package import Site
package import Store
internal import Synchronization

/// Commits checkpoints in order on a thread of its own. What is on standard output is in the store already.
package final class StoreWriter: CheckpointSink, Sendable {
    package enum Failure: Int, Sendable {
        case none, ownerLost, storage
    }

    private enum Errand: Sendable {
        case commit(Checkpoint)
        /// Something that only this thread may do.
        case work(@Sendable (Store) -> Void)
    }

    private let inbox = Mailbox<Errand>(capacity: 1)
    /// Positions of the newest commit, for mirroring; only the newest matter, so old ones are dropped.
    private let committed = Mailbox<[Position]>(capacity: 64)
    private let failure = Atomic<Int>(Failure.none.rawValue)
    private let isStopping = Atomic<Bool>(false)
    /// Whether lines wait in the outbox because nobody read standard output.
    private let hasBacklog = Atomic<Bool>(false)
    /// Rung when something was committed for receivers.
    private let bell: Bell?
    /// For standard output, when it is to get CloudEvents.
    private let events: DeliveryPlan?
    /// Wall-clock time of the newest commit, in microseconds; 0 before the first.
    private let committedAt = Atomic<Int64>(0)
    /// When the store thread was last seen, in microseconds of the monotonic clock.
    private let seenAt = Atomic<Int64>(Clocks.monotonic().microseconds)
    private let log: Log
    private let commits: SpanHistogram

    /// How long a failing disk is tried again before the daemon gives up.
    static let patience = TimeSpan.seconds(600)
    static let patienceStopping = TimeSpan.seconds(5)
    /// How long a full pipe may hold up the store thread.
    static let printPatience = TimeSpan.milliseconds(200)
    static let printPatienceAtEnd = TimeSpan.seconds(2)
    /// The receiver that is standard output.
    static let standardOutput = Alert.Notice.record

    package init(
        log: Log, bell: Bell? = nil, events: DeliveryPlan? = nil, commits: SpanHistogram = SpanHistogram(bounds: [])
    ) {
        (self.log, self.bell, self.events, self.commits) = (log, bell, events, commits)
    }

    package func submit(_ checkpoint: Checkpoint) -> Bool { inbox.send(.commit(checkpoint)) }
    package var hasRoom: Bool { inbox.hasRoom }
    package var failed: Failure { Failure(rawValue: failure.load(ordering: .acquiring)) ?? .storage }

    /// When the newest checkpoint was committed, by the wall clock.
    package var newestCommit: EventTime? {
        let at = committedAt.load(ordering: .relaxed)
        return at == 0 ? nil : EventTime(microseconds: at)
    }

    /// What `body` finds on the store thread, after all that was handed over before. Nil when it takes longer than
    /// `patience`, or when the store has failed; `body` may then still run.
    ///
    /// `pulse` is called while it waits.
    package func ask<Value: Sendable>(
        patience: TimeSpan, pulse: () -> Void = {}, _ body: @escaping @Sendable (Store) -> Value
    ) -> Value? {
        let deadline = Clocks.monotonic() + patience
        let reply = Mailbox<Value>(capacity: 1)
        while !inbox.hasRoom {
            guard Clocks.monotonic() < deadline else { return nil }
            pulse()
            usleep(1000)
        }
        guard inbox.send(.work({ store in _ = reply.send(body(store)) })) else { return nil }
        while Clocks.monotonic() < deadline, failed == .none {
            if let value = reply.receiveNow() { return value }
            pulse()
            usleep(500)
        }
        return reply.receiveNow()
    }

    private static let beatInterval = TimeSpan.seconds(1)

    private func noteSeen() { seenAt.store(Clocks.monotonic().microseconds, ordering: .relaxed) }

    /// When the store thread was last seen to do something, or to have nothing to do. By the monotonic clock.
    package var lastSeen: TimeSpan { TimeSpan(microseconds: seenAt.load(ordering: .relaxed)) }

    /// Positions that were committed since the last call, newest commit last.
    package func takeCommitted() -> [Position] {
        var newest: [Position] = []
        while let positions = committed.receiveNow() { newest += positions }
        return newest
    }

    /// From now on a failing disk is tried for seconds, not for minutes.
    package func beginStopping() { isStopping.store(true, ordering: .releasing) }

    /// No more checkpoints will come; the ones handed over are still written.
    package func close() {
        beginStopping()
        inbox.close()
    }

    /// The body of the store thread. `store` belongs to it from here on.
    package func run(_ store: Store) {
        Thread.nameOwn("monitord-store")
        printAll(store)
        serve: while true {
            noteSeen()
            switch inbox.receive(within: Self.beatInterval) {
            case .message(.commit(let checkpoint)):
                guard commit(checkpoint, store) else {
                    inbox.close()
                    return
                }
            case .message(.work(let body)): body(store)
            case .nothing: break
            case .closed: break serve
            }
        }
        // A reader who was slow may still want the rest; a run that ends has no later commit to print it with.
        if hasBacklog.load(ordering: .acquiring) { printAll(store, patience: Self.printPatienceAtEnd) }
        do throws(StoreError) {
            try store.close()
        } catch {
            log.error("store not closed cleanly; nothing is lost", ["error": error.description])
        }
    }

    private func printAll(_ store: Store, patience: TimeSpan = StoreWriter.printPatience) {
        do throws(StoreError) {
            try printPending(store, patience)
        } catch {
            hasBacklog.store(true, ordering: .releasing)
            log.error("alerts printed but not marked; they may be printed again", ["error": error.description])
        }
    }

    private func commit(_ checkpoint: Checkpoint, _ store: Store) -> Bool {
        let start = Clocks.monotonic()
        var pause = TimeSpan.milliseconds(100)
        while true {
            do throws(StoreError) {
                let begun = Clocks.monotonic()
                let entries = try store.commit(checkpoint, now: Clocks.wall())
                let isForReceivers = entries.contains { !$0.receiver.utf8.elementsEqual(Self.standardOutput.utf8) }
                if isForReceivers || !checkpoint.rollbacks.isEmpty { bell?.ring() }
                commits.note(Clocks.monotonic() - begun)
                committedAt.store(Clocks.wall().microseconds, ordering: .relaxed)
                _ = committed.hasRoom && committed.send(checkpoint.positions)
                if !entries.isEmpty || hasBacklog.load(ordering: .acquiring) { printAll(store) }
                return true
            } catch .ownerLost(let epoch) {
                log.error("another monitord has taken over the store", ["epoch": String(epoch)])
                failure.store(Failure.ownerLost.rawValue, ordering: .releasing)
                return false
            } catch {
                let patience = isStopping.load(ordering: .acquiring) ? Self.patienceStopping : Self.patience
                log.error("commit failed; nothing is acknowledged, trying again", ["error": error.description])
                if Clocks.monotonic() - start > patience {
                    failure.store(Failure.storage.rawValue, ordering: .releasing)
                    return false
                }
            }
            rest(pause)
            pause = TimeSpan(microseconds: min(pause.microseconds * 2, 5_000_000))
        }
    }

    /// Sleeps, but no longer than it takes to hear of the end.
    private func rest(_ pause: TimeSpan) {
        let until = Clocks.monotonic() + pause
        let wasStopping = isStopping.load(ordering: .acquiring)
        while Clocks.monotonic() < until, isStopping.load(ordering: .acquiring) == wasStopping {
            // Waiting for a disk that refuses is not hanging.
            noteSeen()
            usleep(20_000)
        }
    }

    /// Prints what was committed and is not marked as printed, oldest first: at least once, also after a crash.
    private func printPending(_ store: Store, _ patience: TimeSpan) throws(StoreError) {
        var after: Int64 = 0
        while true {
            let entries = try store.pendingOutbox(receiver: Self.standardOutput, after: after)
            guard let last = entries.last else { break }
            var printed: [Int64] = []
            defer { hasBacklog.store(printed.count < entries.count, ordering: .releasing) }
            for entry in entries {
                guard print(entry, patience) else { break }
                printed.append(entry.id)
            }
            try store.markDelivered(printed, now: Clocks.wall())
            guard printed.count == entries.count else { return }
            after = last.id
        }
        hasBacklog.store(false, ordering: .releasing)
    }

    private func line(_ entry: OutboxEntry) -> [UInt8] {
        guard let events, let told = Told(bytes: entry.body) else { return entry.body }
        let occasion = Occasion(news: [told], standing: [], group: "", at: entry.createdAt)
        return Receiver(name: Self.standardOutput, kind: .webhook).message(occasion, plan: events)
    }

    /// False when nobody takes the line now: it stays in the outbox, and commits go on.
    private func print(_ entry: OutboxEntry, _ patience: TimeSpan) -> Bool {
        guard isWritable(STDOUT_FILENO, within: patience) else {
            log.warning("nobody reads standard output; alerts wait in the store", ["alert": entry.alert.text])
            return false
        }
        if writeAll(STDOUT_FILENO, line(entry) + [0x0A]) { return true }
        log.error("standard output is gone; alerts wait in the store", ["alert": entry.alert.text])
        return false
    }
}
