// What systemd expects of a service that it watches: sd_watchdog_enabled(3).

internal import Glibc
package import Model

extension Notify {
    /// Without a ping for this long systemd ends the service. Nil: it does not watch this process.
    package static var watchdogSpan: TimeSpan? {
        guard let text = getenv("WATCHDOG_USEC").map({ String(cString: $0) }), let span = Int64(text), span > 0 else {
            return nil
        }
        if let owner = getenv("WATCHDOG_PID").map({ String(cString: $0) }), owner != String(getpid()) { return nil }
        return TimeSpan(microseconds: span)
    }

    /// Whether anybody listens.
    package static var isHeard: Bool { getenv("NOTIFY_SOCKET") != nil }
}
