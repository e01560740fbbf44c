// How often a suite was asked, and how often the first answer was wrong.

/// Sums over runs of one suite, in one version of it, at one target.
package struct CanaryCount: Equatable, Sendable {
    package let suite: String
    package let target: String
    /// Of the suite's items: another hash asks something else.
    package let suiteHash: String
    package let runs: Int64
    /// Items that were measured.
    package let measured: Int64
    /// Items whose first answer was wrong, whatever came of asking again.
    package let failures: Int64
}
