// The command line's view of a store: it reads, and changes nothing.

internal import Glibc
package import Model
package import Panes

/// A read-only connection to a store, with or without a daemon that is writing to it.
/// Permissions decide who may read, so nothing is refused that the file system allows.
package struct Reader: ~Copyable {
    /// How the file is being read.
    package enum Access: Equatable, Sendable {
        /// Sees what is committed, and later commits too.
        case live
        /// The directory is read-only and no daemon has left a log: the file is taken as it is, and as unchanging.
        case immutable
    }

    package let access: Access
    let connection: Connection

    /// Throws when there is no store, or it cannot be read, or it is not a store, or a newer monitord wrote it.
    package init(directory path: String) throws(StoreError) {
        let directory = try StateDirectory(path: path)
        guard Glibc.access(directory.database, R_OK) == 0 else {
            throw errno == ENOENT
                ? .missing(path: directory.database)
                : .system(path: directory.database, call: "open", errno: errno)
        }
        do throws(StoreError) {
            connection = try Reader.connect(directory, .reader)
            access = .live
        } catch {
            // Without shared memory beside it a WAL database can only be read by somebody who may create it.
            guard case .database(let fault) = error, fault.kind == .inputOutput || fault.kind == .readOnly,
                directory.size(of: directory.log) == 0
            else { throw error }
            connection = try Reader.connect(directory, .immutable)
            access = .immutable
        }
    }

    private static func connect(
        _ directory: StateDirectory, _ mode: Connection.Mode
    ) throws(StoreError) -> Connection {
        let connection = try Connection(path: directory.database, mode: mode)
        try connection.execute("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY")
        let version = try connection.checkIdentity()
        guard version == Schema.version else {
            throw .olderVersion(path: directory.database, found: version, needed: Schema.version)
        }
        return connection
    }

    /// An alert with its history, by as much of its id as makes it unique. Nil when there is none.
    package func alert(idPrefix prefix: String) throws(StoreError) -> StoredAlert? {
        try snapshot { () throws(StoreError) -> StoredAlert? in
            let row = try connection.prepare(
                """
                SELECT \(Alert.columns) FROM alert WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 5
                """)
            try row.bind(1, prefix)
            // Ids are hexadecimal, so none goes on with a byte above this.
            try row.bind(2, prefix + "~")
            var matches: [Alert] = []
            while try row.step() { matches.append(try Alert(row)) }
            guard let alert = matches.first else { return nil }
            guard matches.count == 1 else {
                throw .ambiguous(prefix: prefix, matches: matches.map(\.id.text))
            }
            return StoredAlert(alert: alert, transitions: try transitions(of: alert.id))
        }
    }

    /// `monitord.alert/1` objects in the order of their sequence.
    private func transitions(of id: AlertID) throws(StoreError) -> [[UInt8]] {
        let row = try connection.prepare("SELECT json FROM alert_transition WHERE alert = ?1 ORDER BY sequence")
        try row.bind(1, id.text)
        var transitions: [[UInt8]] = []
        while try row.step() { transitions.append(row.bytes(0)) }
        return transitions
    }

    /// The newest verdict of each (rule, series), ordered by rule and scope.
    package func verdicts() throws(StoreError) -> [VerdictRow] { try connection.verdicts() }

    /// Hands over the panes that start in [from, until), of cells that agree with `scope` on every dimension that it
    /// names, ordered by start and scope, one at a time.
    /// Without `samples` they hold outcomes and histograms only, which is a good deal quicker.
    package func eachPane(
        from: EventTime, until: EventTime, of scope: Scope, samples: Bool = true, _ body: (PaneRow) -> Void
    ) throws(StoreError) {
        try connection.eachPane(from: from, until: until, of: scope, samples: samples, body)
    }

    /// By topic and partition.
    package func positions() throws(StoreError) -> [Position] { try connection.positions() }

    /// Panes that end at or before this are closed. Nil before the first.
    package func closedThrough() throws(StoreError) -> EventTime? { try connection.closedThrough() }

    /// By name and key.
    package func counters() throws(StoreError) -> [CounterRow] { try connection.counters() }

    /// By topic, partition and offset.
    package func gaps() throws(StoreError) -> [GapRow] { try connection.gaps() }

    /// A sample of rejected records, newest first.
    package func rejects(limit: Int) throws(StoreError) -> [RejectRow] { try connection.rejects(limit: limit) }

    /// All baselines in the order in which they were saved.
    package func baselines() throws(StoreError) -> [Baseline] { try connection.baselines() }

    /// Of all baselines, in the order in which they were saved: without their bodies, which are large.
    package func baselineIDs() throws(StoreError) -> [String] {
        let row = try connection.prepare("SELECT id FROM baseline ORDER BY number")
        var ids: [String] = []
        while try row.step() { ids.append(row.text(0)) }
        return ids
    }

    /// The baseline with this whole id.
    package func baseline(id: String) throws(StoreError) -> Baseline? { try connection.baseline(id: id) }

    /// Runs `body` on one state of the store, whatever the daemon commits meanwhile. Wrap queries that belong together.
    package func snapshot<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        guard !connection.isInTransaction else { return try body() }
        try connection.execute("BEGIN")
        // A failed ROLLBACK of a read leaves nothing undone; the connection's end closes it.
        defer { try? connection.execute("ROLLBACK") }
        return try body()
    }
}

/// One alert and every step of its history.
package struct StoredAlert: Equatable, Sendable {
    package let alert: Alert
    /// JSON objects, `monitord.alert/1`, in order.
    package let transitions: [[UInt8]]
}
