// Which alerts go to which receivers.

package import Model

/// Taken in the order of the file; the first that matches is the last, unless it says `continue`.
package struct Route: Equatable, Sendable {
    /// Matchers of `monitord alerts`, joined by and. Nil: everything.
    package var filter: Filter?
    package var receivers: [String]
    package var goesOn = false
    /// Fields by which alerts are told together.
    package var groupBy = ["model"]
    /// How long the first alert of a group waits for others.
    package var groupWait = TimeSpan.zero
    /// How often what still fires is told again. Nil: never.
    package var repeatEvery: TimeSpan?

    package init(filter: Filter?, receivers: [String]) {
        (self.filter, self.receivers) = (filter, receivers)
    }
}

/// Everything that delivery follows; a reload exchanges it whole.
package struct DeliveryPlan: Equatable, Sendable {
    package var receivers: [Receiver] = []
    package var routes: [Route] = []
    /// Who speaks, as `source` of CloudEvents.
    package var instance = "monitord"
    /// Where people reach the status page; nil: messages carry no links to it.
    package var externalURL: String?
    /// The longest pause after the first failure of a notification; it doubles with each, up to `backoffMax`.
    package var backoffMin = TimeSpan.seconds(1)
    package var backoffMax = TimeSpan.seconds(600)
    /// The receiver that rollbacks go to. Nil: a topic or the log.
    package var rollbackReceiver: String?

    package init() {}

    package func receiver(_ name: String) -> Receiver? {
        receivers.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
