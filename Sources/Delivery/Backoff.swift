// How long after a failure the next attempt is made.

package import Model

/// Full jitter: anything from nothing to a bound that doubles with each failure.
package struct Backoff: Equatable, Sendable {
    package var shortest: TimeSpan
    package var longest: TimeSpan

    package init(shortest: TimeSpan, longest: TimeSpan) {
        (self.shortest, self.longest) = (shortest, max(shortest, longest))
    }

    /// After the given number of failures in a row, from 1.
    package func pause(
        after failures: Int64, random: inout some RandomNumberGenerator
    ) -> TimeSpan {
        let bound = UInt64(max(0, bound(after: failures).microseconds))
        // The high half of the product is evenly spread over 0...bound, but for one part in 2^64.
        return TimeSpan(microseconds: Int64(clamping: random.next().multipliedFullWidth(by: bound + 1).high))
    }

    /// The longest that such a pause may be.
    package func bound(after failures: Int64) -> TimeSpan {
        let doublings = min(max(failures, 1) - 1, 40)
        let (product, isOver) = shortest.microseconds.multipliedReportingOverflow(by: 1 << doublings)
        return isOver ? longest : min(TimeSpan(microseconds: product), longest)
    }
}
