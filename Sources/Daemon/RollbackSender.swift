// The thread that delivers control messages: at least once, in order, with all the patience there is.

internal import Glibc
internal import Kafka
internal import Model
internal import Platform
internal import Store
internal import Synchronization

/// Takes what waits in the outbox for the receiver `rollback`. A message is marked as delivered after the broker's
/// report, so a crash between the two sends it again, with the same id.
final class RollbackSender: Sendable {
    private let plan: RollbackPlan
    private let writer: StoreWriter
    private let log: Log
    private let isStopping = Atomic<Bool>(false)

    private static let look = TimeSpan.milliseconds(200)
    private static let pauseMax = TimeSpan.seconds(30)
    private static let patience = TimeSpan.seconds(5)

    init(plan: RollbackPlan, writer: StoreWriter, log: Log) {
        self.plan = plan
        self.writer = writer
        self.log = log
    }

    /// What waits then waits for the next start.
    func stop() { isStopping.store(true, ordering: .releasing) }

    /// The body of the thread.
    func run() {
        var pause = Self.look
        while !isStopping.load(ordering: .acquiring) {
            if writer.takeActionFlag(), !deliverAll() {
                writer.raiseActionFlag()
                pause = min(TimeSpan(microseconds: pause.microseconds * 2), Self.pauseMax)
            } else {
                pause = Self.look
            }
            rest(pause)
        }
    }

    private func rest(_ span: TimeSpan) {
        let until = Clocks.monotonic() + span
        while Clocks.monotonic() < until, !isStopping.load(ordering: .acquiring) { usleep(50_000) }
    }

    /// False when something still waits.
    private func deliverAll() -> Bool {
        let found = writer.ask(patience: Self.patience) { store -> [OutboxEntry]? in
            do throws(StoreError) {
                return try store.pendingOutbox(receiver: Rollback.receiver)
            } catch {
                return nil
            }
        }
        guard let found, let entries = found else { return false }
        var delivered: [Int64] = []
        for entry in entries {
            guard deliver(entry) else { break }
            delivered.append(entry.id)
        }
        guard !delivered.isEmpty else { return entries.isEmpty }
        let ids = delivered
        let isMarked = writer.ask(patience: Self.patience) { store -> Bool in
            do throws(StoreError) {
                try store.markDelivered(ids, now: Clocks.wall())
                return true
            } catch {
                return false
            }
        }
        return isMarked == true && delivered.count == entries.count
    }

    private func deliver(_ entry: OutboxEntry) -> Bool {
        let body = String(decoding: entry.body, as: UTF8.self)
        switch plan {
        case .off:
            // Asked for under another setting, which somebody has taken back.
            log.warning("rollback dropped: rollback.mode is off", ["message": body])
            return true
        case .dryRun:
            log.warning("rollback (dry run): nothing was sent", ["message": body])
            return true
        case .receiver: return false
        case .kafka(let settings, let topic):
            if let reason = sendOnce(entry.body, key: Array(entry.alert.text.utf8), topic: topic, settings, log) {
                log.error("rollback not delivered, trying again", ["topic": topic, "reason": reason])
                return false
            }
            log.warning("rollback sent", ["topic": topic, "message": body])
            return true
        }
    }
}
