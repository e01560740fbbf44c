// The one writer: everything that monitord must not forget goes through here.

internal import CSQLite
package import Model
package import Panes

/// The writer's side of a state directory. Not Sendable: it lives on one thread; `Reader` is for everybody else.
package final class Store {
    /// Nil after `close`.
    private var session: Session?
    private var lock: StoreLock?

    private init(_ session: Session, _ lock: consuming StoreLock) {
        self.session = session
        self.lock = consume lock
    }

    deinit { release() }

    /// Opens the state directory and becomes its owner. Creates the directory if only its last component is missing.
    /// Throws when it is not safe, not ours, locked, corrupt, or written by a newer monitord.
    package static func open(directory path: String) throws(StoreError) -> Store {
        let directory = try StateDirectory(path: path)
        try directory.prepare()
        let lock = try StoreLock(path: directory.lock)
        return Store(try Session(directory), lock)
    }

    /// Makes a checkpoint durable in one transaction. Returns the outbox entries that it made, one per transition and
    /// address, in order. After an error nothing of it is kept, and the same checkpoint may be committed again.
    /// `now` is wall-clock time; `delivered` are ids of outbox entries that reached their receivers.
    package func commit(
        _ checkpoint: Checkpoint, now: EventTime, delivered: [Int64] = []
    ) throws(StoreError) -> [OutboxEntry] {
        try live().commit(checkpoint, now: now, delivered: delivered)
    }

    /// Marks outbox entries as delivered, in a transaction of its own. Unknown ids are passed over.
    package func markDelivered(_ ids: [Int64], now: EventTime) throws(StoreError) {
        try live().markDelivered(ids, now: now)
    }

    /// Entries that wait for `receiver`, oldest first, from the first id above `after`; at most `limit`.
    package func pendingOutbox(
        receiver: String, after: Int64 = 0, limit: Int = 1000
    ) throws(StoreError) -> [OutboxEntry] {
        try live().pendingOutbox(receiver: receiver, after: after, limit: limit)
    }

    /// What a start needs: positions, counters, gaps, life cycles, and panes that start at `panesSince` or later.
    package func load(panesSince: EventTime) throws(StoreError) -> Restored {
        try live().load(panesSince: panesSince)
    }

    /// Keeps a baseline. False when the same one is there already.
    @discardableResult
    package func save(_ baseline: Baseline) throws(StoreError) -> Bool {
        try live().save(baseline)
    }

    /// All baselines in the order in which they were saved.
    package func baselines() throws(StoreError) -> [Baseline] {
        try live().connection.baselines()
    }

    /// The number of times that this store has been opened for writing, this time included.
    package var epoch: Int64? { session?.epoch }

    /// Why the last attempt to move the log into the database failed. Commits are safe all the same; the log grows.
    package var checkpointFailure: StoreError? { session?.checkpointFailure }

    /// Empties the log, closes the files and lets the lock go. The store is closed even when this throws.
    package func close() throws(StoreError) {
        defer { release() }
        try session?.connection.checkpointTruncate()
    }

    /// The lock goes last: until the connection is closed, nobody else may write or checkpoint.
    private func release() {
        session = nil
        lock = nil
    }

    /// For tests that must reach under the store.
    func live() throws(StoreError) -> Session {
        guard let session else { throw .closed }
        return session
    }
}

/// What `load` found.
package struct Restored: Sendable {
    package var state: StoredState
    /// Life cycles whose checksum was wrong: left out of `state`, so their series start anew. Tell somebody.
    package var damaged: [DamagedState]
    /// Silences that this monitord does not understand: left out of `state`, so they silence nothing. Tell somebody.
    package var unusableSilences: [UnusableSilence]

    package struct DamagedState: Equatable, Sendable {
        package let rule: String
        /// The scope's key as it was found.
        package let scope: String
    }
}

/// The SQLite that is loaded, such as `3.40.1`.
package func sqliteLibraryVersion() -> String { String(cString: sqlite3_libversion()) }
