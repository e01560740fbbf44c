// The outbox of the one writer.

package import Model

extension Store {
    /// What waits for receivers other than the record: of each the oldest.
    package func outboxView() throws(StoreError) -> OutboxView { try live().outboxView() }

    /// Makes notifications durable, each with the entries that it tells of, in one transaction. Returns them with ids.
    package func compose(
        _ made: [(notification: Notification, entries: [Int64])], now: EventTime
    ) throws(StoreError) -> [Notification] {
        try live().compose(made, now: now)
    }

    /// Makes durable what became of attempts, in one transaction.
    package func settle(_ settlements: [Settlement], now: EventTime) throws(StoreError) {
        try live().settle(settlements, now: now)
    }

    /// Tries a dead notification again, or all of them; not those after which something newer was delivered.
    package func retry(
        _ messageID: String?, now: EventTime
    ) throws(StoreError) -> (retried: Int64, overtaken: Int64) {
        try live().retry(messageID, now: now)
    }

    /// Gives up a notification that is pending or dead. False when it is neither.
    package func drop(_ messageID: String, reason: String, now: EventTime) throws(StoreError) -> Bool {
        try live().drop(messageID, reason: reason, now: now)
    }

    /// Gives up all that waits for a receiver, and says how much that was.
    package func drop(receiver: String, reason: String, now: EventTime) throws(StoreError) -> Int64 {
        try live().drop(receiver: receiver, reason: reason, now: now)
    }

    /// Makes entries of notifications again, which are to be told in another shape.
    package func takeApart(_ ids: [Int64], now: EventTime) throws(StoreError) {
        try live().takeApart(ids, now: now)
    }

    /// Deletes a few of the rows that ended more than 30 days ago. Whether there may be more.
    package func pruneDeliveries(now: EventTime) throws(StoreError) -> Bool {
        try live().pruneDeliveries(now: now)
    }

    /// The newest that a receiver was told of alerts that are not over, or that it was told of since `since`.
    package func told(_ receiver: String, since: EventTime) throws(StoreError) -> [ToldRow] {
        try live().connection.told(receiver, since: since)
    }

    package func lastDelivery(_ receiver: String, subject: String) throws(StoreError) -> EventTime? {
        try live().connection.lastDelivery(receiver, subject: subject)
    }

    package func outboxCounts() throws(StoreError) -> [OutboxCount] { try live().connection.outboxCounts() }
}
