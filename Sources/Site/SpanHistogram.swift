// How long something took, counted by one thread and read by others.

package import Model
internal import Synchronization

/// Counts of spans up to each bound, as Prometheus has its histograms.
package final class SpanHistogram: Sendable {
    package struct Reading: Equatable, Sendable {
        /// Upper bounds in seconds, rising; with how many spans were not longer.
        package var buckets: [(bound: Double, count: Int64)]
        package var sum: Double
        package var count: Int64

        package static func == (left: Reading, right: Reading) -> Bool {
            left.sum == right.sum && left.count == right.count
                && left.buckets.elementsEqual(right.buckets) { $0 == $1 }
        }
    }

    private struct Counts {
        var inBucket: [Int64]
        var beyond: Int64 = 0
        var sum: Int64 = 0
    }

    private let bounds: [Int64]
    private let counts: Mutex<Counts>

    /// Bounds in milliseconds, rising.
    package init(bounds: [Int64]) {
        self.bounds = bounds
        counts = Mutex(Counts(inBucket: Array(repeating: 0, count: bounds.count)))
    }

    package func note(_ span: TimeSpan) {
        let place = bounds.firstIndex { span <= .milliseconds($0) }
        counts.withLock { counts in
            if let place { counts.inBucket[place] &+= 1 } else { counts.beyond &+= 1 }
            counts.sum &+= max(0, span.microseconds)
        }
    }

    package var reading: Reading {
        let counts = counts.withLock { $0 }
        var sum: Int64 = 0
        let buckets = zip(bounds, counts.inBucket).map { bound, count in
            sum &+= count
            return (bound: Double(bound) / 1000, count: sum)
        }
        return Reading(buckets: buckets, sum: Double(counts.sum) / 1_000_000, count: sum &+ counts.beyond)
    }
}
