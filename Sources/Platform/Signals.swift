// Signals as values: blocked in every thread, fetched by the one that asks.

internal import Glibc

/// The signals that a daemon answers.
package enum Signal: Sendable {
    case stop, reload
}

package enum Signals {
    private static func answered() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
        return set
    }

    /// Call before the first thread starts: threads inherit the mask. A reader that goes away is an error code, not a
    /// death.
    package static func block() {
        var set = answered()
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// The next pending signal, without waiting.
    package static func next() -> Signal? {
        var set = answered()
        var zero = timespec()
        switch sigtimedwait(&set, nil, &zero) {
        case SIGTERM, SIGINT: return .stop
        case SIGHUP: return .reload
        default: return nil
        }
    }
}
