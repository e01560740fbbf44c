// The store's errors as one sentence and one remedy.

internal import Glibc

extension StoreError: CustomStringConvertible {
    /// What happened, then what to do about it.
    package var description: String { "\(fact); \(fix)" }

    /// What happened, as one clause.
    package var fact: String {
        switch self {
        case .missing(let path): "\(path) does not exist"
        case .system(let path, let call, let code): "\(call) \(path): \(explained(code))"
        case .refused(let path, let reason): "\(path) \(reason.fact)"
        case .locked(let path, let pid):
            "\(path) is held by another monitord" + (pid.map { " (pid \($0))" } ?? "")
        case .notAStore(let path): "\(path) is not a monitord store"
        case .newerVersion(let path, let found, let supported):
            "\(path) has store version \(found), this monitord knows versions up to \(supported)"
        case .olderVersion(let path, let found, let needed):
            "\(path) has store version \(found), this monitord reads version \(needed)"
        case .corrupt(let path, let detail): "\(path) is corrupt: \(detail)"
        case .malformed(let table, let detail): "table \(table) holds an impossible value: \(detail)"
        case .ownerLost(let epoch): "another process has taken over the store (our epoch is \(epoch))"
        case .database(let fault):
            "\(fault.path): \(fault.message) (SQLite \(fault.code))" + (fault.sql.isEmpty ? "" : " in: \(fault.sql)")
        case .ambiguous(let prefix, let matches):
            "id \(prefix) is ambiguous: \(matches.joined(separator: ", "))"
        case .closed: "the store is closed"
        }
    }

    /// What an operator does next.
    package var fix: String {
        switch self {
        case .missing(let path): "create it, or correct the path: \(path)"
        case .system(let path, _, let code):
            code == EACCES ? "give this user access: ls -ld \(path)" : "check the file system of \(path)"
        case .refused(let path, let reason): reason.fix(path)
        case .locked: "stop the other daemon, or give this one a state directory of its own"
        case .notAStore(let path): "move it away, or point monitord at another directory than that of \(path)"
        case .olderVersion: "start this version's monitord run on it once: it brings the store up to date"
        case .newerVersion: "run the newer monitord, or restore a backup made before the upgrade"
        case .corrupt(let path, _):
            "restore a backup, or save what can be read: sqlite3 \(path) .recover"
        case .malformed: "restore a backup, and report this as a bug"
        case .ownerLost: "stop this process: the other one has the newer state"
        case .database(let fault): fault.fix
        case .ambiguous: "give more digits of the id"
        case .closed: "open it again"
        }
    }
}

extension StoreError.Refusal {
    fileprivate var fact: String {
        switch self {
        case .emptyOrNULInPath: "is not a usable path: it is empty or holds a NUL byte"
        case .symbolicLink: "is a symbolic link"
        case .notADirectory: "is not a directory"
        case .notAFile: "is not a regular file"
        case .owner(let uid, let expected): "belongs to uid \(uid), not to uid \(expected)"
        case .mode(let mode, _): "is open to others: mode 0\(String(mode, radix: 8))"
        }
    }

    fileprivate func fix(_ path: String) -> String {
        switch self {
        case .emptyOrNULInPath: "correct the path"
        case .symbolicLink: "name what the link points to"
        case .notADirectory, .notAFile: "move it away"
        case .owner(_, let expected): "chown \(expected) \(path)"
        case .mode(_, let isDirectory): "chmod \(isDirectory ? "700" : "600") \(path)"
        }
    }
}

extension StoreError.Fault {
    fileprivate var fix: String {
        switch kind {
        case .diskFull: "free some space beside \(path)"
        case .readOnly: "make \(path) and its directory writable: check ls -l and mount"
        case .inputOutput: "check the disk: dmesg"
        case .busy: "end the program that holds \(path): fuser -v \(path)"
        case .other: "report this as a bug"
        }
    }
}

/// The C library's words for an errno. `strerror`'s text is the system's own, not outside text.
private func explained(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "errno \(code)" }
    return String(cString: text)
}
