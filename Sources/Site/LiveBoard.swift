// What the run says of itself, for whoever answers questions on other threads.

package import Model
internal import Synchronization

/// The newest figures of a run; put up by the pipeline thread and the store thread, read at any time.
package final class LiveBoard: Sendable {
    /// What of a run changes seldom.
    package struct Course: Equatable, Sendable {
        /// Whether a partition was assigned, so that something can be read.
        package var isAssigned = false
        package var isStopping = false
        /// Since when, by the monotonic clock, the store takes no checkpoint. Nil: it takes them.
        package var storeBusySince: TimeSpan?
        /// When the files were last read and taken, by the wall clock: at the start, or by a reload.
        package var reloadedAt: EventTime?
        /// Why the last reload failed; nil when it did not.
        package var reloadFailure: String?

        package init() {}
    }

    private let status = Mutex<LiveStatus?>(nil)
    private let course = Mutex(Course())
    private let delivery = Mutex(DeliveryStanding())
    /// Microseconds of the monotonic clock; 0 before the first turn.
    private let pulse = Atomic<Int64>(0)
    /// How long commits took.
    package let commits = SpanHistogram(bounds: [1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000])
    private let inForce = Mutex<BoardPlan?>(nil)
    /// What pages have read of series, so that it is read once.
    let trends = TrendShelf()
    let panes = PaneShelf()
    let baselines = BaselineRows()

    package init() {}

    /// Once a second.
    package func put(_ newest: LiveStatus) { status.withLock { $0 = newest } }

    /// Nil before the first second is over.
    package var newest: LiveStatus? { status.withLock { $0 } }

    /// By the delivery thread, when something has changed.
    package func put(_ newest: DeliveryStanding) { delivery.withLock { $0 = newest } }

    package var newestDelivery: DeliveryStanding { delivery.withLock { $0 } }

    package func change(_ body: (inout Course) -> Void) {
        course.withLock { course in body(&course) }
    }

    package var currentCourse: Course { course.withLock { $0 } }

    /// At every turn of the pipeline thread.
    package func beat(_ monotonic: TimeSpan) { pulse.store(monotonic.microseconds, ordering: .relaxed) }

    /// When the pipeline thread was last seen, by the monotonic clock. Nil before its first turn.
    package var lastBeat: TimeSpan? {
        let at = pulse.load(ordering: .relaxed)
        return at == 0 ? nil : TimeSpan(microseconds: at)
    }

    /// At the start of a run, and after each reload that took effect.
    package func put(plan: BoardPlan) { inForce.withLock { $0 = plan } }

    /// Nil when nobody said; pages then show what the store knows.
    package var plan: BoardPlan? { inForce.withLock { $0 } }
}
