// A socket that people come in by.

internal import Glibc
package import Model
package import Platform

/// A listening socket, handed to a server that closes it.
package struct WebDoor: Sendable {
    /// As the log says it.
    package let name: String
    /// Whether it is a Unix socket: its file says who may come in.
    package let isLocal: Bool
    /// Whether others than this machine can come in.
    let isExposed: Bool
    let descriptor: Int32
    /// Takes the file away at the end; nil when it is not ours.
    let listener: LocalListener?

    /// A port. Throws when it is taken, or the address is not one of this machine.
    package static func port(_ address: ListenAddress) throws(SystemError) -> WebDoor {
        let (descriptor, address) = try listenAtPort(address)
        return WebDoor(
            name: "http://\(address.text)", isLocal: false, isExposed: !address.isLoopback, descriptor: descriptor,
            listener: nil)
    }

    /// A Unix socket of mode 0660. The store's lock must be held.
    package static func socket(_ path: String) throws(SystemError) -> WebDoor {
        let listener = try LocalListener(path: path)
        let descriptor = fcntl(listener.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw .last(path) }
        return WebDoor(name: path, isLocal: true, isExposed: false, descriptor: descriptor, listener: listener)
    }

    /// A socket that listens already, from whoever started this process; `isLocal` follows from its family.
    package static func passed(_ descriptor: Int32, name: String) throws(SystemError) -> WebDoor {
        var family: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &length) == 0,
            fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0,
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { throw .last(name) }
        return WebDoor(
            name: name, isLocal: family == AF_UNIX, isExposed: family != AF_UNIX, descriptor: descriptor, listener: nil)
    }
}
