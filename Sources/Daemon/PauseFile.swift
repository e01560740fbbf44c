// A file whose presence stops all canaries: made by order, or by hand.

internal import Glibc
package import Model
package import Platform

/// The pause itself, not a note of it: whoever removes the file ends the pause.
package struct PauseFile: Sendable {
    package let path: String

    private static let bytesMax = 4096

    package init(path: String) {
        self.path = path
    }

    /// Why canaries rest; nil when they do not. A file that cannot be read is a pause all the same.
    package func read() -> CanaryPause? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        let changed = EventTime(microseconds: Int64(status.st_mtim.tv_sec).multipliedSaturating(by: 1_000_000))
        let bytes = contents() ?? []
        guard let json = try? JSONValue(parsing: bytes), let by = json["by"]?.string else {
            let line = bytes.prefix { $0 != 0x0A }.prefix(200)
            let words = visible(String(decoding: line, as: UTF8.self))
            return CanaryPause(by: "uid \(status.st_uid)", at: changed, reason: words.isEmpty ? "a file" : words)
        }
        let at = json["at"]?.string.flatMap { EventTime(rfc3339: $0) } ?? changed
        return CanaryPause(by: visible(by), at: at, reason: visible(json["reason"]?.string ?? ""))
    }

    private func contents() -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.bytesMax)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        return count < 0 ? nil : Array(bytes.prefix(count))
    }

    /// Replaces what is there.
    package func write(_ pause: CanaryPause) throws(SystemError) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("by", pause.by)
            writer.field("at", pause.at.rfc3339)
            writer.field("reason", pause.reason)
        }
        let temporary = path + ".tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        guard writeAll(descriptor, writer.bytes + [0x0A]), fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw failure(errno)
        }
    }

    /// False when there was none.
    package func remove() throws(SystemError) -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT else { throw failure(errno) }
        return false
    }

    private func failure(_ code: Int32) -> SystemError { SystemError(code: code, subject: path) }
}

extension Int64 {
    fileprivate func multipliedSaturating(by factor: Int64) -> Int64 {
        let (product, isOverflown) = multipliedReportingOverflow(by: factor)
        return isOverflown ? (self < 0 ? .min : .max) : product
    }
}
