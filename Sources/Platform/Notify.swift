// sd_notify(3) without libsystemd: one datagram.

internal import Glibc

/// Tells systemd how the service is. Does nothing when nobody listens.
package enum Notify {
    /// `state` is as in sd_notify(3), such as `READY=1`.
    package static func send(_ state: String) {
        guard let path = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }) else { return }
        guard let address = LocalAddress(path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.utf8)
        address.with { pointer, length in
            _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), pointer, length)
        }
    }
}
