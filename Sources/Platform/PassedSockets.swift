// Sockets that systemd opened and passed on, as in sd_listen_fds(3), without libsystemd.

internal import Glibc

/// The listening Unix sockets that this process was started with, each of which is taken by its path once.
package struct PassedSockets: Sendable {
    private var waiting: [(path: String, descriptor: Int32)] = []
    /// What was passed and is of no use, in words for the log.
    package private(set) var refused: [String] = []

    /// Descriptors begin here, by the protocol.
    private static let first: Int32 = 3
    private static let countMax: Int32 = 16

    package init() {}

    /// Reads LISTEN_PID and LISTEN_FDS and takes them away, so that they count once. Before there is a second thread.
    package static func take() -> PassedSockets {
        var sockets = PassedSockets()
        let isOurs = number("LISTEN_PID") == getpid()
        let count = number("LISTEN_FDS") ?? 0
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
        guard isOurs, count > 0 else { return sockets }
        for descriptor in first..<(first + min(count, countMax)) { sockets.add(descriptor) }
        if count > countMax { sockets.refused.append("\(count) sockets were passed, and \(countMax) are looked at") }
        return sockets
    }

    /// The socket that listens at `path`, which is the caller's from then on; nil when none does.
    package mutating func remove(_ path: String) -> Int32? {
        guard let place = waiting.firstIndex(where: { $0.path.utf8.elementsEqual(path.utf8) }) else { return nil }
        return waiting.remove(at: place).descriptor
    }

    /// Closes those that nobody took, so that whoever connects there is not left waiting.
    package mutating func closeRest() {
        for socket in waiting {
            close(socket.descriptor)
            refused.append("\(socket.path): no setting has this path")
        }
        waiting = []
    }

    private mutating func add(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        guard Self.option(SO_DOMAIN, of: descriptor) == AF_UNIX,
            Self.option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue),
            Self.option(SO_ACCEPTCONN, of: descriptor) == 1, let path = Self.path(of: descriptor)
        else {
            refused.append("descriptor \(descriptor): no Unix stream socket with a path that listens")
            return
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        waiting.append((path, descriptor))
    }

    private static func number(_ name: String) -> Int32? {
        getenv(name).flatMap { Int32(String(cString: $0)) }
    }

    private static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }

    private static func path(of descriptor: Int32) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { return nil }
        // A name that begins with a zero is abstract, and no name is of no use either.
        let path = withUnsafeBytes(of: address.sun_path) { $0.prefix { $0 != 0 }.map(\.self) }
        return path.isEmpty ? nil : String(decoding: path, as: UTF8.self)
    }
}
