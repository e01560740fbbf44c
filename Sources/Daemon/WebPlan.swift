// Where a run answers over HTTP, and whom.

package import Model

/// What `[http]` says, with its secret.
package struct WebPlan: Sendable {
    package var listen: [ListenAddress] = []
    /// Nil: at no Unix socket.
    package var socketPath: String?
    package var hosts: [String] = []
    package var token: Sealed?
    package var seriesMax = 10_000
    /// The configuration of the run as JSON, without secrets.
    package var configuration: [UInt8] = []
    /// A socket that somebody else opened for the run, in place of `socketPath`.
    package var passedSocket: Int32?

    package init() {}
}
