// What the pipeline thread says of itself, for whoever answers questions on other threads.

package import Model
internal import Synchronization

/// The newest status; put up once a second, read at any time.
package final class LiveBoard: Sendable {
    private let status = Mutex<LiveStatus?>(nil)
    private let inForce = Mutex<BoardPlan?>(nil)
    /// What pages have read of series, so that it is read once.
    let trends = TrendShelf()
    let panes = PaneShelf()

    package init() {}

    package func put(_ newest: LiveStatus) { status.withLock { $0 = newest } }

    /// Nil before the first second is over.
    package var newest: LiveStatus? { status.withLock { $0 } }

    /// At the start of a run, and after each reload that took effect.
    package func put(plan: BoardPlan) { inForce.withLock { $0 = plan } }

    /// Nil when nobody said; pages then show what the store knows.
    package var plan: BoardPlan? { inForce.withLock { $0 } }
}
