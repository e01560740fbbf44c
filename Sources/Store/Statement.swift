// One prepared statement: bound, stepped, read. Text and blobs go by length, never to a NUL byte.

internal import CSQLite
internal import Model

/// A compiled statement. Parameters count from 1, columns from 0, as in SQLite. Finalises when it goes.
struct Statement: ~Copyable {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { sqlite3_finalize(handle) }

    // MARK: Parameters

    func bind(_ index: Int32, _ value: Int64?) throws(StoreError) {
        if let value { try check(sqlite3_bind_int64(handle, index, value)) } else { try bindNull(index) }
    }

    func bind(_ index: Int32, _ time: EventTime?) throws(StoreError) { try bind(index, time?.microseconds) }

    /// NaN becomes NULL, as everywhere in SQLite.
    func bind(_ index: Int32, _ value: Double?) throws(StoreError) {
        if let value { try check(sqlite3_bind_double(handle, index, value)) } else { try bindNull(index) }
    }

    func bind(_ index: Int32, _ text: String?) throws(StoreError) {
        guard var text else { return try bindNull(index) }
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // A null pointer would bind NULL instead of the empty text.
                guard let start = characters.baseAddress, !characters.isEmpty else {
                    return monitord_sqlite3_bind_text(handle, index, "", 0)
                }
                return monitord_sqlite3_bind_text(handle, index, start, UInt64(characters.count))
            }
        }
        try check(code)
    }

    /// Bytes that are UTF-8 already.
    func bind(_ index: Int32, text bytes: [UInt8]) throws(StoreError) {
        let code = bytes.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress, !characters.isEmpty else {
                    return monitord_sqlite3_bind_text(handle, index, "", 0)
                }
                return monitord_sqlite3_bind_text(handle, index, start, UInt64(characters.count))
            }
        }
        try check(code)
    }

    func bind(_ index: Int32, blob bytes: [UInt8]?) throws(StoreError) {
        guard let bytes else { return try bindNull(index) }
        let code = bytes.withUnsafeBytes { raw in
            raw.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : monitord_sqlite3_bind_blob(handle, index, raw.baseAddress, UInt64(raw.count))
        }
        try check(code)
    }

    private func bindNull(_ index: Int32) throws(StoreError) { try check(sqlite3_bind_null(handle, index)) }

    // MARK: Running

    /// Whether there is another row. After the last one the statement is ready to be bound again.
    func step() throws(StoreError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        let failure = code == SQLITE_DONE ? nil : error(code)
        sqlite3_reset(handle)
        if let failure { throw failure }
        return false
    }

    /// Runs to the end and drops any rows.
    func run() throws(StoreError) {
        while try step() {}
    }

    /// Ends a run before its last row. Statements left in the middle hold their read transaction open.
    func reset() { sqlite3_reset(handle) }

    // MARK: Columns

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func integerOrNil(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    func time(_ column: Int32) -> EventTime { EventTime(microseconds: integer(column)) }

    func timeOrNil(_ column: Int32) -> EventTime? { isNull(column) ? nil : time(column) }

    func realOrNil(_ column: Int32) -> Double? { isNull(column) ? nil : sqlite3_column_double(handle, column) }

    func text(_ column: Int32) -> String {
        withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }

    func textOrNil(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// The bytes of a text or a blob. Empty for NULL.
    func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { Array($0) } }

    func bytesOrNil(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

    private func withBytes<R>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        // The pointer lasts until the next step; nothing but `body` sees it.
        let start = sqlite3_column_blob(handle, column)
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
        return body(UnsafeRawBufferPointer(start: start, count: count))
    }

    // MARK: Failures

    private func check(_ code: Int32) throws(StoreError) {
        guard code == SQLITE_OK else { throw error(code) }
    }

    private func error(_ code: Int32) -> StoreError {
        let connection = sqlite3_db_handle(handle)
        // The statement's own SQL text is ours, with parameters unexpanded: no outside value gets into an error.
        let sql = sqlite3_sql(handle).map { String(cString: $0) } ?? ""
        let message = String(cString: sqlite3_errmsg(connection))
        return storeError(code: code, message: message, sql: sql, path: databasePath(connection))
    }
}
