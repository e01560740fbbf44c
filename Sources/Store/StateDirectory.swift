// The state directory: who may own it, who may look in, and what must be true before SQLite opens a file in it.

internal import Glibc

/// The paths inside one state directory, and the checks that only a writer makes.
struct StateDirectory {
    let path: String
    var database: String { path + "/monitord.db" }
    var log: String { database + "-wal" }
    var rollbackJournal: String { database + "-journal" }
    var lock: String { path + "/monitord.lock" }

    /// Throws for a path that C would cut short.
    init(path: String) throws(StoreError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw .refused(path: path, because: .emptyOrNULInPath)
        }
        var bytes = path.utf8[...]
        while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        self.path = String(decoding: bytes, as: UTF8.self)
    }

    /// Makes the directory if only its last component is missing, then refuses one that others can enter or change.
    func prepare() throws(StoreError) {
        var status = stat()
        if lstat(path, &status) != 0 {
            guard errno == ENOENT else { throw .system(path: path, call: "stat", errno: errno) }
            guard mkdir(path, 0o700) == 0 else {
                throw errno == ENOENT
                    ? .missing(path: parent) : .system(path: path, call: "mkdir", errno: errno)
            }
            guard lstat(path, &status) == 0 else { throw .system(path: path, call: "stat", errno: errno) }
        }
        try refuseStrangers(status, path, isDirectory: true)
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw .system(path: path, call: "access", errno: errno)
        }
    }

    /// What the first bytes of the database file say, before SQLite may touch it.
    enum Finding {
        case empty, store
    }

    /// Creates or examines the database file. The lock must be held, and no connection of this process may be open:
    /// closing any descriptor of a file drops the process's POSIX locks on it, SQLite's too.
    func examineDatabase() throws(StoreError) -> Finding {
        let descriptor = open(database, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == ELOOP
                ? .refused(path: database, because: .symbolicLink)
                : .system(path: database, call: "open", errno: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(path: database, call: "stat", errno: errno) }
        try refuseStrangers(status, database, isDirectory: false)
        // A crash while the store was being made leaves a rollback journal, and SQLite must decide.
        if size(of: rollbackJournal) > 0 { return .store }
        if status.st_size == 0 {
            // SQLite would delete the log of an empty file, and with it the last commits.
            guard size(of: log) == 0 else { throw .corrupt(path: database, detail: "it is empty but its log is not") }
            return .empty
        }
        var header = [UInt8](repeating: 0, count: 100)
        guard pread(descriptor, &header, 100, 0) == 100 else { throw .notAStore(path: database) }
        try check(header)
        return .store
    }

    /// "Database File Format", section 1.3: magic at 0, user version at 60, application id at 68, big-endian.
    /// Nothing here is overtaken by the log: both numbers are written in rollback mode, before there is one.
    private func check(_ header: [UInt8]) throws(StoreError) {
        guard header.starts(with: Array("SQLite format 3\0".utf8)), number(header, 68) == Schema.applicationID else {
            throw .notAStore(path: database)
        }
        let version = number(header, 60)
        guard version <= Schema.version else {
            throw .newerVersion(path: database, found: version, supported: Schema.version)
        }
    }

    private func number(_ header: [UInt8], _ start: Int) -> Int64 {
        header[start..<start + 4].reduce(0) { $0 << 8 | Int64($1) }
    }

    /// 0750 and 0640 are fine: responders in the group read. Others never read, and only the owner writes.
    private func refuseStrangers(_ status: stat, _ path: String, isDirectory: Bool) throws(StoreError) {
        switch status.st_mode & S_IFMT {
        case S_IFLNK: throw .refused(path: path, because: .symbolicLink)
        case S_IFDIR where isDirectory: break
        case S_IFREG where !isDirectory: break
        default: throw .refused(path: path, because: isDirectory ? .notADirectory : .notAFile)
        }
        guard status.st_uid == geteuid() else {
            throw .refused(path: path, because: .owner(uid: status.st_uid, expected: geteuid()))
        }
        guard status.st_mode & 0o026 == 0 else {
            throw .refused(path: path, because: .mode(status.st_mode & 0o777, isDirectory: isDirectory))
        }
    }

    /// Bytes of a file beside the database; 0 when there is none.
    func size(of path: String) -> Int {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private var parent: String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }
}
