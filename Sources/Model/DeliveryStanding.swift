// How delivery stands, for metrics, health and people.

/// What waits, what was given up, and how each receiver is doing.
package struct DeliveryStanding: Equatable, Sendable {
    /// Notifications, and transitions that are not made into one yet.
    package var pending: Int64 = 0
    /// When the oldest of them was committed, by the wall clock.
    package var oldestPending: EventTime?
    /// Notifications that were given up and that nobody has dropped or retried.
    package var dead: Int64 = 0
    /// In the order of the plan.
    package var receivers: [Line] = []

    package init() {}

    /// One receiver.
    package struct Line: Equatable, Sendable {
        package var name: String
        package var pending: Int64 = 0
        package var oldestPending: EventTime?
        package var dead: Int64 = 0
        /// Whether it failed so often in a row that it is left alone for a while.
        package var isOpen = false
        /// Since the start of this process.
        package var delivered: Int64 = 0
        package var failures: Int64 = 0
        /// Why the last attempt failed; empty when it did not.
        package var lastError = ""
        package var lastDelivery: EventTime?

        package init(name: String) {
            self.name = name
        }
    }
}
