// Runs of canaries, counted.

/// Runs that were due in a stretch of time, by how they ended, and their items by what they came to.
package struct CanaryTally: Equatable, Sendable {
    package var running: Int64 = 0
    package var complete: Int64 = 0
    package var incomplete: Int64 = 0
    package var missed: Int64 = 0
    package var skipped: Int64 = 0
    package var failed: Int64 = 0
    package var flaky: Int64 = 0
    /// Of runs that are over.
    package var notMeasured: Int64 = 0

    package init() {}

    package var runs: Int64 { running + complete + incomplete + missed + skipped }
}
