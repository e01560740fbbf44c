// Who else may read or change a file that holds secrets or prompts.

import Glibc

/// What the mode, the owner and the way to a file say of it.
enum FileTrust: Equatable {
    case trusted
    /// There is nothing that could be looked at, in the words of the system.
    case absent(String)
    case refused(Fault)

    struct Fault: Equatable {
        var reason: String
        var help: String
        /// Others may look, as opposed to a file that is not what it seems.
        var isExposed: Bool
    }
}

/// `isPublic`: everybody may read it, but not change it.
func fileTrust(_ path: String, isPublic: Bool = false) -> FileTrust {
    guard !path.isEmpty, !path.utf8.contains(0) else { return .absent("the path is empty or has a NUL character") }
    var status = stat()
    guard lstat(path, &status) == 0 else { return .absent(String(cString: strerror(errno))) }
    // A link beside its file is how mounted secrets are made; one that leads away may be somebody else's doing.
    if status.st_mode & S_IFMT == S_IFLNK {
        let home = realPath(splitPath(path).directory).map { $0 == "/" ? $0 : $0 + "/" }
        guard let home, let target = realPath(path), target.hasPrefix(home) else {
            return refused("it is a link that leads elsewhere", "put the file itself there")
        }
        guard stat(path, &status) == 0 else { return .absent(String(cString: strerror(errno))) }
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
        return refused("it is not a regular file", "name a file")
    }
    // Root may check files that it does not use itself.
    guard [0, geteuid()].contains(status.st_uid) || geteuid() == 0 else {
        return refused(
            "it belongs to the user \(status.st_uid)", "let root own it, or the user that runs monitord: chown")
    }
    guard status.st_mode & (isPublic ? 0o002 : 0o007) == 0 else {
        let mode = String(status.st_mode & 0o777, radix: 8)
        return refused(
            "its mode 0\(mode) lets everybody \(isPublic ? "write" : "in")",
            "chmod \(isPublic ? "o-w" : "0640") \(path)" + (isPublic ? "" : " && chgrp monitord \(path)"),
            isExposed: true)
    }
    return .trusted
}

/// The same for the directory of a file.
func directoryTrust(_ path: String, isPublic: Bool = false) -> FileTrust {
    var status = stat()
    guard stat(path, &status) == 0 else { return .absent(String(cString: strerror(errno))) }
    // A sticky directory such as /tmp lets nobody change what others put there.
    let isSticky = isPublic && status.st_mode & 0o1000 != 0
    guard isSticky || status.st_mode & (isPublic ? 0o002 : 0o007) == 0 else {
        let mode = String(status.st_mode & 0o777, radix: 8)
        return refused(
            "the mode 0\(mode) of its directory lets everybody \(isPublic ? "write" : "in")",
            "chmod \(isPublic ? "o-w" : "0750") \(path)" + (isPublic ? "" : " && chgrp monitord \(path)"),
            isExposed: true)
    }
    return .trusted
}

private func refused(_ reason: String, _ help: String, isExposed: Bool = false) -> FileTrust {
    .refused(FileTrust.Fault(reason: reason, help: help, isExposed: isExposed))
}

/// realpath(3), whose memory is the caller's.
private func realPath(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
}
