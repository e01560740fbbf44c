// What the machine is, for a report of trouble.

internal import Glibc

package enum Machine {
    /// `Debian GNU/Linux 12 (bookworm)`, as the system calls itself.
    package static func system() -> String {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            guard let text = head(of: path) else { continue }
            for line in text.split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
                return line.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" }
            }
        }
        return "unknown"
    }

    /// `Linux 6.1.0-18-amd64 x86_64`
    package static func kernel() -> String {
        var name = utsname()
        guard uname(&name) == 0 else { return "unknown" }
        return [text(name.sysname), text(name.release), text(name.machine)].joined(separator: " ")
    }

    /// Bytes that this user may still write beside `path`; nil when the file system does not say.
    package static func freeBytes(at path: String) -> Int64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let (bytes, isTooMany) = Int64(clamping: status.f_bavail).multipliedReportingOverflow(
            by: Int64(clamping: status.f_frsize))
        return isTooMany ? .max : bytes
    }

    /// Permission bits and owner; nil when there is no such file.
    package static func mode(of path: String) -> (bits: UInt32, owner: UInt32)? {
        var status = stat()
        return stat(path, &status) == 0 ? (status.st_mode & 0o7777, status.st_uid) : nil
    }

    /// Whether systemd-timesyncd has set the clock; other services do not say.
    package static func isClockSynchronised() -> Bool { access("/run/systemd/timesync/synchronized", F_OK) == 0 }

    private static func head(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    private static func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
