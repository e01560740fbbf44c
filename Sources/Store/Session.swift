// An open store: its connection and its prepared statements.

internal import Model

/// Everything that a writer holds between open and close.
final class Session {
    /// Cell ids that are remembered; beyond it the cache starts over.
    private static let cellCacheLimit = 200_000
    /// 4 MB of log in pages of 4096 bytes.
    private static let checkpointPages: Int32 = 1024

    let statements: CommitStatements
    let desk: DeskStatements
    let canaries: CanaryStatements
    let connection: Connection
    let epoch: Int64
    private(set) var checkpointFailure: StoreError?
    private var cells: [Scope: Int64] = [:]
    private var measureLists: [[Measure]: Int64] = [:]

    /// The lock of `directory` must be held.
    init(_ directory: StateDirectory) throws(StoreError) {
        let finding = try directory.examineDatabase()
        let connection = try Connection(path: directory.database, mode: .writer)
        try connection.execute(
            """
            PRAGMA locking_mode = NORMAL; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON;
            PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;
            """)
        if finding == .empty { try connection.execute(Schema.create) }
        var version = try connection.checkIdentity()
        try connection.quickCheck()
        while version < Schema.version, let step = Schema.step(from: version) {
            try connection.execute(step)
            version = try connection.checkIdentity()
        }
        try connection.enterWAL()
        connection.watchWAL()
        statements = try CommitStatements(connection)
        desk = try DeskStatements(connection)
        canaries = try CanaryStatements(connection)
        try connection.execute("UPDATE owner SET epoch = epoch + 1")
        epoch = try connection.integer("SELECT epoch FROM owner") ?? 0
        self.connection = connection
    }

    /// One transaction that belongs to this epoch, or nothing at all.
    func transaction<Value>(
        now: EventTime, _ body: () throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let value: Value
        do throws(StoreError) {
            try connection.execute("BEGIN IMMEDIATE")
            try statements.beat.bind(1, now)
            try statements.beat.bind(2, epoch)
            try statements.beat.run()
            guard connection.changeCount == 1 else { throw .ownerLost(epoch: epoch) }
            value = try body()
            try connection.execute("COMMIT")
        } catch {
            // Ids of cells that were never committed must not be used.
            cells.removeAll(keepingCapacity: true)
            measureLists.removeAll()
            // SQLite may have rolled back by itself. If ROLLBACK fails too, the next BEGIN says so.
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
            throw error
        }
        moveLog()
        return value
    }

    /// The id of a scope's cell, made when it is new. Only inside a transaction.
    func cell(_ scope: Scope) throws(StoreError) -> Int64 {
        if let id = cells[scope] { return id }
        if cells.count >= Session.cellCacheLimit { cells.removeAll(keepingCapacity: true) }
        try statements.cellFind.bind(1, text: scope.key)
        let id: Int64
        if try statements.cellFind.step() {
            id = statements.cellFind.integer(0)
            statements.cellFind.reset()
        } else {
            try statements.cellInsert.bind(1, text: scope.key)
            try statements.cellInsert.run()
            id = connection.lastInsertedRow
        }
        cells[scope] = id
        return id
    }

    /// The id of a list of measures, made when it is new; nil for none. Only inside a transaction.
    func measureList(_ measures: [Measure]) throws(StoreError) -> Int64? {
        if measures.isEmpty { return nil }
        if let id = measureLists[measures] { return id }
        // No measure's name has a space.
        let names = measures.map(\.name).joined(separator: " ")
        try statements.measureListInsert.bind(1, names)
        try statements.measureListInsert.run()
        let find = try connection.prepare("SELECT id FROM measure_list WHERE names = ?1")
        try find.bind(1, names)
        guard try find.step() else { throw .malformed(table: "measure_list", detail: names) }
        measureLists[measures] = find.integer(0)
        return find.integer(0)
    }

    /// The commit is durable whether or not this succeeds, so a failure is kept for whoever asks and tried again.
    private func moveLog() {
        guard connection.walPages >= Session.checkpointPages else { return }
        do throws(StoreError) {
            try connection.checkpointPassive()
            checkpointFailure = nil
        } catch {
            checkpointFailure = error
        }
    }
}

extension Connection {
    /// Throws unless the file says that it is a store of a version that we know. Returns the version.
    func checkIdentity() throws(StoreError) -> Int64 {
        guard try integer("PRAGMA application_id") == Schema.applicationID else { throw .notAStore(path: path) }
        let version = try integer("PRAGMA user_version") ?? 0
        guard version <= Schema.version else {
            throw .newerVersion(path: path, found: version, supported: Schema.version)
        }
        guard version >= Schema.versionOldest else { throw .corrupt(path: path, detail: "it has version \(version)") }
        return version
    }

    /// `synchronous = FULL`: a commit that returned survives a power cut.
    func enterWAL() throws(StoreError) {
        let mode = try prepare("PRAGMA journal_mode = WAL")
        let answer = try mode.step() ? mode.text(0) : "nothing"
        mode.reset()
        guard answer.utf8.elementsEqual("wal".utf8) else {
            throw .corrupt(path: path, detail: "journal_mode is \(answer), not wal")
        }
        try execute("PRAGMA synchronous = FULL")
    }

    func quickCheck() throws(StoreError) {
        let check = try prepare("PRAGMA quick_check(1)")
        guard try check.step() else { throw .corrupt(path: path, detail: "no answer to quick_check") }
        let answer = check.text(0)
        check.reset()
        guard answer.utf8.elementsEqual("ok".utf8) else { throw .corrupt(path: path, detail: answer) }
    }
}
