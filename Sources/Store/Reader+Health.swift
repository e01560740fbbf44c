// What a store says of itself: who writes it, how large it is, whether it is whole.

package import Model

/// The state of the files, as far as a reader sees it.
package struct StoreHealth: Equatable, Sendable {
    /// How many daemons have owned the store, one after the other.
    package var epoch: Int64
    /// When the last checkpoint was committed, by the wall clock. Nil before the first.
    package var beat: EventTime?
    package var schema: Int64
    package var schemaSupported: Int64
    /// Bytes of the database, and of the log beside it that is not yet merged into it.
    package var databaseBytes: Int64
    package var logBytes: Int64
}

extension Reader {
    package func health(directory path: String) throws(StoreError) -> StoreHealth {
        let directory = try StateDirectory(path: path)
        let row = try connection.prepare("SELECT epoch, beat FROM owner")
        let isThere = try row.step()
        return StoreHealth(
            epoch: isThere ? row.integer(0) : 0, beat: isThere ? row.timeOrNil(1) : nil,
            schema: try connection.integer("PRAGMA user_version") ?? 0, schemaSupported: Schema.version,
            databaseBytes: Int64(directory.size(of: directory.database)),
            logBytes: Int64(directory.size(of: directory.log)))
    }

    /// When the last checkpoint was committed, by the wall clock.
    package func beat() throws(StoreError) -> EventTime? {
        try connection.integer("SELECT beat FROM owner").map { EventTime(microseconds: $0) }
    }

    /// Panes that are not closed yet, over all cells.
    package func openPaneCount() throws(StoreError) -> Int64 {
        guard let closed = try closedThrough() else { return try connection.integer("SELECT count(*) FROM pane") ?? 0 }
        return try connection.integer("SELECT count(*) FROM pane WHERE start >= \(closed.microseconds)") ?? 0
    }

    /// SQLite's own look at every page; empty when all is well. Reads the whole file.
    package func integrityFaults(limit: Int) throws(StoreError) -> [String] {
        let row = try connection.prepare("PRAGMA quick_check(\(limit))")
        var faults: [String] = []
        while try row.step() { faults.append(row.text(0)) }
        return faults == ["ok"] ? [] : faults
    }

    /// Rows of the outbox that no receiver has confirmed.
    package func outboxPendingCount() throws(StoreError) -> Int64 {
        try connection.integer("SELECT count(*) FROM outbox WHERE state = 'pending'") ?? 0
    }
}
