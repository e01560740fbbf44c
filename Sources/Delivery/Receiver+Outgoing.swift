// From kept bytes to one attempt: what changes with time and what is secret is added here.

package import Model

extension Receiver {
    /// One attempt at `at`, by the wall clock. `id` is the notification's, the same in every attempt. `body` comes from
    /// `message` or `pushed`; a webhook takes a rollback's as well.
    package func outgoing(body: [UInt8], id: String, at: EventTime, plan: DeliveryPlan) -> Outgoing {
        Outgoing(url: url, headers: [], body: Sealed(body))
    }
}
