// How delivery stands, for whoever asks.

package import Delivery
internal import Synchronization

/// The delivery thread writes, everybody reads.
package final class DeliveryBoard: Sendable {
    private let standing = Mutex(DeliveryStanding())

    package init() {}

    package var newest: DeliveryStanding { standing.withLock { $0 } }

    func publish(_ new: DeliveryStanding) { standing.withLock { $0 = new } }
}
