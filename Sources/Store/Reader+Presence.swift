// Whether a daemon has the store.

internal import Glibc
package import Model
internal import Panes

extension Reader {
    /// fcntl's F_OFD_GETLK on Linux: asks for a lock without taking it.
    private static let getLock: Int32 = 36

    /// Whether some process holds the lock of the store in `directory`. Nil: that cannot be seen.
    package static func isHeld(directory path: String) -> Bool? {
        guard let directory = try? StateDirectory(path: path) else { return nil }
        let descriptor = open(directory.lock, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var request = flock()
        request.l_type = Int16(F_WRLCK)
        guard fcntl(descriptor, getLock, &request) == 0 else { return nil }
        return request.l_type != Int16(F_UNLCK)
    }

    /// What monitord knows of its own blindness, from the newest verdicts and the alerts that are not over.
    package func sight() throws(StoreError) -> Sight {
        Sight(try verdicts(), open: try openAlerts().map(\.alert))
    }
}
