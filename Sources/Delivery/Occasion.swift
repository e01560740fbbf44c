// Why a notification is made, and what goes on the wire.

package import Model

/// Why a notification is made. From it follow its bytes, which are kept, so that every attempt sends the same.
package struct Occasion: Sendable {
    /// What is new, in order. One for receivers that are not grouped; empty when it is a repetition.
    package var news: [Told]
    /// The other alerts of the group that fire, by the newest transition of each.
    package var standing: [Told]
    /// As the address has it.
    package var group: String
    /// By the wall clock, when it was made.
    package var at: EventTime

    package init(news: [Told], standing: [Told], group: String, at: EventTime) {
        (self.news, self.standing, self.group, self.at) = (news, standing, group, at)
    }
}

/// One attempt, ready for the wire.
package struct Outgoing: Sendable {
    /// Empty for a topic. Its path may be a secret.
    package var url: Sealed
    package var headers: [(name: String, value: Sealed)]
    /// May hold a secret: PagerDuty's key stands in the body.
    package var body: Sealed

    package init(url: Sealed, headers: [(name: String, value: Sealed)], body: Sealed) {
        (self.url, self.headers, self.body) = (url, headers, body)
    }
}
