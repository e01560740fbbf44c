// Listening TCP sockets.

internal import Glibc
package import Model

private let backlog: Int32 = 64

/// Listens at an address in numbers. The descriptor belongs to the caller; the address has the port that it got.
package func listenAtPort(
    _ address: ListenAddress
) throws(SystemError) -> (descriptor: Int32, address: ListenAddress) {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(address.isVersion6 ? AF_INET6 : AF_INET, kind, 0)
    guard descriptor >= 0 else { throw .last(address.text) }
    var one: Int32 = 1
    // A restart need not wait for the connections of the one before.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    if address.isVersion6 {
        setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &one, socklen_t(MemoryLayout<Int32>.size))
    }
    guard bindPort(descriptor, address), listen(descriptor, backlog) == 0 else {
        let failure = SystemError.last(address.text)
        close(descriptor)
        throw failure
    }
    return (descriptor, ListenAddress(host: address.host, port: portNumber(of: descriptor) ?? address.port))
}

private func bindPort(_ descriptor: Int32, _ address: ListenAddress) -> Bool {
    if address.isVersion6 {
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = address.port.bigEndian
        return inet_pton(AF_INET6, address.host, &six.sin6_addr) == 1 ? bindAddress(descriptor, six) : refuse()
    }
    var four = sockaddr_in()
    four.sin_family = sa_family_t(AF_INET)
    four.sin_port = address.port.bigEndian
    return inet_pton(AF_INET, address.host, &four.sin_addr) == 1 ? bindAddress(descriptor, four) : refuse()
}

private func bindAddress<Address>(_ descriptor: Int32, _ address: Address) -> Bool {
    withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
        }
    }
}

private func refuse() -> Bool {
    errno = EADDRNOTAVAIL
    return false
}

private func portNumber(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = withUnsafeMutablePointer(to: &storage) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard status == 0 else { return nil }
    // Both families have the port at the same place.
    return withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self)) }
}
