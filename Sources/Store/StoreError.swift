// What can go wrong between the daemon and its state directory.

/// Every failure of the store, with the facts a caller needs to decide and a person needs to repair.
package enum StoreError: Error, Equatable, Sendable {
    /// There is nothing at this path.
    case missing(path: String)
    /// The system call `call` failed on this path.
    case system(path: String, call: String, errno: Int32)
    /// The path is there, but using it would not be safe.
    case refused(path: String, because: Refusal)
    /// Another process is the writer. Nil when it has not written its process id yet.
    case locked(path: String, pid: Int32?)
    /// The file is not SQLite, or it belongs to another application.
    case notAStore(path: String)
    /// A newer monitord wrote this store. The file was left untouched.
    case newerVersion(path: String, found: Int64, supported: Int64)
    /// Nobody has brought this store up to date yet, which only a writer does.
    case olderVersion(path: String, found: Int64, needed: Int64)
    /// The file contradicts itself.
    case corrupt(path: String, detail: String)
    /// A row holds a value that no monitord of this version writes.
    case malformed(table: String, detail: String)
    /// Another process has taken the store over since; nothing of this transaction was kept.
    case ownerLost(epoch: Int64)
    /// SQLite failed.
    case database(Fault)
    /// More than one thing has an id that starts like this; `matches` holds the first few.
    case ambiguous(prefix: String, matches: [String])
    /// The store was used after `close`.
    case closed

    /// Why a path is not used although it could be.
    package enum Refusal: Equatable, Sendable {
        case emptyOrNULInPath
        case symbolicLink
        case notADirectory
        case notAFile
        case owner(uid: UInt32, expected: UInt32)
        /// Permission bits that let others in.
        case mode(UInt32, isDirectory: Bool)
    }

    /// One failed call of SQLite.
    package struct Fault: Equatable, Sendable {
        package enum Kind: Equatable, Sendable {
            case diskFull, readOnly, inputOutput, busy, other
        }

        package let kind: Kind
        /// The extended result code.
        package let code: Int32
        package let message: String
        /// The statement, without its values. Empty when no statement was involved.
        package let sql: String
        package let path: String
    }
}
