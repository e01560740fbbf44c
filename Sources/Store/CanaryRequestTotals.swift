// How many requests canaries made.

/// Over all runs of a store.
package struct CanaryRequestTotals: Equatable, Sendable {
    package let runs: Int64
    /// Items that were to be asked.
    package let planned: Int64
    /// Attempts with a result, whatever it was.
    package let sent: Int64
    /// Those with an answer that could be judged: the endpoint has seen them for certain.
    package let answered: Int64
}
