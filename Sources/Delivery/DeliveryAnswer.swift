// What came of one attempt.

package import Model

/// An attempt as the courier hears of it. Reasons hold no secret.
package enum DeliveryAnswer: Equatable, Sendable {
    case delivered
    /// Not now: asked to wait, out of order, or nobody there.
    case again(String, retryAfter: TimeSpan?)
    /// Never: the receiver does not take what it was sent.
    case refused(String)

    /// Longer waits are cut to this.
    package static let retryAfterMax = TimeSpan.seconds(3600)

    /// What a status of HTTP means. Redirects are not followed, so one is a refusal.
    package init(status: Int, retryAfter: TimeSpan?) {
        switch status {
        case 200...299: self = .delivered
        case 408, 425, 429, 500...: self = .again("HTTP \(status)", retryAfter: retryAfter)
        case 300...399: self = .refused("HTTP \(status): redirects are not followed; name the place itself")
        default: self = .refused("HTTP \(status)")
        }
    }
}
