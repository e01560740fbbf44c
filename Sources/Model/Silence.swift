// A time in which nobody wants to be paged about something, with who said so and why.

/// Alerts that match are recorded all the same; they page nobody.
package struct Silence: Equatable, Sendable {
    /// The first 64 bits of SHA-256 of what it says, in hexadecimal.
    package let id: String
    /// Over `rule`, `severity`, `plane`, the dimensions of the alert's series, and its labels.
    package var filter: Filter
    /// Event time: an alert's transition is silenced when it falls into [from, until).
    package var from: EventTime
    package var until: EventTime
    package var author: String
    package var reason: String
    /// Ended before its time.
    package var expiredAt: EventTime?

    package init(
        filter: Filter, from: EventTime, until: EventTime, author: String, reason: String, expiredAt: EventTime? = nil
    ) {
        self.filter = filter
        self.from = from
        self.until = until
        self.author = author
        self.reason = reason
        self.expiredAt = expiredAt
        let parts = [filter.text, String(from.microseconds), String(until.microseconds), author, reason]
        var preimage = Array("monitord.silence/1".utf8)
        for part in parts { preimage += [0] + Array(part.utf8) }
        id = hexadecimal(sha256(preimage).prefix(8))
    }

    /// Whether it silences what happens at `time`.
    package func holds(at time: EventTime) -> Bool { time >= from && time < min(until, expiredAt ?? until) }
}
