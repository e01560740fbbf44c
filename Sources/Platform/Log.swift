// One line per fact on standard error, never on standard output: that is for data.

internal import Glibc
package import Model
internal import Synchronization

/// Leveled log lines: `<prefix>level message key=value …`. A value, so tests can collect what is said.
package struct Log: Sendable {
    package enum Level: Int, Comparable, Sendable {
        case debug, info, warning, error

        package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        package init?(name: String) {
            switch name {
            case "debug": self = .debug
            case "info": self = .info
            case "warning": self = .warning
            case "error": self = .error
            default: return nil
            }
        }

        package var name: String {
            switch self {
            case .debug: "debug"
            case .info: "info"
            case .warning: "warning"
            case .error: "error"
            }
        }

        /// The priority prefix that journald reads (sd-daemon(3)).
        var priority: String {
            switch self {
            case .debug: "<7>"
            case .info: "<6>"
            case .warning: "<4>"
            case .error: "<3>"
            }
        }
    }

    /// Shared by every copy, so that a change is heard by all threads.
    private let gate: LogGate
    private let isJournal: Bool
    private let write: @Sendable (String) -> Void

    /// Writes to standard error; under journald with its priorities and without a time stamp.
    package init(minimum: Level) {
        gate = LogGate(minimum)
        isJournal = getenv("JOURNAL_STREAM") != nil
        write = { line in writeAll(STDERR_FILENO, Array(line.utf8)) }
    }

    /// Collects lines, for tests.
    package init(minimum: Level, write: @escaping @Sendable (String) -> Void) {
        gate = LogGate(minimum)
        isJournal = false
        self.write = write
    }

    /// The least that is said, from now on and by every copy of this log.
    package var minimum: Level { gate.minimum }

    package func setMinimum(_ level: Level) { gate.minimum = level }

    package func debug(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
        line(.debug, message, fields)
    }

    package func info(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
        line(.info, message, fields)
    }

    package func warning(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
        line(.warning, message, fields)
    }

    package func error(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
        line(.error, message, fields)
    }

    package func line(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, String>) {
        guard level >= gate.minimum else { return }
        var text = isJournal ? level.priority : "\(Clocks.wall().rfc3339) \(level.name) "
        text += visible(message)
        for (key, value) in fields { text += " \(key)=\(quoted(value))" }
        write(text + "\n")
    }

    private func quoted(_ value: String) -> String {
        let shown = visible(value)
        let isPlain = !shown.isEmpty && !shown.utf8.contains { $0 == 0x20 || $0 == 0x22 || $0 == 0x3D }
        if isPlain { return shown }
        let parts = shown.split(separator: "\"", omittingEmptySubsequences: false)
        return "\"" + parts.joined(separator: "\\\"") + "\""
    }
}

private final class LogGate: Sendable {
    private let level: Atomic<Int>

    init(_ level: Log.Level) {
        self.level = Atomic(level.rawValue)
    }

    var minimum: Log.Level {
        get { Log.Level(rawValue: level.load(ordering: .relaxed)) ?? .info }
        set { level.store(newValue.rawValue, ordering: .relaxed) }
    }
}

/// Whether a write of a few kilobytes will not block, now or within the span. True also when the other end is gone:
/// then the write says so.
package func isWritable(_ descriptor: Int32, within span: TimeSpan) -> Bool {
    var asked = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&asked, 1, Int32(clamping: span.microseconds / 1000)) != 0
}

/// Whether something can be read now, without waiting.
package func isReadable(_ descriptor: Int32) -> Bool {
    var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&asked, 1, 0) > 0
}

/// Writes all bytes or gives up: returns false when the other end is gone.
@discardableResult
package func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count {
        let written = bytes.withUnsafeBytes { buffer in
            unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        }
        if written < 0 {
            if errno == EINTR { continue }
            return false
        }
        offset += written
    }
    return true
}
