// What one notification is about.

package import Model

/// A transition as the outbox keeps it: `monitord.alert/1`.
package struct Told: Equatable, Sendable {
    package let document: JSONValue

    package init(document: JSONValue) {
        self.document = document
    }
}

/// Why a notification is made. From it follow its bytes, which are kept, so that every attempt sends the same.
package struct Occasion: Sendable {
    /// What is new, in order. One for receivers that are not grouped; empty when it is a repetition.
    package var news: [Told]
    /// The other alerts of the group that fire, by the newest transition of each.
    package var standing: [Told]
    package var group: String
    /// By the wall clock, when it was made.
    package var at: EventTime

    package init(news: [Told], standing: [Told], group: String, at: EventTime) {
        (self.news, self.standing, self.group, self.at) = (news, standing, group, at)
    }
}

/// One attempt, ready for the wire.
package struct Outgoing: Sendable {
    package var url: String
    package var headers: [(name: String, value: Sealed)]
    package var body: [UInt8]

    package init(url: String, headers: [(name: String, value: Sealed)], body: [UInt8]) {
        (self.url, self.headers, self.body) = (url, headers, body)
    }
}
