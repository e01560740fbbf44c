// One SQLite connection: opened, asked, closed. Handles leave this file only inside `Statement`.

internal import CSQLite

/// A connection that belongs to one thread at a time ("SQLite threading mode: multi-thread"). Closes when it goes.
struct Connection: ~Copyable {
    enum Mode {
        /// Reads, writes and checkpoints. Only one in the world may: SQLite before 3.51.3 has the WAL-reset bug.
        case writer
        /// Follows a living writer. Cannot checkpoint, not even on close.
        case reader
        /// Trusts that nobody writes: no locks and no shared memory, so it also works in a read-only directory.
        case immutable
    }

    private let handle: OpaquePointer
    /// Frames in the write-ahead log after the last commit; SQLite's hook writes here.
    private let walPageCount: UnsafeMutablePointer<Int32>

    init(path: String, mode: Mode) throws(StoreError) {
        let access = mode == .writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let flags = access | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        var opened: OpaquePointer?
        var code = sqlite3_open_v2(uri(path, mode), &opened, flags, nil)
        if code == SQLITE_OK { code = monitord_sqlite3_defensive(opened) }
        if code == SQLITE_OK { code = sqlite3_busy_timeout(opened, 5000) }
        guard code == SQLITE_OK, let opened else {
            let message = String(cString: sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw storeError(code: code, message: message, sql: "", path: path)
        }
        handle = opened
        walPageCount = .allocate(capacity: 1)
        walPageCount.initialize(to: 0)
    }

    deinit {
        // Also closes with statements left: SQLite then keeps the connection until the last one is finalised.
        sqlite3_close_v2(handle)
        walPageCount.deallocate()
    }

    func prepare(_ sql: String) throws(StoreError) -> Statement {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw error(code, sql) }
        return Statement(prepared)
    }

    /// Runs one or more statements and drops their rows.
    func execute(_ sql: String) throws(StoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql) }
    }

    /// The first column of the first row, as an integer. Nil without a row.
    func integer(_ sql: String) throws(StoreError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// Whether a transaction is open. SQLite ends one by itself when the disk is full or fails.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Rows that the last statement inserted, changed or deleted.
    var changeCount: Int64 { sqlite3_changes64(handle) }

    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    var path: String { databasePath(handle) }

    /// From now on `walPages` is kept. Replaces SQLite's own checkpoint, which is a hook too.
    func watchWAL() {
        sqlite3_wal_autocheckpoint(handle, 0)
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, walPageCount)
    }

    var walPages: Int32 { walPageCount.pointee }

    /// Moves what no reader blocks from the log into the database.
    func checkpointPassive() throws(StoreError) {
        try check(sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil))
        // The hook's count only falls when a writer starts the log again, so ask anew after the next commit.
        walPageCount.pointee = 0
    }

    /// Empties the log, waiting up to one second for readers. A reader that stays is no error: the log just stays too.
    func checkpointTruncate() throws(StoreError) {
        try check(sqlite3_busy_timeout(handle, 1000))
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        if code & 0xFF != SQLITE_BUSY { try check(code) }
    }

    private func check(_ code: Int32) throws(StoreError) {
        guard code == SQLITE_OK else { throw error(code, "") }
    }

    private func error(_ code: Int32, _ sql: String) -> StoreError {
        storeError(code: code, message: String(cString: sqlite3_errmsg(handle)), sql: sql, path: path)
    }
}

/// Sorts SQLite's result codes into what a caller can do about them.
func storeError(code: Int32, message: String, sql: String, path: String) -> StoreError {
    let kind: StoreError.Fault.Kind
    switch code & 0xFF {
    case SQLITE_CORRUPT: return .corrupt(path: path, detail: message)
    case SQLITE_NOTADB: return .notAStore(path: path)
    case SQLITE_FULL: kind = .diskFull
    case SQLITE_READONLY, SQLITE_PERM: kind = .readOnly
    case SQLITE_IOERR, SQLITE_CANTOPEN: kind = .inputOutput
    case SQLITE_BUSY, SQLITE_LOCKED: kind = .busy
    default: kind = .other
    }
    return .database(.init(kind: kind, code: code, message: message, sql: sql, path: path))
}

/// Our own path as SQLite knows it.
func databasePath(_ handle: OpaquePointer?) -> String {
    guard let handle, let name = sqlite3_db_filename(handle, "main") else { return "" }
    return String(cString: name)
}

/// `file:` URI of a path. All but plain bytes are escaped, the first slash too: `//` would begin a host name.
private func uri(_ path: String, _ mode: Connection.Mode) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text = Array("file:".utf8)
    for (index, byte) in path.utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            text.append(byte)
        case UInt8(ascii: "/") where index > 0: text.append(byte)
        default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    switch mode {
    case .writer: text += "?mode=rw".utf8
    case .reader: text += "?mode=ro".utf8
    case .immutable: text += "?mode=ro&immutable=1".utf8
    }
    return String(decoding: text, as: UTF8.self)
}
