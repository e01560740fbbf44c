// The thread that tells receivers: the courier says what, the carriers take it there, the store keeps what came of it.

internal import Delivery
internal import Glibc
internal import Kafka
internal import Model
internal import Platform
internal import Site
internal import Synchronization

/// What other threads know of it.
final class DeliveryThread: Sendable {
    let writer: StoreWriter
    let board: LiveBoard
    let log: Log
    let rollback: RollbackPlan
    let cluster: KafkaSettings?
    let bell: Bell
    private let first: DeliveryPlan
    private let plans = Mailbox<DeliveryPlan>(capacity: 16)
    private let stopping = Atomic<Bool>(false)

    /// How long it goes on with what can be delivered at once when it is asked to stop.
    static let stopPatience = TimeSpan.seconds(2)

    init(_ plan: RunPlan, writer: StoreWriter, bell: Bell, board: LiveBoard) {
        (self.writer, self.bell, self.board) = (writer, bell, board)
        (log, rollback, cluster, first) = (plan.log, plan.rollback, plan.deliveryCluster, plan.delivery)
    }

    /// Follows another plan from now on.
    func adopt(_ plan: DeliveryPlan) {
        // A thread that is not there hears nothing; nobody may wait for it.
        if plans.hasRoom { _ = plans.send(plan) }
        bell.ring()
    }

    /// What is not delivered within seconds waits for the next start.
    func stop() {
        stopping.store(true, ordering: .releasing)
        bell.ring()
    }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// The newest plan that came since the last call.
    func nextPlan() -> DeliveryPlan? {
        var newest: DeliveryPlan?
        while let plan = plans.receiveNow() { newest = plan }
        return newest
    }

    /// The body of the thread.
    func run() {
        guard var round = DeliveryRound(self, plan: first) else {
            return log.error("nobody is told of alerts: libcurl is not usable")
        }
        while !isStopping { round.turn(waiting: DeliveryRound.turnMax) }
        let deadline = Clocks.monotonic() + Self.stopPatience
        round.lookAgain()
        repeat { round.turn(waiting: .milliseconds(50)) } while round.isBusy && Clocks.monotonic() < deadline
        round.leave()
    }
}
