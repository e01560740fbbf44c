// A Unix stream socket that a few local people may talk to. No call here waits but those that say so.

internal import Glibc
package import Model

/// Who is at the other end, as the kernel saw it when the connection was made (SO_PEERCRED).
package struct LocalPeer: Equatable, Sendable {
    package var processID: Int32
    package var userID: UInt32

    package init(processID: Int32, userID: UInt32) {
        (self.processID, self.userID) = (processID, userID)
    }

    /// Of a connected Unix socket.
    package init(of descriptor: Int32) {
        // struct ucred: pid, uid, gid, each of 32 bits. Without an answer it is nobody.
        var credentials: (Int32, UInt32, UInt32) = (0, .max, .max)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        _ = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length)
        self.init(processID: credentials.0, userID: credentials.1)
    }
}

/// A listening socket of mode 0660.
package final class LocalListener: Sendable {
    package let path: String
    package let descriptor: Int32
    /// Of the file, so that only our own is removed at the end; nil when systemd made it and keeps it.
    private let inode: ino_t?

    private static let backlog: Int32 = 64

    /// Call it with the store's lock in hand: a file that nobody answers at is then a dead daemon's, and is replaced.
    /// A file that somebody answers at, or that is no socket, is left alone.
    package init(path: String) throws(SystemError) {
        guard let address = LocalAddress(path), path.utf8.first != UInt8(ascii: "@") else {
            throw SystemError(
                code: ENAMETOOLONG, subject: path, reason: "a socket's path has 1 to \(LocalAddress.pathBytesMax) bytes"
            )
        }
        try Self.removeStale(path)
        let descriptor = try localSocket(path)
        // On Linux a socket's file is made with the mode of its descriptor: nobody gets in before chmod.
        guard fchmod(descriptor, 0o600) == 0, address.with({ bind(descriptor, $0, $1) }) == 0,
            chmod(path, 0o660) == 0, listen(descriptor, Self.backlog) == 0
        else {
            let failure = SystemError.last(path)
            close(descriptor)
            throw failure
        }
        var status = stat()
        inode = lstat(path, &status) == 0 ? status.st_ino : 0
        self.path = path
        self.descriptor = descriptor
    }

    /// A socket that was passed in and listens at `path`, which outlives this process. The descriptor is its own now.
    package init(path: String, passed descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
        inode = nil
    }

    deinit { close(descriptor) }

    /// Takes the file away, if it is ours still. Call it before the store's lock goes.
    package func remove() {
        var status = stat()
        if let inode, lstat(path, &status) == 0, status.st_ino == inode { unlink(path) }
    }

    private static func removeStale(_ path: String) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw SystemError(code: EEXIST, subject: path, reason: "something that is no socket is in the way")
        }
        do throws(SystemError) {
            close(try localConnect(path))
        } catch {
            if error.code == ECONNREFUSED, unlink(path) == 0 { return }
            throw error
        }
        throw SystemError(code: EADDRINUSE, subject: path, reason: "another process answers there")
    }

    /// The next connection that waits, which then belongs to the caller; nil when none does.
    package func accept() -> (descriptor: Int32, peer: LocalPeer)? {
        while true {
            let accepted = Glibc.accept(descriptor, nil, nil)
            if accepted >= 0 {
                neverWait(accepted)
                return (accepted, LocalPeer(of: accepted))
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }
}

/// What came of reading from or writing to a socket that never waits.
package enum LocalTransfer: Equatable, Sendable {
    case moved(Int)
    case later
    case over
}

/// Adds what is there to `bytes`, up to `room` more.
package func localRead(_ descriptor: Int32, into bytes: inout [UInt8], room: Int) -> LocalTransfer {
    var chunk = [UInt8](repeating: 0, count: min(room, 16 * 1024))
    while true {
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count > 0 {
            bytes += chunk.prefix(count)
            return .moved(count)
        }
        if count < 0, errno == EINTR { continue }
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? .later : .over
    }
}

/// Writes as much as fits now.
package func localWrite(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> LocalTransfer {
    while true {
        let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count >= 0 { return .moved(count) }
        if errno == EINTR { continue }
        return errno == EAGAIN || errno == EWOULDBLOCK ? .later : .over
    }
}

/// Wakes a thread that waits in poll(2).
package final class Bell: Sendable {
    package let descriptor: Int32
    private let rope: Int32

    package init() throws(SystemError) {
        var ends: (Int32, Int32) = (-1, -1)
        let status = withUnsafeMutableBytes(of: &ends) { pipe($0.assumingMemoryBound(to: Int32.self).baseAddress) }
        guard status == 0 else { throw .last("pipe") }
        (descriptor, rope) = ends
        neverWait(descriptor)
        neverWait(rope)
    }

    deinit {
        close(descriptor)
        close(rope)
    }

    /// When the pipe is full it has been rung often enough.
    package func ring() {
        var one: UInt8 = 1
        _ = write(rope, &one, 1)
    }

    package func hush() {
        var rings = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &rings, rings.count) > 0 {}
    }
}

private func neverWait(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
}

/// What poll(2) is asked about one descriptor, and what it found.
package struct Watched: Sendable {
    package var descriptor: Int32
    package var wantsInput: Bool
    package var wantsOutput: Bool
    package var isReady = false
    /// The other end is gone.
    package var isOver = false

    package init(_ descriptor: Int32, input: Bool = false, output: Bool = false) {
        self.descriptor = descriptor
        wantsInput = input
        wantsOutput = output
    }
}

/// Waits until one of them is ready, or for the span.
package func wait(for watched: inout [Watched], timeout: TimeSpan) {
    var asked = watched.map { watched in
        let events = (watched.wantsInput ? POLLIN : 0) | (watched.wantsOutput ? POLLOUT : 0)
        return pollfd(fd: watched.descriptor, events: Int16(events), revents: 0)
    }
    _ = poll(&asked, nfds_t(asked.count), Int32(clamping: max(timeout.microseconds, 0) / 1000 + 1))
    for (index, answer) in asked.enumerated() {
        let events = Int32(answer.revents)
        watched[index].isReady = events & Int32(POLLIN | POLLOUT) != 0
        watched[index].isOver = events & Int32(POLLHUP | POLLERR | POLLNVAL) != 0
    }
}

func localSocket(_ path: String) throws(SystemError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { throw .last(path) }
    return descriptor
}

/// A connection that never waits. On a Unix socket connect(2) succeeds or fails at once.
func localConnect(_ path: String) throws(SystemError) -> Int32 {
    guard let address = LocalAddress(path) else { throw SystemError(code: ENAMETOOLONG, subject: path) }
    let descriptor = try localSocket(path)
    guard address.with({ connect(descriptor, $0, $1) }) == 0 else {
        let failure = SystemError.last(path)
        close(descriptor)
        throw failure
    }
    return descriptor
}
