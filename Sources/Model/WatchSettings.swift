// `[watch]`: how monitord watches itself.

/// The limits of the rules of `SelfRule`. A nil limit turns its rule off.
package struct WatchSettings: Equatable, Sendable {
    /// The share of a model's events that should have a verdict. Above 0, at most 1.
    package var coverage: Double? = 0.9
    /// Nothing could be read for this long.
    package var stalled: TimeSpan? = .seconds(300)
    /// Closed panes are this far behind the wall clock while records wait.
    package var behind: TimeSpan? = .seconds(300)
    /// Shares of records.
    package var late: Double? = 0.05
    package var rejected: Double? = 0.01
    /// A notification has waited for this long.
    package var undelivered: TimeSpan? = .seconds(900)
    /// The wall clock jumped by more than this.
    package var clockStep: TimeSpan? = .seconds(5)

    /// More events from the future than this are trouble with a clock, where `rejected` says nothing.
    package static let futureShare = 0.01

    package init() {}
}
