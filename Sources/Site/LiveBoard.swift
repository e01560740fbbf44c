// What the pipeline thread says of itself, for whoever answers questions on other threads.

package import Model
internal import Synchronization

/// The newest status; put up once a second, read at any time.
package final class LiveBoard: Sendable {
    private let status = Mutex<LiveStatus?>(nil)

    package init() {}

    package func put(_ newest: LiveStatus) { status.withLock { $0 = newest } }

    /// Nil before the first second is over.
    package var newest: LiveStatus? { status.withLock { $0 } }
}
