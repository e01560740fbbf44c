// Paths of local sockets, as unix(7) wants them.

internal import Glibc

/// `sockaddr_un` for a path; nil when it is empty, holds a NUL or is too long.
struct LocalAddress {
    /// sun_path has 108 bytes, the last one for the NUL.
    static let pathBytesMax = 107

    private var address = sockaddr_un()
    private let length: socklen_t

    init?(_ path: String) {
        let bytes = Array(path.utf8)
        guard 1...Self.pathBytesMax ~= bytes.count, !bytes.contains(0) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            room.copyBytes(from: bytes)
            // A leading @ names an abstract socket, which the kernel writes as a leading zero.
            if bytes.first == UInt8(ascii: "@") { room[0] = 0 }
        }
        length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    }

    func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
