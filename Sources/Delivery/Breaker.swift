// Leaves a receiver alone that fails again and again.

package import Model

/// After some failures in a row it opens: nothing is sent until a pause is over, then one trial at a time.
package struct Breaker: Equatable, Sendable {
    /// In a row, since the last success.
    package private(set) var failures: Int64 = 0
    /// No attempt before this: the pause of an open breaker, or what the receiver asked for.
    package private(set) var quietUntil: EventTime?

    package static let failuresMax: Int64 = 5

    package init() {}

    package var isOpen: Bool { failures >= Self.failuresMax }

    /// How many attempts may be on their way at `now`.
    package func room(_ concurrency: Int, at now: EventTime) -> Int {
        if let quietUntil, !isDue(quietUntil, at: now) { return 0 }
        return isOpen ? 1 : concurrency
    }

    /// Whether it was open. Time that the receiver asked for goes on: what succeeded may have been sent before that.
    package mutating func succeeded() -> Bool {
        let wasOpen = isOpen
        failures = 0
        return wasOpen
    }

    package mutating func failed(
        at now: EventTime, retryAfter: TimeSpan?, backoff: Backoff, random: inout some RandomNumberGenerator
    ) {
        failures += 1
        var until = retryAfter.map { now + min($0, DeliveryAnswer.retryAfterMax) }
        if isOpen {
            let pause = now + backoff.pause(after: failures, random: &random)
            until = max(until ?? pause, pause)
        }
        if let until { quietUntil = until }
    }
}

/// Whether a time has come. One that is further away than any pause was set by a clock that has been put back.
func isDue(_ time: EventTime, at now: EventTime) -> Bool {
    time <= now || time - now > DeliveryAnswer.retryAfterMax + .seconds(3600)
}
