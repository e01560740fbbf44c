// Which runs of canaries somebody wants to see.

package import Model

/// Which runs are wanted.
package struct CanaryRunFilter: Sendable {
    package var suite: String?
    package var target: String?
    package var states = CanaryRun.State.allCases
    /// By the time at which they were due.
    package var since: EventTime?
    package var until: EventTime?
    package var limit = 100

    package init(suite: String? = nil, target: String? = nil) {
        (self.suite, self.target) = (suite, target)
    }
}
